//! What both APIs are implemented on: the directory, and who a credential stands for in it.

use roster_runtime::{
    Authenticator, Credential, Problem,
    operation::{ParameterLocation, SecurityKind, SecurityScheme},
};

use crate::{
    connections,
    directory::Directory,
    failure,
    model::principal::{Authority, Principal},
    origin,
    rates::Rates,
    session_cookie::SessionCookie,
    store::CredentialKind,
};

/// No credential of ours is longer; longer ones are not looked up.
const MAXIMUM_LENGTH: usize = 128;

/// Implements the traits of both documents' stubs; each API's are in the module of its name.
pub(crate) struct Service {
    pub(crate) directory: Directory,
    pub(crate) rates: Rates,
    pub(crate) session_cookie: SessionCookie,
}

impl Authenticator for Service {
    type Principal = Principal;

    /// The principal of a token or session; none where it is not valid. Too many are refused.
    async fn authenticate(
        &self,
        scheme: &'static SecurityScheme,
        credential: Credential<'_>,
        _: &'static [&'static str],
    ) -> Result<Option<Principal>, Problem> {
        let (Credential::ApiKey(presented) | Credential::Bearer(presented)) = credential else { return Ok(None) };
        self.rates.token(presented)?;
        if presented.len() > MAXIMUM_LENGTH {
            return Ok(None);
        }
        let kind = match scheme.kind {
            SecurityKind::ApiKey { location: ParameterLocation::Cookie, .. } => CredentialKind::Session,
            _ => CredentialKind::Token,
        };
        let principal = self.directory.authenticate(presented, kind).await.map_err(|error| {
            failure::log(&error);
            if matches!(&error, crate::directory::DirectoryError::Store(error) if error.is_temporary()) {
                Problem::unavailable()
            } else {
                Problem::internal()
            }
        })?;
        if let Some(principal) = &principal {
            connections::keep();
            origin::belong_to(principal.organization.id.0);
        }
        Ok(principal)
    }

    fn rejected(&self) -> Result<(), Problem> {
        self.rates.failure()
    }

    /// Whether a principal has an authority of the documents; one that is not known is nobody's.
    fn has_authority(&self, principal: &Principal, authority: &str) -> bool {
        Authority::named(authority).is_some_and(|authority| principal.has(authority))
    }
}
