//! Everything around the two APIs: documents, health, metrics, limits, and what answers where nothing else does.

mod cors;
mod documents;
mod fallback;
mod health;
mod limits;
mod lingering;
mod paths;
mod site;
mod timeout;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{Next, from_fn, from_fn_with_state, map_request},
    response::Response,
    routing::get,
};
pub use cors::AllowedOrigins;
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, ETAG, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS},
};
use ipnet::IpNet;
pub(crate) use paths::trim;
use roster_runtime::operation::DocumentInfo;
pub use site::Site;
use tower_http::catch_panic::CatchPanicLayer;
use url::Url;

use crate::{
    directory::Directory,
    environment::Environment,
    pages::{self, Pages},
    rates::Rates,
    session_cookie::SessionCookie,
    telemetry::{Metrics, Observer, Operations, observe},
};

/// More than any form of a page has, in bytes.
const FORM_LIMIT: usize = 16 * 1024;

/// For a year, a browser that came over HTTPS comes by nothing else (RFC 6797).
const HTTPS_ONLY: &str = "max-age=31536000";

/// What the routes need.
pub(crate) struct Middleware {
    pub(crate) environment: Environment,
    pub(crate) directory: Directory,
    pub(crate) metrics: Metrics,
    pub(crate) pages: Pages,
    pub(crate) public_url: Url,
    pub(crate) request_timeout: Duration,
    pub(crate) body_limit: u64,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) rates: Rates,
    pub(crate) site: Option<Site>,
    pub(crate) allowed_origins: AllowedOrigins,
    pub(crate) session_cookie: SessionCookie,
}

impl Middleware {
    /// The whole router: the APIs, what stands beside them, and the layers around both.
    pub(crate) fn around(self, apis: impl IntoIterator<Item = (&'static DocumentInfo, Router)>) -> Router {
        let (documents, apis): (Vec<_>, Vec<_>) = apis.into_iter().unzip();
        let observer = Observer {
            environment: self.environment,
            metrics: self.metrics.clone(),
            operations: Arc::new(Operations::of(documents)),
            trusted_proxies: self.trusted_proxies.into(),
        };
        let pages = Router::new()
            .route("/invitations/{token}", get(pages::invitation::show).post(pages::invitation::accept))
            .route("/login/auto-key/{secret}/{checksum}", get(pages::login::follow).head(pages::login::look))
            .layer(DefaultBodyLimit::max(FORM_LIMIT))
            .with_state(self.pages);
        let routes = Router::new()
            .merge(health::routes(self.directory, self.metrics))
            .merge(documents::routes(self.site.as_ref(), &self.public_url))
            .merge(pages);
        let routes = apis.into_iter().fold(routes, Router::merge);
        let routes = routes
            .fallback(roster_runtime::not_found)
            .method_not_allowed_fallback(fallback::method_not_allowed)
            .layer(from_fn_with_state(self.request_timeout, timeout::limit))
            .layer(from_fn_with_state(self.body_limit, limits::body))
            .layer(CatchPanicLayer::custom(fallback::panicked))
            .layer(from_fn_with_state(self.rates, limits::rate));
        let routes = if self.allowed_origins.is_empty() {
            routes
        } else {
            routes.layer(from_fn_with_state(self.allowed_origins, cors::share))
        };
        routes
            .layer(from_fn_with_state(self.session_cookie, protect))
            .layer(from_fn(limits::host))
            .layer(map_request(lingering::linger))
            .layer(from_fn_with_state(observer, observe))
    }
}

/// Browsers take every answer for what its media type says, and no cache keeps one for others. What has an entity tag
/// may be kept by the caller, and is asked for again; the rest is not kept, unless it says so itself. What is about cookies
/// and HTTPS is here as well.
async fn protect(State(cookie): State<SessionCookie>, mut request: Request, next: Next) -> Response {
    cookie.read(request.headers_mut());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if cookie.is_over_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HTTPS_ONLY));
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let keeping = if headers.contains_key(ETAG) { "private, no-cache" } else { "no-store" };
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(keeping));
    response
}

#[cfg(test)]
mod tests;
