//! The audit log.

use async_trait::async_trait;
use sqlx::QueryBuilder;

use super::{Database, Handle, Inner, moment, seconds};
use crate::{
    model::{
        OrganizationId,
        audit::{AuditEntry, AuditQuery, NewAuditEntry},
    },
    store::{AuditStore, StoreError},
};

#[async_trait]
impl<C: Inner> AuditStore for Handle<C> {
    async fn audit_insert(&mut self, entry: &NewAuditEntry<'_>) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO audit (recorded_at, organization_id, actor_kind, actor, action, subject_kind, subject, \
             address, request_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(seconds(entry.recorded))
        .bind(entry.actor.organization().0)
        .bind(entry.actor.kind())
        .bind(entry.actor.id())
        .bind(entry.action.name())
        .bind(entry.subject.kind())
        .bind(entry.subject.to_string())
        .bind(entry.address.map(|address| address.to_string()))
        .bind(entry.request_id.as_deref())
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn audit_list(
        &mut self,
        query: &AuditQuery,
        last: Option<&AuditEntry>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let mut sql = selection(query, last, limit);
        let rows: Vec<AuditRow> = sql.build_query_as().fetch_all(&mut *self.0).await?;
        rows.into_iter().map(AuditRow::into_entry).collect()
    }
}

/// The query of a list; each of its forms has an index that gives the order.
pub(in crate::store) fn selection(query: &AuditQuery, last: Option<&AuditEntry>, limit: u32) -> QueryBuilder<Database> {
    let mut sql = QueryBuilder::new(
        "SELECT id, recorded_at, organization_id, actor_kind, actor, action, subject_kind, subject, address, \
         request_id FROM audit WHERE (recorded_at, id) > (",
    );
    // Ids begin with 1, so that 0 stands before every row of its second.
    let since = query.since.map_or(i64::MIN, seconds);
    let (recorded, id) = last.map_or((since, 0), |last| (seconds(last.recorded), last.id));
    sql.push_bind(recorded).push(", ").push_bind(id).push(")");
    if let Some(organization) = query.organization {
        sql.push(" AND organization_id = ").push_bind(organization.0);
    }
    if let Some(actor) = &query.actor {
        sql.push(" AND actor = ").push_bind(actor.clone());
    }
    sql.push(" ORDER BY recorded_at, id LIMIT ").push_bind(i64::from(limit));
    sql
}

#[derive(sqlx::FromRow)]
struct AuditRow {
    id: i64,
    recorded_at: i64,
    organization_id: i64,
    actor_kind: String,
    actor: Option<String>,
    action: String,
    subject_kind: String,
    subject: String,
    address: Option<String>,
    request_id: Option<String>,
}

impl AuditRow {
    fn into_entry(self) -> Result<AuditEntry, StoreError> {
        Ok(AuditEntry {
            id: self.id,
            recorded: moment("audit.recorded_at", self.recorded_at)?,
            organization: OrganizationId(self.organization_id),
            actor_kind: self.actor_kind,
            actor: self.actor,
            action: self.action,
            subject_kind: self.subject_kind,
            subject: self.subject,
            address: self.address,
            request_id: self.request_id,
        })
    }
}
