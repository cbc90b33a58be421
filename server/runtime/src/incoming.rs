//! A request on its way to a handler: authenticated, not yet decoded.

use serde::de::DeserializeOwned;

use crate::Problem;
use crate::body::FromBody;
use crate::operation::OperationInfo;
use crate::security::Authenticator;

/// What a handler knows of the call besides parameters and body.
#[derive(Clone, Debug)]
pub struct Call<P> {
    /// The principal, `Option` of it where anonymous calls are allowed, `()` where no credential is looked at.
    pub principal: P,
    pub operation: &'static OperationInfo,
    /// Head of the request; the operation is in its extensions too.
    pub parts: http::request::Parts,
}

impl<P> Call<Option<P>> {
    /// The call of an operation that cannot be called without a credential.
    ///
    /// # Panics
    ///
    /// Where the operation's security allows anonymous calls; generated code does not ask then.
    pub fn authenticated(self) -> Call<P> {
        let principal =
            self.principal.expect("the runtime lets nobody through to an operation without anonymous access");
        Call { principal, operation: self.operation, parts: self.parts }
    }

    /// The call of an operation that looks at no credential.
    pub fn anonymous(self) -> Call<()> {
        Call { principal: (), operation: self.operation, parts: self.parts }
    }
}

/// A request that passed security.
pub struct Incoming<A: Authenticator> {
    pub(crate) operation: &'static OperationInfo,
    pub(crate) principal: Option<A::Principal>,
    pub(crate) parts: http::request::Parts,
}

impl<A: Authenticator> Incoming<A> {
    /// Reads parameters and body, validates both, and reports all violations at once.
    pub async fn decode<P: DeserializeOwned + Send, B: FromBody>(
        self,
    ) -> Result<(Call<Option<A::Principal>>, P, B), Problem> {
        let _ = (&self.principal, self.parts);
        crate::not_implemented(self.operation)
    }
}
