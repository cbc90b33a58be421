//! Placeholder until the stubs are generated.

use crate::directory::Directory;

pub(crate) struct Twona;

impl Twona {
    pub(crate) fn new(_: Directory) -> Self {
        Self
    }

    pub(crate) fn into_router(self) -> (axum::Router, serde_json::Value) {
        (axum::Router::new(), serde_json::Value::Null)
    }
}
