//! Whether the process lives, whether it can answer, and what it has measured.

use axum::{
    Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use roster_runtime::Problem;
use serde_json::json;

use crate::{directory::Directory, failure, telemetry::Metrics};

pub(super) fn routes(directory: Directory, metrics: Metrics) -> Router {
    Router::new()
        .route("/healthz", get(alive))
        .merge(Router::new().route("/readyz", get(ready)).with_state(directory))
        .merge(Router::new().route("/metrics", get(measured)).with_state(metrics))
}

/// The process runs; nothing else is looked at.
async fn alive() -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(json!({ "status": "ok" }))).into_response()
}

/// The database answers, so requests can be sent here.
async fn ready(State(directory): State<Directory>) -> Response {
    match directory.ping().await {
        Ok(()) => alive().await,
        Err(error) => {
            failure::log(&error);
            Problem::unavailable().into_response()
        }
    }
}

async fn measured(State(metrics): State<Metrics>) -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.render()).into_response()
}
