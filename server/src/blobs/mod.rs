//! Bytes of files and images: in a folder of this machine, or in a bucket that many machines share.
//!
//! A blob is written once under a key that nothing else ever has, and read whole or in part, in bounded memory. Which
//! blobs there are, and whose they are, is known to the database alone.

mod copies;
mod error;
mod key;
mod location;

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    ops::Range,
    path::PathBuf,
    sync::Arc,
};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::{
    GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt, PutPayload, aws::AmazonS3,
    local::LocalFileSystem, path::Path,
};

pub(crate) use copies::Copies;
pub use error::BlobError;
pub use key::{BlobKey, BlobKind};
pub use location::{BlobLocation, Bucket};

/// Bytes of a file that are read at once. Each time costs a way to another thread and back, which for the 8 KiB that the
/// crate reads takes most of the time.
const PART: u64 = 128 * 1024;

/// A store of blobs. Clones are the same store.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    place: Place,
    /// Bytes of the folder's disk that are left to others.
    kept_free: u64,
}

/// What a store is made of, for those who write blobs piece by piece.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Folder(PathBuf),
    Bucket {
        bucket: Arc<AmazonS3>,
        /// Before every key; empty, or without a slash at either end.
        prefix: String,
        copies: Copies,
    },
}

/// Content of a blob, as it is read.
pub type BlobStream = BoxStream<'static, Result<Bytes, BlobError>>;

impl Blobs {
    /// Opens a store; a folder is created where it is missing, a bucket has to be there.
    pub async fn open(location: &BlobLocation) -> Result<Self, BlobError> {
        match location {
            BlobLocation::Folder(folder) => {
                create_folder(folder).await?;
                let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
                Ok(Self { store: Arc::new(store), place: Place::Folder(folder.clone()), kept_free: 0 })
            }
            BlobLocation::Bucket(bucket) => {
                let (store, copies) = bucket.connect()?;
                let place = Place::Bucket { bucket: store.clone(), prefix: bucket.prefix.clone(), copies };
                Ok(Self { store, place, kept_free: 0 })
            }
        }
    }

    /// The same store, which leaves so many bytes of a folder's disk to others.
    pub fn keeping_free(self, bytes: u64) -> Self {
        Self { kept_free: bytes, ..self }
    }

    /// Refuses what would take room that is kept free; there is no saying how much a bucket has.
    pub async fn check_room(&self, bytes: u64) -> Result<(), BlobError> {
        match self.room().await? {
            Some(room) if room < bytes => Err(BlobError::Exhausted("the rest of the disk is kept free".into())),
            _ => Ok(()),
        }
    }

    /// Bytes that there is room for, where that is known.
    pub async fn room(&self) -> Result<Option<u64>, BlobError> {
        #[cfg(unix)]
        if let Place::Folder(folder) = &self.place {
            let folder = folder.clone();
            let disk = tokio::task::spawn_blocking(move || rustix::fs::statvfs(folder)).await;
            let disk = disk.map_err(|error| BlobError::broken(error.to_string()))?.map_err(std::io::Error::from)?;
            return Ok(Some(disk.f_bavail.saturating_mul(disk.f_frsize).saturating_sub(self.kept_free)));
        }
        Ok(None)
    }

    /// Stores a blob that is small enough to be in memory. What is answered `Ok` survives a power cut.
    pub async fn put(&self, key: &BlobKey, content: Bytes) -> Result<(), BlobError> {
        self.check_room(content.len() as u64).await?;
        self.prepare(key).await?;
        self.store.put(&self.path(key), PutPayload::from_bytes(content)).await?;
        self.protect(key).await
    }

    /// Whether there is no blob, and nothing else either.
    pub async fn is_empty(&self) -> Result<bool, BlobError> {
        let prefix = match &self.place {
            Place::Bucket { prefix, .. } => Path::from(prefix.as_str()),
            Place::Folder(_) => Path::default(),
        };
        Ok(self.store.list(Some(&prefix)).next().await.transpose()?.is_none())
    }

    /// Size in bytes.
    pub async fn length(&self, key: &BlobKey) -> Result<u64, BlobError> {
        Ok(self.store.head(&self.path(key)).await?.size)
    }

    /// The content, or the part of it that `range` has, as a stream. `range` must lie within the blob, and not be empty.
    pub async fn get(&self, key: &BlobKey, range: Option<Range<u64>>) -> Result<BlobStream, BlobError> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let result = self.store.get_opts(&self.path(key), options).await?;
        Ok(match result.payload {
            GetResultPayload::File(file, _) => parts(file, result.range),
            GetResultPayload::Stream(stream) => stream.map_err(BlobError::from).boxed(),
        })
    }

    /// The whole content of a blob that is small enough to be in memory.
    pub async fn read(&self, key: &BlobKey) -> Result<Bytes, BlobError> {
        Ok(self.store.get(&self.path(key)).await?.bytes().await?)
    }

    /// Removes a blob; one that is not there is removed already.
    pub async fn delete(&self, key: &BlobKey) -> Result<(), BlobError> {
        match self.store.delete(&self.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    fn path(&self, key: &BlobKey) -> Path {
        match &self.place {
            Place::Folder(_) => Path::from(key.as_str()),
            Place::Bucket { prefix, .. } => {
                Path::from(prefix.as_str()).parts().chain(Path::from(key.as_str()).parts()).collect()
            }
        }
    }

    /// Makes the folder of a key, for this process's user alone.
    async fn prepare(&self, key: &BlobKey) -> Result<(), BlobError> {
        let Place::Folder(folder) = &self.place else { return Ok(()) };
        let file = folder.join(key.as_str());
        create_folder(file.parent().unwrap_or(folder)).await
    }

    /// Takes the rights on a file from everybody else.
    async fn protect(&self, key: &BlobKey) -> Result<(), BlobError> {
        #[cfg(unix)]
        if let Place::Folder(folder) = &self.place {
            let rights = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            tokio::fs::set_permissions(folder.join(key.as_str()), rights).await?;
        }
        Ok(())
    }
}

/// A range of a file, which lies within it.
fn parts(file: File, range: Range<u64>) -> BlobStream {
    stream::try_unfold((file, range), |(mut file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let end = range.end.min(range.start + PART);
        let read = tokio::task::spawn_blocking(move || {
            let mut part = Vec::with_capacity(usize::try_from(end - range.start).unwrap_or_default());
            file.seek(SeekFrom::Start(range.start))?;
            let length = (&file).take(end - range.start).read_to_end(&mut part)?;
            if (length as u64) < end - range.start {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            Ok::<_, std::io::Error>((Bytes::from(part), file))
        });
        let (part, file) = read.await.map_err(|error| BlobError::broken(error.to_string()))??;
        Ok(Some((part, (file, end..range.end))))
    })
    .boxed()
}

pub(crate) async fn create_folder(folder: &std::path::Path) -> Result<(), BlobError> {
    let mut builder = tokio::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    Ok(builder.create(folder).await?)
}

#[cfg(test)]
mod tests;
