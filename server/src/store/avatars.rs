//! What is asked of a store about avatars: where the pictures of a user are, and what they are.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::StoreError;
use crate::directory::{avatars::Avatar, model::UserId};

#[async_trait]
pub trait AvatarStore {
    async fn avatars_get(&mut self, user: UserId) -> Result<Option<Avatar>, StoreError>;

    /// Writes or, without one, removes.
    async fn avatars_set(&mut self, user: UserId, avatar: Option<&Avatar>) -> Result<(), StoreError>;

    /// Notes a blob of a picture to be removed from `due` on.
    async fn avatars_note_removal(&mut self, blob_key: &str, due: DateTime<Utc>) -> Result<(), StoreError>;

    /// The blob is to stay.
    async fn avatars_forget_removal(&mut self, blob_key: &str) -> Result<(), StoreError>;
}
