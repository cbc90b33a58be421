//! Bodies of answers: bytes, streams of bytes, and JSON arrays that are written item by item.
//!
//! Nothing here holds more than a chunk of a streamed body in memory.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream, StreamExt, TryStreamExt};
use serde::Serialize;

use crate::json;
use crate::problem::Problem;

/// Any error that can end a streamed body early.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A chunk of a streamed array is sent once it has this many bytes.
const CHUNK: usize = 32 * 1024;

/// The body of a raw answer.
pub struct Body {
    pub(crate) inner: axum::body::Body,
    pub(crate) length: Option<u64>,
}

impl Body {
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// A body that is written as the stream yields; an error closes the connection, so that the client notices.
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self { inner: axum::body::Body::from_stream(stream.map_err(Into::into)), length: None }
    }

    /// States the length of a stream in bytes: it becomes `Content-Length`, and must be right.
    #[must_use]
    pub fn with_length(mut self, length: u64) -> Self {
        self.length = Some(length);
        self
    }

    /// In bytes, where it is known beforehand.
    pub fn length(&self) -> Option<u64> {
        self.length
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self { length: Some(bytes.len() as u64), inner: axum::body::Body::from(bytes) }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Body").field("length", &self.length).finish_non_exhaustive()
    }
}

/// A JSON array as answer: items that are there, or that arrive one by one.
pub enum JsonArray<T> {
    Items(Vec<T>),
    /// An error before the first item is answered as that problem; a later one closes the connection.
    Stream(BoxStream<'static, Result<T, Problem>>),
}

impl<T> JsonArray<T> {
    pub fn from_stream<S: Stream<Item = Result<T, Problem>> + Send + 'static>(stream: S) -> Self {
        Self::Stream(Box::pin(stream))
    }
}

impl<T> From<Vec<T>> for JsonArray<T> {
    fn from(items: Vec<T>) -> Self {
        Self::Items(items)
    }
}

impl<T: fmt::Debug> fmt::Debug for JsonArray<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Items(items) => formatter.debug_tuple("Items").field(items).finish(),
            Self::Stream(_) => formatter.write_str("Stream(..)"),
        }
    }
}

/// The text of an array, in chunks.
pub(crate) struct ArrayText<T> {
    source: Source<T>,
    buffer: Vec<u8>,
    first: bool,
}

enum Source<T> {
    Items(VecDeque<T>),
    Stream(BoxStream<'static, Result<T, Problem>>),
    Done,
}

impl<T: Serialize> ArrayText<T> {
    pub(crate) fn new(array: JsonArray<T>) -> Self {
        let source = match array {
            JsonArray::Items(items) => Source::Items(items.into()),
            JsonArray::Stream(stream) => Source::Stream(stream),
        };
        Self { source, buffer: vec![b'['], first: true }
    }

    /// The whole text, if the array is short enough to be one chunk; else the array with what is written so far.
    pub(crate) fn into_whole(mut self) -> Result<Result<Vec<u8>, Self>, Problem> {
        while self.buffer.len() < CHUNK {
            let Source::Items(items) = &mut self.source else { return Ok(Err(self)) };
            match items.pop_front() {
                Some(item) => self.write(&item)?,
                None => {
                    self.buffer.push(b']');
                    return Ok(Ok(self.buffer));
                }
            }
        }
        Ok(Err(self))
    }

    fn write(&mut self, item: &T) -> Result<(), Problem> {
        if !std::mem::take(&mut self.first) {
            self.buffer.push(b',');
        }
        json::write(&mut self.buffer, item).map_err(|error| {
            tracing::error!(%error, "an item of an answered array cannot be written as JSON");
            Problem::internal()
        })
    }
}

impl<T> Unpin for ArrayText<T> {}

impl<T: Serialize> Stream for ArrayText<T> {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if this.buffer.len() >= CHUNK {
                return Poll::Ready(Some(Ok(std::mem::take(&mut this.buffer).into())));
            }
            let item = match &mut this.source {
                Source::Done => return Poll::Ready(None),
                Source::Items(items) => items.pop_front().map(Ok),
                Source::Stream(stream) => match stream.poll_next_unpin(context) {
                    Poll::Ready(item) => item,
                    // A slow source should not hold back what is there; a lone bracket waits for its first item,
                    // so that an early error can still be answered as one.
                    Poll::Pending if this.first || this.buffer.is_empty() => return Poll::Pending,
                    Poll::Pending => return Poll::Ready(Some(Ok(std::mem::take(&mut this.buffer).into()))),
                },
            };
            let written = match item {
                Some(Ok(item)) => this.write(&item),
                Some(Err(problem)) => Err(problem),
                None => {
                    this.buffer.push(b']');
                    this.source = Source::Done;
                    return Poll::Ready(Some(Ok(std::mem::take(&mut this.buffer).into())));
                }
            };
            if let Err(problem) = written {
                this.source = Source::Done;
                return Poll::Ready(Some(Err(problem)));
            }
        }
    }
}
