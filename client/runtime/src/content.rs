//! What is sent: bytes, files and streams of known length, and the parts of multipart bodies.

use std::{fmt, io};

use bytes::Bytes;
use futures_util::{Stream, stream};

use crate::platform::{BoxStream, MaybeSend, boxed};

/// Pieces that files and buffers are sent in: small enough that a slow connection shows progress.
pub(crate) const PIECE: usize = 64 * 1024;

/// A body of known length. Bytes and files can be sent again when a request is repeated, streams cannot.
pub struct Content {
    source: Source,
    pub(crate) length: u64,
}

/// Bytes as they are sent.
pub(crate) type Pieces = BoxStream<'static, io::Result<Bytes>>;

enum Source {
    /// Opened anew for each attempt.
    Repeatable(Box<dyn Fn() -> Pieces + Send + Sync>),
    /// None once it is taken.
    Stream(Option<Pieces>),
}

impl Content {
    pub(crate) fn repeatable(length: u64, open: impl Fn() -> Pieces + Send + Sync + 'static) -> Self {
        Self { source: Source::Repeatable(Box::new(open)), length }
    }

    /// Exactly `length` bytes; a stream that ends early or goes on fails the request. In browsers, all of it is read before
    /// any is sent.
    pub fn stream<S>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = io::Result<Bytes>> + MaybeSend + 'static,
    {
        Self { source: Source::Stream(Some(boxed(stream))), length }
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn can_repeat(&self) -> bool {
        !matches!(self.source, Source::Stream(_))
    }

    /// The bytes for one attempt; none where a stream was taken before.
    pub(crate) fn open(&mut self) -> Option<Pieces> {
        match &mut self.source {
            Source::Repeatable(open) => Some(open()),
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

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::repeatable(bytes.len() as u64, move || boxed(pieces(bytes.clone())))
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
            Source::Repeatable(_) => "repeatable",
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
