//! What is asked of a store about what goes: uploads, temporary files, and then their bytes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::StoreError;
use crate::{blobs::BlobKey, model::OrganizationId};

/// What is left to do for an upload or a file whose row is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    pub public_id: String,
    pub organization: OrganizationId,
    /// None where the bytes belong to another file as well, or the row named none.
    pub blob: Option<BlobRemoval>,
    /// Whether somebody was appending.
    pub is_held: bool,
}

/// Bytes that nothing needs any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRemoval {
    pub blob_key: BlobKey,
    /// What the byte storage knows of an unfinished upload; empty for a file.
    pub state: String,
}

#[async_trait]
pub trait RemovalStore {
    /// Removes the row of an unfinished upload.
    async fn uploads_delete(
        &mut self,
        organization: OrganizationId,
        public_id: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Removed>, StoreError>;

    /// Removes the row of a temporary file that has not become persistent.
    async fn files_delete_temporary(
        &mut self,
        organization: OrganizationId,
        public_id: &str,
    ) -> Result<Option<Removed>, StoreError>;

    /// Removes rows of uploads that have expired, and that nobody is appending to.
    async fn uploads_delete_expired(&mut self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Removed>, StoreError>;

    /// Removes rows of temporary files that have expired.
    async fn files_delete_expired(&mut self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Removed>, StoreError>;

    /// Notes bytes to be removed from `due` on. Doing it again moves `due`.
    async fn removals_insert(&mut self, removal: &BlobRemoval, due: DateTime<Utc>) -> Result<(), StoreError>;

    /// Bytes that can be removed, those first that could be first; of a note that names no blob, what it has instead.
    async fn removals_due(
        &mut self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Result<BlobRemoval, String>>, StoreError>;

    /// The bytes that were noted under this key are gone.
    async fn removals_delete(&mut self, blob_key: &str) -> Result<(), StoreError>;
}
