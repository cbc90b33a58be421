//! Sequences of items on the wire (OpenAPI 3.2.0, "Sequential Media Types"): JSON lines, JSON text sequences
//! (RFC 7464), server-sent events (WHATWG HTML, section 9.2) and the parts of `multipart/mixed` (RFC 2046), which hold JSON or
//! plain text.
//!
//! It reads and writes nothing by itself: bytes go in, items come out.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use serde::de::{DeserializeOwned, Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// How items are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A JSON text a line: `application/jsonl`, `application/x-ndjson`.
    JsonLines,
    /// A record separator before each JSON text: `application/json-seq`.
    JsonSequence,
    /// `text/event-stream`.
    Events,
    /// A JSON text a part: `multipart/mixed`.
    Parts,
    /// A string a part, as plain text.
    TextParts,
}

impl Framing {
    /// Whether items are parts of a multipart body, which a boundary tells apart.
    pub fn has_boundary(self) -> bool {
        matches!(self, Self::Parts | Self::TextParts)
    }
}

const RECORD_SEPARATOR: u8 = 0x1e;

/// An item as it came.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// A JSON text.
    Json(Vec<u8>),
    Event(Event),
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
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(limit) => write!(formatter, "is longer than {limit} bytes"),
            Self::Truncated => formatter.write_str("is cut off: the body ended inside of it"),
            Self::Malformed(expected) => formatter.write_str(expected),
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
    stage: Stage,
}

/// Where in the sequence the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before the first separator.
    Before,
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
            Framing::Parts | Framing::TextParts => self.next_part()?.map(Frame::Json),
        };
        let length = match &frame {
            Some(Frame::Json(text)) => text.len(),
            Some(Frame::Event(_)) => 0,
            None => self.event.length + self.buffer.len() - self.start,
        };
        if length > self.limit {
            return Err(Fault::TooLong(self.limit));
        }
        match frame {
            Some(Frame::Json(text)) if self.framing == Framing::TextParts => text_part(text).map(Some),
            frame => Ok(frame),
        }
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
            Framing::Parts | Framing::TextParts if self.stage == Stage::After => Ok(None),
            Framing::Parts | Framing::TextParts => Err(Fault::Truncated),
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

    /// What a part holds, without its headers.
    fn next_part(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        loop {
            if self.stage == Stage::After {
                // What follows the last delimiter is to be ignored.
                self.start = self.buffer.len();
                self.scanned = self.start;
                return Ok(None);
            }
            let delimiter = &self.delimiter;
            let from = self.scanned.saturating_sub(delimiter.len()).max(self.start);
            let found = self.buffer[from..].windows(delimiter.len()).position(|window| window == delimiter);
            let Some(place) = found.map(|place| from + place) else {
                self.scanned = self.buffer.len();
                return Ok(None);
            };
            // What makes it a delimiter, the first or the last one, stands behind it.
            let behind = place + delimiter.len();
            let Some(end) = self.buffer[behind..].windows(2).position(|two| two == b"\r\n" || two == b"--") else {
                return Ok(None);
            };
            let (is_last, length, skipped) =
                (self.buffer[behind + end] == b'-', place - self.start, delimiter.len() + end);
            // The line end stays: a part without headers begins with an empty line.
            let part = self.take(length, skipped + if is_last { 2 } else { 0 }).to_vec();
            let before = std::mem::replace(&mut self.stage, if is_last { Stage::After } else { Stage::Inside });
            if before == Stage::Before {
                continue;
            }
            let Some(head) = part.windows(4).position(|window| window == b"\r\n\r\n") else {
                return Err(Fault::Malformed("has a part without an empty line behind its headers"));
            };
            return Ok(Some(part[head + 4..].to_vec()));
        }
    }
}

const NO_SEPARATOR: Fault = Fault::Malformed("has no record separator (0x1E) before it");

/// A string in plain text, as the JSON that it is for schemas.
fn text_part(bytes: Vec<u8>) -> Result<Frame, Fault> {
    let text = String::from_utf8(bytes).map_err(|_| Fault::Malformed("has a part that is no text in UTF-8"))?;
    Ok(Frame::Json(Value::from(text).to_string().into_bytes()))
}

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
}

impl Writer {
    pub fn new(framing: Framing) -> Self {
        let boundary = match framing.has_boundary() {
            true => [(); 2].map(|()| format!("{:016x}", RandomState::new().hash_one(()))).concat(),
            false => String::new(),
        };
        Self { framing, boundary }
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
    /// What cannot be written down: a field of an event that is no text, or of two lines; a part that is no text.
    pub fn write(&self, out: &mut Vec<u8>, value: &Value) -> Result<(), String> {
        match self.framing {
            Framing::JsonLines => write_json(out, value, b"\n")?,
            Framing::JsonSequence => {
                out.push(RECORD_SEPARATOR);
                write_json(out, value, b"\n")?;
            }
            Framing::Parts => {
                self.write_head(out, "application/json");
                write_json(out, value, b"\r\n")?;
            }
            Framing::TextParts => {
                let Value::String(text) = value else {
                    return Err("a part of plain text has to be a string".to_owned());
                };
                if text.contains(&self.boundary) {
                    return Err("a part of plain text holds the boundary of the parts".to_owned());
                }
                self.write_head(out, "text/plain; charset=utf-8");
                out.extend_from_slice(text.as_bytes());
                out.extend_from_slice(b"\r\n");
            }
            Framing::Events => write_event(out, value)?,
        }
        Ok(())
    }

    /// Writes what stands behind the last item.
    pub fn end(&self, out: &mut Vec<u8>) {
        if self.framing.has_boundary() {
            out.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        }
    }

    fn write_head(&self, out: &mut Vec<u8>, media_type: &str) {
        out.extend_from_slice(format!("--{}\r\ncontent-type: {media_type}\r\n\r\n", self.boundary).as_bytes());
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
        assert_eq!(split(Framing::Parts, text), [Ok(json!({"a": 1})), Ok(json!(2))]);
        assert_eq!(split(Framing::Parts, "--b--"), []);
        assert_eq!(split(Framing::Parts, "--b\r\n\r\n1\r\n--b--"), [Ok(json!(1))]);
        assert_eq!(split(Framing::Parts, "--b\r\n\r\n1\r\n"), [Err(Fault::Truncated)]);
        assert!(matches!(split(Framing::Parts, "--b\r\n1\r\n--b--")[..], [Err(Fault::Malformed(_))]));
    }

    #[test]
    fn parts_of_text_are_strings() {
        let text = "--b\r\ncontent-type: text/plain\r\n\r\n\"a\r\n--c\r\n--b\r\n\r\n\r\n--b--";
        assert_eq!(split(Framing::TextParts, text), [Ok(json!("\"a\r\n--c")), Ok(json!(""))]);
        let quotes = "\"".repeat(60);
        let text = format!("--b\r\n\r\n{quotes}\r\n--b--");
        assert_eq!(split_by(Framing::TextParts, &text, text.len()), [Ok(json!(quotes))]);
        let mut splitter = Splitter::new(Framing::TextParts, 60, Some("b"));
        splitter.push(b"--b\r\n\r\n\xff\r\n--b--");
        assert!(matches!(splitter.next_frame(), Err(Fault::Malformed(_))));
    }

    #[test]
    fn nobody_knows_the_boundary_beforehand() {
        let boundaries = [(); 2].map(|()| Writer::new(Framing::TextParts).media_type("multipart/mixed").into_owned());
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
            (Framing::Parts, format!("--b\r\n\r\n{long}")),
            (Framing::TextParts, format!("--b\r\n\r\n{long}")),
        ] {
            let found = split_by(framing, &text, 1);
            assert_eq!(found, [Err(Fault::TooLong(60))], "{framing:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let objects = [json!({"data": "a\n\nb"}), json!({"data": "", "event": "e", "id": "1", "retry": 5})];
        let texts = [json!("\r\n--\r\n\"a\""), json!("")];
        for framing in [Framing::JsonLines, Framing::JsonSequence, Framing::Events, Framing::Parts, Framing::TextParts]
        {
            let values = if framing == Framing::TextParts { &texts } else { &objects };
            let writer = Writer::new(framing);
            let mut written = Vec::new();
            values.iter().for_each(|value| writer.write(&mut written, value).unwrap());
            writer.end(&mut written);
            let media_type = writer.media_type("multipart/mixed");
            let boundary = media_type.split_once("; boundary=").map(|(_, boundary)| boundary);
            let mut splitter = Splitter::new(framing, 1000, boundary);
            splitter.push(&written);
            let read: Vec<Value> = std::iter::from_fn(|| splitter.next_frame().unwrap())
                .map(|frame| match frame {
                    Frame::Json(text) => serde_json::from_slice(&text).unwrap(),
                    Frame::Event(event) => event.into_value(),
                })
                .collect();
            assert_eq!((read.as_slice(), splitter.finish()), (&values[..], Ok(None)), "{framing:?}");
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
