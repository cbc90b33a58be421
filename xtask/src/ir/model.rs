//! The intermediate representation: one document, understood, with every name decided.
//!
//! Emitters read nothing else. Schemas stand in one arena ([`Api::schemas`]), Rust types in another
//! ([`Api::types`]); everything refers to them by index, so that recursion costs nothing.
//! Whatever a document may say that has no Rust form (`example`, `links`, `xml` …) is kept as JSON text.

use indexmap::{IndexMap, IndexSet};

use crate::{
    diagnostic::Diagnostics,
    ir::types::{Type, TypeDefinition},
    spec::Location,
};

/// A document, ready for emitters.
#[derive(Clone, Debug)]
pub struct Api {
    /// Short name, a Rust module name too: `twona`.
    pub name: String,
    pub title: String,
    pub version: String,
    /// `info.description`.
    pub description: Option<String>,
    /// The `info` object as JSON text.
    pub info: String,
    /// The `servers` array as JSON text (`[]` where there is none).
    pub servers: String,
    /// The `tags` array as JSON text (`[]` where there is none).
    pub tags: String,
    /// `externalDocs` as JSON text.
    pub external_docs: Option<String>,
    /// The root's `security`; operations carry their effective one.
    pub security: Option<Vec<SecurityAlternative>>,
    pub security_schemes: Vec<SecurityScheme>,
    /// Every Schema Object of the document, inline ones included.
    pub schemas: Vec<Schema>,
    /// The patterns of all schemas, each once.
    pub patterns: IndexSet<Pattern>,
    /// `components.schemas`, in the document's order, by name.
    pub components: IndexMap<String, Component>,
    /// Rust types to declare: of components first, then hoisted inline ones, in order of their names' decision.
    pub types: Vec<TypeDefinition>,
    /// In the document's order.
    pub operations: Vec<Operation>,
    /// Operations by their first tag: one trait, one module each.
    pub groups: Vec<Group>,
    /// `x-lenient-json`.
    pub lenient_json: bool,
    pub extensions: Vec<Extension>,
    /// By path: the `x-` keys of path items, and of their other keys what operations do not take over
    /// (`summary`, `description`, `servers`).
    pub path_extensions: Vec<(String, Vec<Extension>)>,
    /// What is odd in the document and does not stand in the way.
    pub warnings: Diagnostics,
}

impl Api {
    pub fn schema(&self, reference: SchemaRef) -> &Schema {
        &self.schemas[self.schema_id(reference).0]
    }

    pub fn schema_id(&self, reference: SchemaRef) -> SchemaId {
        match reference {
            SchemaRef::Inline(id) => id,
            SchemaRef::Component(index) => self.components[index].schema,
        }
    }

    /// The component that `reference` names, if it names one.
    pub fn component(&self, reference: SchemaRef) -> Option<&Component> {
        match reference {
            SchemaRef::Inline(_) => None,
            SchemaRef::Component(index) => Some(&self.components[index]),
        }
    }

    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

/// A key with its `x-`, and the value as JSON text.
pub type Extension = (String, String);

/// An index into [`Api::schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub usize);

/// A schema where it is used: in place, or a component by `$ref`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SchemaRef {
    Inline(SchemaId),
    /// An index into [`Api::components`].
    Component(usize),
}

/// A schema of `components.schemas`.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its key in the document.
    pub name: String,
    /// The constant that holds its table: `USER`.
    pub constant: String,
    pub schema: SchemaId,
    /// How Rust code writes it, without regard to `nullable`; none until types are decided.
    pub rust: Option<Type>,
}

/// A Schema Object, keyword by keyword, as documented.
#[derive(Clone, Debug)]
pub struct Schema {
    pub location: Location,
    /// The constant that holds the table, where the schema has one of its own; others are written in place.
    pub constant: Option<String>,
    pub schema_type: Option<SchemaType>,
    pub nullable: bool,
    pub format: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub default: Option<serde_json::Value>,
    pub example: Option<serde_json::Value>,
    /// `enum`; empty where absent.
    pub enumeration: Vec<serde_json::Value>,
    pub deprecated: bool,
    pub read_only: bool,
    pub write_only: bool,
    pub minimum: Option<serde_json::Number>,
    pub maximum: Option<serde_json::Number>,
    pub exclusive_minimum: bool,
    pub exclusive_maximum: bool,
    pub multiple_of: Option<serde_json::Number>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub pattern: Option<Pattern>,
    pub items: Option<SchemaRef>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub properties: IndexMap<String, SchemaRef>,
    pub required: Vec<String>,
    pub additional_properties: AdditionalProperties,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
    pub all_of: Vec<SchemaRef>,
    pub one_of: Vec<SchemaRef>,
    pub any_of: Vec<SchemaRef>,
    pub not: Option<SchemaRef>,
    pub discriminator: Option<Discriminator>,
    /// `x-violation-statuses`.
    pub violation_statuses: Vec<(String, u16)>,
    pub external_docs: Option<String>,
    pub xml: Option<String>,
    pub extensions: Vec<Extension>,
}

impl Schema {
    /// The schema without a keyword.
    pub fn any(location: Location) -> Self {
        Self {
            location,
            constant: None,
            schema_type: None,
            nullable: false,
            format: None,
            title: None,
            description: None,
            default: None,
            example: None,
            enumeration: Vec::new(),
            deprecated: false,
            read_only: false,
            write_only: false,
            minimum: None,
            maximum: None,
            exclusive_minimum: false,
            exclusive_maximum: false,
            multiple_of: None,
            min_length: None,
            max_length: None,
            pattern: None,
            items: None,
            min_items: None,
            max_items: None,
            unique_items: false,
            properties: IndexMap::new(),
            required: Vec::new(),
            additional_properties: AdditionalProperties::Unspecified,
            min_properties: None,
            max_properties: None,
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            not: None,
            discriminator: None,
            violation_statuses: Vec::new(),
            external_docs: None,
            xml: None,
            extensions: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaType {
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdditionalProperties {
    Unspecified,
    Allowed,
    Forbidden,
    Schema(SchemaRef),
}

#[derive(Clone, Debug)]
pub struct Discriminator {
    pub property: String,
    /// Explicit `mapping`: value of the property, name of the component.
    pub mapping: Vec<(String, String)>,
}

/// A pattern as documented (ECMA-262) and as the `regex` crate takes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    pub documented: String,
    pub translated: String,
}

/// The operations of one tag: a trait, in a module of its own.
#[derive(Clone, Debug)]
pub struct Group {
    /// As documented; `default` for operations without a tag.
    pub tag: String,
    /// The tag's description.
    pub description: Option<String>,
    /// `users`.
    pub module: String,
    /// `UsersApi`.
    pub trait_name: String,
    /// Indices into [`Api::operations`].
    pub operations: Vec<usize>,
}

/// An operation with everything that applies to it: shared parameters, inherited security, resolved references.
#[derive(Clone, Debug)]
pub struct Operation {
    pub location: Location,
    /// `operationId`, or what was made up for it.
    pub id: String,
    /// The trait's method: `users_list`; without `r#`, like every name here that may be a keyword.
    pub method_name: String,
    /// `USERS_LIST`.
    pub constant: String,
    /// `UsersList`: the stem of the names below.
    pub type_stem: String,
    /// Upper case: `GET`.
    pub method: String,
    pub path: String,
    /// `x-aliases`.
    pub aliases: Vec<String>,
    pub tags: Vec<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub external_docs: Option<String>,
    pub deprecated: bool,
    /// The struct of parameters, where there are any: `UsersListParameters`.
    pub parameters_type: Option<String>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// `UsersListResponse`.
    pub response_type: String,
    pub responses: Vec<Response>,
    /// Effective alternatives; empty: no credential is looked at.
    pub security: Vec<SecurityAlternative>,
    /// Whether the operation states `security` itself.
    pub own_security: bool,
    /// `x-authorities`.
    pub authorities: Vec<String>,
    pub rejections: Rejections,
    /// The operation's own `servers`, as JSON text.
    pub servers: Option<String>,
    pub callbacks: Option<String>,
    pub extensions: Vec<Extension>,
}

impl Operation {
    /// Which principal a handler is given.
    pub fn principal(&self) -> Principal {
        let anonymous = |alternative: &SecurityAlternative| alternative.schemes.is_empty();
        match self.security.as_slice() {
            alternatives if alternatives.iter().all(anonymous) => Principal::None,
            alternatives if alternatives.iter().any(anonymous) => Principal::Optional,
            _ => Principal::Required,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal {
    /// No credential is looked at.
    None,
    /// Anonymous is one of several alternatives.
    Optional,
    Required,
}

/// The statuses that answer what the runtime rejects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejections {
    pub parameter: u16,
    pub path_parameter: u16,
    pub body: u16,
    pub credential: u16,
    pub authority: u16,
}

/// One way to satisfy an operation's security: all of these schemes, each with its scopes. Empty: anonymous.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityAlternative {
    pub schemes: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug)]
pub struct SecurityScheme {
    pub name: String,
    /// `ACCESS_TOKEN`.
    pub constant: String,
    pub kind: SecurityKind,
    pub description: Option<String>,
    pub extensions: Vec<Extension>,
}

#[derive(Clone, Debug)]
pub enum SecurityKind {
    ApiKey {
        location: ParameterLocation,
        name: String,
    },
    Bearer {
        format: Option<String>,
    },
    Basic,
    /// `flows` as JSON text.
    OAuth2 {
        flows: String,
    },
    OpenIdConnect {
        url: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterLocation {
    Path,
    Query,
    Header,
    Cookie,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub location: Location,
    /// The key in `components.parameters`, where it was referred to there.
    pub component: Option<String>,
    /// As on the wire.
    pub name: String,
    pub field: Field,
    pub place: ParameterLocation,
    pub style: ParameterStyle,
    pub explode: bool,
    pub explicit_style: bool,
    pub explicit_explode: bool,
    pub required: bool,
    pub deprecated: bool,
    pub allow_empty_value: bool,
    pub allow_reserved: bool,
    pub description: Option<String>,
    pub schema: SchemaRef,
    /// The media type where the parameter has `content` instead of `schema`.
    pub content_type: Option<String>,
    pub example: Option<String>,
    pub examples: Option<String>,
    /// Deprecated misspellings that are read too.
    pub aliases: Vec<String>,
    pub extensions: Vec<Extension>,
}

/// A field of a Rust struct and how it is present on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The Rust name, without `r#`.
    pub name: String,
    /// Without regard to presence and `nullable`.
    pub ty: Type,
    pub nullable: bool,
    pub presence: Presence,
    pub documentation: Option<String>,
    pub deprecated: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    Required,
    Optional,
    /// Absent means this value: never `Option` for the sake of absence.
    Default(serde_json::Value),
}

#[derive(Clone, Debug)]
pub struct Body {
    pub location: Location,
    /// The key in `components.requestBodies`, where it was referred to there.
    pub component: Option<String>,
    pub description: Option<String>,
    pub required: bool,
    /// In the document's order; never empty.
    pub content: Vec<RequestContent>,
    /// The enum over the media types, where there are several that differ in form: `UsersCreateBody`.
    pub enum_type: Option<String>,
    /// `x-body-limit`, of the operation, else of the document.
    pub limit: Option<u64>,
    pub extensions: Vec<Extension>,
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
    pub example: Option<String>,
    pub examples: Option<String>,
    pub encoding: Vec<Encoding>,
    pub extensions: Vec<Extension>,
}

#[derive(Clone, Debug)]
pub struct Encoding {
    pub property: String,
    pub content_type: Option<String>,
    pub style: Option<ParameterStyle>,
    pub explode: Option<bool>,
    pub allow_reserved: Option<bool>,
    pub headers: Option<String>,
    pub extensions: Vec<Extension>,
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
    pub links: Option<String>,
    pub extensions: Vec<Extension>,
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
    pub example: Option<String>,
    pub examples: Option<String>,
    pub extensions: Vec<Extension>,
}
