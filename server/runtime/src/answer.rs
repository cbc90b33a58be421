//! Answers of handlers before they are put on the wire: status, headers and a body of some media type.
//!
//! Generated response enums are turned into these. Whether the operation documents the status is checked when the
//! answer is encoded, in [`crate::routes`].

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use roster_wire::sequence::WriteItem;
use serde::Serialize;
use serde_json::Value;

use crate::content_type::{ContentType, find};
use crate::header::{self, ToHeader};
use crate::items::{Documented, Items, ItemsText};
use crate::json;
use crate::operation::{MediaTypeInfo, OperationInfo};
use crate::problem::Problem;
use crate::schema::SchemaRef;
use crate::stream::{ArrayText, Body, JsonArray};
use crate::validate::strip_write_only;

/// What is reserved for a JSON body, in bytes: a small entity fits without growing.
const LIKELY_LENGTH: usize = 512;

/// What a handler answers.
#[derive(Debug)]
pub struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(Cow<'static, str>, String)>,
    pub(crate) content: Content,
    /// A header could not be written; logged already.
    pub(crate) failure: Option<Problem>,
}

pub(crate) enum Content {
    Empty,
    Body(Cow<'static, str>, Body),
    Array(Cow<'static, str>, BoxStream<'static, Result<Bytes, Problem>>),
    /// Sent at once, with whatever there is of it.
    Items(Cow<'static, str>, BoxStream<'static, Result<Bytes, Problem>>),
    /// The value could not be written; logged already.
    Failed(Problem),
}

impl Answer {
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), content: Content::Empty, failure: None }
    }

    pub fn status(&self) -> u16 {
        self.status
    }

    /// Adds a header; `None` and null add nothing.
    #[must_use]
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: &(impl ToHeader + ?Sized)) -> Self {
        if let Some(value) = value.to_header() {
            self.headers.push((name.into(), value));
        }
        self
    }

    /// Adds a header of any form (style `simple`); null adds nothing.
    #[must_use]
    pub fn header_of<T: Serialize + ?Sized>(
        self,
        name: impl Into<Cow<'static, str>>,
        value: &T,
        explode: bool,
    ) -> Self {
        self.header_from(name.into(), serde_json::to_value(value).map(|value| header::simple(&value, explode)))
    }

    /// Adds a header that is a JSON text; null adds nothing.
    #[must_use]
    pub fn header_json<T: Serialize + ?Sized>(self, name: impl Into<Cow<'static, str>>, value: &T) -> Self {
        let text = serde_json::to_value(value).map(|value| (!value.is_null()).then(|| value.to_string()));
        self.header_from(name.into(), text)
    }

    /// Adds a header line for each value: `Set-Cookie` cannot be written as a list (RFC 9110, section 5.3).
    #[must_use]
    pub fn header_lines<T: ToHeader>(
        self,
        name: impl Into<Cow<'static, str>>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let name = name.into();
        values.into_iter().fold(self, |answer, value| answer.header(name.clone(), &value))
    }

    fn header_from(mut self, name: Cow<'static, str>, text: Result<Option<String>, serde_json::Error>) -> Self {
        match text {
            Ok(text) => self.headers.extend(text.map(|text| (name, text))),
            Err(error) => {
                tracing::error!(%error, name = name.as_ref(), "a header cannot be written");
                self.failure = Some(Problem::internal());
            }
        }
        self
    }

    /// A JSON body.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(mut self, media_type: impl Into<Cow<'static, str>>, value: &T) -> Self {
        let mut text = Vec::with_capacity(LIKELY_LENGTH);
        self.content = match json::write(&mut text, value) {
            Ok(()) => Content::Body(media_type.into(), Body::from(text)),
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written as JSON");
                Content::Failed(Problem::internal())
            }
        };
        self
    }

    /// A JSON body without what its schema marks as `writeOnly`. Generated code calls this where there is such a thing.
    #[must_use]
    pub fn json_without_write_only<T: Serialize + ?Sized>(
        self,
        media_type: impl Into<Cow<'static, str>>,
        operation: &'static OperationInfo,
        value: &T,
    ) -> Self {
        let media_type = media_type.into();
        let schema = self.schema(operation, &media_type);
        match readable(schema, value) {
            Ok(value) => self.json(media_type, &value),
            Err(problem) => Self { content: Content::Failed(problem), ..self },
        }
    }

    /// The same for a JSON array, item by item.
    #[must_use]
    pub fn json_array_without_write_only<T: Serialize + Send + 'static>(
        self,
        media_type: impl Into<Cow<'static, str>>,
        operation: &'static OperationInfo,
        array: JsonArray<T>,
    ) -> Self {
        let media_type = media_type.into();
        let schema = self.schema(operation, &media_type);
        // The schema is that of the array.
        let item = move |item: T| match readable(schema, &[item]) {
            Ok(Value::Array(mut items)) => Ok(items.pop().unwrap_or_default()),
            other => other,
        };
        let array = match array {
            JsonArray::Items(items) => match items.into_iter().map(item).collect() {
                Ok(items) => JsonArray::Items(items),
                Err(problem) => return Self { content: Content::Failed(problem), ..self },
            },
            JsonArray::Stream(stream) => JsonArray::from_stream(stream.map(move |next| next.and_then(item))),
        };
        self.json_array(media_type, array)
    }

    /// A sequence of items, written as they come. What does not fit `operation` is logged, and not sent.
    #[must_use]
    pub fn items<T: WriteItem + Send + 'static>(
        mut self,
        media_type: impl Into<Cow<'static, str>>,
        operation: &'static OperationInfo,
        items: Items<T>,
    ) -> Self {
        let media_type = media_type.into();
        let info = self.media_type(operation, &media_type);
        self.content = match info.and_then(|info| Some((info.items?.framing?, Documented::of(info)))) {
            Some((framing, documented)) => {
                let text = ItemsText::new(items, framing, documented, operation);
                Content::Items(text.media_type(media_type), Box::pin(text))
            }
            None => {
                tracing::error!(operation = operation.id, %media_type, "no items are documented for this answer");
                Content::Failed(Problem::internal())
            }
        };
        self
    }

    /// The documented schema of a body of this media type.
    fn schema(&self, operation: &'static OperationInfo, media_type: &str) -> Option<SchemaRef> {
        self.media_type(operation, media_type)?.schema
    }

    fn media_type(&self, operation: &'static OperationInfo, media_type: &str) -> Option<&'static MediaTypeInfo> {
        let content = operation.response(self.status)?.content;
        let documented = content.iter().find(|info| info.media_type == media_type);
        documented.or_else(|| find(content, &ContentType::parse(media_type).ok()?))
    }

    /// A JSON array, written as its items come.
    #[must_use]
    pub fn json_array<T: Serialize + Send + 'static>(
        mut self,
        media_type: impl Into<Cow<'static, str>>,
        array: JsonArray<T>,
    ) -> Self {
        self.content = match ArrayText::new(array).into_whole() {
            Ok(Ok(text)) => Content::Body(media_type.into(), Body::from(text)),
            Ok(Err(rest)) => Content::Array(media_type.into(), Box::pin(rest)),
            Err(problem) => Content::Failed(problem),
        };
        self
    }

    /// Raw bytes of any media type.
    #[must_use]
    pub fn stream(mut self, media_type: impl Into<Cow<'static, str>>, body: impl Into<Body>) -> Self {
        self.content = Content::Body(media_type.into(), body.into());
        self
    }

    /// Text in UTF-8.
    #[must_use]
    pub fn text(mut self, media_type: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        let mut media_type = media_type.into();
        if media_type.starts_with("text/") && !media_type.contains("charset") {
            media_type = format!("{media_type}; charset=utf-8").into();
        }
        self.content = Content::Body(media_type, Body::from(text.into()));
        self
    }

    /// No body.
    #[must_use]
    pub fn empty(mut self) -> Self {
        self.content = Content::Empty;
        self
    }
}

impl Content {
    pub(crate) fn is_in_chunks(&self) -> bool {
        matches!(self, Self::Array(..) | Self::Items(..))
    }
}

/// The value as a client gets to see it.
fn readable<T: Serialize + ?Sized>(schema: Option<SchemaRef>, value: &T) -> Result<Value, Problem> {
    let mut value = serde_json::to_value(value).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written as JSON");
        Problem::internal()
    })?;
    if let Some(schema) = schema {
        strip_write_only(schema, &mut value);
    }
    Ok(value)
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("Empty"),
            Self::Body(media_type, body) => formatter.debug_tuple("Body").field(media_type).field(body).finish(),
            Self::Array(media_type, _) => formatter.debug_tuple("Array").field(media_type).finish_non_exhaustive(),
            Self::Items(media_type, _) => formatter.debug_tuple("Items").field(media_type).finish_non_exhaustive(),
            Self::Failed(problem) => formatter.debug_tuple("Failed").field(problem).finish(),
        }
    }
}
