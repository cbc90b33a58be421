//! `multipart/form-data`: parts as they arrive, checked against the properties of the media type's schema.
//!
//! Nothing but the part at hand is in memory, and of a file only a chunk. Reading is by `multer`, which is fed in
//! small portions: it would otherwise buffer all that a fast client sends.

use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{Stream, StreamExt};
use roster_wire::media_type::specificity;
use serde::de::DeserializeOwned;

use super::byte_length::ByteLength;
use super::limited::{LimitedBody, too_large};
use super::part_schema::{Expectations, PartSchema};
use super::spool::{SpooledFile, spool};
use super::{BodyRejection, BodySource, FromBody};
use crate::content_type::ContentType;
use crate::problem::{Problem, Violation};

/// The most bytes that a part has which is decoded in memory.
const VALUE_LIMIT: u64 = 1 << 20;
/// The most bytes that are read without anything to show for: headers of a part, or text before the first one.
const SILENT_LIMIT: u64 = 256 * 1024;
const PORTION: usize = 64 * 1024;

/// `multipart/form-data`, part by part.
pub struct Multipart {
    inner: multer::Multipart<'static>,
    expectations: Expectations,
    silent: Arc<AtomicU64>,
    /// The field of a part that was dropped before its end.
    returned: Returned,
    is_finished: bool,
}

impl FromBody for Multipart {
    async fn from_body(source: BodySource) -> Result<Self, BodyRejection> {
        let expectations = Expectations::new(source.media_type, source.rejection, source.reading.nul);
        source.body.check_declared().map_err(|problem| expectations.tell_limits(problem))?;
        let Some(boundary) = source.declared.boundary().map(str::to_owned) else {
            let violation = Violation::at_pointer("", "must have a boundary in its Content-Type");
            return Err(BodyRejection::Violations(vec![violation]));
        };
        let silent = Arc::new(AtomicU64::new(0));
        let portions = Portions {
            body: source.body,
            rest: Bytes::new(),
            silent: Arc::clone(&silent),
            is_due: false,
            rejection: source.rejection,
        };
        let inner = multer::Multipart::new(portions, boundary);
        Ok(Self { inner, expectations, silent, returned: Arc::default(), is_finished: false })
    }
}

impl Multipart {
    /// The next part. What is left of the part before is read and dropped; that part must not be held any more.
    ///
    /// An error names what is wrong with a part; the one at the end, the required parts that did not come.
    pub async fn next_part(&mut self) -> Result<Option<Part>, Problem> {
        while !self.is_finished {
            self.drain_returned().await?;
            let field = self.inner.next_field().await;
            self.silent.store(0, Ordering::Relaxed);
            let Some(field) = field.map_err(|error| self.expectations.malformed(error))? else {
                self.is_finished = true;
                return self.expectations.check_complete().map(|()| None);
            };
            let name = field.name().unwrap_or_default().to_owned();
            let stream = PartStream {
                field: Some(field),
                silent: Arc::clone(&self.silent),
                returned: Arc::clone(&self.returned),
                rejection: self.expectations.rejection,
                length: None,
            };
            if let Some(schema) = self.expectations.expect(&name)? {
                return Part::new(name, schema, stream).map(Some);
            }
        }
        Ok(None)
    }

    async fn drain_returned(&self) -> Result<(), Problem> {
        let returned = self.returned.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((mut field, mut length)) = returned else { return Ok(()) };
        while let Some(chunk) = field.chunk().await.map_err(|error| self.expectations.malformed(error))? {
            self.silent.store(0, Ordering::Relaxed);
            length.as_mut().map_or(Ok(()), |length| length.add(chunk.len()))?;
        }
        length.map_or(Ok(()), |length| length.end())
    }
}

/// One part of a multipart body.
pub struct Part {
    pub name: String,
    pub file_name: Option<String>,
    /// Lower case and without parameters.
    pub content_type: Option<String>,
    pub headers: http::HeaderMap,
    schema: PartSchema,
    stream: PartStream,
}

impl Part {
    fn new(name: String, schema: PartSchema, mut stream: PartStream) -> Result<Self, Problem> {
        let field = stream.field.as_ref().expect("the field was put there just now");
        let file_name = field.file_name().map(str::to_owned);
        let headers = field.headers().clone();
        let content_type = match ContentType::of(&headers) {
            Ok(parsed) => parsed,
            Err(_) => return Err(schema.unsupported(&name)),
        };
        if let (Some(allowed), Some(given)) = (schema.content_types, &content_type) {
            let is_allowed = allowed.split(',').any(|range| specificity(range.trim(), &given.essence).is_some());
            if !is_allowed {
                return Err(schema.unsupported(&name));
            }
        }
        if content_type.as_ref().is_some_and(|given| !schema.is_file && !given.is_utf8()) {
            return Err(schema.unsupported(&name));
        }
        if schema.is_file {
            stream.length = schema.byte_length();
        }
        let content_type = content_type.map(|parsed| parsed.essence.into_owned());
        Ok(Self { name, file_name, content_type, headers, schema, stream })
    }

    /// Reads the part whole, validates it by its property's schema (of an array: by the items'), and decodes it.
    pub async fn into_value<T: DeserializeOwned>(mut self) -> Result<T, Problem> {
        let text = self.stream.read_whole(VALUE_LIMIT).await?;
        self.schema.decode(self.content_type.as_deref(), &text)
    }

    /// The part as a stream.
    ///
    /// Its schema's `minLength` and `maxLength` count bytes: more of them is an error as they arrive, fewer at the end.
    pub fn into_file(self) -> FilePart {
        let Self { file_name, content_type, headers, schema, mut stream, .. } = self;
        if stream.length.is_none() {
            stream.length = schema.byte_length();
        }
        FilePart { file_name, content_type, headers, stream }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Part");
        debug.field("name", &self.name).field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

/// The content of a part, as it arrives: a stream of chunks.
pub struct FilePart {
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    /// All headers of the part: those of `encoding.headers` are documentation, nobody has checked them.
    pub headers: http::HeaderMap,
    stream: PartStream,
}

impl FilePart {
    /// The next chunk; `None` at the end.
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        self.stream.next().await.transpose()
    }

    /// The whole content; 413 beyond `limit` bytes.
    pub async fn bytes(mut self, limit: u64) -> Result<Bytes, Problem> {
        self.stream.read_whole(limit).await
    }

    /// Writes the content to a temporary file in `directory`, which must exist.
    pub async fn spool_to(self, directory: impl AsRef<Path>) -> Result<SpooledFile, Problem> {
        spool(self, directory.as_ref()).await
    }
}

impl Stream for FilePart {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.poll_next_unpin(context)
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("FilePart");
        debug.field("file_name", &self.file_name).field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Multipart").finish_non_exhaustive()
    }
}

/// A part that was dropped before its end, and what is counted of it.
type Returned = Arc<Mutex<Option<(multer::Field<'static>, Option<Box<ByteLength>>)>>>;

/// The bytes of a part. What is not read goes back to the [`Multipart`], which reads on from there.
struct PartStream {
    field: Option<multer::Field<'static>>,
    silent: Arc<AtomicU64>,
    returned: Returned,
    rejection: u16,
    length: Option<Box<ByteLength>>,
}

impl PartStream {
    async fn read_whole(&mut self, limit: u64) -> Result<Bytes, Problem> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.next().await.transpose()? {
            if (all.len() + chunk.len()) as u64 > limit {
                let name = self.field.as_ref().and_then(multer::Field::name).unwrap_or_default();
                return Err(too_large(&format!("part {name}"), limit));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }
}

impl Stream for PartStream {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(field) = &mut self.field else { return Poll::Ready(None) };
        let next = match field.poll_next_unpin(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Some(Ok(chunk))) => {
                self.silent.store(0, Ordering::Relaxed);
                let counted = self.length.as_mut().map_or(Ok(()), |length| length.add(chunk.len()));
                Some(counted.map(|()| chunk))
            }
            Poll::Ready(Some(Err(error))) => Some(Err(malformed(error, self.rejection))),
            Poll::Ready(None) => self.length.as_ref().and_then(|length| length.end().err()).map(Err),
        };
        if !matches!(next, Some(Ok(_))) {
            self.field = None;
        }
        Poll::Ready(next)
    }
}

impl Drop for PartStream {
    fn drop(&mut self) {
        if let Some(field) = self.field.take() {
            *self.returned.lock().unwrap_or_else(PoisonError::into_inner) = Some((field, self.length.take()));
        }
    }
}

/// The body in small portions with a pause after each, so that what is read is also taken out before more is read.
struct Portions {
    body: LimitedBody,
    rest: Bytes,
    silent: Arc<AtomicU64>,
    /// Whether a pause is due.
    is_due: bool,
    rejection: u16,
}

impl Stream for Portions {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if std::mem::take(&mut this.is_due) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if this.rest.is_empty() {
            match this.body.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(chunk))) => this.rest = chunk,
                other => return other,
            }
        }
        let portion = this.rest.split_to(this.rest.len().min(PORTION));
        this.is_due = true;
        if this.silent.fetch_add(portion.len() as u64, Ordering::Relaxed) > SILENT_LIMIT {
            let violation = Violation::at_pointer("", "has a part whose header is too long");
            return Poll::Ready(Some(Err(super::part_schema::refuse(self.rejection, violation))));
        }
        Poll::Ready(Some(Ok(portion)))
    }
}

/// What `multer` could not read; a problem of the body below it comes through as it is.
pub(super) fn malformed(error: multer::Error, rejection: u16) -> Problem {
    let detail = match error {
        multer::Error::StreamReadFailed(error) => match error.downcast::<Problem>() {
            Ok(problem) => return *problem,
            Err(_) => return super::limited::incomplete(),
        },
        multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteStream => "ends before the last boundary",
        multer::Error::LockFailure => {
            tracing::error!("the next part was asked for while the one before was held");
            return Problem::internal().mark_of_runtime();
        }
        _ => "is not well-formed multipart/form-data",
    };
    super::part_schema::refuse(rejection, Violation::at_pointer("", detail))
}
