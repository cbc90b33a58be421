//! Operations as data: one [`OperationInfo`] per operation of a document.
//!
//! The router, the decoder, the validator, the authorizer, the encoder and the derived document all read these
//! tables; nothing about an operation is written down a second time. They hold what acts, and nothing that is only for
//! people: descriptions, examples and the like stay in the document.

use roster_wire::Framing;
pub use roster_wire::Style as ParameterStyle;

use crate::schema::{ComponentSchema, Schema, SchemaRef};

/// What belongs to the document as a whole.
#[derive(Debug)]
pub struct DocumentInfo {
    /// Short name of the document, as in file names: `twona`.
    pub name: &'static str,
    /// `info.title`.
    pub title: &'static str,
    /// `info.version`.
    pub version: &'static str,
    pub security_schemes: &'static [&'static SecurityScheme],
    pub schemas: &'static [&'static ComponentSchema],
    pub operations: &'static [&'static OperationInfo],
    /// `x-lenient-json`: a JSON body is also taken under no content type and under
    /// `application/x-www-form-urlencoded`, where a header authenticated the request (ruling C7).
    pub lenient_json: bool,
}

/// Everything that is known of one operation.
#[derive(Debug)]
pub struct OperationInfo {
    /// `operationId`.
    pub id: &'static str,
    /// As it is sent: `GET`.
    pub method: &'static str,
    /// As documented: `/v2/users/{user_id}`.
    pub path: &'static str,
    /// Other paths that reach the same handler (`x-aliases`).
    pub aliases: &'static [&'static str],
    pub tags: &'static [&'static str],
    pub deprecated: bool,
    pub parameters: &'static [ParameterInfo],
    pub body: Option<&'static BodyInfo>,
    pub responses: &'static [ResponseInfo],
    /// Alternatives, any of which suffices; empty: no credential is looked at.
    pub security: &'static [SecurityRequirement],
    /// Any of which suffices (`x-authorities`); empty: any principal.
    pub authorities: &'static [&'static str],
    pub rejections: RejectionStatuses,
}

impl OperationInfo {
    /// An operation of which nothing is said: tables write only what a document says.
    pub const EMPTY: Self = Self {
        id: "",
        method: "",
        path: "",
        aliases: &[],
        tags: &[],
        deprecated: false,
        parameters: &[],
        body: None,
        responses: &[],
        security: &[],
        authorities: &[],
        rejections: RejectionStatuses::DEFAULT,
    };

    /// The response that documents `status`: the exact one, else its range (`4XX`), else `default`.
    pub fn response(&self, status: u16) -> Option<&'static ResponseInfo> {
        let find = |wanted: StatusPattern| self.responses.iter().find(|response| response.status == wanted);
        find(StatusPattern::Exact(status))
            .or_else(|| find(StatusPattern::Range((status / 100) as u8)))
            .or_else(|| find(StatusPattern::Default))
    }
}

/// The statuses that answer what the runtime itself rejects (`x-rejections`, with what the document declares as default).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RejectionStatuses {
    /// A query, header or cookie parameter that is missing or breaks its schema.
    pub parameter: u16,
    /// A path parameter that breaks its schema.
    pub path_parameter: u16,
    /// A body that is not well formed or breaks its schema.
    pub body: u16,
    /// No credential, or none that is valid.
    pub credential: u16,
    /// A principal without any of the authorities.
    pub authority: u16,
}

impl RejectionStatuses {
    /// Where a document says nothing.
    pub const DEFAULT: Self = Self { parameter: 400, path_parameter: 400, body: 400, credential: 401, authority: 403 };
}

/// One way to satisfy an operation's security: every scheme named must be satisfied. Empty: anonymous (`{}`).
#[derive(Clone, Copy, Debug)]
pub struct SecurityRequirement {
    pub schemes: &'static [(&'static SecurityScheme, &'static [&'static str])],
}

/// A Security Scheme Object.
#[derive(Debug)]
pub struct SecurityScheme {
    /// Its key in `components.securitySchemes`.
    pub name: &'static str,
    pub kind: SecurityKind,
}

#[derive(Debug)]
pub enum SecurityKind {
    ApiKey {
        location: ParameterLocation,
        name: &'static str,
    },
    /// `scheme: bearer`.
    Bearer,
    /// `scheme: basic`.
    Basic,
    /// Any other authentication scheme of HTTP, in lower case.
    Http {
        scheme: &'static str,
    },
    /// The credential is a bearer token.
    OAuth2,
    /// The credential is a bearer token.
    OpenIdConnect {
        url: &'static str,
    },
    /// The connection has the credential: the certificate of a client.
    MutualTls,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterLocation {
    Path,
    Query,
    Header,
    Cookie,
    /// The query string as a whole.
    Querystring,
}

#[derive(Debug)]
pub struct ParameterInfo {
    /// As documented and as on the wire; of a query string as a whole, what refusals call it.
    pub name: &'static str,
    /// The field of the generated parameters struct; empty: the parameter is documented, and ignored.
    pub field: &'static str,
    pub location: ParameterLocation,
    pub style: ParameterStyle,
    pub explode: bool,
    pub required: bool,
    pub deprecated: bool,
    pub allow_empty_value: bool,
    pub allow_reserved: bool,
    pub schema: SchemaRef,
    /// `content` instead of `schema`: the media type, as JSON text inside the parameter.
    pub content_type: Option<&'static str>,
    /// `encoding` of a query string that is a form, by property.
    pub encoding: &'static [EncodingInfo],
    /// Deprecated misspellings that are read too (`x-aliases` of the parameter).
    pub aliases: &'static [&'static str],
}

impl ParameterInfo {
    /// Whether nobody looks at it: OpenAPI leaves `Accept`, `Content-Type` and `Authorization` to other objects.
    pub fn is_ignored(&self) -> bool {
        self.field.is_empty()
    }

    /// A parameter of which nothing is said.
    pub const EMPTY: Self = Self {
        name: "",
        field: "",
        location: ParameterLocation::Query,
        style: ParameterStyle::Form,
        explode: true,
        required: false,
        deprecated: false,
        allow_empty_value: false,
        allow_reserved: false,
        schema: SchemaRef::Inline(&Schema::ANY),
        content_type: None,
        encoding: &[],
        aliases: &[],
    };
}

#[derive(Debug)]
pub struct BodyInfo {
    pub required: bool,
    /// `x-optional-body` of one media type instead of `requestBody`.
    pub unlisted: bool,
    pub content: &'static [MediaTypeInfo],
    /// In bytes; `x-body-limit` of the operation, else of the document, else the runtime's default.
    pub limit: u64,
}

impl BodyInfo {
    /// A body of which nothing is said; at most 2 MiB long.
    pub const EMPTY: Self = Self { required: false, unlisted: false, content: &[], limit: 2 * 1024 * 1024 };
}

#[derive(Debug)]
pub struct MediaTypeInfo {
    /// As documented, a range such as `image/*` included.
    pub media_type: &'static str,
    /// None where the media type has no schema.
    pub schema: Option<SchemaRef>,
    /// `encoding` of multipart and form bodies, by property.
    pub encoding: &'static [EncodingInfo],
    /// Where the body is a sequence of items.
    pub items: Option<ItemsInfo>,
}

/// What a body that is a sequence of items says of them.
#[derive(Clone, Copy, Debug)]
pub struct ItemsInfo {
    /// None where they are handed on as they come.
    pub framing: Option<Framing>,
    /// `itemSchema`; none where the items are those of an array, which the media type's schema is.
    pub schema: Option<SchemaRef>,
}

impl MediaTypeInfo {
    /// A media type of which nothing is said.
    pub const EMPTY: Self = Self { media_type: "", schema: None, encoding: &[], items: None };
}

#[derive(Debug)]
pub struct EncodingInfo {
    pub property: &'static str,
    /// Media types allowed for the part, comma-separated as documented.
    pub content_type: Option<&'static str>,
    pub style: Option<ParameterStyle>,
    pub explode: Option<bool>,
    pub allow_reserved: Option<bool>,
}

impl EncodingInfo {
    /// An encoding of which nothing is said.
    pub const EMPTY: Self = Self { property: "", content_type: None, style: None, explode: None, allow_reserved: None };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusPattern {
    Exact(u16),
    /// `4XX` is `Range(4)`.
    Range(u8),
    Default,
}

#[derive(Debug)]
pub struct ResponseInfo {
    pub status: StatusPattern,
    pub headers: &'static [HeaderInfo],
    pub content: &'static [MediaTypeInfo],
}

impl ResponseInfo {
    /// A response of which nothing is said.
    pub const EMPTY: Self = Self { status: StatusPattern::Default, headers: &[], content: &[] };
}

#[derive(Debug)]
pub struct HeaderInfo {
    pub name: &'static str,
    pub required: bool,
    pub deprecated: bool,
    pub explode: Option<bool>,
    pub schema: SchemaRef,
    /// The media type where the header has `content` instead of `schema`.
    pub content_type: Option<&'static str>,
}

impl HeaderInfo {
    /// A header of which nothing is said: tables write only what a document says.
    pub const EMPTY: Self = Self {
        name: "",
        required: false,
        deprecated: false,
        explode: None,
        schema: SchemaRef::Inline(&Schema::ANY),
        content_type: None,
    };
}
