//! A body that is received piece by piece.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, header};

use crate::{
    Error,
    platform::{BoxStream, boxed, timeout},
};

/// A streamed answer: a [`Stream`] of bytes that ends with an error where the connection breaks or falls silent.
pub struct Download {
    pieces: BoxStream<'static, Result<Bytes, Error>>,
    headers: HeaderMap,
    length: Option<u64>,
}

impl Download {
    pub(crate) fn new(response: reqwest::Response, idle: Duration) -> Self {
        let (headers, length) = (response.headers().clone(), response.content_length());
        let pieces = boxed(response.bytes_stream());
        let pieces = futures_util::stream::try_unfold(pieces, move |mut pieces| async move {
            match timeout(idle, pieces.next()).await {
                Ok(Some(Ok(piece))) => Ok(Some((piece, pieces))),
                Ok(Some(Err(error))) => Err(Error::Transport(error)),
                Ok(None) => Ok(None),
                Err(_) => Err(Error::TimedOut { waiting_for: "the rest of the body", limit: idle }),
            }
        });
        Self { pieces: boxed(pieces), headers, length }
    }

    /// In bytes, where the server told it.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The media type that the server chose, with its parameters.
    pub fn media_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// All headers of the answer, those that the document does not list included.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The whole body in memory.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        self.up_to(usize::MAX).await
    }

    /// The first `limit` bytes; the rest is not received.
    pub(crate) async fn up_to(mut self, limit: usize) -> Result<Bytes, Error> {
        let mut whole = BytesMut::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            whole.extend_from_slice(&piece[..piece.len().min(limit - whole.len())]);
            if whole.len() == limit {
                break;
            }
        }
        Ok(whole.freeze())
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.poll_next_unpin(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Download")
            .field("media_type", &self.media_type())
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
