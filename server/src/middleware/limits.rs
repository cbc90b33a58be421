//! How large a request may be, and how many may come, whatever their operations allow.

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    StatusCode, Version,
    header::{CONTENT_LENGTH, HOST},
};
use http_body_util::Limited;
use roster_runtime::{Problem, Violation};

use crate::rates::Rates;

/// What watches the server must get an answer when callers do not.
const MONITORING: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Answers 429 where too many requests come from one address.
pub(super) async fn rate(State(rates): State<Rates>, request: Request, next: Next) -> Response {
    if !is_monitoring(&request)
        && let Err(problem) = rates.address()
    {
        return problem.into_response();
    }
    next.run(request).await
}

/// Whether it comes from what watches the server.
pub(super) fn is_monitoring(request: &Request) -> bool {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    route.is_some_and(|route| MONITORING.contains(&route))
}

/// Answers 400 to a request without `Host`, or with more than one, which servers and proxies read in different ways
/// (RFC 9112, section 3.2).
pub(super) async fn host(request: Request, next: Next) -> Response {
    let hosts = request.headers().get_all(HOST).iter().count();
    if hosts == 1 || (hosts == 0 && request.version() < Version::HTTP_11) {
        return next.run(request).await;
    }
    Problem::new(StatusCode::BAD_REQUEST, "invalid_parameter", "The header Host is required once.")
        .with_error(Violation::at_parameter("Host", "is required once"))
        .into_response()
}

/// Answers 413 to a body that says it is too large, and breaks off one that turns out to be.
pub(super) async fn body(State(limit): State<u64>, request: Request, next: Next) -> Response {
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|declared| declared > limit) {
        let detail = format!("The body is larger than {limit} bytes.");
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", detail).into_response();
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
}
