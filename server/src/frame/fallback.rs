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

/// A handler panicked: a fault of the server, of which the caller is told nothing more.
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("of an unknown kind");
    tracing::error!(panic = text, "a handler panicked");
    Problem::internal().into_response()
}
