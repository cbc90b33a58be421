//! Bodies that are taken as they are: bytes as they arrive, and text.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt};
use http::HeaderMap;

use super::byte_length::ByteLength;
use super::limited::LimitedBody;
use super::{BodyRejection, BodySource, Declared, FromBody};
use crate::operation::MediaTypeInfo;
use crate::problem::{Problem, Violation};
use crate::validate::{Direction, validate};

/// Bytes of any media type, as they arrive: a stream of chunks.
///
/// A chunk beyond the limit is an `Err` of 413; a body that ends early, one of 400; one that is longer or shorter than its
/// schema allows, one of the operation's rejection. The stream ends there.
pub struct Raw {
    media_type: Option<Cow<'static, str>>,
    body: LimitedBody,
    length: Option<Box<ByteLength>>,
}

impl Raw {
    /// Lower case and without parameters, as the client declared it.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// In bytes, where the client declared it.
    pub fn declared_length(&self) -> Option<u64> {
        self.body.declared_length()
    }

    /// The trailer fields, once the stream has ended.
    pub fn trailers(&self) -> Option<&HeaderMap> {
        self.body.trailers()
    }

    /// The next chunk; `None` at the end.
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        self.next().await.transpose()
    }

    /// The whole body; 413 beyond the smaller of `limit` and the operation's own.
    pub async fn bytes(mut self, limit: u64) -> Result<Bytes, Problem> {
        self.body.lower_limit(limit);
        let bytes = self.body.read_whole().await?;
        if let Some(mut length) = self.length {
            length.add(bytes.len())?;
            length.end()?;
        }
        Ok(bytes)
    }
}

impl Stream for Raw {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let next = match this.body.poll_next_unpin(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(next) => next,
        };
        let Some(length) = &mut this.length else { return Poll::Ready(next) };
        let checked = match next {
            Some(Ok(chunk)) => Some(length.add(chunk.len()).map(|()| chunk)),
            None => length.end().err().map(Err),
            failed => failed,
        };
        if !matches!(checked, Some(Ok(_))) {
            this.length = None;
            this.body.end();
        }
        Poll::Ready(checked)
    }
}

impl FromBody for Raw {
    async fn from_body(source: BodySource) -> Result<Self, BodyRejection> {
        source.body.check_declared().map_err(BodyRejection::Problem)?;
        let MediaTypeInfo { schema, media_type, .. } = source.media_type;
        let length = schema.and_then(|schema| ByteLength::of_whole(schema, media_type, source.rejection));
        let declared = source.body.declared_length();
        if let Some(violation) = length.as_ref().zip(declared).and_then(|(length, declared)| length.violation(declared))
        {
            return Err(BodyRejection::Violations(vec![violation]));
        }
        let media_type = match source.declared {
            Declared::Nothing => None,
            Declared::AsDocumented => Some(source.media_type.media_type.into()),
            Declared::Otherwise(content_type) => Some(content_type.essence),
        };
        Ok(Self { media_type, body: source.body, length })
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.declared_length();
        formatter.debug_struct("Raw").field("media_type", &self.media_type).field("length", &length).finish()
    }
}

/// Text in UTF-8, whole and validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub String);

impl FromBody for Text {
    async fn from_body(mut source: BodySource) -> Result<Self, BodyRejection> {
        let (schema, nul) = (source.media_type.schema, source.reading.nul);
        let bytes = source.body.read_whole().await?;
        let Ok(text) = String::from_utf8(bytes.into()) else {
            return Err(BodyRejection::Violations(vec![Violation::at_pointer("", "must be text in UTF-8")]));
        };
        if nul.refuses(&text) {
            return Err(BodyRejection::Violations(vec![Violation::at_pointer("", crate::json::NUL)]));
        }
        let findings = schema.map(|schema| validate(schema, &text.as_str().into(), Direction::Request));
        match findings.filter(|findings| !findings.is_empty()) {
            Some(findings) => Err(BodyRejection::Violations(findings.into_iter().map(Violation::from).collect())),
            None => Ok(Self(text)),
        }
    }
}
