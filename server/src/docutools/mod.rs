//! The docutools API: the generated traits of its document, on the directory.
//!
//! A handler reads its parameters in the document's terms, acts through the directory, and answers in the document's
//! terms.

mod avatars;
mod licenses;
mod members;
mod profiles;
mod users;
mod vcard;

use std::sync::Arc;

use axum::Router;
use roster_stubs::docutools;
use serde_json::Value;

use crate::service::Service;

/// The routes, and the document that is derived from them.
pub(crate) fn router(service: Arc<Service>) -> (Router, Value) {
    let (router, document) = docutools::routes(service).split_for_parts();
    (router, serde_json::to_value(document).expect("a document is made of JSON values"))
}
