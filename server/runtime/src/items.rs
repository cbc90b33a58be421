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
use roster_wire::sequence::{
    BinaryPart, Fault, Frame, Framing, ItemReader, ItemWriter, ReadItem, Splitter, WriteItem, Writer,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, Sleep};

use crate::body::byte_length::ByteLength;
use crate::body::limited::LimitedBody;
use crate::body::typed::Reading;
use crate::body::{BodyRejection, BodySource, FromBody};
use crate::json::{self, Nul};
use crate::operation::{MediaTypeInfo, OperationInfo};
use crate::parameters::kinds::prefix_items;
use crate::problem::{Place, Problem, Violation};
use crate::refusal::refuse_body;
use crate::schema::{Schema, SchemaRef, SchemaType};
use crate::validate::{Direction, count, status_of, strip_write_only, validate};

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
/// Items are values that are read from JSON, [`BinaryPart`]s, or generated enums of parts that differ by position.
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

/// What a document says of the items of a sequence.
#[derive(Clone, Copy)]
pub(crate) struct Documented {
    /// `itemSchema`.
    item: Option<SchemaRef>,
    /// What is said of all of them as one array, where it is said in one place.
    array: Option<&'static Schema>,
}

impl Documented {
    pub(crate) fn of(media_type: &'static MediaTypeInfo) -> Self {
        let whole = media_type.schema.map(SchemaRef::get);
        let array = whole.filter(|whole| whole.types() == [SchemaType::Array]);
        Self { item: media_type.items.and_then(|items| items.schema), array }
    }

    /// The schema of an item that has none of its own by its position.
    pub(crate) fn rest(self) -> Option<SchemaRef> {
        self.item.or_else(|| self.array?.items)
    }

    fn by_position(self, index: usize) -> Option<SchemaRef> {
        prefix_items(self.array?).get(index).copied()
    }

    fn schema(self, index: usize) -> Option<SchemaRef> {
        self.by_position(index).or_else(|| self.rest())
    }

    /// Why there cannot be so many items, or not so few where they are all.
    fn check_number(self, number: usize, are_all: bool) -> Result<(), Violation> {
        let Some(array) = self.array else { return Ok(()) };
        let length = number as u64;
        let is_closed = array.items.is_some_and(|items| items.get().newer.is_some_and(|newer| newer.nothing));
        let most_by_position = is_closed.then(|| prefix_items(array).len() as u64);
        let violation = |keyword: &str, detail: String| {
            let violation = Violation::at_pointer("", detail);
            let status = status_of(array.violation_statuses, keyword);
            Err(Violation { status, ..violation })
        };
        if let Some(maximum) = array.max_items.into_iter().chain(most_by_position).min()
            && length > maximum
        {
            return violation("maxItems", format!("must have at most {}", count(maximum, "item")));
        }
        if let Some(minimum) = array.min_items.filter(|minimum| are_all && length < *minimum) {
            return violation("minItems", format!("must have at least {}, has {length}", count(minimum, "item")));
        }
        Ok(())
    }
}

impl<T: ReadItem + Send + 'static> FromBody for Items<T> {
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
        let documented = Documented::of(source.media_type);
        let (rest, rejection) = (source.reading, source.rejection);
        // The limit is that of an item.
        let mut body = source.body;
        body.lift_limit();
        let arriving = Arriving { body, splitter, documented, index: 0, has_ended: false, rejection };
        let items = stream::try_unfold(arriving, move |mut arriving| async move {
            let Some(frame) = arriving.next().await? else { return Ok(None) };
            let index = arriving.index;
            let decoding = match documented.by_position(index) {
                Some(schema) => Reading::new(Some(schema), rest.nul),
                None => rest,
            };
            arriving.index += 1;
            match T::read_item(Received { frame, index, decoding, rejection }) {
                Ok(item) => Ok(Some((item, arriving))),
                Err(BodyRejection::Problem(problem)) => Err(problem),
                Err(BodyRejection::Violations(found)) => {
                    Err(refuse_body(rejection, found.into_iter().map(|one| inside(index, one)).collect()))
                }
            }
        });
        Ok(Self::from_stream(items))
    }
}

/// An item of a request.
struct Received {
    frame: Frame,
    index: usize,
    decoding: Reading,
    rejection: u16,
}

impl ItemReader for Received {
    type Error = BodyRejection;

    fn index(&self) -> usize {
        self.index
    }

    fn value<T: DeserializeOwned>(self) -> Result<T, BodyRejection> {
        match self.frame {
            Frame::Json(text) => self.decoding.decode_text(&text),
            Frame::Event(event) => {
                let value = event.into_value();
                let place = (self.decoding.nul == Nul::Refused).then(|| json::find_nul(&value)).flatten();
                self.decoding.decode(|| match &place {
                    Some(place) => Err(vec![(place.clone(), json::NUL.to_owned())]),
                    None => Ok(value.clone()),
                })
            }
            Frame::Binary(_) => Err(of_another_form()),
        }
    }

    fn binary(self) -> Result<BinaryPart, BodyRejection> {
        let Frame::Binary(part) = self.frame else { return Err(of_another_form()) };
        match length_violation(&part, self.decoding.schema, self.rejection) {
            Some(violation) => Err(BodyRejection::Violations(vec![violation])),
            None => Ok(part),
        }
    }
}

/// The type of an item is generated from the same document as the tables.
#[cold]
fn of_another_form() -> BodyRejection {
    tracing::error!("an item is read as bytes where it is a value, or the other way round");
    Problem::internal().mark_of_runtime().into()
}

fn length_violation(part: &BinaryPart, schema: Option<SchemaRef>, rejection: u16) -> Option<Violation> {
    let media_type = part.media_type.as_deref().unwrap_or("application/octet-stream");
    ByteLength::of_whole(schema?, media_type, rejection)?.violation(part.content.len() as u64)
}

/// The bytes of a request on their way to items.
struct Arriving {
    body: LimitedBody,
    splitter: Splitter,
    documented: Documented,
    /// Of the next item.
    index: usize,
    has_ended: bool,
    rejection: u16,
}

impl Arriving {
    async fn next(&mut self) -> Result<Option<Frame>, Problem> {
        loop {
            let next = if self.has_ended { self.splitter.finish() } else { self.splitter.next_frame() };
            match next.map_err(|fault| self.refuse(&fault))? {
                Some(frame) => return self.check_number(self.index + 1, false).map(|()| Some(frame)),
                None if self.has_ended => return self.check_number(self.index, true).map(|()| None),
                None => match self.body.next().await.transpose()? {
                    Some(chunk) => self.splitter.push(&chunk),
                    None => self.has_ended = true,
                },
            }
        }
    }

    fn refuse(&self, fault: &Fault) -> Problem {
        let status = match fault {
            Fault::TooLong(_) => 413,
            Fault::Unsupported(_) => 415,
            Fault::Truncated | Fault::Malformed(_) => self.rejection,
        };
        refuse_body(status, vec![Violation::at_pointer(format!("/{}", self.index), fault.to_string())])
    }

    fn check_number(&self, number: usize, are_all: bool) -> Result<(), Problem> {
        let checked = self.documented.check_number(number, are_all);
        checked.map_err(|violation| refuse_body(self.rejection, vec![violation]))
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
    documented: Documented,
    operation: &'static OperationInfo,
    buffer: Vec<u8>,
    index: usize,
    /// Between events.
    has_comments: bool,
    /// When a comment is due.
    keep_alive: Option<Pin<Box<Sleep>>>,
}

impl<T: WriteItem> ItemsText<T> {
    pub(crate) fn new(
        items: Items<T>,
        framing: Framing,
        documented: Documented,
        operation: &'static OperationInfo,
    ) -> Self {
        let has_comments = framing == Framing::Events;
        let (items, writer) = (Some(items), Writer::new(framing));
        Self { items, writer, documented, operation, buffer: Vec::new(), index: 0, has_comments, keep_alive: None }
    }

    /// The media type as it is sent.
    pub(crate) fn media_type(&self, documented: Cow<'static, str>) -> Cow<'static, str> {
        self.writer.media_type(documented)
    }

    /// What does not fit the document is never sent.
    fn write(&mut self, item: &T) -> Result<(), Problem> {
        self.check_number(self.index + 1, false)?;
        let length = self.buffer.len();
        let schema = self.documented.schema(self.index);
        let sending = Sending { writer: &mut self.writer, buffer: &mut self.buffer, schema };
        if let Err(detail) = item.write_item(sending) {
            self.buffer.truncate(length);
            return Err(self.fault(&detail));
        }
        self.index += 1;
        Ok(())
    }

    fn check_number(&self, number: usize, are_all: bool) -> Result<(), Problem> {
        let checked = self.documented.check_number(number, are_all);
        checked.map_err(|violation| self.fault(&violation.detail))
    }

    #[cold]
    fn fault(&self, detail: &str) -> Problem {
        tracing::error!(operation = self.operation.id, index = self.index, %detail, "an item of an answer is at fault");
        Problem::internal()
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

/// An item of an answer.
struct Sending<'a> {
    writer: &'a mut Writer,
    buffer: &'a mut Vec<u8>,
    schema: Option<SchemaRef>,
}

impl ItemWriter for Sending<'_> {
    type Error = String;

    fn value<T: Serialize>(self, value: &T) -> Result<(), String> {
        let mut value: Value = serde_json::to_value(value).map_err(|error| error.to_string())?;
        if let Some(schema) = self.schema {
            strip_write_only(schema, &mut value);
            if let Some(first) = validate(schema, &value, Direction::Response).first() {
                return Err(format!("{} {}", first.pointer, first.detail));
            }
        }
        self.writer.write(self.buffer, &value)
    }

    fn binary(self, part: &BinaryPart) -> Result<(), String> {
        match length_violation(part, self.schema, 500) {
            Some(violation) => Err(violation.detail),
            None => self.writer.write_binary(self.buffer, part),
        }
    }
}

impl<T: WriteItem> Stream for ItemsText<T> {
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
                Poll::Ready(None) => match this.check_number(this.index, true) {
                    Err(problem) => Err(problem),
                    Ok(()) => {
                        this.items = None;
                        this.writer.end(&mut this.buffer);
                        return if this.buffer.is_empty() { Poll::Ready(None) } else { this.take() };
                    }
                },
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
