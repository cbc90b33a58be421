//! What is asked of a store about invitations.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::StoreError;
use crate::model::{
    Invitation, InvitationId, InvitationState, NewInvitation, OrganizationId, UserId, email::Email, name::PersonName,
    secret::SecretHash,
};

/// The last invitation that was read, after which a list goes on.
pub type InvitationCursor = (DateTime<Utc>, InvitationId);

#[async_trait]
pub trait InvitationStore {
    /// Stores an open invitation, in place of the address's former one; the former link is forgotten.
    async fn invitations_put(&mut self, invitation: &NewInvitation) -> Result<(), StoreError>;

    async fn invitations_by_email(
        &mut self,
        organization: OrganizationId,
        email: &Email,
    ) -> Result<Option<Invitation>, StoreError>;

    async fn invitations_by_link(&mut self, link: SecretHash) -> Result<Option<Invitation>, StoreError>;

    /// Open invitations, expired or not, the newest first, those older than `after`.
    async fn invitations_list(
        &mut self,
        organization: OrganizationId,
        after: Option<InvitationCursor>,
        limit: u32,
    ) -> Result<Vec<Invitation>, StoreError>;

    /// Gives the invitations of a user their new name.
    async fn invitations_rename(&mut self, user: UserId, name: &PersonName) -> Result<(), StoreError>;

    async fn invitations_set_state(&mut self, id: InvitationId, state: InvitationState) -> Result<(), StoreError>;
}
