//! From bytes to items.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use memchr::memmem;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{BinaryPart, Framing, PartEncoding, PartForm, RECORD_SEPARATOR};

/// The most bytes that the headers of a part have, beside its content.
pub(super) const HEAD_LIMIT: usize = 16 * 1024;

/// The most headers that a part has.
pub(super) const MOST_HEADERS: usize = 64;

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

pub(super) const NO_SEPARATOR: Fault = Fault::Malformed("has no record separator (0x1E) before it");

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
