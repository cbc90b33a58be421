//! Everything around the two APIs: documents, health, metrics, limits, and what answers where nothing else does.

mod documents;
mod fallback;
mod health;
mod limits;

use std::time::Duration;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state, map_response},
    response::Response,
    routing::get,
};
use http::{HeaderValue, header::X_CONTENT_TYPE_OPTIONS};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    directory::Directory,
    environment::Environment,
    pages::{self, Pages},
    telemetry::{Api, Metrics, observe},
};

/// More than any form of a page has, in bytes.
const FORM_LIMIT: usize = 16 * 1024;

/// What the routes need.
pub(crate) struct Frame {
    pub(crate) environment: Environment,
    pub(crate) directory: Directory,
    pub(crate) metrics: Metrics,
    pub(crate) pages: Pages,
    pub(crate) request_timeout: Duration,
    pub(crate) body_limit: u64,
}

impl Frame {
    /// Puts the routes of the APIs, each with the short name of its document, into the frame.
    pub(crate) fn assemble(self, apis: impl IntoIterator<Item = (&'static str, Router)>) -> Router {
        let apis = apis.into_iter().map(|(name, router)| {
            router.layer(map_response(move |mut response: Response| async move {
                response.extensions_mut().insert(Api(name));
                response
            }))
        });
        let pages = Router::new()
            .route("/invitations/{token}", get(pages::invitation::show).post(pages::invitation::accept))
            .layer(DefaultBodyLimit::max(FORM_LIMIT))
            .with_state(self.pages);
        let routes = Router::new()
            .merge(health::routes(self.directory, self.metrics.clone()))
            .merge(documents::routes())
            .merge(pages);
        let routes = apis.fold(routes, Router::merge);
        routes
            .fallback(fallback::not_found)
            .method_not_allowed_fallback(fallback::method_not_allowed)
            .layer(from_fn_with_state(self.request_timeout, limits::time))
            .layer(from_fn_with_state(self.body_limit, limits::body))
            .layer(CatchPanicLayer::custom(fallback::panicked))
            .layer(from_fn(no_sniffing))
            .layer(from_fn_with_state((self.environment, self.metrics), observe))
    }
}

/// Browsers take every answer for what its media type says.
async fn no_sniffing(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
