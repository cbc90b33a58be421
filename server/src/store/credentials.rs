//! What is asked of a store about access tokens and sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::StoreError;
use crate::model::{
    UserId,
    principal::{Principal, TokenPermission},
    secret::SecretHash,
};

/// How a credential is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// In a header.
    Token,
    /// In a cookie.
    Session,
}

/// A credential that is to be stored.
#[derive(Clone, Debug)]
pub struct NewCredential {
    pub hash: SecretHash,
    pub kind: CredentialKind,
    pub user: UserId,
    pub permissions: Vec<TokenPermission>,
    pub created: DateTime<Utc>,
    /// Never, without it.
    pub expires: Option<DateTime<Utc>>,
    /// What it is for, in the words of whoever made it.
    pub name: Option<String>,
}

/// A credential that is stored.
#[derive(Clone, Debug)]
pub struct StoredCredential {
    pub hash: SecretHash,
    pub kind: CredentialKind,
    pub permissions: Vec<TokenPermission>,
    pub created: DateTime<Utc>,
    /// Never, without it.
    pub expires: Option<DateTime<Utc>>,
    pub name: Option<String>,
    /// To a minute or so; never, without it.
    pub last_used: Option<DateTime<Utc>>,
}

#[async_trait]
pub trait CredentialStore {
    async fn credentials_insert(&mut self, credential: &NewCredential) -> Result<(), StoreError>;

    /// The active user whom an unexpired credential of this kind belongs to.
    async fn credentials_principal(
        &mut self,
        hash: SecretHash,
        kind: CredentialKind,
        now: DateTime<Utc>,
    ) -> Result<Option<Principal>, StoreError>;

    /// The credentials of a user, the oldest first, those that have expired included.
    async fn credentials_of(&mut self, user: UserId) -> Result<Vec<StoredCredential>, StoreError>;

    /// Notes that a credential was used.
    async fn credentials_used(&mut self, hash: SecretHash, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Ends one token or session.
    async fn credentials_delete(&mut self, hash: SecretHash) -> Result<(), StoreError>;

    /// Ends every token and session of a user.
    async fn credentials_delete_of(&mut self, user: UserId) -> Result<(), StoreError>;
}
