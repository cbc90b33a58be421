//! What operations take and give in the IR: bodies, parts, responses, headers, by media type.

use crate::ir::{Field, ParameterStyle, SchemaRef, Type};
use roster_document::Location;

#[derive(Clone, Debug)]
pub struct Body {
    pub location: Location,
    /// The key in `components.requestBodies`, where it was referred to there.
    pub component: Option<String>,
    pub required: bool,
    /// In the document's order; never empty.
    pub content: Vec<RequestContent>,
    /// The enum over the media types, where there are several that differ in form: `UsersCreateBody`.
    pub enum_type: Option<String>,
    /// `x-body-limit`, of the operation, else of the document.
    pub limit: Option<u64>,
}

/// One media type of a request body.
#[derive(Clone, Debug)]
pub struct RequestContent {
    pub media: MediaType,
    pub form: RequestForm,
    /// The variant of [`Body::enum_type`].
    pub variant: String,
}

/// How a handler is given a body.
#[derive(Clone, Debug, PartialEq)]
pub enum RequestForm {
    /// `application/json`, `…+json`.
    Json(Type),
    /// `application/x-www-form-urlencoded`.
    Form(Type),
    /// `text/*` with a schema that is a plain string, or none.
    Text,
    /// Typed parts.
    Multipart(Multipart),
    /// Anything else: the bytes, as a stream.
    Raw,
}

/// A multipart body: a stream of parts, typed by the properties of its schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Multipart {
    /// The type that yields parts: `AvatarsReplaceMultipart`.
    pub stream_type: String,
    /// The enum of parts: `AvatarsReplacePart`.
    pub part_type: String,
    pub parts: Vec<Part>,
    /// Whether parts that the schema does not name are handed on too.
    pub open: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The form field's name.
    pub name: String,
    /// The variant of the enum of parts.
    pub variant: String,
    pub required: bool,
    /// Whether the part may appear several times (a property of array type).
    pub repeated: bool,
    pub form: PartForm,
    pub documentation: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum PartForm {
    /// `format: binary`: streamed.
    File,
    /// Decoded: JSON text, or plain text for strings and numbers.
    Value(Type),
}

#[derive(Clone, Debug)]
pub struct MediaType {
    pub location: Location,
    /// As documented.
    pub name: String,
    pub schema: Option<SchemaRef>,
    pub encoding: Vec<Encoding>,
}

#[derive(Clone, Debug)]
pub struct Encoding {
    pub property: String,
    pub content_type: Option<String>,
    pub style: Option<ParameterStyle>,
    pub explode: Option<bool>,
    pub allow_reserved: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusPattern {
    Exact(u16),
    /// `4XX` is `Range(4)`.
    Range(u8),
    Default,
}

#[derive(Clone, Debug)]
pub struct Response {
    pub location: Location,
    /// The key in `components.responses`, where it was referred to there.
    pub component: Option<String>,
    pub status: StatusPattern,
    pub description: String,
    pub headers: Vec<Header>,
    /// In the document's order; empty: no body.
    pub content: Vec<ResponseContent>,
    /// The variant where there is no body: `NoContent`.
    pub variant: String,
}

/// One media type of a response.
#[derive(Clone, Debug)]
pub struct ResponseContent {
    pub media: MediaType,
    pub form: ResponseForm,
    /// The variant of the response enum: `Ok`, or `OkJson` beside `OkOctetStream`.
    pub variant: String,
}

/// How a handler gives a body.
#[derive(Clone, Debug, PartialEq)]
pub enum ResponseForm {
    /// `application/json`, `…+json`.
    Json(Type),
    /// JSON of array type: given whole, or as a stream of items.
    JsonArray(Type),
    Text,
    /// Anything else: bytes, streamed.
    Raw,
}

#[derive(Clone, Debug)]
pub struct Header {
    pub location: Location,
    /// The key in `components.headers`, where it was referred to there.
    pub component: Option<String>,
    /// As documented.
    pub name: String,
    /// `presence` is `Required` or `Optional` only: nobody fills the default of a header that is sent.
    pub field: Field,
    pub description: Option<String>,
    pub required: bool,
    pub deprecated: bool,
    pub explode: Option<bool>,
    pub schema: SchemaRef,
    /// The media type where the header has `content` instead of `schema`.
    pub content_type: Option<String>,
    pub form: HeaderForm,
}

/// How a response header is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// A scalar, or several separated by commas.
    Plain,
    /// Of any other form, in the style `simple`.
    Structured,
    /// A JSON text.
    Json,
    /// One line for each item.
    Lines,
    /// Documented, and neither sent nor read: it follows from the body.
    Ignored,
}

impl Header {
    /// Whether handlers give it.
    pub fn is_ignored(&self) -> bool {
        self.form == HeaderForm::Ignored
    }
}
