//! Sequences of items on the wire (OpenAPI 3.2.0, "Sequential Media Types"): JSON lines, JSON text sequences
//! (RFC 7464), server-sent events (WHATWG HTML, section 9.2) and the parts of `multipart/mixed` (RFC 2046), each of which holds
//! JSON, plain text, or any bytes.
//!
//! It reads and writes nothing by itself: bytes go in, items come out.

mod item;
mod json_text;
mod part;
mod splitter;
#[cfg(test)]
mod tests;
mod writer;

pub use item::{ItemReader, ItemWriter, ReadItem, WriteItem};
pub use json_text::JsonText;
pub use part::{BinaryPart, PartEncoding, PartForm};
pub use splitter::{Event, Fault, Frame, Splitter};
pub use writer::Writer;

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

const RECORD_SEPARATOR: u8 = 0x1e;
