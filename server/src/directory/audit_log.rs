//! The audit log, written and read.
//!
//! Each change writes its row in its own transaction, so that neither is there without the other. A request that changes
//! several users leaves a row for each, under one request id; one that finds nothing to change leaves none.

use super::{
    Directory, DirectoryError,
    rows::{self, CHUNK, Rows},
};
use crate::{
    model::audit::{Action, Actor, AuditEntry, AuditQuery, NewAuditEntry, Subject},
    origin,
    store::Transaction,
};

impl Directory {
    /// The log, the oldest row first.
    pub async fn audit_log(&self, query: AuditQuery) -> Result<Rows<AuditEntry>, DirectoryError> {
        let store = self.store.clone();
        rows::read(move |last: Option<AuditEntry>| {
            let (store, query) = (store.clone(), query.clone());
            async move { Ok(store.reader().await?.audit_list(&query, last.as_ref(), CHUNK).await?) }
        })
        .await
    }

    /// Notes a change in the transaction that makes it.
    pub(super) async fn audit<'a>(
        &self,
        transaction: &mut dyn Transaction,
        actor: impl Into<Actor<'a>>,
        action: Action,
        subject: Subject<'_>,
    ) -> Result<(), DirectoryError> {
        let origin = origin::current();
        let entry = NewAuditEntry {
            recorded: self.environment.now(),
            actor: actor.into(),
            action,
            subject,
            address: origin.address,
            request_id: origin.request_id,
        };
        Ok(transaction.audit_insert(&entry).await?)
    }
}
