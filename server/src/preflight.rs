//! Preflights: what a browser asks before it lets a script of another origin send a request (Fetch standard, CORS
//! protocol).

use axum::extract::Request;
use http::{
    Method,
    header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN},
};

/// Whether a request is one: nobody carries out an operation so.
pub(crate) fn is_preflight(request: &Request) -> bool {
    let headers = request.headers();
    request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
