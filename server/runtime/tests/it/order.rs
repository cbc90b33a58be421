//! What is looked at first: admission, credential, authority, `Accept`, content type, parameters, body.

use axum::body::Body;
use http::Request;
use http::request::Builder;
use roster_runtime::operation::*;
use roster_runtime::schema::*;
use roster_runtime::{Answer, Json};
use serde_json::Value;

use crate::harness::*;

static TOKEN: SecurityScheme = SecurityScheme {
    name: "token",
    kind: SecurityKind::ApiKey { location: ParameterLocation::Header, name: "access-token" },
};

static SECURITY: [SecurityRequirement; 1] = [SecurityRequirement { schemes: &[(&TOKEN, &[])] }];

fn operation() -> OperationInfo {
    let body = MediaTypeInfo { schema: Some(SchemaRef::Inline(&OBJECT)), ..JSON };
    OperationInfo {
        method: "POST",
        security: &SECURITY,
        authorities: &["admin"],
        parameters: leak([ParameterInfo { schema: SchemaRef::Inline(&INTEGER), ..PARAMETER }]),
        body: Some(leak(BodyInfo { content: leak([body]), limit: 20, ..BODY })),
        responses: leak([RESPONSE, ResponseInfo { status: StatusPattern::Exact(406), content: &[], ..RESPONSE }]),
        ..OPERATION
    }
}

async fn call(request: Builder, body: &'static str) -> Response {
    let router = serve(DOCUMENT, operation(), |_, incoming| async move {
        let (_, _, Json(body)) = incoming.decode::<Value, Json<Value>>().await?;
        Ok(Answer::new(200).json("application/json", &body))
    });
    send(&router, request.body(Body::from(body)).unwrap()).await
}

/// A request in which everything is wrong, but for the first `mended` things.
fn request(mended: usize) -> Builder {
    let uri = if mended > 5 { "/things?value=1" } else { "/things?value=x" };
    let mut request = Request::post(uri);
    if mended < 1 {
        request = request.header("x-too-many", "1");
    }
    if mended > 1 {
        request = request.header("access-token", if mended > 2 { "admin" } else { "good" });
    }
    if mended < 4 {
        request = request.header("accept", "image/png");
    }
    request.header("content-type", if mended > 4 { "application/json" } else { "text/plain" })
}

#[tokio::test]
async fn each_step_comes_before_the_next() {
    for (mended, status, code) in [
        (0, 429, "rate_limited"),
        (1, 401, "unauthorized"),
        (2, 403, "forbidden"),
        (3, 406, "not_acceptable"),
        (4, 415, "unsupported_media_type"),
        (5, 400, "invalid_parameter"),
        (6, 422, "invalid_body"),
    ] {
        let response = call(request(mended), "[]").await;
        assert_eq!((response.status, response.code().as_str()), (status, code), "{mended}");
    }
    assert_eq!(call(request(6), "{}").await.status, 200);
    assert_eq!(call(request(0), "{}").await.header("retry-after"), Some("3"));
}

#[tokio::test]
async fn violations_of_parameters_and_body_come_together() {
    let response = call(request(5), "[]").await;
    let places: Vec<String> = response.errors().into_iter().map(|(place, _)| place).collect();
    assert_eq!(places, ["value", ""]);
    assert_eq!(response.json()["detail"], "The parameter value must be an integer; 1 more fault was found.");
}

#[tokio::test]
async fn a_body_that_is_too_large_does_not_hide_violations_of_parameters() {
    let body = "{\"a\": \"0123456789012345678901234567890123456789\"}";
    assert_eq!(call(request(5), body).await.status, 400);
    assert_eq!(call(request(6), body).await.status, 413);
}
