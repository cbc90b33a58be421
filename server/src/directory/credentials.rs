//! Access tokens and sessions: handing them out, and finding out who presents one.

use super::{
    Directory, DirectoryError,
    audit::{Action, Actor, Subject},
    model::User,
    principal::{Principal, TokenPermission},
    secret::{Secret, SecretHash},
};
use crate::store::{CredentialKind, NewCredential, StoredCredential, Transaction};

impl Directory {
    /// Who a credential stands for; none where it is unknown, has expired, or its user is not active.
    pub async fn authenticate(
        &self,
        presented: &str,
        kind: CredentialKind,
    ) -> Result<Option<Principal>, DirectoryError> {
        let hash = SecretHash::of(presented);
        let mut reader = self.store.reader().await?;
        Ok(reader.credentials_principal(hash, kind, self.environment.now()).await?)
    }

    /// A new token of a user, which nobody can read again later.
    pub async fn create_token(&self, user: &User, permissions: Vec<TokenPermission>) -> Result<Secret, DirectoryError> {
        let mut transaction = self.store.transaction().await?;
        let actor = Actor::Operator(user.organization);
        let token = self.insert_token(&mut *transaction, actor, user, permissions).await?;
        transaction.commit().await?;
        Ok(token)
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
        permissions: Vec<TokenPermission>,
    ) -> Result<Secret, DirectoryError> {
        let token = Secret::generate(&self.environment);
        let credential = NewCredential {
            hash: token.hash(),
            kind: CredentialKind::Token,
            user: user.id,
            permissions,
            created: self.environment.now(),
            expires: None,
        };
        transaction.credentials_insert(&credential).await?;
        let subject = Subject::Token(user, &credential.hash.fingerprint());
        self.audit(transaction, actor, Action::TokensCreate, subject).await?;
        Ok(token)
    }
}
