//! What is asked of a store about groups and memberships.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::StoreError;
use crate::model::{Group, GroupId, NewGroup, OrganizationId, UserId};

/// Name of the last group that was read, after which a list goes on.
pub type GroupCursor = String;

#[async_trait]
pub trait GroupStore {
    async fn groups_insert(&mut self, group: &NewGroup) -> Result<Group, StoreError>;

    async fn groups_get(&mut self, organization: OrganizationId, id: GroupId) -> Result<Option<Group>, StoreError>;

    /// Active or inactive groups by name, those after the group named `after`.
    async fn groups_list(
        &mut self,
        organization: OrganizationId,
        active: bool,
        after: Option<GroupCursor>,
        limit: u32,
    ) -> Result<Vec<Group>, StoreError>;

    /// Writes name, state and time of modification.
    async fn groups_update(&mut self, group: &Group) -> Result<(), StoreError>;

    /// Does nothing where the user is a member already.
    async fn memberships_insert(
        &mut self,
        group: GroupId,
        user: UserId,
        created: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Whether there was a membership to remove.
    async fn memberships_delete(&mut self, group: GroupId, user: UserId) -> Result<bool, StoreError>;
}
