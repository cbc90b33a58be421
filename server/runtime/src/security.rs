//! Who calls: reads the credentials that an operation's security names, and asks the API whether they hold.

use std::future::Future;

use crate::Problem;
use crate::operation::{OperationInfo, SecurityScheme};

/// A credential as it was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential<'a> {
    ApiKey(&'a str),
    /// The token of `bearer`, OAuth 2 and OpenID Connect schemes.
    Bearer(&'a str),
    Basic {
        username: &'a str,
        password: &'a str,
    },
}

/// Implemented by the server once per API; the supertrait of every generated API trait.
pub trait Authenticator: Send + Sync + 'static {
    /// Who a valid credential stands for.
    type Principal: Clone + Send + Sync + 'static;

    /// `None`: the credential is not valid. `Err`: it could not be checked, such as 503.
    ///
    /// Where an alternative names several schemes, each is asked, and the principal is the first scheme's.
    fn authenticate(
        &self,
        scheme: &'static SecurityScheme,
        credential: Credential<'_>,
        scopes: &'static [&'static str],
    ) -> impl Future<Output = Result<Option<Self::Principal>, Problem>> + Send;

    /// Whether the principal has an authority that the document names (`x-authorities`).
    fn has_authority(&self, principal: &Self::Principal, authority: &str) -> bool;

    /// Asked before authentication: rate limits, maintenance.
    fn admit(
        &self,
        operation: &'static OperationInfo,
        parts: &http::request::Parts,
    ) -> impl Future<Output = Result<(), Problem>> + Send {
        let _ = (operation, parts);
        async { Ok(()) }
    }
}
