//! Requests that stand for others: a method that a client cannot send, and `OPTIONS` on an upload.

use http::header::CONTENT_LENGTH;
use reqwest::RequestBuilder;
use roster_tests::{App, Caller};

use super::{PART, create, metadata, offset};

const OVERRIDE: &str = "x-http-method-override";

fn request(caller: &Caller, method: &str, path: &str) -> RequestBuilder {
    caller.raw(method, path).header("access-token", caller.token.as_deref().expect("a token"))
}

#[tokio::test]
async fn a_post_is_of_the_method_that_it_names() {
    let app = App::start().await;
    let id = create(&app.owner, 10).await;
    let post = |method: &str| request(&app.owner, "POST", &format!("/v2/files/{id}")).header(OVERRIDE, method);
    let appended = post("PATCH").header("upload-offset", "0").header("content-type", PART).body("0123456789");
    let appended = appended.send().await.expect("an answer");
    assert_eq!(
        (appended.status().as_u16(), &appended.headers()["upload-offset"]),
        (204, &"10".parse().expect("a value"))
    );
    let checked = post("HEAD").send().await.expect("an answer");
    assert_eq!(
        (checked.status().as_u16(), &checked.headers()["upload-offset"]),
        (200, &"10".parse().expect("a value"))
    );
    assert_eq!(checked.headers()[CONTENT_LENGTH], "0");
    assert!(checked.bytes().await.expect("a body").is_empty());
    let terminated = post("DELETE").send().await.expect("an answer");
    assert_eq!(
        (terminated.status().as_u16(), &terminated.headers()["tus-resumable"]),
        (204, &"1.0.0".parse().expect("a value"))
    );
    let gone = post("HEAD").send().await.expect("an answer");
    assert_eq!(gone.status(), 404);
    assert!(gone.bytes().await.expect("a body").is_empty(), "it is a HEAD in everything");
}

#[tokio::test]
async fn what_names_no_method_is_refused() {
    let app = App::start().await;
    let id = create(&app.owner, 10).await;
    for path in ["/v2/files".to_owned(), format!("/v2/files/{id}")] {
        for methods in [&["PATCH", "DELETE"][..], &["PATCH, DELETE"], &["a b"], &[""]] {
            let mut request = request(&app.owner, "POST", &path);
            for method in methods {
                request = request.header(OVERRIDE, *method);
            }
            let refused = request.send().await.expect("an answer");
            assert_eq!(refused.status(), 400, "{path} {methods:?}");
            let problem: serde_json::Value = refused.json().await.expect("a problem");
            assert_eq!(problem["errors"][0]["parameter"], "X-HTTP-Method-Override");
        }
    }
    let unknown = request(&app.owner, "POST", &format!("/v2/files/{id}"))
        .header(OVERRIDE, "PURGE")
        .send()
        .await
        .expect("an answer");
    assert_eq!(unknown.status(), 405);
    assert_eq!(offset(&app.owner, &id).await, 0);
}

/// A cache, or a browser that follows a link, takes a GET for harmless.
#[tokio::test]
async fn only_a_post_to_uploads_is_replaced() {
    let app = App::start().await;
    let id = create(&app.owner, 0).await;
    for (method, path, status) in [
        ("GET", format!("/v2/files/{id}"), 200),
        ("GET", format!("/v2/files/{id}/content"), 200),
        ("POST", format!("/v2/files/{id}/content"), 405),
        ("GET", "/v2/session".to_owned(), 200),
        ("POST", "/v2/session".to_owned(), 405),
    ] {
        let response = request(&app.owner, method, &path).header(OVERRIDE, "DELETE").send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
    }
    app.owner.twona("files_get").path("file_id", &id).send().await.expect(200);
}

#[tokio::test]
async fn every_upload_answers_what_the_server_can_do() {
    let app = App::start().await;
    let nobody = app.owner.anonymous();
    let all = nobody.twona("uploads_discover").send().await.expect(204);
    for (method, header) in [("OPTIONS", None), ("POST", Some("OPTIONS"))] {
        // A client of another version learns from it which ones there are.
        let mut request = nobody.raw(method, "/v2/files/f7Kq2mZx9RtB").header("tus-resumable", "0.2.2");
        if let Some(header) = header {
            request = request.header(OVERRIDE, header);
        }
        let one = request.send().await.expect("an answer");
        assert_eq!(one.status(), 204, "{method}");
        for name in ["tus-resumable", "tus-version", "tus-extension", "tus-max-size", "tus-checksum-algorithm"] {
            assert_eq!(one.headers().get(name).map(|value| value.to_str().expect("text")), all.header(name), "{name}");
        }
    }
    let created = request(&app.owner, "POST", "/v2/files")
        .header(OVERRIDE, "POST")
        .header("upload-length", "1")
        .header("upload-metadata", metadata("a.pdf"));
    assert_eq!(created.send().await.expect("an answer").status(), 201);
}
