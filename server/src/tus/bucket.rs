//! Uploads in a bucket, as multipart uploads of S3.
//!
//! S3 takes parts of 5 MiB and more, and clients break off anywhere. So bytes gather in memory until they are a part; what
//! is left when a request ends is stored as an object of its own, the tail, and read again by the next one. An upload
//! that is no larger than a part becomes one object without a multipart upload.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures_util::stream::TryStreamExt;
use object_store::{
    ObjectStore, ObjectStoreExt, PutPayload,
    multipart::{MultipartStore, PartId},
    path::Path,
};
use serde::{Deserialize, Serialize};

use super::{ByteStorage, Progress, Stored, Writer};
use crate::blobs::{BlobError, BlobKey, Copies};

/// Bytes of every part but the last. It is the least that S3 allows; others want all parts to be of one size.
pub(super) const PART: usize = 5 * 1024 * 1024;

/// Uploads in the bucket of a blob store. Clones are the same storage.
#[derive(Clone)]
pub struct BucketStorage {
    pub(super) objects: Arc<dyn ObjectStore>,
    pub(super) parts: Arc<dyn MultipartStore>,
    prefix: String,
    /// None of a store that cannot copy by itself.
    pub(super) copies: Option<Copies>,
}

/// What the ledger keeps for this storage.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct State {
    /// Id of the multipart upload; none for an upload that fits into one part.
    upload: Option<String>,
    /// What S3 answered to each part.
    parts: Vec<String>,
    tail: Option<Tail>,
}

/// The bytes behind the last part.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Tail {
    /// Last segment of the object's key.
    name: String,
    size: u64,
}

impl BucketStorage {
    /// Uploads below a prefix, which may be empty.
    pub fn new<S: ObjectStore + MultipartStore>(store: Arc<S>, prefix: String) -> Self {
        Self { objects: store.clone(), parts: store, prefix, copies: None }
    }

    pub(super) fn copying(self, copies: Copies) -> Self {
        Self { copies: Some(copies), ..self }
    }

    pub(super) fn path(&self, blob_key: &BlobKey) -> Path {
        Path::from(self.prefix.as_str()).parts().chain(Path::from(blob_key.as_str()).parts()).collect()
    }

    async fn delete(&self, path: &Path) -> Result<(), BlobError> {
        match self.objects.delete(path).await {
            Err(error) if !matches!(error, object_store::Error::NotFound { .. }) => Err(error.into()),
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl ByteStorage for BucketStorage {
    async fn open(&self, stored: Stored) -> Result<Option<Box<dyn Writer>>, BlobError> {
        let path = self.path(&stored.blob_key);
        let mut state = State::read(&stored.progress.state)?;
        let is_large = stored.length > PART as u64;
        if is_large && state.upload.is_none() {
            state.upload = Some(self.parts.create_multipart(&path).await?);
        }
        let mut buffer = BytesMut::new();
        if let Some(tail) = &state.tail {
            buffer.extend_from_slice(&self.objects.get_range(&tail_path(&path, &tail.name), 0..tail.size).await?);
        }
        let durable = Progress { offset: stored.progress.offset, state: state.write() };
        Ok(Some(Box::new(ObjectWriter {
            storage: self.clone(),
            path,
            length: stored.length,
            tail_name: stored.holder.simple().to_string(),
            begin: durable.offset - buffer.len() as u64,
            buffer,
            state,
            durable,
            superfluous: Vec::new(),
        })))
    }

    async fn create_empty(&self, blob_key: &BlobKey) -> Result<(), BlobError> {
        self.objects.put(&self.path(blob_key), PutPayload::new()).await?;
        Ok(())
    }

    async fn join(&self, parts: &[(BlobKey, u64)], whole: &BlobKey) -> Result<(), BlobError> {
        self.put_together(parts, whole).await
    }

    async fn remove(&self, blob_key: &BlobKey, state: &str) -> Result<(), BlobError> {
        let path = self.path(blob_key);
        if let Some(upload) = State::read(state)?.upload {
            match self.parts.abort_multipart(&path, &upload).await {
                Err(error) if !matches!(error, object_store::Error::NotFound { .. }) => return Err(error.into()),
                _ => {}
            }
        }
        let tails: Vec<_> = self.objects.list(Some(&path)).try_collect().await?;
        for tail in tails {
            self.delete(&tail.location).await?;
        }
        self.delete(&path).await
    }
}

impl State {
    fn read(text: &str) -> Result<Self, BlobError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(text).map_err(|error| BlobError::broken(format!("the state of an upload: {error}")))
    }

    fn write(&self) -> String {
        serde_json::to_string(self).expect("a state is made of strings and numbers")
    }
}

fn tail_path(blob: &Path, name: &str) -> Path {
    blob.clone().join("tail").join(name)
}

struct ObjectWriter {
    storage: BucketStorage,
    path: Path,
    length: u64,
    /// No other request ever stores a tail under it.
    tail_name: String,
    /// Where the buffer begins: the end of the last part.
    begin: u64,
    buffer: BytesMut,
    state: State,
    durable: Progress,
    superfluous: Vec<Path>,
}

impl ObjectWriter {
    fn end(&self) -> u64 {
        self.begin + self.buffer.len() as u64
    }

    async fn put_part(&mut self, upload: &String, content: Bytes) -> Result<(), BlobError> {
        let size = content.len() as u64;
        let payload = PutPayload::from_bytes(content);
        let part = self.storage.parts.put_part(&self.path, upload, self.state.parts.len(), payload).await?;
        self.state.parts.push(part.content_id);
        self.begin += size;
        self.put_tail(None);
        Ok(())
    }

    /// The durable bytes end with the last part, and with `tail` behind it.
    fn put_tail(&mut self, tail: Option<Tail>) {
        let size = tail.as_ref().map_or(0, |tail| tail.size);
        if let Some(former) = std::mem::replace(&mut self.state.tail, tail)
            && former.name != self.tail_name
        {
            self.superfluous.push(tail_path(&self.path, &former.name));
        }
        self.durable = Progress { offset: self.begin + size, state: self.state.write() };
    }
}

#[async_trait]
impl Writer for ObjectWriter {
    fn durable(&self) -> &Progress {
        &self.durable
    }

    async fn write(&mut self, chunk: Bytes) -> Result<(), BlobError> {
        self.buffer.extend_from_slice(&chunk);
        let Some(upload) = self.state.upload.clone() else { return Ok(()) };
        while self.buffer.len() >= PART {
            let content = self.buffer.split_to(PART).freeze();
            self.put_part(&upload, content).await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), BlobError> {
        let end = self.end();
        if end == self.durable.offset && (end < self.length || self.buffer.is_empty()) {
            return Ok(());
        }
        if end < self.length {
            let path = tail_path(&self.path, &self.tail_name);
            let content = Bytes::copy_from_slice(&self.buffer);
            let tail = Tail { name: self.tail_name.clone(), size: content.len() as u64 };
            self.storage.objects.put(&path, PutPayload::from_bytes(content)).await?;
            self.put_tail(Some(tail));
            return Ok(());
        }
        let content = self.buffer.split().freeze();
        match self.state.upload.clone() {
            Some(upload) => self.put_part(&upload, content).await,
            None => {
                self.begin = end;
                self.storage.objects.put(&self.path, PutPayload::from_bytes(content)).await?;
                self.put_tail(None);
                Ok(())
            }
        }
    }

    async fn settle(&mut self) {
        for path in std::mem::take(&mut self.superfluous) {
            // A tail that stays goes with its upload at the latest, or with the file.
            if let Err(error) = self.storage.delete(&path).await {
                tracing::warn!(%error, "a superfluous tail of an upload could not be removed");
            }
        }
    }

    async fn finish(&mut self) -> Result<(), BlobError> {
        if self.length == 0 {
            // S3 completes nothing without a part.
            self.storage.objects.put(&self.path, PutPayload::new()).await?;
        }
        let Some(upload) = &self.state.upload else { return Ok(()) };
        if self.length == 0 {
            return Ok(self.storage.parts.abort_multipart(&self.path, upload).await?);
        }
        let parts = self.state.parts.iter().map(|id| PartId { content_id: id.clone() }).collect();
        let Err(error) = self.storage.parts.complete_multipart(&self.path, upload, parts).await else { return Ok(()) };
        // The answer to an earlier attempt may have been lost.
        match self.storage.objects.head(&self.path).await {
            Ok(object) if object.size == self.length => Ok(()),
            _ => Err(error.into()),
        }
    }
}
