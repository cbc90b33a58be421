//! Scripts of other origins: what a browser is told before and with each answer.

use reqwest::{RequestBuilder, Response, StatusCode};
use roster_server::AllowedOrigins;
use roster_tests::App;

const PORTAL: &str = "https://portal.example";

async fn app() -> App {
    let origins = ["https://wiki.example", PORTAL].map(|origin| origin.parse().expect("a header value"));
    App::start_with(|config| config.allowed_origins = AllowedOrigins::These(origins.into())).await
}

async fn send(request: RequestBuilder, origin: Option<&str>) -> Response {
    let request = match origin {
        Some(origin) => request.header("origin", origin),
        None => request,
    };
    request.send().await.expect("an answer")
}

fn header<'response>(response: &'response Response, name: &str) -> Option<&'response str> {
    response.headers().get(name).map(|value| value.to_str().expect("text"))
}

/// What a browser asks before a script's PATCH of an upload.
fn preflight(app: &App) -> RequestBuilder {
    app.owner
        .raw("OPTIONS", "/v2/files/none")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "access-token,tus-resumable,upload-offset")
}

#[tokio::test]
async fn a_browser_learns_what_an_allowed_origin_may_send() {
    let app = app().await;
    let answer = send(preflight(&app), Some(PORTAL)).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    for (name, value) in [
        ("access-control-allow-origin", Some(PORTAL)),
        ("access-control-allow-methods", Some("PATCH")),
        ("access-control-allow-headers", Some("access-token,tus-resumable,upload-offset")),
        ("access-control-max-age", Some("3600")),
        ("access-control-allow-credentials", None),
        ("vary", Some("origin")),
    ] {
        assert_eq!((name, header(&answer, name)), (name, value));
    }
    assert!(header(&answer, "x-request-id").is_some(), "it is logged as any other");
}

#[tokio::test]
async fn every_answer_can_be_read_by_scripts_of_an_allowed_origin() {
    let app = app().await;
    let token = app.server.owner_token().expect("a token").to_owned();
    for (method, path, status) in [
        ("GET", "/v2/session", 200),
        ("GET", "/v2/users/nobody", 404),
        ("GET", "/v2/nothing", 404),
        ("PUT", "/v2/session", 405),
        ("GET", "/api/v2/members", 401),
        ("OPTIONS", "/v2/files", 204),
        ("GET", "/openapi/twona.json", 200),
        ("GET", "/invitations/none", 404),
    ] {
        let request = app.owner.raw(method, path).header("access-token", &token);
        let answer = send(request, Some(PORTAL)).await;
        assert_eq!((path, answer.status().as_u16()), (path, status));
        assert_eq!((path, header(&answer, "access-control-allow-origin")), (path, Some(PORTAL)));
        assert_eq!((path, header(&answer, "access-control-expose-headers")), (path, Some("*")));
        assert_eq!((path, header(&answer, "access-control-allow-credentials")), (path, None));
        assert!(answer.headers().get_all("vary").iter().any(|value| value == "origin"), "{path}");
    }
    let discovered = send(app.owner.raw("OPTIONS", "/v2/files"), Some(PORTAL)).await;
    assert_eq!(header(&discovered, "tus-version"), Some("1.0.0"), "it is an operation, not a preflight");
}

#[tokio::test]
async fn other_origins_are_told_nothing() {
    let (sharing, usual) = (app().await, App::start().await);
    for (app, origin) in [
        (&sharing, Some("https://portal.example.evil.example")),
        (&sharing, Some("http://portal.example")),
        (&sharing, Some("null")),
        (&sharing, None),
        (&usual, Some(PORTAL)),
    ] {
        for request in [preflight(app), app.owner.raw("GET", "/v2/session"), app.owner.raw("GET", "/docs/")] {
            let answer = send(request, origin).await;
            let told: Vec<_> =
                answer.headers().keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
            assert!(told.is_empty(), "{origin:?}: {told:?}");
        }
    }
    // What watches a server is for no page that an operator happens to visit.
    for path in ["/healthz", "/readyz", "/metrics"] {
        let answer = send(sharing.owner.raw("GET", path), Some(PORTAL)).await;
        assert_eq!((answer.status(), header(&answer, "access-control-allow-origin")), (StatusCode::OK, None), "{path}");
    }
    // A cache between keeps the answers to different origins apart.
    let answer = send(sharing.owner.raw("GET", "/openapi/twona.json"), None).await;
    assert!(answer.headers().get_all("vary").iter().any(|value| value == "origin"));
}

#[tokio::test]
async fn all_origins_can_be_allowed() {
    let app = App::start_with(|config| config.allowed_origins = AllowedOrigins::Any).await;
    for request in [preflight(&app), app.owner.raw("GET", "/v2/session")] {
        let answer = send(request, Some("null")).await;
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
        assert_eq!(header(&answer, "access-control-allow-credentials"), None);
    }
}
