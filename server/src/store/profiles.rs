//! What is asked of a store about profiles and licences: users with all that the docutools API shows of them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Count, Listed, Slice, StoreError};
use crate::model::{OrganizationId, Profile, UserId};

/// Which profiles of an organisation, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileQuery {
    pub organization: OrganizationId,
    pub scope: ProfileScope,
    /// Lower-case text that has to be contained in one of the scope's texts.
    pub search: Option<String>,
}

/// What a list is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileScope {
    /// Users whatever their status, searched in user name, first name and last name. Those equal in `sort` follow in the
    /// order of their UUIDs, in the same direction.
    All {
        /// Only those with a licence, or only those without.
        licensed: Option<bool>,
        sort: ProfileSort,
        descending: bool,
    },
    /// Active users by name, searched in the whole name and the address.
    Active,
}

/// What profiles are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileSort {
    Id,
    Name,
    /// Those without a licence first.
    Licensed,
    /// Those without a licence first.
    LicensedSince,
    /// Administrators and owners last.
    Administers,
    ProjectCreator,
}

#[async_trait]
pub trait ProfileStore {
    async fn profiles_list(&mut self, query: &ProfileQuery, slice: Slice) -> Result<Vec<Profile>, StoreError>;

    async fn profiles_count(&mut self, query: &ProfileQuery) -> Result<Count, StoreError>;

    async fn profiles_ids(&mut self, query: &ProfileQuery) -> Result<Listed, StoreError>;

    /// The same, where they are few; None where they are more than [`super::FEW`].
    async fn profiles_few(&mut self, query: &ProfileQuery) -> Result<Option<Listed>, StoreError>;

    /// Those of the profiles that there are, in the order of the ids.
    async fn profiles_by_ids(&mut self, ids: &[UserId]) -> Result<Vec<Profile>, StoreError>;

    async fn profiles_get(&mut self, organization: OrganizationId, uuid: Uuid) -> Result<Option<Profile>, StoreError>;

    /// Those of the users that there are, in no order.
    async fn profiles_get_many(
        &mut self,
        organization: OrganizationId,
        uuids: &[Uuid],
    ) -> Result<Vec<Profile>, StoreError>;

    /// Writes what [`crate::directory::ProfileChange`] can change, and the time of modification.
    async fn profiles_update(&mut self, profile: &Profile) -> Result<(), StoreError>;

    /// How many users of the organisation hold a licence.
    async fn licenses_count(&mut self, organization: OrganizationId) -> Result<u64, StoreError>;

    /// Gives a user a licence, or takes it away.
    async fn licenses_set(
        &mut self,
        user: UserId,
        since: Option<DateTime<Utc>>,
        modified: DateTime<Utc>,
    ) -> Result<(), StoreError>;
}
