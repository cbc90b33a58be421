//! `minLength` and `maxLength` of what is streamed as bytes: of those they count bytes, as they arrive.

use crate::problem::{Problem, Violation};
use crate::refusal::refuse_body;
use crate::schema::{Schema, SchemaRef, SchemaType};
use crate::validate::{count, status_of};

/// How deep parts of `allOf` are searched.
const MAXIMUM_DEPTH: usize = 16;

/// The bytes of one body or part, counted.
pub(crate) struct ByteLength {
    minimum: Option<(u64, &'static Schema)>,
    maximum: Option<(u64, &'static Schema)>,
    received: u64,
    /// Where the bytes stand in the body, as a JSON pointer.
    pointer: String,
    rejection: u16,
}

impl ByteLength {
    /// None where the schemas say nothing of the length: most do not, and nothing is counted then. Several are
    /// alternatives: what one of them allows is allowed.
    pub(super) fn of(schemas: &[SchemaRef], pointer: &str, rejection: u16) -> Option<Box<Self>> {
        let of_one = |schema: &SchemaRef| {
            let mut length = Self { minimum: None, maximum: None, received: 0, pointer: pointer.to_owned(), rejection };
            length.search(schema.get(), 0);
            length
        };
        let length = schemas.iter().map(of_one).reduce(|one, other| Self {
            minimum: one.minimum.zip(other.minimum).map(|(one, other)| if other.0 < one.0 { other } else { one }),
            maximum: one.maximum.zip(other.maximum).map(|(one, other)| if other.0 > one.0 { other } else { one }),
            ..one
        })?;
        (length.minimum.is_some() || length.maximum.is_some()).then(|| Box::new(length))
    }

    /// The same for a whole body or item, where its schema describes bytes and not text.
    pub(crate) fn of_whole(schema: SchemaRef, media_type: &str, rejection: u16) -> Option<Box<Self>> {
        let is_of_bytes = ["application/octet-stream", "image/", "audio/", "video/"];
        let is_of_bytes = is_of_bytes.iter().any(|prefix| media_type.starts_with(prefix));
        if is_binary(schema.get()) || is_of_bytes { Self::of(&[schema], "", rejection) } else { None }
    }

    fn search(&mut self, schema: &'static Schema, depth: usize) {
        if let Some(minimum) =
            schema.min_length.filter(|minimum| self.minimum.is_none_or(|(known, _)| *minimum > known))
        {
            self.minimum = Some((minimum, schema));
        }
        if let Some(maximum) =
            schema.max_length.filter(|maximum| self.maximum.is_none_or(|(known, _)| *maximum < known))
        {
            self.maximum = Some((maximum, schema));
        }
        if depth < MAXIMUM_DEPTH {
            schema.all_of.iter().for_each(|part| self.search(part.get(), depth + 1));
        }
    }

    /// The most bytes.
    #[cfg(feature = "multipart")]
    pub(super) fn maximum(&self) -> Option<u64> {
        self.maximum.map(|(maximum, _)| maximum)
    }

    /// The violation of a length that is known beforehand.
    pub(crate) fn violation(&self, length: u64) -> Option<Violation> {
        let (schema, keyword, detail) = match (self.minimum, self.maximum) {
            (_, Some((maximum, schema))) if length > maximum => {
                (schema, "maxLength", format!("must have at most {}", count(maximum, "byte")))
            }
            (Some((minimum, schema)), _) if length < minimum => {
                (schema, "minLength", format!("must have at least {}, has {length}", count(minimum, "byte")))
            }
            _ => return None,
        };
        let mut violation = Violation::at_pointer(self.pointer.clone(), detail);
        violation.status = status_of(schema.violation_statuses, keyword);
        Some(violation)
    }

    /// Counts a chunk; an error as soon as there are too many bytes.
    pub(super) fn add(&mut self, bytes: usize) -> Result<(), Problem> {
        self.received = self.received.saturating_add(bytes as u64);
        if self.maximum.is_some_and(|(maximum, _)| self.received > maximum) { self.end() } else { Ok(()) }
    }

    /// Whether what came is as long as it has to be.
    pub(super) fn end(&self) -> Result<(), Problem> {
        self.violation(self.received).map_or(Ok(()), |violation| Err(refuse_body(self.rejection, vec![violation])))
    }
}

/// Whether a schema describes bytes, itself or by a part of it.
pub(super) fn is_binary(schema: &Schema) -> bool {
    let is_file = |schema: &Schema| {
        matches!(schema.schema_type, SchemaType::String | SchemaType::Any) && schema.format == Some("binary")
    };
    is_file(schema) || schema.all_of.iter().any(|part| is_file(part.get()))
}
