//! What is asked of a store about organisations.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::model::{Organization, OrganizationId, Subscription};

#[async_trait]
pub trait OrganizationStore {
    async fn organizations_insert(
        &mut self,
        uuid: Uuid,
        name: &str,
        subscription: Subscription,
        created: DateTime<Utc>,
    ) -> Result<Organization, StoreError>;

    async fn organizations_get(&mut self, id: OrganizationId) -> Result<Option<Organization>, StoreError>;

    /// Up to `limit` organisations, the oldest first.
    async fn organizations_list(&mut self, limit: u32) -> Result<Vec<Organization>, StoreError>;

    /// How often it has changed which users there are, or what they are found, listed and sorted by.
    async fn organizations_user_changes(&mut self, id: OrganizationId) -> Result<i64, StoreError>;

    /// Makes whoever else takes this lock wait until this transaction ends, so that two processes that start on one
    /// empty database do not both fill it.
    async fn organizations_lock_all(&mut self) -> Result<(), StoreError>;

    /// Makes other writers of the organisation wait until this transaction ends, so that a rule that was checked
    /// still holds when the change is committed.
    async fn organizations_lock(&mut self, id: OrganizationId) -> Result<(), StoreError>;
}
