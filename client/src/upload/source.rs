//! Where an upload's content comes from: anything that can be read again from any place.

use std::{
    fmt,
    io::{self, SeekFrom},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncSeek, AsyncSeekExt};

/// Content of known length.
pub struct Source {
    content: Content,
    length: u64,
}

enum Content {
    Bytes(Bytes),
    /// Opened for each part, so that many uploads can wait without an open file each.
    File(PathBuf),
    Reader(Box<dyn Reader>),
}

trait Reader: AsyncRead + AsyncSeek + Send + Sync + Unpin {}

impl<R: AsyncRead + AsyncSeek + Send + Sync + Unpin> Reader for R {}

impl Source {
    /// A file, whose length is read now; it must not change until it is sent.
    pub async fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = tokio::fs::metadata(&path).await?.len();
        Ok(Self { content: Content::File(path), length })
    }

    /// Everything that a reader has, from its beginning to its end, wherever it stands.
    pub async fn reader(reader: impl AsyncRead + AsyncSeek + Send + Sync + Unpin + 'static) -> io::Result<Self> {
        let mut reader = reader;
        let length = reader.seek(SeekFrom::End(0)).await?;
        Ok(Self { content: Content::Reader(Box::new(reader)), length })
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// `size` bytes from `offset` on, which are there.
    pub(super) async fn read(&mut self, offset: u64, size: u64) -> io::Result<Bytes> {
        let size = usize::try_from(size).map_err(io::Error::other)?;
        match &mut self.content {
            Content::Bytes(bytes) => {
                let start = usize::try_from(offset).map_err(io::Error::other)?;
                Ok(bytes.slice(start..start + size))
            }
            Content::File(path) => read_at(&mut open(path).await?, offset, size).await,
            Content::Reader(reader) => read_at(reader, offset, size).await,
        }
    }
}

async fn open(path: &Path) -> io::Result<tokio::fs::File> {
    tokio::fs::File::open(path).await
}

/// A source that has become shorter is an error.
async fn read_at(reader: &mut (impl AsyncRead + AsyncSeek + Unpin), offset: u64, size: usize) -> io::Result<Bytes> {
    reader.seek(SeekFrom::Start(offset)).await?;
    let mut part = vec![0; size];
    reader.read_exact(&mut part).await?;
    Ok(part.into())
}

impl From<Bytes> for Source {
    fn from(bytes: Bytes) -> Self {
        Self { length: bytes.len() as u64, content: Content::Bytes(bytes) }
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.content {
            Content::Bytes(_) => "bytes",
            Content::File(_) => "file",
            Content::Reader(_) => "reader",
        };
        formatter.debug_struct("Source").field("content", &kind).field("length", &self.length).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_source_is_read_from_any_place() {
        let content: Vec<u8> = (0..=255).collect();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &content).unwrap();
        let mut reader = std::io::Cursor::new(content.clone());
        reader.set_position(100);
        let sources = [
            Source::from(content.clone()),
            Source::file(file.path()).await.unwrap(),
            Source::reader(reader).await.unwrap(),
        ];
        for mut source in sources {
            assert_eq!(source.length(), 256, "{source:?}");
            for offset in [200, 0, 255] {
                let start = usize::try_from(offset).unwrap();
                assert_eq!(source.read(offset, 1).await.unwrap()[..], content[start..=start]);
            }
            assert_eq!(source.read(0, 256).await.unwrap()[..], content);
        }
    }

    #[tokio::test]
    async fn a_file_that_has_become_shorter_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "abcdef").unwrap();
        let mut source = Source::file(file.path()).await.unwrap();
        std::fs::write(file.path(), "abc").unwrap();
        assert_eq!(source.read(0, 6).await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
