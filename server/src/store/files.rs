//! What is asked of a store about files.

use async_trait::async_trait;

use super::StoreError;
use crate::directory::model::{File, NewFile, OrganizationId};

#[async_trait]
pub trait FileStore {
    async fn files_insert(&mut self, file: &NewFile) -> Result<(), StoreError>;

    /// A file, expired or not.
    async fn files_get(&mut self, organization: OrganizationId, public_id: &str) -> Result<Option<File>, StoreError>;
}
