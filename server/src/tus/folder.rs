//! Uploads as growing files, in the place where the blob will be.
//!
//! A byte is acknowledged after `fsync`. What was written beyond that when a process died is still in the file, and
//! counts unless it had to be verified first. The operating system's lock on the file keeps out a holder whose lease ran
//! out while it was still writing.

use std::{
    fs::{File as StdFile, TryLockError},
    io::SeekFrom,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::{
    fs::File,
    io::{AsyncSeekExt, AsyncWriteExt},
};

use super::{ByteStorage, Progress, Stored, Writer};
use crate::blobs::{BlobError, BlobKey, create_folder};

/// Uploads in the folder of a blob store.
#[derive(Clone, Debug)]
pub struct FolderStorage {
    root: PathBuf,
}

impl FolderStorage {
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }
}

#[async_trait]
impl ByteStorage for FolderStorage {
    async fn open(&self, stored: Stored) -> Result<Option<Box<dyn Writer>>, BlobError> {
        let path = self.root.join(stored.blob_key.as_str());
        create_folder(path.parent().unwrap_or(&self.root)).await?;
        let opening = path.clone();
        let Some(file) = blocking(move || open_locked(&opening)).await? else { return Ok(None) };
        let found = file.metadata().map_err(BlobError::from)?.len();
        let recorded = stored.progress.offset;
        if found < recorded {
            return Err(BlobError::broken(format!("{} has {found} of {recorded} acknowledged bytes", path.display())));
        }
        let offset = if stored.recovers { found.min(stored.length) } else { recorded };
        let mut file = File::from_std(file);
        if found > offset {
            file.set_len(offset).await?;
        }
        file.seek(SeekFrom::Start(offset)).await?;
        let durable = Progress { offset, state: String::new() };
        let mut writer = FileWriter { file, path, written: offset, durable, is_new: recorded == 0 };
        if offset > recorded {
            writer.flush().await?;
        }
        Ok(Some(Box::new(writer)))
    }

    async fn create_empty(&self, blob_key: &BlobKey) -> Result<(), BlobError> {
        let path = self.root.join(blob_key.as_str());
        create_folder(path.parent().unwrap_or(&self.root)).await?;
        blocking(move || {
            open_locked(&path)?;
            sync_folders(&path)
        })
        .await
    }

    async fn join(&self, parts: &[(BlobKey, u64)], whole: &BlobKey) -> Result<(), BlobError> {
        let path = self.root.join(whole.as_str());
        let length: u64 = parts.iter().map(|(_, length)| length).sum();
        let parts: Vec<_> = parts.iter().map(|(part, _)| self.root.join(part.as_str())).collect();
        create_folder(path.parent().unwrap_or(&self.root)).await?;
        blocking(move || {
            let mut file = open_locked(&path)?.ok_or_else(|| BlobError::broken("a new file is locked"))?;
            file.set_len(0)?;
            let mut joined = 0;
            for part in parts {
                // Linux has the file system copy, or share, what this process never sees (`copy_file_range`).
                joined += std::io::copy(&mut StdFile::open(part)?, &mut file)?;
            }
            if joined != length {
                return Err(BlobError::broken(format!("parts of {length} bytes have {joined}")));
            }
            file.sync_data()?;
            sync_folders(&path)
        })
        .await
    }

    async fn remove(&self, blob_key: &BlobKey, _: &str) -> Result<(), BlobError> {
        match tokio::fs::remove_file(self.root.join(blob_key.as_str())).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

struct FileWriter {
    file: File,
    path: PathBuf,
    /// End of the last chunk that was written whole.
    written: u64,
    durable: Progress,
    /// Whether the file's name may not be durable yet.
    is_new: bool,
}

#[async_trait]
impl Writer for FileWriter {
    fn durable(&self) -> &Progress {
        &self.durable
    }

    async fn write(&mut self, chunk: Bytes) -> Result<(), BlobError> {
        self.file.write_all(&chunk).await?;
        // tokio reports a failed write with the next call only.
        self.file.flush().await?;
        self.written += chunk.len() as u64;
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), BlobError> {
        self.file.sync_data().await?;
        if self.is_new {
            let path = self.path.clone();
            blocking(move || sync_folders(&path)).await?;
            self.is_new = false;
        }
        self.durable.offset = self.written;
        Ok(())
    }

    async fn settle(&mut self) {}

    async fn finish(&mut self) -> Result<(), BlobError> {
        // A chunk that failed half-way may have left something behind the end.
        Ok(self.file.set_len(self.durable.offset).await?)
    }
}

/// Opens a file for this process alone, and for this process's user alone; none where another one has it.
fn open_locked(path: &Path) -> Result<Option<StdFile>, BlobError> {
    let mut options = StdFile::options();
    options.create(true).read(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Makes the name of a new file durable, and those of the two folders that may be new with it.
fn sync_folders(path: &Path) -> Result<(), BlobError> {
    #[cfg(unix)]
    for folder in path.ancestors().skip(1).take(3) {
        StdFile::open(folder)?.sync_all()?;
    }
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| BlobError::broken(error.to_string()))?
}
