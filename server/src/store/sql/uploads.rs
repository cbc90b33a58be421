//! Unfinished uploads.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Handle, Inner, blob_key, bytes, moment, seconds, size};
use crate::{
    model::{NewUpload, OrganizationId, Upload, UserId},
    store::{Lease, StoreError, UploadStore, Usage},
    tus::{MAXIMUM_LENGTH, Progress, Record},
};

/// The columns of [`UploadRow`].
macro_rules! upload_columns {
    () => {
        "public_id, organization_id, user_id, length, length_deferred, received, metadata, blob_key, state, verifying, \
         lease_holder, lease_until, expires_at, partial, finished"
    };
}

#[async_trait]
impl<C: Inner> UploadStore for Handle<C> {
    async fn uploads_insert(&mut self, upload: &NewUpload) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO uploads (public_id, organization_id, user_id, length, length_deferred, received, metadata, \
             blob_key, state, verifying, created_at, expires_at, partial, finished) \
             VALUES ($1, $2, $3, $4, $5, 0, $6, $7, '', FALSE, $8, $9, $10, $11)",
        )
        .bind(&upload.public_id)
        .bind(upload.organization.0)
        .bind(upload.user.0)
        .bind(bytes(upload.length.unwrap_or_default())?)
        .bind(upload.length.is_none())
        .bind(&upload.metadata)
        .bind(upload.blob_key.as_str())
        .bind(seconds(upload.created))
        .bind(seconds(upload.expires))
        .bind(upload.is_partial)
        .bind(upload.length == Some(0))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn storage_used(&mut self, organization: OrganizationId, user: UserId) -> Result<(Usage, Usage), StoreError> {
        let (theirs, uploads, own, own_uploads): (i64, i64, i64, i64) = sqlx::query_as(
            "SELECT organizations.stored_bytes, organizations.open_uploads, users.stored_bytes, users.open_uploads \
             FROM organizations JOIN users ON users.organization_id = organizations.id \
             WHERE organizations.id = $1 AND users.id = $2",
        )
        .bind(organization.0)
        .bind(user.0)
        .fetch_one(&mut *self.0)
        .await?;
        Ok((usage(theirs, uploads)?, usage(own, own_uploads)?))
    }

    async fn storage_used_everywhere(&mut self) -> Result<Usage, StoreError> {
        let (bytes, uploads): (i64, i64) = sqlx::query_as(
            "SELECT CAST(coalesce(sum(stored_bytes), 0) AS BIGINT), CAST(coalesce(sum(open_uploads), 0) AS BIGINT) \
             FROM organizations",
        )
        .fetch_one(&mut *self.0)
        .await?;
        usage(bytes, uploads)
    }

    async fn uploads_get(&mut self, public_id: &str, now: DateTime<Utc>) -> Result<Option<Upload>, StoreError> {
        let row: Option<UploadRow> = sqlx::query_as(concat!(
            "SELECT ",
            upload_columns!(),
            " FROM uploads WHERE public_id = $1 AND expires_at > $2"
        ))
        .bind(public_id)
        .bind(seconds(now))
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(|row| row.into_upload(now)).transpose()
    }

    async fn uploads_set_length(
        &mut self,
        public_id: &str,
        length: u64,
        is_final: bool,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let result = sqlx::query(
            "UPDATE uploads SET length = $1, length_deferred = $2 \
             WHERE public_id = $3 AND length_deferred AND received <= $1 AND (lease_until IS NULL OR lease_until <= $4)",
        )
        .bind(bytes(length)?)
        .bind(!is_final)
        .bind(public_id)
        .bind(seconds(now))
        .execute(&mut *self.0)
        .await?;
        Ok(result.rows_affected() > 0)
    }

    async fn uploads_acquire(
        &mut self,
        public_id: &str,
        former: Option<Uuid>,
        lease: Lease,
    ) -> Result<Option<Upload>, StoreError> {
        let row: Option<UploadRow> = sqlx::query_as(concat!(
            "UPDATE uploads SET lease_holder = $1, lease_until = $2 \
             WHERE public_id = $3 AND expires_at > $4 AND NOT finished AND lease_holder IS NOT DISTINCT FROM $5 \
             AND (lease_until IS NULL OR lease_until <= $4) RETURNING ",
            upload_columns!()
        ))
        .bind(lease.holder)
        .bind(seconds(lease.until))
        .bind(public_id)
        .bind(seconds(lease.now))
        .bind(former)
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(|row| row.into_upload(lease.now)).transpose()
    }

    async fn uploads_renew(&mut self, public_id: &str, lease: Lease) -> Result<bool, StoreError> {
        let result = sqlx::query("UPDATE uploads SET lease_until = $1 WHERE public_id = $2 AND lease_holder = $3")
            .bind(seconds(lease.until))
            .bind(public_id)
            .bind(lease.holder)
            .execute(&mut *self.0)
            .await?;
        Ok(result.rows_affected() > 0)
    }

    async fn uploads_ask(&mut self, public_id: &str, holder: Uuid) -> Result<(), StoreError> {
        sqlx::query("UPDATE uploads SET wanted_of = lease_holder WHERE public_id = $1 AND lease_holder = $2")
            .bind(public_id)
            .bind(holder)
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn uploads_wanted(&mut self, public_id: &str, holder: Uuid) -> Result<bool, StoreError> {
        let (is_wanted,) =
            sqlx::query_as("SELECT EXISTS (SELECT 1 FROM uploads WHERE public_id = $1 AND wanted_of = $2)")
                .bind(public_id)
                .bind(holder)
                .fetch_one(&mut *self.0)
                .await?;
        Ok(is_wanted)
    }

    async fn uploads_save(
        &mut self,
        public_id: &str,
        holder: Uuid,
        progress: &Progress,
        verifying: bool,
    ) -> Result<bool, StoreError> {
        let result = sqlx::query(
            "UPDATE uploads SET received = $1, state = $2, verifying = $3 WHERE public_id = $4 AND lease_holder = $5",
        )
        .bind(bytes(progress.offset)?)
        .bind(&progress.state)
        .bind(verifying)
        .bind(public_id)
        .bind(holder)
        .execute(&mut *self.0)
        .await?;
        Ok(result.rows_affected() > 0)
    }

    async fn uploads_release(
        &mut self,
        public_id: &str,
        holder: Uuid,
        progress: &Progress,
        expires: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let result = sqlx::query(
            "UPDATE uploads SET received = $1, state = $2, verifying = FALSE, lease_holder = NULL, \
             lease_until = NULL, expires_at = $3 WHERE public_id = $4 AND lease_holder = $5",
        )
        .bind(bytes(progress.offset)?)
        .bind(&progress.state)
        .bind(seconds(expires))
        .bind(public_id)
        .bind(holder)
        .execute(&mut *self.0)
        .await?;
        Ok(result.rows_affected() > 0)
    }

    async fn uploads_finish_partial(
        &mut self,
        public_id: &str,
        holder: Uuid,
        expires: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let result = sqlx::query(
            "UPDATE uploads SET finished = TRUE, state = '', lease_holder = NULL, lease_until = NULL, expires_at = $1 \
             WHERE public_id = $2 AND lease_holder = $3 AND received = length",
        )
        .bind(seconds(expires))
        .bind(public_id)
        .bind(holder)
        .execute(&mut *self.0)
        .await?;
        Ok(result.rows_affected() > 0)
    }

    async fn uploads_finish(&mut self, public_id: &str, holder: Uuid) -> Result<Option<Upload>, StoreError> {
        let row: Option<UploadRow> = sqlx::query_as(concat!(
            "DELETE FROM uploads WHERE public_id = $1 AND lease_holder = $2 AND received = length RETURNING ",
            upload_columns!()
        ))
        .bind(public_id)
        .bind(holder)
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(|row| row.into_upload(DateTime::UNIX_EPOCH)).transpose()
    }
}

fn usage(bytes: i64, uploads: i64) -> Result<Usage, StoreError> {
    Ok(Usage { bytes: size("stored_bytes", bytes)?, uploads: size("open_uploads", uploads)? })
}

#[derive(sqlx::FromRow)]
struct UploadRow {
    public_id: String,
    organization_id: i64,
    user_id: i64,
    length: i64,
    length_deferred: bool,
    received: i64,
    metadata: String,
    blob_key: String,
    state: String,
    verifying: bool,
    lease_holder: Option<Uuid>,
    lease_until: Option<i64>,
    expires_at: i64,
    partial: bool,
    finished: bool,
}

impl UploadRow {
    fn into_upload(self, now: DateTime<Utc>) -> Result<Upload, StoreError> {
        let length = size("uploads.length", self.length)?;
        Ok(Upload {
            is_partial: self.partial,
            reserved: self.length_deferred.then_some(length),
            organization: OrganizationId(self.organization_id),
            user: UserId(self.user_id),
            metadata: self.metadata,
            expires: moment("uploads.expires_at", self.expires_at)?,
            record: Record {
                id: self.public_id,
                blob_key: blob_key("uploads.blob_key", self.blob_key)?,
                length: if self.length_deferred { MAXIMUM_LENGTH } else { length },
                is_open_ended: self.length_deferred,
                is_finished: self.finished,
                progress: Progress { offset: size("uploads.received", self.received)?, state: self.state },
                verifying: self.verifying,
                holder: self.lease_holder,
                is_held: self.lease_until.is_some_and(|until| until > seconds(now)),
            },
        })
    }
}
