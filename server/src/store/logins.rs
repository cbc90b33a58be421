//! What is asked of a store about magic links.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::StoreError;
use crate::model::{UserId, secret::SecretHash};

#[async_trait]
pub trait LoginStore {
    async fn logins_insert(&mut self, link: SecretHash, user: UserId, expires: DateTime<Utc>)
    -> Result<(), StoreError>;

    /// Removes a link, so that it is used once however many follow it at the same time, and answers whose it was. None
    /// where there is no such link, or it has expired.
    async fn logins_take(&mut self, link: SecretHash, now: DateTime<Utc>) -> Result<Option<UserId>, StoreError>;

    /// Ends every link of a user.
    async fn logins_delete_of(&mut self, user: UserId) -> Result<(), StoreError>;

    /// Removes the links and sessions that have expired.
    async fn logins_delete_expired(&mut self, now: DateTime<Utc>) -> Result<(), StoreError>;
}
