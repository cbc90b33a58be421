//! From items to bytes.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use memchr::memmem;
use serde_json::Value;

use super::{BinaryPart, Framing, PartForm, RECORD_SEPARATOR};

/// Writes items down, one after another.
#[derive(Debug)]
pub struct Writer {
    framing: Framing,
    /// Between parts: nobody who puts text into one knows it beforehand, where the system has random numbers.
    pub(super) boundary: String,
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
