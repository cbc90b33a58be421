//! Bodies that are sequences of items: each is checked and decoded as it arrives, or written as it comes.
//!
//! Nothing here holds more than one item, and a chunk of those that are written. Who does not read is not written to: the
//! handler's stream is asked for the next item only when the connection takes more.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use roster_wire::sequence::{Fault, Frame, Framing, Splitter, Writer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, Sleep};

use crate::body::limited::LimitedBody;
use crate::body::{BodyRejection, BodySource, FromBody};
use crate::json::{self, Nul};
use crate::operation::OperationInfo;
use crate::problem::{Place, Problem, Violation};
use crate::refusal::refuse_body;
use crate::schema::SchemaRef;
use crate::validate::{Direction, strip_write_only, validate};

/// A chunk of items is sent once it has this many bytes, or as soon as there is no other item yet.
const CHUNK: usize = 32 * 1024;

/// Events that are long in coming have comments between them, so that nobody takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A sequence of items, one after another: of a request, as they arrive; of an answer, as they are made.
///
/// Of a request, an item that breaks its schema is an `Err` with the operation's rejection, which names it by its index
/// (`/3/name` is in the fourth), and the stream ends there. Of an answer, an error before the first item is answered as
/// that problem; a later one closes the connection.
///
/// It is dropped when the client goes away.
pub struct Items<T>(BoxStream<'static, Result<T, Problem>>);

impl<T> Items<T> {
    pub fn from_stream<S: Stream<Item = Result<T, Problem>> + Send + 'static>(stream: S) -> Self {
        Self(Box::pin(stream))
    }

    /// The next item; `None` at the end.
    pub async fn next_item(&mut self) -> Result<Option<T>, Problem> {
        self.0.next().await.transpose()
    }
}

impl<T: Send + 'static> From<Vec<T>> for Items<T> {
    fn from(items: Vec<T>) -> Self {
        Self::from_stream(stream::iter(items.into_iter().map(Ok)))
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Items(..)")
    }
}

impl<T: DeserializeOwned + Send + 'static> FromBody for Items<T> {
    async fn from_body(source: BodySource) -> Result<Self, BodyRejection> {
        let Some(framing) = source.media_type.items.and_then(|info| info.framing) else {
            tracing::error!(media_type = source.media_type.media_type, "a body without items is read as a sequence");
            return Err(Problem::internal().mark_of_runtime().into());
        };
        let boundary = source.declared.boundary();
        if framing.has_boundary() && boundary.is_none() {
            let violation = Violation::at_pointer("", "must have a boundary in its Content-Type");
            return Err(BodyRejection::Violations(vec![violation]));
        }
        let limit = usize::try_from(source.info.limit).unwrap_or(usize::MAX);
        let splitter = Splitter::new(framing, limit, boundary);
        let (decoding, rejection) = (source.reading, source.rejection);
        // The limit is that of an item.
        let mut body = source.body;
        body.lift_limit();
        let reading = Reading { body, splitter, index: 0, has_ended: false, rejection };
        let items = stream::try_unfold(reading, move |mut reading| async move {
            let Some(frame) = reading.next().await? else { return Ok(None) };
            let index = reading.index;
            let decoded = match frame {
                Frame::Json(text) => decoding.decode_text(&text),
                Frame::Event(event) => {
                    let value = event.into_value();
                    let place = (decoding.nul == Nul::Refused).then(|| json::find_nul(&value)).flatten();
                    decoding.decode(|| match &place {
                        Some(place) => Err(vec![(place.clone(), json::NUL.to_owned())]),
                        None => Ok(value.clone()),
                    })
                }
            };
            reading.index += 1;
            match decoded {
                Ok(item) => Ok(Some((item, reading))),
                Err(BodyRejection::Problem(problem)) => Err(problem),
                Err(BodyRejection::Violations(found)) => {
                    Err(refuse_body(rejection, found.into_iter().map(|one| inside(index, one)).collect()))
                }
            }
        });
        Ok(Self::from_stream(items))
    }
}

/// The bytes of a request on their way to items.
struct Reading {
    body: LimitedBody,
    splitter: Splitter,
    /// Of the next item.
    index: usize,
    has_ended: bool,
    rejection: u16,
}

impl Reading {
    async fn next(&mut self) -> Result<Option<Frame>, Problem> {
        loop {
            let next = if self.has_ended { self.splitter.finish() } else { self.splitter.next_frame() };
            match next.map_err(|fault| self.refuse(&fault))? {
                Some(frame) => return Ok(Some(frame)),
                None if self.has_ended => return Ok(None),
                None => match self.body.next().await.transpose()? {
                    Some(chunk) => self.splitter.push(&chunk),
                    None => self.has_ended = true,
                },
            }
        }
    }

    fn refuse(&self, fault: &Fault) -> Problem {
        let status = if matches!(fault, Fault::TooLong(_)) { 413 } else { self.rejection };
        refuse_body(status, vec![Violation::at_pointer(format!("/{}", self.index), fault.to_string())])
    }
}

/// A violation of an item, as one of the sequence.
fn inside(index: usize, mut violation: Violation) -> Violation {
    if let Place::Pointer(pointer) = &mut violation.place {
        pointer.insert_str(0, &format!("/{index}"));
    }
    violation
}

/// The text of items, in chunks.
pub(crate) struct ItemsText<T> {
    items: Option<Items<T>>,
    writer: Writer,
    schema: SchemaRef,
    operation: &'static OperationInfo,
    buffer: Vec<u8>,
    index: usize,
    /// Between events.
    has_comments: bool,
    /// When a comment is due.
    keep_alive: Option<Pin<Box<Sleep>>>,
}

impl<T: Serialize> ItemsText<T> {
    pub(crate) fn new(items: Items<T>, framing: Framing, schema: SchemaRef, operation: &'static OperationInfo) -> Self {
        let has_comments = framing == Framing::Events;
        let (items, writer) = (Some(items), Writer::new(framing));
        Self { items, writer, schema, operation, buffer: Vec::new(), index: 0, has_comments, keep_alive: None }
    }

    /// The media type as it is sent.
    pub(crate) fn media_type(&self, documented: Cow<'static, str>) -> Cow<'static, str> {
        self.writer.media_type(documented)
    }

    /// What does not fit the document is never sent.
    fn write(&mut self, item: &T) -> Result<(), Problem> {
        let fault = |detail: &dyn fmt::Display| {
            tracing::error!(operation = self.operation.id, index = self.index, %detail, "an item of an answer is at fault");
            Problem::internal()
        };
        let mut value: Value = serde_json::to_value(item).map_err(|error| fault(&error))?;
        strip_write_only(self.schema, &mut value);
        if let Some(first) = validate(self.schema, &value, Direction::Response).first() {
            return Err(fault(&format_args!("{} {}", first.pointer, first.detail)));
        }
        let length = self.buffer.len();
        let written = self.writer.write(&mut self.buffer, &value).map_err(|detail| fault(&detail));
        if written.is_err() {
            self.buffer.truncate(length);
        }
        self.index += 1;
        written
    }

    fn take(&mut self) -> Poll<Option<Result<Bytes, Problem>>> {
        Poll::Ready(Some(Ok(std::mem::take(&mut self.buffer).into())))
    }

    /// A comment, if one is due.
    fn poll_comment(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Problem>>> {
        if !self.has_comments {
            return Poll::Pending;
        }
        let sleep = self.keep_alive.get_or_insert_with(|| Box::pin(tokio::time::sleep(KEEP_ALIVE)));
        if sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        sleep.as_mut().reset(Instant::now() + KEEP_ALIVE);
        // To be woken by the new time as well.
        let _ = sleep.as_mut().poll(context);
        Poll::Ready(Some(Ok(Bytes::from_static(b":\n\n"))))
    }
}

impl<T> Unpin for ItemsText<T> {}

impl<T: Serialize> Stream for ItemsText<T> {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if this.buffer.len() >= CHUNK {
                return this.take();
            }
            let Some(items) = &mut this.items else { return Poll::Ready(None) };
            let written = match items.poll_next_unpin(context) {
                Poll::Pending if this.buffer.is_empty() => return this.poll_comment(context),
                Poll::Pending => {
                    this.keep_alive = None;
                    return this.take();
                }
                Poll::Ready(Some(item)) => item.and_then(|item| this.write(&item)),
                Poll::Ready(None) => {
                    this.items = None;
                    this.writer.end(&mut this.buffer);
                    return if this.buffer.is_empty() { Poll::Ready(None) } else { this.take() };
                }
            };
            if let Err(problem) = written {
                if !this.buffer.is_empty() {
                    // What came before is sent, for which the connection needs a pause; the fault is told then.
                    this.items = Some(Items::from_stream(stream::once(async {
                        tokio::task::yield_now().await;
                        Err(problem)
                    })));
                    return this.take();
                }
                this.items = None;
                return Poll::Ready(Some(Err(problem)));
            }
        }
    }
}
