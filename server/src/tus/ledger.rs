//! What is known of uploads, apart from their bytes, and who may append to which.
//!
//! An appender holds a lease, which it renews while bytes arrive. A released lease says that the record is exact; one
//! that ran out, that its holder died, and that there may be more bytes than the record knows.

use std::{future::Future, time::Duration};

use uuid::Uuid;

use crate::blobs::BlobKey;

/// How long a lease is good without being renewed.
pub const LEASE: Duration = Duration::from_secs(15);

/// How often a holder renews its lease.
pub(super) const RENEWAL: Duration = Duration::from_secs(5);

/// An unfinished upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub id: String,
    /// Where the bytes are.
    pub blob_key: BlobKey,
    /// Bytes of the whole upload; [`MAXIMUM_LENGTH`](super::MAXIMUM_LENGTH) as long as nobody knows how many.
    pub length: u64,
    /// Nobody knows yet how long it will be, so that any part may be its last.
    pub is_open_ended: bool,
    /// Every byte is there, and it stays an upload: it is a part of what is put together later.
    pub is_finished: bool,
    pub progress: Progress,
    /// The running or interrupted part counts only as a whole, once its checksum is verified.
    pub verifying: bool,
    /// Who appends, or did when it died.
    pub holder: Option<Uuid>,
    /// Whether the lease of the holder has not run out.
    pub is_held: bool,
}

/// How far an upload has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are stored for good, from the start.
    pub offset: u64,
    /// What the byte storage has to know to go on, in its own words.
    pub state: String,
}

/// Keeps records, for all processes that share it. What it answers `Ok` is durable.
pub trait Ledger: Sync {
    type Error: std::error::Error + Send + Sync + 'static;

    fn find(&self, id: &str) -> impl Future<Output = Result<Option<Record>, Self::Error>> + Send;

    /// Gives the lease to `holder`, provided that it is still as `record` says and not held; the record as it is then,
    /// else none. At most one of several who try gets it.
    fn acquire(
        &self,
        record: &Record,
        holder: Uuid,
    ) -> impl Future<Output = Result<Option<Record>, Self::Error>> + Send;

    /// Prolongs the lease; `false` where the holder has lost it, or the upload is gone.
    fn renew(&self, id: &str, holder: Uuid) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Lets whoever holds the lease, as `record` says, know that another one waits for it.
    fn ask(&self, record: &Record) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Whether somebody waits for the lease of this holder.
    fn is_wanted(&self, id: &str, holder: Uuid) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Writes how far it is; `false` where the holder has lost the lease.
    fn save(
        &self,
        id: &str,
        holder: Uuid,
        progress: &Progress,
        verifying: bool,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Writes how far it is, exactly, and gives the lease back; `false` where the holder has lost it.
    fn release(
        &self,
        id: &str,
        holder: Uuid,
        progress: &Progress,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// The upload is complete, and stops being one; `false` where the holder has lost the lease.
    fn finish(&self, id: &str, holder: Uuid) -> impl Future<Output = Result<bool, Self::Error>> + Send;
}
