//! Parts that are written to temporary files, for handlers that need them whole but not in memory.

use std::path::Path;

use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt};
use tempfile::{NamedTempFile, TempPath};
use tokio::io::AsyncWriteExt;

use crate::problem::Problem;

/// A temporary file, removed when this is dropped.
#[derive(Debug)]
pub struct SpooledFile {
    path: TempPath,
    length: u64,
}

impl SpooledFile {
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// In bytes.
    pub fn len(&self) -> u64 {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Keeps the file under another name of the same file system, replacing what is there.
    pub fn persist(self, path: impl AsRef<Path>) -> std::io::Result<()> {
        self.path.persist(path).map_err(|failure| failure.error)
    }
}

/// Writes a stream to a new file in `directory`.
pub(super) async fn spool<S>(mut stream: S, directory: &Path) -> Result<SpooledFile, Problem>
where
    S: Stream<Item = Result<Bytes, Problem>> + Unpin,
{
    let directory = directory.to_owned();
    let created = tokio::task::spawn_blocking(move || NamedTempFile::with_prefix_in("part-", directory)).await;
    let (file, path) = created.map_err(std::io::Error::other).and_then(|file| file).map_err(failed)?.into_parts();
    let mut file = tokio::fs::File::from_std(file);
    let mut length = 0;
    while let Some(chunk) = stream.next().await.transpose()? {
        file.write_all(&chunk).await.map_err(failed)?;
        length += chunk.len() as u64;
    }
    file.flush().await.map_err(failed)?;
    Ok(SpooledFile { path, length })
}

fn failed(error: std::io::Error) -> Problem {
    tracing::error!(%error, "a part cannot be written to a temporary file");
    Problem::of_io(&error).mark_of_runtime()
}
