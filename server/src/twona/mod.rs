//! The Twona API: the generated traits of its document, on the directory.
//!
//! A handler reads its parameters in the document's terms, acts through the directory, and answers in the document's
//! terms.

mod auto_keys;
mod file_size;
mod files;
mod groups;
mod invitations;
mod search;
mod session;
mod uploads;
mod users;

use std::sync::Arc;

use axum::{Router, middleware::from_fn};
use roster_stubs::twona;
use serde_json::Value;
pub(crate) use uploads::interpret;

use crate::service::Service;

/// The routes, and the document that is derived from them.
pub(crate) fn router(service: Arc<Service>) -> (Router, Value) {
    let (router, document) = twona::routes(service).split_for_parts();
    let router = router.layer(from_fn(uploads::speak_tus));
    (router, serde_json::to_value(document).expect("a document is made of JSON values"))
}
