//! Sequences of items on the wire (OpenAPI 3.2.0, "Sequential Media Types"): JSON lines, JSON text sequences
//! (RFC 7464), server-sent events (WHATWG HTML, section 9.2) and the parts of `multipart/mixed` (RFC 2046), each of which holds
//! JSON, plain text, or any bytes.
//!
//! It reads and writes nothing by itself: bytes go in, items come out.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use memchr::memmem;
use serde::de::{DeserializeOwned, Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::media_type::{is_of, is_utf8, parameter};

/// How items are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A JSON text a line: `application/jsonl`, `application/x-ndjson`.
    JsonLines,
    /// A record separator before each JSON text: `application/json-seq`.
    JsonSequence,
    /// `text/event-stream`.
    Events,
    /// A part each: `multipart/mixed`. By position; the last one is also that of all parts that follow, and where there is none,
    /// parts are JSON.
    Parts(&'static [PartEncoding]),
}

impl Framing {
    /// Whether items are parts of a multipart body, which a boundary tells apart.
    pub fn has_boundary(self) -> bool {
        matches!(self, Self::Parts(_))
    }

    fn part(self, index: usize) -> PartEncoding {
        let Self::Parts(parts) = self else { return PartEncoding::JSON };
        parts.get(index).or(parts.last()).copied().unwrap_or(PartEncoding::JSON)
    }
}

/// How a part is written (OpenAPI 3.2.0, "Encoding By Position").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartEncoding {
    pub form: PartForm,
    /// The media types or ranges that it may have, separated by commas, where that is documented.
    pub content_type: Option<&'static str>,
}

impl PartEncoding {
    pub const JSON: Self = Self { form: PartForm::Json, content_type: None };
    pub const TEXT: Self = Self { form: PartForm::Text, content_type: None };
    pub const BINARY: Self = Self { form: PartForm::Binary, content_type: None };

    fn allowed(self) -> impl Iterator<Item = &'static str> {
        self.content_type.into_iter().flat_map(|all| all.split(',')).map(str::trim)
    }

    /// Whether a part may be of the type that it has. One that says nothing is of the documented one.
    fn allows(self, media_type: Option<&str>) -> bool {
        media_type.is_none_or(|given| {
            let is_listed = self.content_type.is_none() || self.allowed().any(|documented| is_of(documented, given));
            let is_readable = || parameter(given, "charset").is_none_or(|charset| is_utf8(&charset));
            is_listed && (self.form == PartForm::Binary || is_readable())
        })
    }

    /// The one type that is documented.
    fn media_type(self) -> Option<&'static str> {
        self.allowed().next().filter(|first| !first.contains('*') && self.allowed().count() == 1)
    }
}

/// What the content of a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartForm {
    /// A JSON text; that of a number or a boolean is its plain text, too.
    Json,
    /// A string, as it is.
    Text,
    Binary,
}

/// A part whose content is neither JSON nor text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BinaryPart {
    /// As it is written, with parameters. One that is sent has the documented one without it, or else is
    /// `application/octet-stream`.
    pub media_type: Option<String>,
    /// The others that the part has. Nobody has held those that came against the document.
    pub headers: HeaderMap,
    pub content: Bytes,
}

impl BinaryPart {
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// With this media type: `image/png`.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

/// What items of a sequence are read as: all that is read from JSON, [`BinaryPart`], and enums of parts that differ by position.
pub trait ReadItem: Sized {
    /// # Errors
    ///
    /// What the reader says of an item that is not of this type.
    fn read_item<R: ItemReader>(reader: R) -> Result<Self, R::Error>;
}

/// An item that came.
pub trait ItemReader: Sized {
    type Error;

    /// The place in the sequence, from 0.
    fn index(&self) -> usize;

    /// # Errors
    ///
    /// What is not a value of this type.
    fn value<T: DeserializeOwned>(self) -> Result<T, Self::Error>;

    /// # Errors
    ///
    /// What is no part, or not a binary one.
    fn binary(self) -> Result<BinaryPart, Self::Error>;
}

/// What can be an item of a sequence that is written: see [`ReadItem`].
pub trait WriteItem {
    /// # Errors
    ///
    /// What the writer says of an item that cannot be written.
    fn write_item<W: ItemWriter>(&self, writer: W) -> Result<(), W::Error>;
}

/// Where an item goes.
pub trait ItemWriter {
    type Error;

    /// # Errors
    ///
    /// What cannot be written here.
    fn value<T: Serialize>(self, value: &T) -> Result<(), Self::Error>;

    /// # Errors
    ///
    /// What cannot be written here.
    fn binary(self, part: &BinaryPart) -> Result<(), Self::Error>;
}

impl<T: DeserializeOwned> ReadItem for T {
    fn read_item<R: ItemReader>(reader: R) -> Result<Self, R::Error> {
        reader.value()
    }
}

impl ReadItem for BinaryPart {
    fn read_item<R: ItemReader>(reader: R) -> Result<Self, R::Error> {
        reader.binary()
    }
}

impl<T: Serialize> WriteItem for T {
    fn write_item<W: ItemWriter>(&self, writer: W) -> Result<(), W::Error> {
        writer.value(self)
    }
}

impl WriteItem for BinaryPart {
    fn write_item<W: ItemWriter>(&self, writer: W) -> Result<(), W::Error> {
        writer.binary(self)
    }
}

const RECORD_SEPARATOR: u8 = 0x1e;

/// The most bytes that the headers of a part have, beside its content.
const HEAD_LIMIT: usize = 16 * 1024;

/// The most headers that a part has.
const MOST_HEADERS: usize = 64;

/// An item as it came.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// A JSON text.
    Json(Vec<u8>),
    Event(Event),
    Binary(BinaryPart),
}

/// A server-sent event: the fields that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    pub event: Option<String>,
    pub data: String,
    pub id: Option<String>,
    /// In milliseconds.
    pub retry: Option<u64>,
}

impl Event {
    /// As the object that schemas describe.
    pub fn into_value(self) -> Value {
        let mut members = Map::new();
        members.insert("data".to_owned(), self.data.into());
        let texts = [("event", self.event), ("id", self.id)];
        members.extend(texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into()))));
        members.extend(self.retry.map(|retry| ("retry".to_owned(), retry.into())));
        Value::Object(members)
    }
}

/// Why bytes are no items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An item is longer than this, in bytes.
    TooLong(usize),
    /// The bytes ended inside of an item.
    Truncated,
    /// The bytes between items are not what belongs there.
    Malformed(&'static str),
    /// A part is of another media type than these.
    Unsupported(&'static str),
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(limit) => write!(formatter, "is longer than {limit} bytes"),
            Self::Truncated => formatter.write_str("is cut off: the body ended inside of it"),
            Self::Malformed(expected) => formatter.write_str(expected),
            Self::Unsupported(allowed) => write!(formatter, "must be {allowed}"),
        }
    }
}

/// Takes bytes as they come, and gives items as soon as each is complete. No more than one item, and what came with its
/// end, is held.
#[derive(Debug)]
pub struct Splitter {
    framing: Framing,
    /// In bytes.
    limit: usize,
    buffer: Vec<u8>,
    /// What is behind this is not taken yet.
    start: usize,
    /// What is before this has no end of an item.
    scanned: usize,
    event: EventInMaking,
    /// The delimiter of parts, with the line end before it; the first one needs none.
    delimiter: Vec<u8>,
    /// Of the next part.
    index: usize,
    stage: Stage,
}

/// Where in the sequence the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before the first separator.
    Before,
    /// Behind a delimiter of parts, which may be the last one.
    Between,
    Inside,
    /// Behind the last one.
    After,
}

#[derive(Debug, Default)]
struct EventInMaking {
    event: Event,
    has_data: bool,
    /// Bytes of its lines.
    length: usize,
    /// The line before ended in a carriage return: a line feed next belongs to it.
    skips_line_feed: bool,
    /// The first line was seen; a byte order mark may stand before it.
    has_begun: bool,
    id: Option<String>,
    retry: Option<u64>,
}

impl Splitter {
    /// For items of at most `limit` bytes; `boundary` is that of parts.
    pub fn new(framing: Framing, limit: usize, boundary: Option<&str>) -> Self {
        Self {
            framing,
            limit,
            buffer: Vec::new(),
            start: 0,
            scanned: 0,
            event: EventInMaking::default(),
            delimiter: format!("\r\n--{}", boundary.unwrap_or_default()).into_bytes(),
            index: 0,
            stage: Stage::Before,
        }
    }

    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.scanned -= self.start;
            self.start = 0;
        }
        if self.framing.has_boundary() && self.buffer.is_empty() && self.stage == Stage::Before {
            // The first delimiter may have nothing before it.
            self.buffer.extend_from_slice(b"\r\n");
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The id that the last event with one had, and the time before a new connection that was last asked for.
    pub fn last_event(&self) -> (Option<&str>, Option<u64>) {
        (self.event.id.as_deref(), self.event.retry)
    }

    /// The bytes of another connection follow; what is not complete comes again.
    pub fn restart(&mut self) {
        self.buffer.clear();
        (self.start, self.scanned) = (0, 0);
        let EventInMaking { id, retry, .. } = std::mem::take(&mut self.event);
        self.event = EventInMaking { id, retry, ..EventInMaking::default() };
    }

    /// The next item, if all of it is there.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Fault> {
        let frame = match self.framing {
            Framing::JsonLines => self.next_line(),
            Framing::JsonSequence => self.next_text()?,
            Framing::Events => self.next_event()?.map(Frame::Event),
            Framing::Parts(_) => self.next_part()?,
        };
        let is_part = self.framing.has_boundary();
        let length = match &frame {
            Some(Frame::Json(text)) if !is_part => text.len(),
            // Events and parts are measured where they are taken.
            Some(_) => 0,
            None => self.event.length + self.buffer.len() - self.start,
        };
        let beside = if is_part { HEAD_LIMIT } else { 0 };
        if length > self.limit.saturating_add(beside) { Err(Fault::TooLong(self.limit)) } else { Ok(frame) }
    }

    /// What is left when no more bytes come.
    pub fn finish(&mut self) -> Result<Option<Frame>, Fault> {
        if let Some(frame) = self.next_frame()? {
            return Ok(Some(frame));
        }
        let rest = std::mem::take(&mut self.buffer).split_off(std::mem::take(&mut self.start));
        self.scanned = 0;
        let is_blank = rest.trim_ascii().is_empty();
        match self.framing {
            Framing::JsonLines => Ok((!is_blank).then_some(Frame::Json(rest))),
            Framing::JsonSequence if self.stage == Stage::Before && !is_blank => Err(NO_SEPARATOR),
            Framing::JsonSequence => text(&rest),
            Framing::Events => {
                let is_whole = self.event.is_blank() && rest.is_empty();
                if is_whole { Ok(None) } else { Err(Fault::Truncated) }
            }
            Framing::Parts(_) if self.stage == Stage::After => Ok(None),
            Framing::Parts(_) => Err(Fault::Truncated),
        }
    }

    /// Where the byte is next, from the start of what is not taken.
    fn find(&mut self, is_wanted: impl Fn(u8) -> bool) -> Option<usize> {
        let found = self.buffer[self.scanned..].iter().position(|byte| is_wanted(*byte));
        let found = found.map(|place| self.scanned + place - self.start);
        self.scanned = found.map_or(self.buffer.len(), |place| self.start + place);
        found
    }

    /// The bytes before a place, which are taken with `more` behind them.
    fn take(&mut self, length: usize, more: usize) -> &[u8] {
        let from = self.start;
        self.start = from + length + more;
        self.scanned = self.start;
        &self.buffer[from..from + length]
    }

    fn next_line(&mut self) -> Option<Frame> {
        while let Some(length) = self.find(|byte| byte == b'\n') {
            let line = self.take(length, 1);
            if !line.trim_ascii().is_empty() {
                return Some(Frame::Json(line.to_vec()));
            }
        }
        None
    }

    fn next_text(&mut self) -> Result<Option<Frame>, Fault> {
        while let Some(length) = self.find(|byte| byte == RECORD_SEPARATOR) {
            let is_first = std::mem::replace(&mut self.stage, Stage::Inside) == Stage::Before;
            let taken = self.take(length, 1);
            if is_first {
                if !taken.trim_ascii().is_empty() {
                    return Err(NO_SEPARATOR);
                }
                continue;
            }
            if let Some(frame) = text(taken)? {
                return Ok(Some(frame));
            }
        }
        // The separator of the next one may be long in coming.
        let rest = &self.buffer[self.start..];
        let is_whole = self.stage == Stage::Inside
            && rest.last() == Some(&b'\n')
            && serde_json::from_slice::<IgnoredAny>(rest).is_ok();
        Ok(is_whole.then(|| Frame::Json(self.take(self.buffer.len() - self.start, 0).to_vec())))
    }

    fn next_event(&mut self) -> Result<Option<Event>, Fault> {
        loop {
            if self.event.skips_line_feed && self.start < self.buffer.len() {
                self.event.skips_line_feed = false;
                if self.buffer[self.start] == b'\n' {
                    self.take(0, 1);
                }
            }
            let Some(length) = self.find(|byte| matches!(byte, b'\n' | b'\r')) else { return Ok(None) };
            self.event.skips_line_feed = self.buffer[self.start + length] == b'\r';
            let mut line = String::from_utf8_lossy(self.take(length, 1)).into_owned();
            if !std::mem::replace(&mut self.event.has_begun, true)
                && let Some(rest) = line.strip_prefix('\u{feff}')
            {
                line = rest.to_owned();
            }
            self.event.length += if line.starts_with(':') { 0 } else { length };
            if self.event.length > self.limit {
                return Err(Fault::TooLong(self.limit));
            }
            if let Some(event) = self.event.line(&line) {
                return Ok(Some(event));
            }
        }
    }

    fn next_part(&mut self) -> Result<Option<Frame>, Fault> {
        loop {
            match self.stage {
                Stage::After => {
                    // What follows the last delimiter is to be ignored.
                    self.start = self.buffer.len();
                    self.scanned = self.start;
                    return Ok(None);
                }
                Stage::Between => {
                    let behind = &self.buffer[self.start..];
                    let Some(end) = behind.windows(2).position(|two| two == b"\r\n" || two == b"--") else {
                        return Ok(None);
                    };
                    self.stage = if behind[end] == b'-' { Stage::After } else { Stage::Inside };
                    // The line end stays: a part without headers begins with an empty line.
                    self.take(end, 0);
                }
                Stage::Before | Stage::Inside => {
                    let delimiter = &self.delimiter;
                    let from = self.scanned.saturating_sub(delimiter.len()).max(self.start);
                    let Some(place) = memmem::find(&self.buffer[from..], delimiter) else {
                        self.scanned = self.buffer.len();
                        return Ok(None);
                    };
                    // What stands behind it may be long in coming, and does not matter to the part before.
                    let part = Bytes::copy_from_slice(self.take(from + place - self.start, self.delimiter.len()));
                    if std::mem::replace(&mut self.stage, Stage::Between) == Stage::Inside {
                        self.index += 1;
                        return self.part(&part, self.framing.part(self.index - 1)).map(Some);
                    }
                }
            }
        }
    }

    /// A part, with the line end before its headers.
    fn part(&self, part: &Bytes, encoding: PartEncoding) -> Result<Frame, Fault> {
        let Some(head) = memmem::find(part, b"\r\n\r\n") else {
            return Err(Fault::Malformed("has a part without an empty line behind its headers"));
        };
        let content = part.slice(head + 4..);
        if content.len() > self.limit {
            return Err(Fault::TooLong(self.limit));
        }
        let mut headers = headers(&part[2..head + 4])?;
        let media_type =
            headers.remove(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        if !encoding.allows(media_type.as_deref()) {
            return Err(Fault::Unsupported(encoding.content_type.unwrap_or("text in UTF-8")));
        }
        match encoding.form {
            PartForm::Json => Ok(Frame::Json(content.into())),
            PartForm::Text => match std::str::from_utf8(&content) {
                // As the JSON that it is for schemas.
                Ok(text) => Ok(Frame::Json(Value::from(text).to_string().into_bytes())),
                Err(_) => Err(Fault::Malformed("has a part that is no text in UTF-8")),
            },
            PartForm::Binary => Ok(Frame::Binary(BinaryPart { media_type, headers, content })),
        }
    }
}

/// The headers of a part, with the empty line behind them.
fn headers(text: &[u8]) -> Result<HeaderMap, Fault> {
    const FAULT: Fault = Fault::Malformed("has a part whose headers are malformed, or too many");
    let mut room = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let Ok(httparse::Status::Complete((_, parsed))) = httparse::parse_headers(text, &mut room) else {
        return Err(FAULT);
    };
    let read = |header: &httparse::Header<'_>| {
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| FAULT)?;
        Ok((name, HeaderValue::from_bytes(header.value).map_err(|_| FAULT)?))
    };
    parsed.iter().map(read).collect()
}

const NO_SEPARATOR: Fault = Fault::Malformed("has no record separator (0x1E) before it");

/// A text of a sequence. One that does not tell its own end has to have white space behind it (RFC 7464, section 2.4).
fn text(bytes: &[u8]) -> Result<Option<Frame>, Fault> {
    let Some(first) = bytes.trim_ascii_start().first() else { return Ok(None) };
    let tells_its_end = matches!(first, b'{' | b'[' | b'"');
    if !tells_its_end && !bytes.last().is_some_and(u8::is_ascii_whitespace) {
        return Err(Fault::Truncated);
    }
    Ok(Some(Frame::Json(bytes.to_vec())))
}

impl EventInMaking {
    fn is_blank(&self) -> bool {
        !self.has_data && self.event == Event::default()
    }

    /// The event, if the line ends one.
    fn line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            self.length = 0;
            let mut event = std::mem::take(&mut self.event);
            // What has no data is not an event, whatever else it says.
            std::mem::take(&mut self.has_data).then_some(())?;
            event.data.pop();
            return Some(event);
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => self.event.event = Some(value.to_owned()).filter(|value| !value.is_empty()),
            "data" => {
                self.event.data.push_str(value);
                self.event.data.push('\n');
                self.has_data = true;
            }
            "id" if !value.contains('\0') => {
                self.event.id = Some(value.to_owned());
                self.id = Some(value.to_owned()).filter(|id| !id.is_empty());
            }
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.event.retry = value.parse().ok();
                self.retry = self.event.retry.or(self.retry);
            }
            _ => {}
        }
        None
    }
}

/// Writes items down, one after another.
#[derive(Debug)]
pub struct Writer {
    framing: Framing,
    /// Between parts: nobody who puts text into one knows it beforehand, where the system has random numbers.
    boundary: String,
    /// Of the next part.
    index: usize,
}

impl Writer {
    pub fn new(framing: Framing) -> Self {
        let boundary = match framing.has_boundary() {
            true => [(); 2].map(|()| format!("{:016x}", RandomState::new().hash_one(()))).concat(),
            false => String::new(),
        };
        Self { framing, boundary, index: 0 }
    }

    /// The media type as it is sent, of the one that is documented.
    pub fn media_type<'media>(&self, documented: impl Into<Cow<'media, str>>) -> Cow<'media, str> {
        let documented = documented.into();
        match self.framing.has_boundary() {
            true => format!("{documented}; boundary={}", self.boundary).into(),
            false => documented,
        }
    }

    /// Writes an item, of which `value` is what schemas describe.
    ///
    /// # Errors
    ///
    /// What cannot be written down: a field of an event that is no text, or of two lines; a part that is of another form. There
    /// may be some of it in `out` then.
    pub fn write(&mut self, out: &mut Vec<u8>, value: &Value) -> Result<(), String> {
        match self.framing {
            Framing::JsonLines => write_json(out, value, b"\n"),
            Framing::JsonSequence => {
                out.push(RECORD_SEPARATOR);
                write_json(out, value, b"\n")
            }
            Framing::Events => write_event(out, value),
            Framing::Parts(_) => {
                let encoding = self.framing.part(self.index);
                match (encoding.form, value) {
                    (PartForm::Json, _) => {
                        let is_scalar = matches!(value, Value::Number(_) | Value::Bool(_));
                        let default = if is_scalar { "text/plain" } else { "application/json" };
                        self.write_head(out, encoding.media_type().unwrap_or(default), &HeaderMap::new());
                        write_json(out, value, b"")?;
                    }
                    (PartForm::Text, Value::String(text)) => {
                        self.check_boundary(text.as_bytes())?;
                        let media_type = encoding.media_type().unwrap_or("text/plain; charset=utf-8");
                        self.write_head(out, media_type, &HeaderMap::new());
                        out.extend_from_slice(text.as_bytes());
                    }
                    (PartForm::Text, _) => return Err("a part of plain text has to be a string".to_owned()),
                    (PartForm::Binary, _) => return Err("a part that is bytes has to be a `BinaryPart`".to_owned()),
                }
                self.write_delimiter(out);
                Ok(())
            }
        }
    }

    /// Writes a part that is bytes.
    ///
    /// # Errors
    ///
    /// Where there is none, or one of another media type, or where the content holds what parts are told apart by.
    pub fn write_binary(&mut self, out: &mut Vec<u8>, part: &BinaryPart) -> Result<(), String> {
        let encoding = self.framing.part(self.index);
        if encoding.form != PartForm::Binary {
            return Err("a part of JSON or text cannot be a `BinaryPart`".to_owned());
        }
        let media_type = part.media_type.as_deref().or(encoding.media_type()).unwrap_or("application/octet-stream");
        if HeaderValue::from_str(media_type).is_err() || !encoding.allows(Some(media_type)) {
            return Err(format!(
                "a part of `{media_type}` has to be {}",
                encoding.content_type.unwrap_or("a media type")
            ));
        }
        self.check_boundary(&part.content)?;
        // A name begins a line, as a delimiter does.
        part.headers.keys().try_for_each(|name| self.check_boundary(name.as_str().as_bytes()))?;
        self.write_head(out, media_type, &part.headers);
        out.extend_from_slice(&part.content);
        self.write_delimiter(out);
        Ok(())
    }

    fn check_boundary(&self, content: &[u8]) -> Result<(), String> {
        match memmem::find(content, self.boundary.as_bytes()) {
            Some(_) => Err("a part holds the boundary of the parts".to_owned()),
            None => Ok(()),
        }
    }

    /// Writes what stands behind the last item.
    pub fn end(&self, out: &mut Vec<u8>) {
        if self.framing.has_boundary() {
            self.write_first_delimiter(out);
            out.extend_from_slice(b"--\r\n");
        }
    }

    fn write_first_delimiter(&self, out: &mut Vec<u8>) {
        if self.index == 0 {
            out.extend_from_slice(format!("--{}", self.boundary).as_bytes());
        }
    }

    /// A part is not over before it: it does not wait for the next part.
    fn write_delimiter(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(format!("\r\n--{}", self.boundary).as_bytes());
        self.index += 1;
    }

    fn write_head(&self, out: &mut Vec<u8>, media_type: &str, headers: &HeaderMap) {
        self.write_first_delimiter(out);
        out.extend_from_slice(format!("\r\ncontent-type: {media_type}\r\n").as_bytes());
        for (name, value) in headers.iter().filter(|(name, _)| *name != CONTENT_TYPE) {
            out.extend_from_slice(name.as_str().as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"\r\n");
    }
}

fn write_json(out: &mut Vec<u8>, value: &Value, line_end: &[u8]) -> Result<(), String> {
    serde_json::to_writer(&mut *out, value).map_err(|error| error.to_string())?;
    out.extend_from_slice(line_end);
    Ok(())
}

fn write_event(out: &mut Vec<u8>, value: &Value) -> Result<(), String> {
    let Value::Object(members) = value else { return Err("an event is an object".to_owned()) };
    let mut data = "";
    for (name, value) in members {
        match (name.as_str(), value) {
            (_, Value::Null) => {}
            ("data", Value::String(text)) => data = text,
            ("event" | "id", Value::String(text)) if !text.contains(['\n', '\r', '\0']) => {
                out.extend_from_slice(format!("{name}: {text}\n").as_bytes());
            }
            ("retry", Value::Number(number)) if number.is_u64() => {
                out.extend_from_slice(format!("retry: {number}\n").as_bytes());
            }
            ("data", _) => return Err("`data` of an event has to be text".to_owned()),
            ("event" | "id", _) => return Err(format!("`{name}` of an event has to be text on one line")),
            ("retry", _) => return Err("`retry` of an event has to be a number of milliseconds".to_owned()),
            _ => return Err(format!("events have no field `{name}`")),
        }
    }
    // Without data it would not be one.
    let mut rest = data;
    loop {
        let end = rest.find(['\n', '\r']);
        out.extend_from_slice(b"data: ");
        out.extend_from_slice(&rest.as_bytes()[..end.unwrap_or(rest.len())]);
        out.push(b'\n');
        let Some(end) = end else { break };
        rest = &rest[end + if rest[end..].starts_with("\r\n") { 2 } else { 1 }..];
    }
    out.push(b'\n');
    Ok(())
}

/// A string that holds JSON (`contentMediaType: application/json` with a `contentSchema`): the value inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JsonText<T>(pub T);

impl<T: Serialize> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(&self.0).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        serde_json::from_str(&text).map(Self).map_err(D::Error::custom)
    }
}

impl<T> std::ops::Deref for JsonText<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for JsonText<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What comes of a text, however it is cut into pieces.
    fn split(framing: Framing, text: &str) -> Vec<Result<Value, Fault>> {
        let whole = split_by(framing, text, text.len().max(1));
        for size in 1..8 {
            assert_eq!(split_by(framing, text, size), whole, "in pieces of {size}");
        }
        whole
    }

    const TEXTS: Framing = Framing::Parts(&[PartEncoding::TEXT]);

    fn split_by(framing: Framing, text: &str, size: usize) -> Vec<Result<Value, Fault>> {
        let mut splitter = Splitter::new(framing, 60, Some("b"));
        let mut found = Vec::new();
        let mut ended = false;
        let mut pieces = text.as_bytes().chunks(size);
        loop {
            let next = if ended { splitter.finish() } else { splitter.next_frame() };
            match next {
                Ok(Some(Frame::Json(text))) => found.push(Ok(serde_json::from_slice(&text).unwrap_or(json!("?")))),
                Ok(Some(Frame::Event(event))) => found.push(Ok(event.into_value())),
                Ok(Some(Frame::Binary(part))) => {
                    let of_header = |name: &str| part.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
                    found.push(Ok(json!([part.media_type, part.content.len(), of_header("content-id")])));
                }
                Ok(None) if ended => return found,
                Ok(None) => match pieces.next() {
                    Some(piece) => splitter.push(piece),
                    None => ended = true,
                },
                Err(fault) => {
                    found.push(Err(fault));
                    return found;
                }
            }
        }
    }

    #[test]
    fn lines_are_items_with_or_without_a_last_line_end() {
        assert_eq!(
            split(Framing::JsonLines, "1\r\n\n {\"a\": \"b\"}\n2"),
            [Ok(json!(1)), Ok(json!({"a": "b"})), Ok(json!(2))]
        );
        assert_eq!(split(Framing::JsonLines, "1\n"), [Ok(json!(1))]);
        assert_eq!(split(Framing::JsonLines, " \n"), []);
    }

    #[test]
    fn texts_of_a_sequence_have_a_separator_and_an_end() {
        let text = "\u{1e}1\n\u{1e}\u{1e}{}\u{1e}\"a\nb\"\n\u{1e}[1]";
        assert_eq!(split(Framing::JsonSequence, text), [Ok(json!(1)), Ok(json!({})), Ok(json!("?")), Ok(json!([1]))]);
        assert_eq!(split(Framing::JsonSequence, "\u{1e}12"), [Err(Fault::Truncated)]);
        assert_eq!(split(Framing::JsonSequence, "\u{1e}12\u{1e}3\n"), [Err(Fault::Truncated)]);
        assert_eq!(split(Framing::JsonSequence, "1\n\u{1e}2\n"), [Err(NO_SEPARATOR)]);
        assert_eq!(split(Framing::JsonSequence, "1\n"), [Err(NO_SEPARATOR)]);
    }

    #[test]
    fn events_are_read_as_browsers_read_them() {
        let text = "\u{feff}: comment\r\ndata: a\r\ndata:b\rdata\n\n\rid: 1\nevent: e\nretry: 50\ndata:  c\nnothing: x\n\n\
                    event: dropped\nid: 2\n\nretry: soon\nid: 3\0\ndata: d\n\n";
        let expected = [
            Ok(json!({"data": "a\nb\n"})),
            Ok(json!({"data": " c", "event": "e", "id": "1", "retry": 50})),
            Ok(json!({"data": "d"})),
        ];
        assert_eq!(split(Framing::Events, text), expected);
        let mut splitter = Splitter::new(Framing::Events, 60, None);
        splitter.push(text.as_bytes());
        while splitter.next_frame().unwrap().is_some() {}
        assert_eq!(splitter.last_event(), (Some("2"), Some(50)));
    }

    #[test]
    fn an_event_that_is_cut_off_is_none() {
        assert_eq!(split(Framing::Events, "data: a\n\ndata: b\n"), [Ok(json!({"data": "a"})), Err(Fault::Truncated)]);
        assert_eq!(split(Framing::Events, "data: a\n\ndata: b"), [Ok(json!({"data": "a"})), Err(Fault::Truncated)]);
        assert_eq!(split(Framing::Events, "data: a\n\n: bye\n"), [Ok(json!({"data": "a"}))]);
    }

    #[test]
    fn parts_have_headers_and_a_boundary() {
        let text =
            "before\r\n--b\r\ncontent-type: application/json\r\n\r\n{\"a\":\r\n1}\r\n--b\r\n\r\n2\r\n--b--\r\nafter";
        let parts = Framing::Parts(&[]);
        assert_eq!(split(parts, text), [Ok(json!({"a": 1})), Ok(json!(2))]);
        assert_eq!(split(parts, "--b--"), []);
        assert_eq!(split(parts, "--b\r\n\r\n1\r\n--b--"), [Ok(json!(1))]);
        assert_eq!(split(parts, "--b\r\n\r\n1\r\n"), [Err(Fault::Truncated)]);
        assert!(matches!(split(parts, "--b\r\n1\r\n--b--")[..], [Err(Fault::Malformed(_))]));
        for head in ["a", "a b: c", "a: \u{1}", &"a: b\r\n".repeat(MOST_HEADERS + 1)] {
            let found = split_by(parts, &format!("--b\r\n{head}\r\n\r\n1\r\n--b--"), 10_000);
            assert!(matches!(found[..], [Err(Fault::Malformed(_))]), "{head}: {found:?}");
        }
    }

    #[test]
    fn parts_differ_by_position() {
        const IMAGES: PartEncoding = PartEncoding { content_type: Some("image/png, image/*"), ..PartEncoding::BINARY };
        let framing = Framing::Parts(&[PartEncoding::JSON, PartEncoding::TEXT, IMAGES]);
        let head = "--b\r\n\r\n1\r\n--b\r\n\r\n2\r\n";
        let image = "--b\r\nContent-Type: image/gif; a=b\r\nContent-ID: c\r\n\r\n\r\n\0\r\n";
        let found = split(framing, &format!("{head}{image}--b\r\n\r\n\r\n--b--"));
        let expected = [json!(1), json!("2"), json!(["image/gif; a=b", 3, "c"]), json!([null, 0, null])];
        assert_eq!(found, expected.map(Ok));
        let found = split(framing, &format!("{head}{image}--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b--"));
        assert_eq!(found[3..], [Err(Fault::Unsupported("image/png, image/*"))]);
        let text = "--b\r\n\r\n1\r\n--b\r\nContent-Type: text/plain; charset=latin1\r\n\r\n2\r\n--b--";
        assert_eq!(split(framing, text)[1..], [Err(Fault::Unsupported("text in UTF-8"))]);
        assert_eq!(split(framing, &text.replace("latin1", "utf8"))[1..], [Ok(json!("2"))]);
    }

    #[test]
    fn parts_that_cannot_be_written_are_told() {
        const IMAGES: PartEncoding = PartEncoding { content_type: Some("image/*"), ..PartEncoding::BINARY };
        let image = BinaryPart::new("a").with_media_type("image/png");
        let write = |framing: Framing, part: &BinaryPart| Writer::new(framing).write_binary(&mut Vec::new(), part);
        assert_eq!(write(Framing::Parts(&[IMAGES]), &image), Ok(()));
        let mut out = Vec::new();
        for (framing, part) in [
            (Framing::Parts(&[]), image.clone()),
            (Framing::JsonLines, image.clone()),
            (Framing::Parts(&[IMAGES]), BinaryPart::new("a")),
            (Framing::Parts(&[IMAGES]), image.clone().with_media_type("image/png\r\nb: c")),
            (Framing::Parts(&[IMAGES]), image.with_media_type("text/plain")),
        ] {
            assert!(Writer::new(framing).write_binary(&mut out, &part).is_err(), "{framing:?} {part:?}");
        }
        for (framing, value) in [(TEXTS, json!(1)), (Framing::Parts(&[IMAGES]), json!("a"))] {
            assert!(Writer::new(framing).write(&mut out, &value).is_err(), "{framing:?} {value}");
        }
        for framing in [TEXTS, Framing::Parts(&[PartEncoding::BINARY])] {
            let mut writer = Writer::new(framing);
            let boundary = writer.boundary.clone();
            let text = writer.write(&mut out, &json!(boundary));
            // Of a name, a line would begin with it.
            let mut named = BinaryPart::new("a");
            named.headers.insert(HeaderName::try_from(format!("--{boundary}")).unwrap(), HeaderValue::from_static("b"));
            assert!(text.is_err() && writer.write_binary(&mut out, &BinaryPart::new(boundary)).is_err());
            assert!(writer.write_binary(&mut out, &named).is_err());
        }
        assert!(out.is_empty());
    }

    #[test]
    fn parts_of_text_are_strings() {
        let text = "--b\r\ncontent-type: text/plain\r\n\r\n\"a\r\n--c\r\n--b\r\n\r\n\r\n--b--";
        assert_eq!(split(TEXTS, text), [Ok(json!("\"a\r\n--c")), Ok(json!(""))]);
        let quotes = "\"".repeat(60);
        let text = format!("--b\r\n\r\n{quotes}\r\n--b--");
        assert_eq!(split_by(TEXTS, &text, text.len()), [Ok(json!(quotes))]);
        let mut splitter = Splitter::new(TEXTS, 60, Some("b"));
        splitter.push(b"--b\r\n\r\n\xff\r\n--b--");
        assert!(matches!(splitter.next_frame(), Err(Fault::Malformed(_))));
    }

    #[test]
    fn nobody_knows_the_boundary_beforehand() {
        let boundaries = [(); 2].map(|()| Writer::new(TEXTS).media_type("multipart/mixed").into_owned());
        assert_ne!(boundaries[0], boundaries[1]);
        assert_eq!(Writer::new(Framing::Events).media_type("text/event-stream"), "text/event-stream");
    }

    #[test]
    fn items_have_a_limit() {
        let long = "1".repeat(61);
        for (framing, text) in [
            (Framing::JsonLines, long.clone()),
            (Framing::JsonLines, format!("{long}\n")),
            (Framing::JsonSequence, format!("\u{1e}{long}")),
            (Framing::Events, format!("data: {long}")),
            (Framing::Events, "data: 1\n".repeat(10)),
            (Framing::Events, format!(": {long}")),
            (Framing::Parts(&[]), format!("--b\r\n\r\n{long}\r\n--b--")),
            (Framing::Parts(&[]), format!("--b\r\n\r\n{}", "1".repeat(HEAD_LIMIT + 60))),
            (TEXTS, format!("--b\r\n\r\n{long}\r\n--b--")),
            (Framing::Parts(&[PartEncoding::BINARY]), format!("--b\r\n\r\n{long}\r\n--b--")),
        ] {
            let found = split_by(framing, &text, 1);
            assert_eq!(found, [Err(Fault::TooLong(60))], "{framing:?}");
        }
        // What is beside the content of a part does not count.
        let most = "1".repeat(60);
        let text = format!("--b\r\ncontent-type: text/plain\r\n\r\n{most}\r\n--b--");
        assert_eq!(split(TEXTS, &text), [Ok(json!(most))]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let objects = [json!({"data": "a\n\nb"}), json!({"data": "", "event": "e", "id": "1", "retry": 5})];
        let texts = [json!("\r\n--\r\n\"a\""), json!("")];
        for framing in [Framing::JsonLines, Framing::JsonSequence, Framing::Events, Framing::Parts(&[]), TEXTS] {
            let mut pipe = Pipe::new(framing);
            for value in if framing == TEXTS { &texts } else { &objects } {
                let read = match pipe.pass(|writer, out| writer.write(out, value)) {
                    Frame::Json(text) => serde_json::from_slice(&text).unwrap(),
                    Frame::Event(event) => event.into_value(),
                    Frame::Binary(part) => panic!("{part:?}"),
                };
                assert_eq!(read, *value, "{framing:?}");
            }
            pipe.end();
        }
        let mut pipe = Pipe::new(Framing::Parts(&[PartEncoding::JSON, PartEncoding::BINARY]));
        assert_eq!(pipe.pass(|writer, out| writer.write(out, &json!(1.5))), Frame::Json(b"1.5".to_vec()));
        let mut part = BinaryPart::new("\r\n--\0").with_media_type("a/b; c=d");
        part.headers.append("e", HeaderValue::from_static("f"));
        part.headers.append("e", HeaderValue::from_static("g"));
        assert_eq!(pipe.pass(|writer, out| writer.write_binary(out, &part)), Frame::Binary(part));
        pipe.end();
        Pipe::new(TEXTS).end();
    }

    /// From a writer to a splitter.
    struct Pipe {
        writer: Writer,
        splitter: Splitter,
    }

    impl Pipe {
        fn new(framing: Framing) -> Self {
            let writer = Writer::new(framing);
            let media_type = writer.media_type("multipart/mixed").into_owned();
            let boundary = media_type.split_once("; boundary=").map(|(_, boundary)| boundary);
            let splitter = Splitter::new(framing, 1000, boundary);
            Self { writer, splitter }
        }

        /// What comes of an item, before there is another one.
        #[track_caller]
        fn pass(&mut self, write: impl FnOnce(&mut Writer, &mut Vec<u8>) -> Result<(), String>) -> Frame {
            let mut written = Vec::new();
            write(&mut self.writer, &mut written).unwrap();
            self.splitter.push(&written);
            let frame = self.splitter.next_frame().unwrap().expect("an item does not wait for the next one");
            assert_eq!(self.splitter.next_frame(), Ok(None));
            frame
        }

        #[track_caller]
        fn end(mut self) {
            let mut written = Vec::new();
            self.writer.end(&mut written);
            self.splitter.push(&written);
            assert_eq!(self.splitter.finish(), Ok(None));
        }
    }

    #[test]
    fn events_that_cannot_be_written_are_told() {
        let write = |value: Value| Writer::new(Framing::Events).write(&mut Vec::new(), &value);
        for value in [json!(1), json!({"data": 1}), json!({"id": "a\nb"}), json!({"retry": -1}), json!({"kind": "a"})] {
            assert!(write(value.clone()).is_err(), "{value}");
        }
        let mut out = Vec::new();
        Writer::new(Framing::Events).write(&mut out, &json!({"event": "ping", "data": null})).unwrap();
        assert_eq!(out, b"event: ping\ndata: \n\n");
    }

    #[test]
    fn json_in_a_string_is_the_value() {
        let text: JsonText<Vec<i64>> = serde_json::from_value(json!("[1, 2]")).unwrap();
        assert_eq!(*text, [1, 2]);
        assert_eq!(serde_json::to_value(&text).unwrap(), json!("[1,2]"));
        assert!(serde_json::from_value::<JsonText<i64>>(json!("[1")).is_err());
    }
}
