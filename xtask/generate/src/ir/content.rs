//! What operations take and give in the IR: bodies, parts, responses, headers, by media type.

use std::{ops::Deref, sync::Arc};

use crate::ir::{Field, Link, Type};
use roster_document::{Framing, MediaType, RequestBody, StatusPattern};

#[derive(Clone, Debug)]
pub struct Body {
    pub documented: Arc<RequestBody>,
    /// In the document's order; never empty.
    pub content: Vec<RequestContent>,
    /// The enum over the media types, where there are several that differ in form: `UsersCreateBody`.
    pub enum_type: Option<String>,
}

impl Deref for Body {
    type Target = RequestBody;

    fn deref(&self) -> &Self::Target {
        &self.documented
    }
}

/// One media type of a request body.
#[derive(Clone, Debug)]
pub struct RequestContent {
    pub media: Arc<MediaType>,
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
    /// A sequence, item by item.
    Items(Items),
    /// Anything else: the bytes, as a stream.
    Raw,
}

/// The items of a body that is a sequence of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Items {
    pub framing: Framing,
    /// By position; the last one stands for all that follow. Never empty.
    pub items: Vec<Item>,
    /// Whether none follow.
    pub is_closed: bool,
    /// The enum over them, where they differ: `UploadBodyItem`.
    pub enum_type: Option<String>,
}

impl Items {
    /// Those that there can be.
    pub fn possible(&self) -> &[Item] {
        match self.items.split_last() {
            Some((_, by_position)) if self.is_closed => by_position,
            _ => &self.items,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The variant of [`Items::enum_type`].
    pub variant: String,
    pub form: ItemForm,
    /// Of a part, as documented.
    pub content_type: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ItemForm {
    Json(Type),
    /// A part that is a string.
    Text(Type),
    /// A part that is neither.
    Binary,
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
pub struct Response {
    pub documented: Arc<roster_document::Response>,
    pub status: StatusPattern,
    pub headers: Vec<Header>,
    /// In the document's order; empty: no body.
    pub content: Vec<ResponseContent>,
    /// The variant where there is no body: `NoContent`.
    pub variant: String,
    /// Of a range, and of `default` where nothing else is a success: the statuses that cannot have the documented body.
    pub bodiless: Option<Bodiless>,
    /// Those that lead to an operation of the document.
    pub links: Vec<Link>,
}

/// Statuses of a response with a body that cannot have one (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5).
#[derive(Clone, Debug)]
pub struct Bodiless {
    /// `SuccessWithoutBody`.
    pub variant: String,
    pub statuses: Vec<u16>,
}

impl Deref for Response {
    type Target = roster_document::Response;

    fn deref(&self) -> &Self::Target {
        &self.documented
    }
}

impl RequestForm {
    pub fn items(&self) -> Option<&Items> {
        if let Self::Items(items) = self { Some(items) } else { None }
    }
}

impl ResponseForm {
    pub fn items(&self) -> Option<&Items> {
        if let Self::Items(items) = self { Some(items) } else { None }
    }
}

impl Response {
    /// The headers that handlers give.
    pub fn sent_headers(&self) -> impl Iterator<Item = (&Header, &SentHeader)> {
        self.headers.iter().filter_map(|header| Some((header, header.sent.as_ref()?)))
    }
}

/// One media type of a response.
#[derive(Clone, Debug)]
pub struct ResponseContent {
    pub media: Arc<MediaType>,
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
    /// A sequence, item by item.
    Items(Items),
    /// Anything else: bytes, streamed.
    Raw,
}

#[derive(Clone, Debug)]
pub struct Header {
    pub documented: Arc<roster_document::Header>,
    /// As documented.
    pub name: String,
    /// None where it follows from the body: documented, and neither sent nor read.
    pub sent: Option<SentHeader>,
}

impl Deref for Header {
    type Target = roster_document::Header;

    fn deref(&self) -> &Self::Target {
        &self.documented
    }
}

/// A response header as handlers give it.
#[derive(Clone, Debug)]
pub struct SentHeader {
    /// `presence` is `Required` or `Optional` only: nobody fills the default of a header that is sent.
    pub field: Field,
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
}
