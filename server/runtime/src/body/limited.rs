//! The bytes of a request body under a limit, as a stream or collected.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body as AxumBody;
use bytes::{Bytes, BytesMut};
use futures_util::stream::{Stream, StreamExt};
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use http_body::Body as _;

use crate::problem::Problem;

/// A body of at most `limit` bytes: more is 413, fewer than declared is 400.
pub(crate) struct LimitedBody {
    inner: AxumBody,
    /// What came behind the last byte.
    trailers: Option<Box<HeaderMap>>,
    /// What was looked at already; seldom there, and so kept out of futures that hold a body.
    peeked: Option<Box<Result<Bytes, Problem>>>,
    limit: u64,
    received: u64,
    declared: Option<u64>,
    ended: bool,
}

impl LimitedBody {
    pub(crate) fn new(body: AxumBody, headers: &HeaderMap, limit: u64) -> Self {
        let declared = declared_length(headers);
        let ended = body.is_end_stream();
        Self { inner: body, trailers: None, peeked: None, limit, received: 0, declared, ended }
    }

    pub(crate) fn declared_length(&self) -> Option<u64> {
        self.declared
    }

    /// The trailer fields, once the end was read.
    pub(crate) fn trailers(&self) -> Option<&HeaderMap> {
        self.trailers.as_deref()
    }

    /// Takes fewer bytes than the operation would.
    pub(crate) fn lower_limit(&mut self, limit: u64) {
        self.limit = self.limit.min(limit);
    }

    /// What is read bounds itself.
    pub(crate) fn lift_limit(&mut self) {
        self.limit = u64::MAX;
    }

    /// Nothing more is read.
    pub(crate) fn end(&mut self) {
        (self.ended, self.peeked) = (true, None);
    }

    /// Refuses what declares more than the limit before a byte is read.
    pub(crate) fn check_declared(&self) -> Result<(), Problem> {
        match self.declared {
            Some(declared) if declared > self.limit => Err(too_large("body", self.limit)),
            _ => Ok(()),
        }
    }

    /// Whether there is not a single byte. Without a declared length, this waits for the first one.
    pub(crate) async fn is_empty(&mut self) -> bool {
        if let Some(declared) = self.declared {
            return declared == 0;
        }
        while self.peeked.is_none() {
            match self.next().await {
                None => return true,
                Some(Ok(chunk)) if chunk.is_empty() => {}
                // What is wrong with the body is said when it is read.
                found => self.peeked = found.map(Box::new),
            }
        }
        false
    }

    /// The whole body.
    pub(crate) async fn read_whole(&mut self) -> Result<Bytes, Problem> {
        self.check_declared()?;
        let Some(first) = self.next().await.transpose()? else { return Ok(Bytes::new()) };
        if self.ended {
            return Ok(first);
        }
        // Seldom: in the request's own future there is no room for it.
        Box::pin(self.read_rest(first)).await
    }

    async fn read_rest(&mut self, first: Bytes) -> Result<Bytes, Problem> {
        let mut all = BytesMut::from(first);
        all.reserve(self.likely_length().saturating_sub(all.len()));
        while let Some(chunk) = self.next().await.transpose()? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// What to reserve: the declared length, but no more than a megabyte on the word of a client.
    fn likely_length(&self) -> usize {
        usize::try_from(self.declared.unwrap_or(0)).unwrap_or(usize::MAX).min(1 << 20)
    }
}

impl Stream for LimitedBody {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(peeked) = this.peeked.take() {
            return Poll::Ready(Some(*peeked));
        }
        if this.ended {
            return Poll::Ready(None);
        }
        let next = loop {
            let frame = match Pin::new(&mut this.inner).poll_frame(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => break None,
                Poll::Ready(Some(Err(error))) => break Some(Err(error)),
                Poll::Ready(Some(Ok(frame))) => frame,
            };
            match frame.into_data() {
                Ok(chunk) => break Some(Ok(chunk)),
                Err(frame) => this.trailers = frame.into_trailers().ok().map(Box::new),
            }
        };
        let result = match next {
            Some(Ok(chunk)) => {
                this.received = this.received.saturating_add(chunk.len() as u64);
                if this.received <= this.limit {
                    // Asking once more would wait for the connection to say what is known.
                    this.ended = this.inner.is_end_stream();
                    return Poll::Ready(Some(Ok(chunk)));
                }
                Some(Err(too_large("body", this.limit)))
            }
            Some(Err(error)) => {
                tracing::debug!(%error, "a request body ended early");
                Some(Err(incomplete()))
            }
            None if this.declared.is_some_and(|declared| this.received < declared) => Some(Err(incomplete())),
            None => None,
        };
        this.ended = true;
        Poll::Ready(result)
    }
}

/// `Content-Length`, where it is a number.
pub(crate) fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// 413: this of a request has more bytes than it may have.
pub(crate) fn too_large(what: &str, limit: u64) -> Problem {
    let detail = format!("The {what} is larger than {limit} {}.", if limit == 1 { "byte" } else { "bytes" });
    Problem::of_runtime(413, "payload_too_large", detail).with_title("Payload Too Large")
}

pub(crate) fn incomplete() -> Problem {
    Problem::of_runtime(400, "invalid_body", "The body ended before all of it had arrived.")
}
