//! What is asked of a store about files.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{StoreError, Window};
use crate::model::{
    File, FileId, Metadata, NewFile, OrganizationId,
    search::{FileField, FileOrder, Filter, Order},
};

/// Which files of an organisation, and in which order: without `order` the newest first. Files equal in all of `order`
/// come in the order of creation. Those that have expired, or have become persistent ones, are left out.
#[derive(Clone, Debug)]
pub struct FileQuery {
    pub organization: OrganizationId,
    pub now: DateTime<Utc>,
    pub filter: Option<Filter<FileField>>,
    pub order: Vec<Order<FileOrder>>,
}

#[async_trait]
pub trait FileStore {
    async fn files_insert(&mut self, file: &NewFile) -> Result<FileId, StoreError>;

    /// A file, expired or not.
    async fn files_get(&mut self, organization: OrganizationId, public_id: &str) -> Result<Option<File>, StoreError>;

    async fn files_list(&mut self, query: &FileQuery, window: Window<File>) -> Result<Vec<File>, StoreError>;

    async fn files_count(&mut self, query: &FileQuery) -> Result<u64, StoreError>;

    /// Notes which persistent file a temporary one has become. False where there is no such file, it has expired, or it
    /// has become one already.
    async fn files_move(&mut self, id: FileId, moved_to: &str, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Replaces the metadata of a file as a whole.
    async fn files_put_metadata(
        &mut self,
        organization: OrganizationId,
        id: FileId,
        metadata: &Metadata,
    ) -> Result<(), StoreError>;
}
