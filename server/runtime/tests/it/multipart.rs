//! `multipart/form-data`: parts, files, limits, and what is refused.

use axum::Router;
use axum::body::Body;
use roster_runtime::operation::*;
use roster_runtime::schema::*;
use roster_runtime::{Answer, Multipart, Problem};
use serde_json::{Value, json};

use crate::harness::*;

const TYPE: &str = "multipart/form-data; boundary=XX";

fn encoding(property: &'static str, content_type: &'static str) -> EncodingInfo {
    EncodingInfo { property, content_type: Some(content_type), style: None, explode: None, allow_reserved: None }
}

fn info(additional_properties: AdditionalProperties, limit: u64) -> BodyInfo {
    let file = || Schema { format: Some("binary"), ..TEXT };
    let files = Schema { items: Some(inline(file())), max_items: Some(2), ..ARRAY };
    let detail = Schema { properties: leak([property("n", INTEGER)]), required: &["n"], ..OBJECT };
    let schema = Schema {
        properties: leak([
            property("title", Schema { max_length: Some(5), ..TEXT }),
            property("count", INTEGER),
            property("avatar", file()),
            property("files", files),
            property("detail", detail),
        ]),
        required: &["title", "avatar"],
        additional_properties,
        ..OBJECT
    };
    let encodings = leak([encoding("avatar", "image/png, image/svg+xml, video/*")]);
    let media_type = MediaTypeInfo {
        media_type: "multipart/form-data",
        schema: Some(inline(schema)),
        encoding: encodings,
        items: None,
    };
    BodyInfo { content: leak([media_type]), limit, ..BODY }
}

async fn take(mut parts: Multipart) -> Result<Value, Problem> {
    let mut taken = Vec::new();
    while let Some(part) = parts.next_part().await? {
        taken.push(match part.name.as_str() {
            "title" | "count" | "detail" => {
                let name = part.name.clone();
                json!({name: part.into_value::<Value>().await?})
            }
            "skipped" => json!("skipped"),
            _ => {
                let about = json!([part.name, part.file_name, part.content_type]);
                let directory = std::env::temp_dir();
                let file = part.into_file().spool_to(&directory).await?;
                json!([about, file.len(), std::fs::read(file.path()).unwrap().len()])
            }
        });
    }
    Ok(taken.into())
}

fn router(additional_properties: AdditionalProperties, limit: u64) -> Router {
    let body = Some(leak(info(additional_properties, limit)));
    let operation = OperationInfo { method: "POST", body, ..OPERATION };
    serve(DOCUMENT, operation, |_, incoming| async move {
        let (_, _, parts) = incoming.decode::<(), Multipart>().await?;
        Ok(Answer::new(200).json("application/json", &take(parts).await?))
    })
}

fn part(name: &str, more: &str, content: &str) -> String {
    format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{content}\r\n")
}

fn file(name: &str, content_type: &str, content: &str) -> String {
    part(name, &format!("; filename=\"f.bin\"\r\nContent-Type: {content_type}"), content)
}

fn body(parts: &[String]) -> String {
    format!("{}--XX--\r\n", parts.concat())
}

async fn call(parts: &[String]) -> Response {
    post(&router(AdditionalProperties::Unspecified, 4096), Some(TYPE), body(parts)).await
}

#[tokio::test]
async fn parts_come_in_order_decoded_or_spooled() {
    let response = call(&[
        part("count", "", "5"),
        file("avatar", "image/png", "12345"),
        part("unknown", "", "passed over"),
        file("files", "text/plain", "a"),
        part("detail", "\r\nContent-Type: application/json", "{\"n\":1}"),
        file("files", "text/plain", ""),
        part("title", "\r\nContent-Type: text/plain; charset=utf-8", "üöä"),
    ])
    .await;
    let expected = json!([
        {"count": 5},
        [["avatar", "f.bin", "image/png"], 5, 5],
        [["files", "f.bin", "text/plain"], 1, 1],
        {"detail": {"n": 1}},
        [["files", "f.bin", "text/plain"], 0, 0],
        {"title": "üöä"},
    ]);
    assert_eq!(response.json(), expected);
}

#[tokio::test]
async fn what_breaks_the_schema_is_refused_with_its_place() {
    let good = [part("title", "", "a"), file("avatar", "video/mp4", "1")];
    let files = |count| vec![file("files", "text/plain", "a"); count].concat();
    for (more, status, place, detail) in [
        (part("count", "", "x"), 422, "/count", "must be an integer"),
        (part("count", "", "1") + &part("count", "", "1"), 422, "/count", "must not be given more than once"),
        (part("detail", "", "{}"), 422, "/detail/n", "is required"),
        (part("detail", "", "{"), 422, "/detail", "not well-formed JSON"),
        (part("detail", "\r\nContent-Type: text/plain; charset=utf-16", "{}"), 415, "/detail", "text in UTF-8"),
        (files(3), 422, "/files", "at most 2 times"),
        (file("count", "text/plain", "\0"), 422, "/count", "U+0000"),
    ] {
        let response = call(&[good.concat(), more]).await;
        assert_eq!(response.status, status);
        let errors = response.errors();
        assert_eq!(errors[0].0, place);
        assert!(errors[0].1.contains(detail), "{errors:?}");
    }
    let response = call(&[part("title", "", "abcdef")]).await;
    assert_eq!(response.errors()[0].0, "/title");
}

#[tokio::test]
async fn parts_of_other_types_are_415() {
    for content_type in ["image/jpeg", "nonsense"] {
        let response = call(&[part("title", "", "a"), file("avatar", content_type, "1")]).await;
        assert_eq!((response.status, response.code().as_str()), (415, "unsupported_media_type"));
        assert_eq!(response.errors()[0].0, "/avatar");
    }
}

#[tokio::test]
async fn required_parts_that_did_not_come_are_named_at_the_end() {
    let response = call(&[part("count", "", "1")]).await;
    let places: Vec<String> = response.errors().into_iter().map(|(place, _)| place).collect();
    assert_eq!((response.status, places), (422, vec!["/title".to_owned(), "/avatar".to_owned()]));
}

#[tokio::test]
async fn other_parts_are_refused_where_the_schema_forbids_them() {
    let parts = body(&[part("unknown", "", "a")]);
    let response = post(&router(AdditionalProperties::Forbidden, 4096), Some(TYPE), parts).await;
    assert_eq!(response.errors()[0].0, "/unknown");
    let parts = body(&[part("skipped", "", "a"), part("title", "", "a"), file("avatar", "image/png", "")]);
    let response = post(&router(AdditionalProperties::Allowed, 4096), Some(TYPE), parts).await;
    assert_eq!(response.json()[0], "skipped");
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let good = body(&[part("title", "", "a"), file("avatar", "image/png", "1")]);
    let router = router(AdditionalProperties::Unspecified, 4096);
    let cut = good[..good.len() - 10].to_owned();
    for (content_type, body) in [
        (TYPE, cut),
        (TYPE, "no boundary at all".to_owned()),
        (TYPE, good.replace("Content-Disposition: form-data", "\u{1}")),
        ("multipart/form-data", good.clone()),
    ] {
        let response = post(&router, Some(content_type), body).await;
        assert_eq!((response.status, response.code().as_str()), (422, "invalid_body"));
    }
    assert_eq!(post(&router, Some(TYPE), "").await.errors(), [(String::new(), "is required".to_owned())]);
    assert_eq!(post(&router, Some("multipart/mixed; boundary=XX"), good).await.status, 415);
}

#[tokio::test]
async fn limits_hold_while_parts_stream() {
    let big = "x".repeat(300_000);
    let parts = body(&[part("title", "", "a"), file("avatar", "image/png", &big)]);
    let streamed = || {
        let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
            parts.as_bytes().chunks(10_000).map(|chunk| Ok(chunk.to_vec())).collect();
        Body::from_stream(futures_util::stream::iter(chunks))
    };
    let small = router(AdditionalProperties::Unspecified, 100_000);
    assert_eq!(post(&small, Some(TYPE), streamed()).await.status, 413);
    let large = router(AdditionalProperties::Unspecified, 1_000_000);
    assert_eq!(post(&large, Some(TYPE), streamed()).await.json()[1][1], 300_000);
    assert_eq!(post(&large, Some(TYPE), parts.clone()).await.json()[1][1], 300_000);
    let endless_header = format!("--XX\r\nX-Header: {}", "x".repeat(900_000));
    assert_eq!(post(&large, Some(TYPE), endless_header).await.status, 422);
    let endless_preamble = "x".repeat(900_000);
    assert_eq!(post(&large, Some(TYPE), endless_preamble).await.status, 422);
}

#[tokio::test]
async fn parts_that_are_not_read_are_passed_over() {
    let body = Some(leak(info(AdditionalProperties::Unspecified, 1_000_000)));
    let operation = OperationInfo { method: "POST", body, ..OPERATION };
    let router = serve(DOCUMENT, operation, |_, incoming| async move {
        let (_, _, mut parts) = incoming.decode::<(), Multipart>().await?;
        let mut names = Vec::new();
        while let Some(part) = parts.next_part().await? {
            names.push(part.name.clone());
            if names.len() == 1 {
                let mut file = part.into_file();
                assert!(!file.next_chunk().await?.unwrap().is_empty());
            }
        }
        Ok(Answer::new(200).json("application/json", &names))
    });
    let big = "x".repeat(400_000);
    let parts = self::body(&[file("avatar", "image/png", &big), file("files", "a/b", &big), part("title", "", "a")]);
    let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
        parts.as_bytes().chunks(7_000).map(|chunk| Ok(chunk.to_vec())).collect();
    let response = post(&router, Some(TYPE), Body::from_stream(futures_util::stream::iter(chunks))).await;
    assert_eq!(response.json(), json!(["avatar", "files", "title"]));
}
