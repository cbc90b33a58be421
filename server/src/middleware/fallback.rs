//! Problem documents where no route answers.

use std::any::Any;

use axum::body::Body;
use http::{Method, Response, StatusCode};
use roster_runtime::Problem;

/// The path has other methods; the router adds `Allow`.
pub(super) async fn method_not_allowed(method: Method) -> Problem {
    let detail = format!("This path does not know the method {method}; `Allow` lists those it knows.");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}

/// A handler panicked: a fault of the server, of which the caller is told nothing more. Where, is logged already: see
/// [`crate::telemetry::logging`].
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a handler panicked");
    Problem::internal().into_response()
}
