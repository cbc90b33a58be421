//! What is sent: bytes, files and streams of known length, and the parts of multipart bodies.

use std::{fmt, io, path::PathBuf};

use bytes::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use tokio::io::AsyncReadExt;

/// Pieces that files and buffers are sent in: small enough that a slow connection shows progress.
const PIECE: usize = 64 * 1024;

/// A body of known length. Bytes and files can be sent again when a request is repeated, streams cannot.
pub struct Content {
    pub(crate) source: Source,
    pub(crate) length: u64,
}

pub(crate) enum Source {
    Bytes(Bytes),
    File(PathBuf),
    /// None once it is taken.
    Stream(Option<BoxStream<'static, io::Result<Bytes>>>),
}

impl Content {
    /// A file, opened anew for each attempt; its length is read now.
    pub async fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = tokio::fs::metadata(&path).await?.len();
        Ok(Self { source: Source::File(path), length })
    }

    /// Exactly `length` bytes; a stream that ends early or goes on fails the request.
    pub fn stream<S>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        Self { source: Source::Stream(Some(stream.boxed())), length }
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn can_repeat(&self) -> bool {
        !matches!(self.source, Source::Stream(_))
    }

    /// The bytes for one attempt; none where a stream was taken before.
    pub(crate) fn open(&mut self) -> Option<BoxStream<'static, io::Result<Bytes>>> {
        match &mut self.source {
            Source::Bytes(bytes) => Some(pieces(bytes.clone()).boxed()),
            Source::File(path) => Some(read(path.clone(), self.length).boxed()),
            Source::Stream(stream) => stream.take(),
        }
    }
}

fn pieces(bytes: Bytes) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::unfold(bytes, |mut rest| async move {
        (!rest.is_empty()).then(|| {
            let piece = rest.split_to(rest.len().min(PIECE));
            (Ok(piece), rest)
        })
    })
}

/// The first `length` bytes of a file: what is appended in the meantime is not sent.
fn read(path: PathBuf, length: u64) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::try_unfold((None, length), move |(file, rest)| {
        let path = path.clone();
        async move {
            if rest == 0 {
                return Ok(None);
            }
            let mut file = match file {
                Some(file) => file,
                None => tokio::fs::File::open(path).await?.take(length),
            };
            let mut piece = Vec::with_capacity(PIECE);
            let count = file.read_buf(&mut piece).await?;
            Ok((count > 0).then(|| (Bytes::from(piece), (Some(file), rest - count as u64))))
        }
    })
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self { length: bytes.len() as u64, source: Source::Bytes(bytes) }
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        Bytes::copy_from_slice(bytes).into()
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match self.source {
            Source::Bytes(_) => "bytes",
            Source::File(_) => "file",
            Source::Stream(_) => "stream",
        };
        formatter.debug_struct("Content").field("source", &source).field("length", &self.length).finish()
    }
}

/// A file part of a multipart body.
#[derive(Debug)]
pub struct FilePart {
    pub content: Content,
    pub file_name: Option<String>,
    /// `image/png`; none: `application/octet-stream`.
    pub media_type: Option<String>,
}

impl FilePart {
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), file_name: None, media_type: None }
    }

    /// A file under its own name.
    pub async fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self { content: Content::file(path).await?, file_name, media_type: None })
    }

    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// With this media type, unless it has one.
    pub fn or_media_type(mut self, media_type: &str) -> Self {
        self.media_type.get_or_insert_with(|| media_type.to_owned());
        self
    }

    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;

    use super::*;

    async fn sent(content: &mut Content) -> Vec<u8> {
        content.open().unwrap().try_collect::<Vec<_>>().await.unwrap().concat()
    }

    #[tokio::test]
    async fn bytes_and_files_can_be_sent_again() {
        let bytes = vec![7; 3 * PIECE + 5];
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        for mut content in [Content::from(bytes.clone()), Content::file(file.path()).await.unwrap()] {
            assert!(content.can_repeat());
            assert_eq!(content.length(), bytes.len() as u64);
            assert_eq!(sent(&mut content).await, bytes);
            assert_eq!(sent(&mut content).await, bytes);
        }
    }

    #[tokio::test]
    async fn a_stream_is_taken_once() {
        let mut content = Content::stream(stream::iter([Ok(Bytes::from_static(b"ab"))]), 2);
        assert!(!content.can_repeat());
        assert_eq!(sent(&mut content).await, b"ab");
        assert!(content.open().is_none());
    }
}
