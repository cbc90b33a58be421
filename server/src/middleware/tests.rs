//! The middleware around an API that misbehaves in every way.

use std::time::Duration;

use axum::{Router, body::Body, routing::get};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::BodyExt;
use roster_runtime::operation::{DocumentInfo, OperationInfo};
use tower::ServiceExt;

use super::{AllowedOrigins, Middleware};
use crate::{
    directory::tests::Fixture, environment::Environment, pages::Pages, session_cookie::SessionCookie,
    telemetry::Metrics,
};

static PANIC: OperationInfo =
    OperationInfo { id: "things_panic", method: "GET", path: "/panic", ..OperationInfo::EMPTY };

static TOY: DocumentInfo = DocumentInfo {
    name: "toy",
    title: "Toy",
    version: "1",
    security_schemes: &[],
    schemas: &[],
    operations: &[&PANIC],
    lenient_json: false,
};

struct Framed {
    router: Router,
    fixture: Fixture,
}

impl Framed {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let api = Router::new()
            .route("/panic", get(|| async { panic_on_purpose() }))
            .route("/slow", get(std::future::pending::<()>))
            .route("/echo", axum::routing::post(|body: String| async { body }));
        let middleware = Middleware {
            environment: Environment::system(),
            directory: fixture.directory.clone(),
            metrics: Metrics::new(),
            pages: Pages::new(fixture.directory.clone(), &"http://roster.example".parse().unwrap(), &[]),
            public_url: "http://roster.example".parse().unwrap(),
            request_timeout: Duration::from_millis(500),
            body_limit: 100,
            trusted_proxies: Vec::new(),
            rates: crate::rates::Rates::new(crate::rates::RateLimits::default()),
            site: None,
            allowed_origins: AllowedOrigins::default(),
            session_cookie: SessionCookie::new(&"http://roster.example".parse().unwrap()),
        };
        Self { router: middleware.around([(&TOY, api)]), fixture }
    }

    async fn send(&self, request: http::request::Builder, body: Body) -> (Response<()>, String) {
        let mut request = request.body(body).unwrap();
        request.headers_mut().entry("host").or_insert(HeaderValue::from_static("roster.example"));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (Response::from_parts(parts, ()), String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn get(&self, path: &str) -> (Response<()>, String) {
        self.send(Request::get(path), Body::empty()).await
    }
}

fn panic_on_purpose() -> String {
    panic!("a secret of the implementation")
}

fn problem(response: &Response<()>, body: &str) -> (u16, String) {
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["status"], response.status().as_u16());
    (response.status().as_u16(), body["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn failures_are_problem_documents_that_say_nothing_of_the_cause() {
    let framed = Framed::new().await;
    let (response, body) = framed.get("/panic").await;
    assert_eq!(problem(&response, &body), (500, "internal_error".to_owned()));
    assert!(!body.contains("secret"));
    let (response, body) = framed.get("/slow").await;
    assert_eq!(problem(&response, &body), (503, "unavailable".to_owned()));
    assert!(response.headers().contains_key("retry-after"));
    let (response, body) = framed.get("/nowhere").await;
    assert_eq!(problem(&response, &body), (404, "not_found".to_owned()));
    let (response, body) = framed.send(Request::delete("/healthz"), Body::empty()).await;
    assert_eq!(problem(&response, &body), (405, "method_not_allowed".to_owned()));
    assert_eq!(response.headers()["allow"], "GET,HEAD");
}

#[tokio::test]
async fn bodies_have_a_limit_declared_or_not() {
    let framed = Framed::new().await;
    let (response, _) = framed.send(Request::post("/echo"), Body::from("x".repeat(100))).await;
    assert_eq!(response.status(), StatusCode::OK);
    let declared = Request::post("/echo").header("content-length", 101);
    let (response, body) = framed.send(declared, Body::from("x".repeat(101))).await;
    assert_eq!(problem(&response, &body), (413, "payload_too_large".to_owned()));
    let (response, _) = framed.send(Request::post("/echo"), Body::from("x".repeat(101))).await;
    assert!(response.status().is_client_error());
}

#[tokio::test]
async fn every_answer_has_a_request_id_and_is_counted_once() {
    let framed = Framed::new().await;
    let (response, _) = framed.send(Request::get("/panic").header("x-request-id", "abc-1"), Body::empty()).await;
    assert_eq!(response.headers()["x-request-id"], "abc-1");
    let (response, _) =
        framed.send(Request::get("/nowhere?token=secret").header("x-request-id", "a b"), Body::empty()).await;
    assert_eq!(response.headers()["x-request-id"].len(), 36);
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    let (_, metrics) = framed.get("/metrics").await;
    let panic = r#"roster_requests_total{api="toy",operation="things_panic",method="GET",status="500"} 1"#;
    assert!(metrics.contains(panic), "{metrics}");
    assert!(metrics.contains(r#"operation="none",method="GET",status="404"} 1"#), "{metrics}");
    assert!(metrics.contains("roster_requests_in_flight 1"), "only the reading of the metrics itself: {metrics}");
    assert!(!metrics.contains("secret"));
}

#[tokio::test]
async fn readiness_follows_the_database() {
    let framed = Framed::new().await;
    assert_eq!(framed.get("/readyz").await.0.status(), StatusCode::OK);
    framed.fixture.close().await;
    let (response, body) = framed.get("/readyz").await;
    assert_eq!(problem(&response, &body), (503, "unavailable".to_owned()));
    assert_eq!(framed.get("/healthz").await.0.status(), StatusCode::OK);
}

#[tokio::test]
async fn documents_and_their_page_come_from_here_alone() {
    let framed = Framed::new().await;
    for (path, start) in [("/openapi/twona.json", "{"), ("/openapi/docutools.yaml", "openapi: 3.0.3")] {
        let (response, body) = framed.get(path).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(body.trim_start_matches('#').contains(start), "{path}");
    }
    let (response, page) = framed.get("/docs/").await;
    assert!(response.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'self'"));
    let (_, script) = framed.get("/docs/swagger-initializer.js").await;
    for text in [&page, &script] {
        assert!(!text.contains("//cdn") && !text.contains("https://"), "{text}");
    }
    assert!(script.contains("/openapi/twona.json") && script.contains("/openapi/docutools.json"));
    assert!(script.contains("validatorUrl"));
}

#[tokio::test]
async fn documents_say_where_their_server_is() {
    let framed = Framed::new().await;
    for (host, url) in [("roster.example", "http://roster.example"), ("localhost:8080", "/")] {
        for name in ["twona", "docutools"] {
            let (_, json) =
                framed.send(Request::get(format!("/openapi/{name}.json")).header("host", host), Body::empty()).await;
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(json["servers"][0]["url"], url);
            let (_, yaml) =
                framed.send(Request::get(format!("/openapi/{name}.yaml")).header("host", host), Body::empty()).await;
            assert!(yaml.contains(&format!("\n- url: {url}\n")) && !yaml.contains("127.0.0.1"), "{name}");
        }
    }
}

#[tokio::test]
async fn an_invitation_is_accepted_by_the_button_and_not_by_looking() {
    let framed = Framed::new().await;
    framed.fixture.invite("dora@example.com", &[]).await.unwrap();
    let path = format!("/invitations/{}", framed.fixture.links().await.remove(0));
    for _ in 0..2 {
        let (response, page) = framed.get(&path).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(page.contains("<form method=\"post\"><button type=\"submit\">Accept</button></form>"), "{page}");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["referrer-policy"], "same-origin");
    }
    let foreign = Request::post(&path).header("origin", "https://evil.example");
    assert_eq!(framed.send(foreign, Body::empty()).await.0.status(), StatusCode::FORBIDDEN);
    let foreign = Request::post(&path).header("sec-fetch-site", "cross-site");
    assert_eq!(framed.send(foreign, Body::empty()).await.0.status(), StatusCode::FORBIDDEN);
    let foreign = Request::post(&path).header("origin", "null").header("host", "roster.example");
    assert_eq!(framed.send(foreign, Body::empty()).await.0.status(), StatusCode::FORBIDDEN);
    let own = Request::post(&path).header("origin", "http://other.name:80").header("host", "other.name:80");
    let (response, page) = framed.send(own, Body::empty()).await;
    assert_eq!(response.status(), StatusCode::OK, "{page}");
    assert!(framed.fixture.emails(false).await.contains(&"dora@example.com".to_owned()));
    let (response, page) = framed.get(&path).await;
    assert_eq!(response.status(), StatusCode::GONE);
    assert!(page.contains("is accepted") && !page.contains("<form"), "{page}");
    let (response, _) = framed.send(Request::post("/invitations/nonsense"), Body::empty()).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}
