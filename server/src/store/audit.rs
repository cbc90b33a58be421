//! What is asked of a store about the audit log.

use async_trait::async_trait;

use super::StoreError;
use crate::model::audit::{AuditEntry, AuditQuery, NewAuditEntry};

#[async_trait]
pub trait AuditStore {
    async fn audit_insert(&mut self, entry: &NewAuditEntry<'_>) -> Result<(), StoreError>;

    /// Rows in the order of time, those that follow `last`.
    async fn audit_list(
        &mut self,
        query: &AuditQuery,
        last: Option<&AuditEntry>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError>;
}
