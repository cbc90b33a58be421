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
use roster_runtime::{
    Authenticator, Call, Credential, Problem,
    operation::{OperationInfo, SecurityScheme},
};
use roster_stubs::docutools;
use serde_json::Value;

use crate::{
    api_error, authentication,
    directory::{Directory, DirectoryError, principal::Principal},
    rates::Rates,
};

/// Implements the traits of `roster_stubs::docutools`.
pub(crate) struct Docutools {
    directory: Directory,
    rates: Rates,
}

impl Docutools {
    pub(crate) fn new(directory: Directory, rates: Rates) -> Self {
        Self { directory, rates }
    }

    /// The routes, and the document that is derived from them.
    pub(crate) fn into_router(self) -> (Router, Value) {
        let (router, document) = docutools::routes(Arc::new(self)).split_for_parts();
        (router, serde_json::to_value(document).expect("a document is made of JSON values"))
    }
}

impl Authenticator for Docutools {
    type Principal = Principal;

    async fn authenticate(
        &self,
        scheme: &'static SecurityScheme,
        credential: Credential<'_>,
        _: &'static [&'static str],
    ) -> Result<Option<Principal>, Problem> {
        authentication::authenticate(&self.directory, &self.rates, scheme, credential).await
    }

    fn has_authority(&self, principal: &Principal, authority: &str) -> bool {
        authentication::has_authority(principal, authority)
    }
}

/// How an error of the directory is answered in a call.
fn refuse(call: &Call<Principal>) -> impl Fn(DirectoryError) -> Problem + use<> {
    let operation: &'static OperationInfo = call.operation;
    move |error| api_error::problem(error, operation)
}
