//! What goes: uploads, temporary files, and then their bytes.
//!
//! A row is removed by whoever deletes it, so that of several sweepers one has it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Handle, Inner, blob_key, seconds};
use crate::{
    blobs::BlobKey,
    model::OrganizationId,
    store::{BlobRemoval, RemovalStore, Removed, StoreError},
};

#[async_trait]
impl<C: Inner> RemovalStore for Handle<C> {
    async fn uploads_delete(
        &mut self,
        organization: OrganizationId,
        public_id: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Removed>, StoreError> {
        let row: Option<UploadRow> = sqlx::query_as(
            "DELETE FROM uploads WHERE public_id = $1 AND organization_id = $2 AND expires_at > $3 \
             RETURNING public_id, organization_id, blob_key, state, lease_until",
        )
        .bind(public_id)
        .bind(organization.0)
        .bind(seconds(now))
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(|row| row.into_removed(now)).transpose()
    }

    async fn files_delete_temporary(
        &mut self,
        organization: OrganizationId,
        public_id: &str,
    ) -> Result<Option<Removed>, StoreError> {
        let row: Option<FileRow> = sqlx::query_as(
            "DELETE FROM files WHERE public_id = $1 AND organization_id = $2 AND expires_at IS NOT NULL \
             AND moved_to IS NULL RETURNING public_id, organization_id, blob_key, moved_to",
        )
        .bind(public_id)
        .bind(organization.0)
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.map(FileRow::into_removed))
    }

    async fn uploads_delete_expired(&mut self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Removed>, StoreError> {
        let rows: Vec<UploadRow> = sqlx::query_as(DELETE_EXPIRED_UPLOADS)
            .bind(seconds(now))
            .bind(i64::from(limit))
            .fetch_all(&mut *self.0)
            .await?;
        rows.into_iter().map(|row| row.into_removed(now)).collect()
    }

    async fn files_delete_expired(&mut self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Removed>, StoreError> {
        let rows: Vec<FileRow> = sqlx::query_as(DELETE_EXPIRED_FILES)
            .bind(seconds(now))
            .bind(i64::from(limit))
            .fetch_all(&mut *self.0)
            .await?;
        Ok(rows.into_iter().map(FileRow::into_removed).collect())
    }

    async fn removals_insert(&mut self, removal: &BlobRemoval, due: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO blob_removals (blob_key, state, due_at) VALUES ($1, $2, $3) \
             ON CONFLICT (blob_key) DO UPDATE SET due_at = excluded.due_at",
        )
        .bind(removal.blob_key.as_str())
        .bind(&removal.state)
        .bind(seconds(due))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn removals_due(
        &mut self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Result<BlobRemoval, String>>, StoreError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as(DUE_REMOVALS).bind(seconds(now)).bind(i64::from(limit)).fetch_all(&mut *self.0).await?;
        let removal = |(key, state): (String, _)| match BlobKey::parse(&key) {
            Some(blob_key) => Ok(BlobRemoval { blob_key, state }),
            None => Err(key),
        };
        Ok(rows.into_iter().map(removal).collect())
    }

    async fn removals_delete(&mut self, blob_key: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM blob_removals WHERE blob_key = $1").bind(blob_key).execute(&mut *self.0).await?;
        Ok(())
    }
}

pub(in crate::store) const DELETE_EXPIRED_UPLOADS: &str = "DELETE FROM uploads WHERE public_id IN (SELECT public_id FROM uploads WHERE expires_at <= $1 \
     AND (lease_until IS NULL OR lease_until <= $1) ORDER BY expires_at LIMIT $2) \
     RETURNING public_id, organization_id, blob_key, state, lease_until";

pub(in crate::store) const DELETE_EXPIRED_FILES: &str = "DELETE FROM files WHERE id IN (SELECT id FROM files WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2) \
     RETURNING public_id, organization_id, blob_key, moved_to";

pub(in crate::store) const DUE_REMOVALS: &str =
    "SELECT blob_key, state FROM blob_removals WHERE due_at <= $1 ORDER BY due_at LIMIT $2";

#[derive(sqlx::FromRow)]
struct UploadRow {
    public_id: String,
    organization_id: i64,
    blob_key: String,
    state: String,
    lease_until: Option<i64>,
}

impl UploadRow {
    fn into_removed(self, now: DateTime<Utc>) -> Result<Removed, StoreError> {
        let blob_key = blob_key("uploads.blob_key", self.blob_key)?;
        Ok(Removed {
            public_id: self.public_id,
            organization: OrganizationId(self.organization_id),
            blob: Some(BlobRemoval { blob_key, state: self.state }),
            is_held: self.lease_until.is_some_and(|until| until > seconds(now)),
        })
    }
}

#[derive(sqlx::FromRow)]
struct FileRow {
    public_id: String,
    organization_id: i64,
    blob_key: String,
    moved_to: Option<String>,
}

impl FileRow {
    fn into_removed(self) -> Removed {
        let blob_key = BlobKey::parse(&self.blob_key);
        if blob_key.is_none() {
            tracing::warn!(
                file = self.public_id,
                key = self.blob_key,
                "a file that goes has no bytes: its key is none"
            );
        }
        let is_shared = self.moved_to.is_some();
        Removed {
            public_id: self.public_id,
            organization: OrganizationId(self.organization_id),
            blob: blob_key.filter(|_| !is_shared).map(|blob_key| BlobRemoval { blob_key, state: String::new() }),
            is_held: false,
        }
    }
}
