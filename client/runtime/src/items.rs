//! Bodies that are sequences of items: each is read as it arrives, or sent as it comes.
//!
//! Events go on over a new connection where one broke, from the last one that had an id.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{Stream, StreamExt, stream};
use http::{HeaderName, HeaderValue, StatusCode};
use roster_wire::{
    media_type::parameter,
    sequence::{BinaryPart, Fault, Frame, Framing, ItemReader, ItemWriter, ReadItem, Splitter, WriteItem, Writer},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Credential, Download, Error, MaybeSend, RequestHead, Transport,
    content::Pieces,
    error::excerpt,
    http::{Payload, Response},
    platform::{BoxStream, boxed, sleep},
};

/// The most bytes that one item of an answer may have.
const ITEM_LIMIT: usize = 16 * 1024 * 1024;

/// Items are sent together up to this many bytes, or as soon as there is no other item yet.
const CHUNK: usize = 32 * 1024;

/// A sequence of items: a [`Stream`].
///
/// Of an answer, an item that cannot be read is an `Err` with its index, and the items behind it follow; where they cannot be
/// told apart any more, or the connection breaks, the stream ends with an error. Of a request, an error ends it.
///
/// Items are values that are written as JSON, [`BinaryPart`]s, or generated enums of parts that differ by position.
///
/// ```
/// # use roster_client_runtime::Items;
/// let few: Items<i64> = vec![1, 2, 3].into();
/// let many = Items::from_stream(futures_util::stream::iter(0..1_000_000));
/// ```
pub struct Items<T>(BoxStream<'static, Result<T, Error>>);

impl<T> Items<T> {
    pub fn from_stream<S: Stream<Item = T> + MaybeSend + 'static>(items: S) -> Self
    where
        T: 'static,
    {
        Self(boxed(items.map(Ok)))
    }

    /// The next item; `None` at the end.
    pub async fn next_item(&mut self) -> Result<Option<T>, Error> {
        self.0.next().await.transpose()
    }
}

impl<T: Send + 'static> From<Vec<T>> for Items<T> {
    fn from(items: Vec<T>) -> Self {
        Self::from_stream(stream::iter(items))
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Items(..)")
    }
}

impl<T: WriteItem + Send + 'static> Items<T> {
    /// As they are sent.
    pub(crate) fn into_bytes(self, mut writer: Writer) -> Pieces {
        let mut items = Some(self.0);
        let mut buffer = Vec::new();
        boxed(stream::poll_fn(move |context| {
            loop {
                if buffer.len() >= CHUNK {
                    return Poll::Ready(Some(Ok(std::mem::take(&mut buffer).into())));
                }
                let Some(open) = &mut items else {
                    let rest = std::mem::take(&mut buffer);
                    return Poll::Ready((!rest.is_empty()).then(|| Ok(rest.into())));
                };
                let written = match open.poll_next_unpin(context) {
                    Poll::Pending if buffer.is_empty() => return Poll::Pending,
                    Poll::Pending => return Poll::Ready(Some(Ok(std::mem::take(&mut buffer).into()))),
                    Poll::Ready(Some(Ok(item))) => {
                        let sending = Sending { writer: &mut writer, buffer: &mut buffer };
                        item.write_item(sending).map_err(io::Error::other)
                    }
                    Poll::Ready(Some(Err(error))) => Err(io::Error::other(error)),
                    Poll::Ready(None) => {
                        writer.end(&mut buffer);
                        items = None;
                        continue;
                    }
                };
                if let Err(error) = written {
                    (items, buffer) = (None, Vec::new());
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }))
    }
}

/// An item of a request.
struct Sending<'a> {
    writer: &'a mut Writer,
    buffer: &'a mut Vec<u8>,
}

impl ItemWriter for Sending<'_> {
    type Error = String;

    fn value<T: Serialize>(self, value: &T) -> Result<(), String> {
        let value = serde_json::to_value(value).map_err(|error| error.to_string())?;
        self.writer.write(self.buffer, &value)
    }

    fn binary(self, part: &BinaryPart) -> Result<(), String> {
        self.writer.write_binary(self.buffer, part)
    }
}

/// How a request is made once more.
#[derive(Clone)]
pub(crate) struct Again {
    pub(crate) transport: Transport,
    pub(crate) operation: &'static str,
    pub(crate) head: RequestHead,
    pub(crate) credential: Credential,
}

impl Again {
    async fn since(&self, id: &str) -> Result<Response, Error> {
        let mut head = self.head.clone();
        let id = HeaderValue::from_bytes(id.as_bytes())
            .map_err(|_| Error::invalid_argument("Last-Event-ID", "holds characters that a header cannot carry"))?;
        head.headers.insert(HeaderName::from_static("last-event-id"), id);
        self.transport.execute(self.operation, head, Payload::None, &self.credential).await
    }
}

/// The items of an answer.
pub(crate) fn read<T: ReadItem + Send + 'static>(
    body: Download,
    status: StatusCode,
    framing: Framing,
    again: Option<Again>,
) -> Result<Items<T>, Error> {
    let boundary = body.media_type().and_then(|media_type| parameter(media_type, "boundary"));
    if framing.has_boundary() && boundary.is_none() {
        let detail = "its media type has no boundary".to_owned();
        return Err(Error::Decode { status, detail, excerpt: String::new() });
    }
    let splitter = Splitter::new(framing, ITEM_LIMIT, boundary.as_deref());
    let arriving = Arriving { body: Some(body), splitter, status, index: 0, again, failed: 0, has_ended: false };
    let items = stream::unfold(arriving, |mut arriving| async move {
        let next = arriving.next().await?;
        Some((next, arriving))
    });
    Ok(Items(boxed(items)))
}

/// An item of an answer.
struct Received {
    frame: Frame,
    index: usize,
    status: StatusCode,
}

impl ItemReader for Received {
    type Error = Error;

    fn index(&self) -> usize {
        self.index
    }

    fn value<T: DeserializeOwned>(self) -> Result<T, Error> {
        let (decoded, text) = match self.frame {
            Frame::Json(text) => (serde_json::from_slice(&text), text),
            Frame::Event(event) => {
                let data = event.data.clone().into_bytes();
                (serde_json::from_value(event.into_value()), data)
            }
            Frame::Binary(_) => return Err(at_fault(self.status, self.index, "is a part of bytes, and no value", &[])),
        };
        decoded.map_err(|error| at_fault(self.status, self.index, error, &text))
    }

    fn binary(self) -> Result<BinaryPart, Error> {
        match self.frame {
            Frame::Binary(part) => Ok(part),
            Frame::Json(_) | Frame::Event(_) => {
                Err(at_fault(self.status, self.index, "is a value, and no part of bytes", &[]))
            }
        }
    }
}

fn at_fault(status: StatusCode, index: usize, detail: impl fmt::Display, text: &[u8]) -> Error {
    Error::Item { status, index: index as u64, detail: detail.to_string(), excerpt: excerpt(text) }
}

struct Arriving {
    /// None once it ended.
    body: Option<Download>,
    splitter: Splitter,
    status: StatusCode,
    /// Of the next item.
    index: usize,
    again: Option<Again>,
    /// How often in a row the connection broke.
    failed: u32,
    has_ended: bool,
}

impl Arriving {
    async fn next<T: ReadItem>(&mut self) -> Option<Result<T, Error>> {
        loop {
            if self.has_ended {
                return None;
            }
            let next = if self.body.is_some() { self.splitter.next_frame() } else { self.splitter.finish() };
            match next {
                Ok(Some(frame)) => return Some(self.decode(frame)),
                Ok(None) => {}
                Err(fault) => {
                    let error = at_fault(self.status, self.index, &fault, &[]);
                    self.index += 1;
                    // What is behind a part that was read, and is of another type, can be told apart.
                    self.has_ended = !matches!(fault, Fault::Unsupported(_));
                    return Some(Err(error));
                }
            }
            let Some(body) = &mut self.body else {
                self.has_ended = true;
                return None;
            };
            match body.next().await {
                Some(Ok(piece)) => self.splitter.push(&piece),
                None => self.body = None,
                Some(Err(error)) => {
                    if let Err(error) = self.resume(error).await {
                        self.has_ended = true;
                        return Some(Err(error));
                    }
                }
            }
        }
    }

    fn decode<T: ReadItem>(&mut self, frame: Frame) -> Result<T, Error> {
        self.failed = 0;
        let received = Received { frame, index: self.index, status: self.status };
        self.index += 1;
        T::read_item(received)
    }

    /// Goes on behind the last event with an id, as often as the policy has attempts; else the error stays.
    async fn resume(&mut self, broken: Error) -> Result<(), Error> {
        let (id, retry) = self.splitter.last_event();
        let (Some(again), Some(id)) = (self.again.clone(), id.map(str::to_owned)) else { return Err(broken) };
        let policy = &again.transport.options().retry;
        let Some(pause) = policy.pause_between_events(self.failed, retry.map(Duration::from_millis)) else {
            return Err(broken);
        };
        self.failed += 1;
        sleep(pause).await;
        let response = again.since(&id).await?;
        match response.status_code() {
            // There is nothing more to come.
            StatusCode::NO_CONTENT => self.body = None,
            status if status == self.status && response.is("text/event-stream") => {
                self.body = Some(response.download())
            }
            _ => return Err(response.into_error().await),
        }
        self.splitter.restart();
        Ok(())
    }
}
