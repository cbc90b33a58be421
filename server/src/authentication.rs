//! Who a credential stands for, the same for both APIs.

use roster_runtime::{
    Credential, Problem,
    operation::{ParameterLocation, SecurityKind, SecurityScheme},
};

use crate::{
    api_error,
    directory::{
        Directory,
        principal::{Authority, Principal},
    },
    rates::Rates,
    store::CredentialKind,
};

/// No credential of ours is longer; longer ones are not looked up.
const MAXIMUM_LENGTH: usize = 128;

/// The principal of a token or session; none where it is not valid. Too many of either are refused.
pub(crate) async fn authenticate(
    directory: &Directory,
    rates: &Rates,
    scheme: &'static SecurityScheme,
    credential: Credential<'_>,
) -> Result<Option<Principal>, Problem> {
    let (Credential::ApiKey(presented) | Credential::Bearer(presented)) = credential else { return Ok(None) };
    rates.token(presented)?;
    if presented.len() > MAXIMUM_LENGTH {
        rates.failure()?;
        return Ok(None);
    }
    let kind = match scheme.kind {
        SecurityKind::ApiKey { location: ParameterLocation::Cookie, .. } => CredentialKind::Session,
        _ => CredentialKind::Token,
    };
    let principal = directory.authenticate(presented, kind).await.map_err(|error| {
        api_error::log(&error);
        if matches!(&error, crate::directory::DirectoryError::Store(error) if error.is_temporary()) {
            api_error::unavailable()
        } else {
            Problem::internal()
        }
    })?;
    if principal.is_none() {
        rates.failure()?;
    }
    Ok(principal)
}

/// Whether a principal has an authority of the documents; one that is not known is nobody's.
pub(crate) fn has_authority(principal: &Principal, authority: &str) -> bool {
    Authority::named(authority).is_some_and(|authority| principal.has(authority))
}
