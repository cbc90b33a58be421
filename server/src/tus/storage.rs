//! Bytes of unfinished uploads.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use uuid::Uuid;

use super::{BucketStorage, FolderStorage, Progress};
use crate::blobs::{BlobError, BlobKey, Blobs, Place};

/// Where uploads grow until they are blobs.
#[async_trait]
pub trait ByteStorage: Send + Sync + 'static {
    /// Opens an upload for appending; none where somebody on this machine still does.
    async fn open(&self, stored: Stored) -> Result<Option<Box<dyn Writer>>, BlobError>;

    /// Makes the blob of an upload without a byte.
    async fn create_empty(&self, blob_key: &BlobKey) -> Result<(), BlobError>;

    /// Makes a blob of others that have so many bytes, one behind the other. These stay as they are.
    async fn join(&self, parts: &[(BlobKey, u64)], whole: &BlobKey) -> Result<(), BlobError>;

    /// Removes everything of an upload, or the blob that it became. What is not there is removed already.
    async fn remove(&self, blob_key: &BlobKey, state: &str) -> Result<(), BlobError>;
}

/// What a storage is told of an upload.
#[derive(Clone, Debug)]
pub struct Stored {
    pub blob_key: BlobKey,
    pub length: u64,
    pub progress: Progress,
    /// Bytes that are found beyond the recorded progress were received, and count; else they are garbage.
    pub recovers: bool,
    /// Who opens it; nobody else ever has this id.
    pub holder: Uuid,
}

/// An upload that grows at its end. Dropping it forgets what is not durable.
#[async_trait]
pub trait Writer: Send {
    /// What is stored for good; at first, where the upload goes on.
    fn durable(&self) -> &Progress;

    /// Appends. Some of it may become durable.
    async fn write(&mut self, chunk: Bytes) -> Result<(), BlobError>;

    /// Makes durable what was written, without a chunk that failed half-way.
    async fn flush(&mut self) -> Result<(), BlobError>;

    /// The ledger has recorded what is durable: what came before it is not needed any more.
    async fn settle(&mut self);

    /// Makes the blob, once all bytes are durable. It may have been made before.
    async fn finish(&mut self) -> Result<(), BlobError>;
}

/// The storage whose finished uploads are blobs of this store.
pub(crate) fn storage_of(blobs: &Blobs) -> Arc<dyn ByteStorage> {
    match blobs.place() {
        Place::Folder(folder) => Arc::new(FolderStorage::new(folder.clone())),
        Place::Bucket { bucket, prefix, copies } => {
            Arc::new(BucketStorage::new(bucket.clone(), prefix.clone()).copying(copies.clone()))
        }
    }
}
