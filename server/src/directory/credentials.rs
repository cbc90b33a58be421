//! Access tokens and sessions: handing them out, and finding out who presents one.

use chrono::TimeDelta;

use super::{Directory, DirectoryError};
use crate::{
    model::{
        User,
        audit::{Action, Actor, Subject},
        principal::{Principal, TokenPermission},
        secret::{Secret, SecretHash},
    },
    store::{CredentialKind, NewCredential, StoredCredential, Transaction},
};

/// What a new token is to be.
#[derive(Clone, Debug, Default)]
pub struct TokenSeed {
    pub permissions: Vec<TokenPermission>,
    /// For ever, without it.
    pub lifetime: Option<TimeDelta>,
    /// What it is for.
    pub name: Option<String>,
}

impl From<Vec<TokenPermission>> for TokenSeed {
    fn from(permissions: Vec<TokenPermission>) -> Self {
        Self { permissions, ..Self::default() }
    }
}

impl Directory {
    /// Who a credential stands for; none where it is unknown, has expired, or its user is not active.
    pub async fn authenticate(
        &self,
        presented: &str,
        kind: CredentialKind,
    ) -> Result<Option<Principal>, DirectoryError> {
        let (hash, now) = (SecretHash::of(presented), self.environment.now());
        let mut reader = self.store.reader().await?;
        let principal = reader.credentials_principal(hash, kind, now).await?;
        if principal.is_some() {
            self.uses.lock().expect("no holder of the lock panics").insert(hash.0, now);
        }
        Ok(principal)
    }

    /// Writes down which credentials were used since the last time, and when.
    pub async fn note_uses(&self) -> Result<(), DirectoryError> {
        let uses = std::mem::take(&mut *self.uses.lock().expect("no holder of the lock panics"));
        if uses.is_empty() {
            return Ok(());
        }
        let mut transaction = self.store.transaction().await?;
        for (hash, at) in uses {
            transaction.credentials_used(SecretHash(hash), at).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// A new token of a user, which nobody can read again later.
    pub async fn create_token(&self, user: &User, token: impl Into<TokenSeed>) -> Result<Secret, DirectoryError> {
        let token = token.into();
        let mut transaction = self.store.transaction().await?;
        let actor = Actor::Operator(user.organization);
        let token = self.insert_token(&mut *transaction, actor, user, token).await?;
        transaction.commit().await?;
        Ok(token)
    }

    /// Ends the session that the request came with; a token goes on (ruling T37).
    pub async fn end_session(&self, principal: &Principal) -> Result<(), DirectoryError> {
        let Some(session) = principal.session else { return Ok(()) };
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        transaction.credentials_delete(session).await?;
        let fingerprint = session.fingerprint();
        let subject = Subject::Token(&principal.user, &fingerprint);
        self.audit(&mut *transaction, principal, Action::SessionsDelete, subject).await?;
        Ok(transaction.commit().await?)
    }

    /// The tokens and sessions of a user, the oldest first.
    pub async fn credentials(&self, user: &User) -> Result<Vec<StoredCredential>, DirectoryError> {
        Ok(self.store.reader().await?.credentials_of(user.id).await?)
    }

    /// Ends those tokens and sessions of a user that are `wanted`, at once and everywhere; how many they were.
    pub async fn revoke(
        &self,
        user: &User,
        wanted: impl Fn(&StoredCredential) -> bool + Send,
    ) -> Result<usize, DirectoryError> {
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(user.organization).await?;
        let mut revoked = transaction.credentials_of(user.id).await?;
        revoked.retain(wanted);
        for credential in &revoked {
            transaction.credentials_delete(credential.hash).await?;
            let fingerprint = credential.hash.fingerprint();
            let subject = Subject::Token(user, &fingerprint);
            self.audit(&mut *transaction, Actor::Operator(user.organization), Action::TokensRevoke, subject).await?;
        }
        transaction.commit().await?;
        Ok(revoked.len())
    }

    pub(super) async fn insert_token(
        &self,
        transaction: &mut dyn Transaction,
        actor: Actor<'_>,
        user: &User,
        seed: TokenSeed,
    ) -> Result<Secret, DirectoryError> {
        let token = Secret::generate(&self.environment);
        let created = self.environment.now();
        let credential = NewCredential {
            hash: token.hash(),
            kind: CredentialKind::Token,
            user: user.id,
            permissions: seed.permissions,
            created,
            expires: seed.lifetime.map(|lifetime| created + lifetime),
            name: seed.name,
        };
        transaction.credentials_insert(&credential).await?;
        let subject = Subject::Token(user, &credential.hash.fingerprint());
        self.audit(transaction, actor, Action::TokensCreate, subject).await?;
        Ok(token)
    }
}
