//! What operations take and give: bodies, responses, headers, media types.

use std::{fmt, sync::Arc};

use super::{ParameterStyle, SchemaRef};
use crate::{Location, Node};

/// Section 4.7.13.
#[derive(Clone, Debug)]
pub struct RequestBody {
    pub location: Location,
    /// The key in `components.requestBodies`, where it was referred to there.
    pub component: Option<String>,
    pub required: bool,
    /// Whether clients are told of it: what `x-optional-body` says is taken, and generated clients have no argument for it.
    pub is_offered: bool,
    /// In the document's order.
    pub content: Vec<Arc<MediaType>>,
}

/// Section 4.7.17.
#[derive(Clone, Debug)]
pub struct Response {
    pub location: Location,
    /// The key in `components.responses`, where it was referred to there.
    pub component: Option<String>,
    /// As documented, else the summary.
    pub description: String,
    /// By name.
    pub headers: Vec<(String, Arc<Header>)>,
    /// In the document's order; empty: no body.
    pub content: Vec<Arc<MediaType>>,
    pub links: Vec<Link>,
}

/// Section 4.7.20.
#[derive(Clone, Debug)]
pub struct Link {
    pub location: Location,
    pub name: String,
    pub description: Option<String>,
    pub operation_id: Option<String>,
    pub operation_ref: Option<String>,
    /// By name, which may have the place before it: `path.id`.
    pub parameters: Vec<(String, Node)>,
    pub has_body: bool,
}

/// The key of a response (section 4.7.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusPattern {
    Exact(u16),
    /// `4XX` is `Range(4)`.
    Range(u8),
    Default,
}

impl fmt::Display for StatusPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(status) => write!(formatter, "{status}"),
            Self::Range(class) => write!(formatter, "{class}XX"),
            Self::Default => formatter.write_str("default"),
        }
    }
}

impl StatusPattern {
    pub(super) fn of(key: &str) -> Option<Self> {
        match key.as_bytes() {
            b"default" => Some(Self::Default),
            [class @ b'2'..=b'5', b'X', b'X'] => Some(Self::Range(class - b'0')),
            [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Self::Exact),
            _ => None,
        }
    }
}

/// Section 4.7.21.
#[derive(Clone, Debug)]
pub struct Header {
    pub location: Location,
    /// The key in `components.headers`, where it was referred to there.
    pub component: Option<String>,
    pub description: Option<String>,
    pub required: bool,
    pub deprecated: bool,
    pub explode: Option<bool>,
    pub schema: SchemaRef,
    /// The media type where the header has `content` instead of `schema`.
    pub content_type: Option<String>,
    pub examples: Vec<Example>,
}

/// Section 4.7.14.
#[derive(Clone, Debug)]
pub struct MediaType {
    pub location: Location,
    /// As documented.
    pub name: String,
    pub schema: Option<SchemaRef>,
    pub encoding: Vec<Encoding>,
    /// Of each item, where the body is a sequence of them: a stream.
    pub item_schema: Option<SchemaRef>,
    /// Of each part of a body that is a sequence, where `prefix_encoding` has none for it.
    pub item_encoding: Option<Encoding>,
    /// Of the first parts, in their order.
    pub prefix_encoding: Vec<Encoding>,
    pub examples: Vec<Example>,
}

/// Section 4.7.15.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// Empty where it is that of an item.
    pub property: String,
    pub content_type: Option<String>,
    /// By name.
    pub headers: Vec<(String, Arc<Header>)>,
    pub style: Option<ParameterStyle>,
    pub explode: Option<bool>,
    pub allow_reserved: Option<bool>,
}

/// `example`, or one of `examples` (section 4.7.19).
#[derive(Clone, Debug)]
pub struct Example {
    /// The key in `examples`.
    pub name: Option<String>,
    pub summary: Option<String>,
    /// None where the example is elsewhere (`externalValue`), or given as it is sent alone.
    pub value: Option<Node>,
    /// The text as it is sent (`serializedValue`).
    pub serialized: Option<String>,
}

impl Example {
    /// The summary, or the name, of one of several whose value is there.
    pub fn title(&self) -> Option<&str> {
        let is_there = self.value.is_some() || self.serialized.is_some();
        self.summary.as_deref().or(self.name.as_deref()).filter(|_| is_there)
    }
}

/// A media type without its parameters, in lower case.
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// How the items of a body that is a sequence of them are told apart (OpenAPI 3.2.0, "Sequential Media Types").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A JSON text a line.
    JsonLines,
    /// RFC 7464.
    JsonSequence,
    /// `text/event-stream`.
    Events,
    /// Parts without names: multipart bodies that are no forms.
    Parts,
}

impl Framing {
    pub fn of(media_type: &str) -> Option<Self> {
        match essence(media_type).as_str() {
            "application/jsonl"
            | "application/x-jsonl"
            | "application/ndjson"
            | "application/x-ndjson"
            | "application/jsonlines"
            | "application/x-jsonlines" => Some(Self::JsonLines),
            "application/json-seq" => Some(Self::JsonSequence),
            other if other.ends_with("+json-seq") => Some(Self::JsonSequence),
            "text/event-stream" => Some(Self::Events),
            "multipart/form-data" | "multipart/*" => None,
            other => other.starts_with("multipart/").then_some(Self::Parts),
        }
    }
}

/// `application/json`, `…+json`.
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}
