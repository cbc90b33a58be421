//! Scripts of other origins: whose may call the server from a browser, and read what it answers (Fetch standard, CORS
//! protocol).
//!
//! No answer allows credentials: a browser shows none to a script that had a cookie sent along, and sends nothing with a
//! cookie that it has to ask for first. So such scripts authenticate with a token; that a cookie alone does no harm is
//! ruling C7's. Ready layers take every OPTIONS for a preflight; here it is an operation as well (tus 1.0.0,
//! OPTIONS).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
        ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
    },
};

use super::limits::is_monitoring;
use crate::preflight::is_preflight;

/// Every origin, every header: what the wildcard stands for where no credentials are allowed.
const ANY: HeaderValue = HeaderValue::from_static("*");

/// Seconds for which a browser need not ask again what it may send.
const MAXIMUM_AGE: HeaderValue = HeaderValue::from_static("3600");

/// Origins beside the server's own.
#[derive(Clone, Debug)]
pub enum AllowedOrigins {
    Any,
    /// As browsers write them: `https://app.example`.
    These(Arc<[HeaderValue]>),
}

impl Default for AllowedOrigins {
    fn default() -> Self {
        Self::These(Arc::default())
    }
}

impl AllowedOrigins {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::These(origins) if origins.is_empty())
    }

    /// What a request of this origin is told that is allowed; none if it is not.
    fn told(&self, origin: Option<&HeaderValue>) -> Option<HeaderValue> {
        match self {
            Self::Any => Some(ANY),
            Self::These(origins) => origin.filter(|origin| origins.contains(origin)).cloned(),
        }
    }
}

/// Lets scripts of these origins send every request, and read every header of the answers; but for what watches the
/// server, which is not for the pages that an operator happens to visit.
pub(super) async fn share(State(allowed): State<AllowedOrigins>, request: Request, next: Next) -> Response {
    if is_monitoring(&request) {
        return next.run(request).await;
    }
    let origin = allowed.told(request.headers().get(ORIGIN));
    let mut response =
        if is_preflight(&request) && origin.is_some() { may_send(&request) } else { next.run(request).await };
    let headers = response.headers_mut();
    if matches!(allowed, AllowedOrigins::These(_)) {
        headers.append(VARY, HeaderValue::from_static("origin"));
    }
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, ANY);
    }
    response
}

/// Whatever a browser asks for: the operations themselves say what they take.
fn may_send(request: &Request) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    for (asked, told) in [
        (ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS),
        (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS),
    ] {
        if let Some(value) = request.headers().get(asked) {
            headers.insert(told, value.clone());
        }
    }
    headers.insert(ACCESS_CONTROL_MAX_AGE, MAXIMUM_AGE);
    response
}
