//! What is asked of a store about avatars: where the pictures of a user are, and what they are.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{Avatar, UserId};

#[async_trait]
pub trait AvatarStore {
    async fn avatars_get(&mut self, user: UserId) -> Result<Option<Avatar>, StoreError>;

    /// Writes or, without one, removes.
    async fn avatars_set(&mut self, user: UserId, avatar: Option<&Avatar>) -> Result<(), StoreError>;
}
