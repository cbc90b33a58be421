//! What is asked of a store about unfinished uploads.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::{
    model::{NewUpload, OrganizationId, Upload, UserId},
    tus::Progress,
};

/// A lease that is to be had.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    pub holder: Uuid,
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// What somebody has stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Of files and of unfinished uploads, these as long as they were announced, or may be with the part that they get.
    pub bytes: u64,
    /// Those that are not finished.
    pub uploads: u64,
}

#[async_trait]
pub trait UploadStore {
    async fn uploads_insert(&mut self, upload: &NewUpload) -> Result<(), StoreError>;

    /// What an organisation has stored, and what a user of it has.
    async fn storage_used(&mut self, organization: OrganizationId, user: UserId) -> Result<(Usage, Usage), StoreError>;

    /// What all organisations have stored.
    async fn storage_used_everywhere(&mut self) -> Result<Usage, StoreError>;

    /// An upload of any organisation that has not expired.
    async fn uploads_get(&mut self, public_id: &str, now: DateTime<Utc>) -> Result<Option<Upload>, StoreError>;

    /// Sets what an upload of unknown length counts as, or, as `is_final`, its length; `false` where the length is known, is
    /// less than what is there, or somebody appends.
    async fn uploads_set_length(
        &mut self,
        public_id: &str,
        length: u64,
        is_final: bool,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Gives the lease to another holder, provided that `former` was the last one to have it and has it no more; the
    /// upload as it is then, with the former holder, else none.
    async fn uploads_acquire(
        &mut self,
        public_id: &str,
        former: Option<Uuid>,
        lease: Lease,
    ) -> Result<Option<Upload>, StoreError>;

    /// Whether the holder still had the lease.
    async fn uploads_renew(&mut self, public_id: &str, lease: Lease) -> Result<bool, StoreError>;

    /// Notes that somebody waits for the lease of this holder.
    async fn uploads_ask(&mut self, public_id: &str, holder: Uuid) -> Result<(), StoreError>;

    /// Whether somebody waits for the lease of this holder.
    async fn uploads_wanted(&mut self, public_id: &str, holder: Uuid) -> Result<bool, StoreError>;

    /// Whether the holder still had the lease.
    async fn uploads_save(
        &mut self,
        public_id: &str,
        holder: Uuid,
        progress: &Progress,
        verifying: bool,
    ) -> Result<bool, StoreError>;

    /// Gives the lease back and moves the expiry; whether the holder still had it.
    async fn uploads_release(
        &mut self,
        public_id: &str,
        holder: Uuid,
        progress: &Progress,
        expires: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Gives the lease of a partial upload that is complete back for good; whether the holder still had it.
    async fn uploads_finish_partial(
        &mut self,
        public_id: &str,
        holder: Uuid,
        expires: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Removes the row of an upload that is complete; none where the holder has lost the lease.
    async fn uploads_finish(&mut self, public_id: &str, holder: Uuid) -> Result<Option<Upload>, StoreError>;
}
