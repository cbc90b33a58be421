//! The objects of OpenAPI 3.0 to 3.2 as data: which members each has, in which versions, and what stands there.
//!
//! The bundler, the upgrade and the lint walk documents along these tables, so that all three agree about
//! where a Reference Object may stand and where data is only data (examples, defaults, enums, extensions). They also
//! say of each field whether it acts, which is what a server and its derived document are held to (`acting.rs`).
//! Walks take the members of every version: what a document's own version does not have is told, and read as the
//! version has it that does (`mend`).

mod keywords;

pub(crate) use keywords::{ENFORCED, is_in_place, is_negated};
pub use keywords::{KEYWORDS, Keyword, Relation, subschemas};

use crate::Version;

/// The kinds of objects (OpenAPI 3.0.3, section 4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Document,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OauthFlows,
    OauthFlow,
    Callback,
    Responses,
    Operations,
}

/// What may stand at a place.
#[derive(Debug, PartialEq, Eq)]
pub enum Shape {
    /// Data: not looked into.
    Any,
    Text,
    Boolean,
    Number,
    /// An integer that is not negative.
    Count,
    /// One of these texts.
    Choice(&'static [&'static str]),
    Object(Kind),
    /// An object, or a Reference Object to one.
    Reference(Kind),
    /// A boolean that is meant as such, or a schema or reference to one.
    BooleanOrSchema,
    /// This, or a list of it.
    OneOrMore(&'static Shape),
    List(&'static Shape),
    /// An object with free keys.
    Map(&'static Shape),
    /// An object with free keys among which `x-` keys are extensions (Paths, Responses, Callback).
    Patterned(&'static Shape),
}

impl Shape {
    /// What stands under a key, or an index, of what has this shape.
    pub(crate) fn member(&self, token: &str) -> Option<&'static Self> {
        match self {
            Self::Object(kind) | Self::Reference(kind) => match kind.shape() {
                Self::Any => Some(kind.field(token)?.shape),
                free => free.member(token),
            },
            Self::BooleanOrSchema => SCHEMA.member(token),
            Self::List(inner) | Self::Map(inner) | Self::Patterned(inner) | Self::OneOrMore(inner) => Some(inner),
            Self::Any | Self::Text | Self::Boolean | Self::Number | Self::Count | Self::Choice(_) => None,
        }
    }
}

/// A fixed member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub shape: &'static Shape,
    pub required: bool,
    /// Whether a server does something else because of it. What does not is for people and for tools of clients: it is
    /// in no table of a server, nor in the document that a server derives.
    pub acts: bool,
    /// The first version that has it.
    pub since: Version,
    /// The last version that has it; where it is required, the last one that requires it.
    pub until: Version,
}

const fn optional(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: false, acts: true, since: Version::V30, until: Version::V32 }
}

const fn required(name: &'static str, shape: &'static Shape) -> Field {
    Field { required: true, ..optional(name, shape) }
}

/// The field, as one that is only read.
const fn prose(field: Field) -> Field {
    Field { acts: false, ..field }
}

/// The field, as one of this version and later ones.
const fn since(since: Version, field: Field) -> Field {
    Field { since, ..field }
}

/// The field, as one that has to be there up to this version.
const fn required_until(until: Version, field: Field) -> Field {
    Field { required: true, until, ..field }
}

impl Field {
    /// Whether a document of this version can have it.
    pub fn is_in(&self, version: Version) -> bool {
        self.since <= version && (self.required || version <= self.until)
    }

    /// Whether a document of this version has to have it.
    pub fn is_required_in(&self, version: Version) -> bool {
        self.required && version <= self.until
    }
}

const TEXT: &Shape = &Shape::Text;
const ANY: &Shape = &Shape::Any;
const BOOLEAN: &Shape = &Shape::Boolean;
const NUMBER: &Shape = &Shape::Number;
const COUNT: &Shape = &Shape::Count;
const TEXTS: &Shape = &Shape::List(TEXT);
const SCHEMA: &Shape = &Shape::Reference(Kind::Schema);
const SCHEMAS: &Shape = &Shape::Map(SCHEMA);
const SCHEMA_LIST: &Shape = &Shape::List(SCHEMA);
const SERVERS: &Shape = &Shape::List(&Shape::Object(Kind::Server));
const EXTERNAL_DOCS: &Shape = &Shape::Object(Kind::ExternalDocs);
const PARAMETERS: &Shape = &Shape::List(&Shape::Reference(Kind::Parameter));
const MEDIA_TYPES: &Shape = &Shape::Map(&Shape::Reference(Kind::MediaType));
const EXAMPLES: &Shape = &Shape::Map(&Shape::Reference(Kind::Example));
const HEADERS: &Shape = &Shape::Map(&Shape::Reference(Kind::Header));
const LINKS: &Shape = &Shape::Map(&Shape::Reference(Kind::Link));
const CALLBACKS: &Shape = &Shape::Map(&Shape::Reference(Kind::Callback));
const SECURITY: &Shape = &Shape::List(&Shape::Map(TEXTS));
const OPERATION: &Shape = &Shape::Object(Kind::Operation);
const FLOW: &Shape = &Shape::Object(Kind::OauthFlow);
const PATHS: &Shape = &Shape::Patterned(&Shape::Reference(Kind::PathItem));
const STYLES: &Shape =
    &Shape::Choice(&["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"]);
const ENCODINGS: &Shape = &Shape::Map(&Shape::Object(Kind::Encoding));
const ITEM_ENCODING: &Shape = &Shape::Object(Kind::Encoding);
const PREFIX_ENCODING: &Shape = &Shape::List(ITEM_ENCODING);
const V31: Version = Version::V31;
const V32: Version = Version::V32;

/// The methods that a Path Item has members for, in the order of the specification.
pub const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// The member of a Path Item that holds the operations of all other methods, by their names as they are sent.
pub(crate) const ADDITIONAL_OPERATIONS: &str = "additionalOperations";

impl Kind {
    /// What stands where an object of this kind is expected.
    pub fn shape(self) -> &'static Shape {
        match self {
            Self::Callback => PATHS,
            Self::Responses => &Shape::Patterned(&Shape::Reference(Kind::Response)),
            Self::Operations => &Shape::Map(OPERATION),
            _ => &Shape::Any,
        }
    }

    /// The member of `components` that holds objects of this kind.
    pub fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema => "schemas",
            Self::Response => "responses",
            Self::Parameter => "parameters",
            Self::Example => "examples",
            Self::RequestBody => "requestBodies",
            Self::Header => "headers",
            Self::SecurityScheme => "securitySchemes",
            Self::Link => "links",
            Self::Callback => "callbacks",
            Self::PathItem => "pathItems",
            Self::MediaType => "mediaTypes",
            _ => return None,
        })
    }

    /// The kinds that `components` can hold, in the specification's order of their sections.
    pub const COMPONENTS: [Self; 11] = [
        Self::Schema,
        Self::Response,
        Self::Parameter,
        Self::Example,
        Self::RequestBody,
        Self::Header,
        Self::SecurityScheme,
        Self::Link,
        Self::Callback,
        Self::PathItem,
        Self::MediaType,
    ];

    /// For messages, with its article.
    pub fn title(self) -> &'static str {
        match self {
            Self::Document => "the document",
            Self::Info => "the info object",
            Self::Contact => "the contact object",
            Self::License => "the license object",
            Self::Server => "a server",
            Self::ServerVariable => "a server variable",
            Self::Components => "the components object",
            Self::PathItem => "a path item",
            Self::Operation => "an operation",
            Self::ExternalDocs => "an external documentation object",
            Self::Parameter => "a parameter",
            Self::RequestBody => "a request body",
            Self::MediaType => "a media type object",
            Self::Encoding => "an encoding object",
            Self::Response => "a response",
            Self::Example => "an example object",
            Self::Link => "a link",
            Self::Header => "a header",
            Self::Tag => "a tag",
            Self::Schema => "a schema",
            Self::Discriminator => "a discriminator",
            Self::Xml => "an XML object",
            Self::SecurityScheme => "a security scheme",
            Self::OauthFlows => "the flows object",
            Self::OauthFlow => "a flow",
            Self::Callback => "a callback",
            Self::Responses => "the responses object",
            Self::Operations => "the operations of further methods",
        }
    }

    /// The fixed members; empty for the kinds that have free keys.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Document => DOCUMENT,
            Self::Info => INFO,
            Self::Contact => CONTACT,
            Self::License => LICENSE,
            Self::Server => SERVER,
            Self::ServerVariable => SERVER_VARIABLE,
            Self::Components => COMPONENTS,
            Self::PathItem => PATH_ITEM,
            Self::Operation => OPERATION_FIELDS,
            Self::ExternalDocs => EXTERNAL_DOCS_FIELDS,
            Self::Parameter => PARAMETER,
            Self::RequestBody => REQUEST_BODY,
            Self::MediaType => MEDIA_TYPE,
            Self::Encoding => ENCODING,
            Self::Response => RESPONSE,
            Self::Example => EXAMPLE,
            Self::Link => LINK,
            Self::Header => HEADER,
            Self::Tag => TAG,
            Self::Schema => &keywords::FIELDS,
            Self::Discriminator => DISCRIMINATOR,
            Self::Xml => XML,
            Self::SecurityScheme => SECURITY_SCHEME,
            Self::OauthFlows => OAUTH_FLOWS,
            Self::OauthFlow => OAUTH_FLOW,
            Self::Callback | Self::Responses | Self::Operations => &[],
        }
    }

    /// The `x-` keys that act; any other is for people.
    pub fn acting_extensions(self) -> &'static [&'static str] {
        match self {
            Self::Document => &["x-rejections", "x-lenient-json", "x-body-limit"],
            Self::Operation => &["x-authorities", "x-aliases", "x-rejections", "x-body-limit", "x-optional-body"],
            Self::Parameter => &["x-aliases"],
            Self::Schema => &["x-violation-statuses"],
            _ => &[],
        }
    }

    pub fn field(self, name: &str) -> Option<&'static Field> {
        match self {
            Self::Schema => Keyword::named(name).map(|keyword| &keyword.field),
            _ => self.fields().iter().find(|field| field.name == name),
        }
    }
}

const DOCUMENT: &[Field] = &[
    required("openapi", TEXT),
    prose(since(V32, optional("$self", TEXT))),
    required("info", &Shape::Object(Kind::Info)),
    prose(optional("servers", SERVERS)),
    required_until(Version::V30, optional("paths", PATHS)),
    prose(since(V31, optional("webhooks", &Shape::Map(&Shape::Reference(Kind::PathItem))))),
    prose(since(V31, optional("jsonSchemaDialect", TEXT))),
    optional("components", &Shape::Object(Kind::Components)),
    optional("security", SECURITY),
    prose(optional("tags", &Shape::List(&Shape::Object(Kind::Tag)))),
    prose(optional("externalDocs", EXTERNAL_DOCS)),
];
const INFO: &[Field] = &[
    required("title", TEXT),
    prose(since(V31, optional("summary", TEXT))),
    prose(optional("description", TEXT)),
    prose(optional("termsOfService", TEXT)),
    prose(optional("contact", &Shape::Object(Kind::Contact))),
    prose(optional("license", &Shape::Object(Kind::License))),
    required("version", TEXT),
];
const CONTACT: &[Field] = &[optional("name", TEXT), optional("url", TEXT), optional("email", TEXT)];
const LICENSE: &[Field] = &[required("name", TEXT), optional("url", TEXT), since(V31, optional("identifier", TEXT))];
const SERVER: &[Field] = &[
    required("url", TEXT),
    since(V32, optional("name", TEXT)),
    optional("description", TEXT),
    optional("variables", &Shape::Map(&Shape::Object(Kind::ServerVariable))),
];
const SERVER_VARIABLE: &[Field] = &[optional("enum", TEXTS), required("default", TEXT), optional("description", TEXT)];
const COMPONENTS: &[Field] = &[
    optional("schemas", SCHEMAS),
    optional("responses", &Shape::Map(&Shape::Reference(Kind::Response))),
    optional("parameters", &Shape::Map(&Shape::Reference(Kind::Parameter))),
    prose(optional("examples", EXAMPLES)),
    optional("requestBodies", &Shape::Map(&Shape::Reference(Kind::RequestBody))),
    optional("headers", HEADERS),
    optional("securitySchemes", &Shape::Map(&Shape::Reference(Kind::SecurityScheme))),
    prose(optional("links", LINKS)),
    prose(optional("callbacks", CALLBACKS)),
    since(V31, optional("pathItems", &Shape::Map(&Shape::Reference(Kind::PathItem)))),
    since(V32, optional("mediaTypes", MEDIA_TYPES)),
];
const PATH_ITEM: &[Field] = &[
    prose(optional("summary", TEXT)),
    prose(optional("description", TEXT)),
    optional("get", OPERATION),
    optional("put", OPERATION),
    optional("post", OPERATION),
    optional("delete", OPERATION),
    optional("options", OPERATION),
    optional("head", OPERATION),
    optional("patch", OPERATION),
    optional("trace", OPERATION),
    since(V32, optional("query", OPERATION)),
    since(V32, optional(ADDITIONAL_OPERATIONS, &Shape::Object(Kind::Operations))),
    prose(optional("servers", SERVERS)),
    optional("parameters", PARAMETERS),
];
const OPERATION_FIELDS: &[Field] = &[
    optional("tags", TEXTS),
    prose(optional("summary", TEXT)),
    prose(optional("description", TEXT)),
    prose(optional("externalDocs", EXTERNAL_DOCS)),
    optional("operationId", TEXT),
    optional("parameters", PARAMETERS),
    optional("requestBody", &Shape::Reference(Kind::RequestBody)),
    required_until(Version::V30, optional("responses", &Shape::Object(Kind::Responses))),
    prose(optional("callbacks", CALLBACKS)),
    optional("deprecated", BOOLEAN),
    optional("security", SECURITY),
    prose(optional("servers", SERVERS)),
];
const EXTERNAL_DOCS_FIELDS: &[Field] = &[optional("description", TEXT), required("url", TEXT)];
const PARAMETER: &[Field] = &[
    required("name", TEXT),
    required("in", &Shape::Choice(&["query", "header", "path", "cookie", "querystring"])),
    prose(optional("description", TEXT)),
    optional("required", BOOLEAN),
    optional("deprecated", BOOLEAN),
    optional("allowEmptyValue", BOOLEAN),
    optional("style", STYLES),
    optional("explode", BOOLEAN),
    optional("allowReserved", BOOLEAN),
    optional("schema", SCHEMA),
    prose(optional("example", ANY)),
    prose(optional("examples", EXAMPLES)),
    optional("content", MEDIA_TYPES),
];
const REQUEST_BODY: &[Field] =
    &[prose(optional("description", TEXT)), required("content", MEDIA_TYPES), optional("required", BOOLEAN)];
const MEDIA_TYPE: &[Field] = &[
    optional("schema", SCHEMA),
    prose(optional("example", ANY)),
    prose(optional("examples", EXAMPLES)),
    optional("encoding", ENCODINGS),
    since(V32, optional("itemSchema", SCHEMA)),
    // The same before 3.2, which `mend` reads as that.
    optional("x-item-schema", SCHEMA),
    since(V32, optional("prefixEncoding", PREFIX_ENCODING)),
    since(V32, optional("itemEncoding", ITEM_ENCODING)),
];
const ENCODING: &[Field] = &[
    optional("contentType", TEXT),
    prose(optional("headers", HEADERS)),
    optional("style", STYLES),
    optional("explode", BOOLEAN),
    optional("allowReserved", BOOLEAN),
    prose(since(V32, optional("encoding", ENCODINGS))),
    prose(since(V32, optional("prefixEncoding", PREFIX_ENCODING))),
    prose(since(V32, optional("itemEncoding", ITEM_ENCODING))),
];
const RESPONSE: &[Field] = &[
    prose(since(V32, optional("summary", TEXT))),
    prose(required_until(V31, optional("description", TEXT))),
    optional("headers", HEADERS),
    optional("content", MEDIA_TYPES),
    prose(optional("links", LINKS)),
];
const EXAMPLE: &[Field] = &[
    optional("summary", TEXT),
    optional("description", TEXT),
    optional("value", ANY),
    since(V32, optional("dataValue", ANY)),
    since(V32, optional("serializedValue", TEXT)),
    optional("externalValue", TEXT),
];
const LINK: &[Field] = &[
    optional("operationRef", TEXT),
    optional("operationId", TEXT),
    optional("parameters", &Shape::Map(ANY)),
    optional("requestBody", ANY),
    optional("description", TEXT),
    optional("server", &Shape::Object(Kind::Server)),
];
const HEADER: &[Field] = &[
    prose(optional("description", TEXT)),
    optional("required", BOOLEAN),
    optional("deprecated", BOOLEAN),
    prose(optional("allowEmptyValue", BOOLEAN)),
    prose(optional("style", &Shape::Choice(&["simple"]))),
    optional("explode", BOOLEAN),
    prose(optional("allowReserved", BOOLEAN)),
    optional("schema", SCHEMA),
    prose(optional("example", ANY)),
    prose(optional("examples", EXAMPLES)),
    optional("content", MEDIA_TYPES),
];
const TAG: &[Field] = &[
    required("name", TEXT),
    since(V32, optional("summary", TEXT)),
    optional("description", TEXT),
    optional("externalDocs", EXTERNAL_DOCS),
    since(V32, optional("parent", TEXT)),
    since(V32, optional("kind", TEXT)),
];
const DISCRIMINATOR: &[Field] = &[
    required("propertyName", TEXT),
    optional("mapping", &Shape::Map(TEXT)),
    since(V32, optional("defaultMapping", TEXT)),
];
const XML: &[Field] = &[
    optional("name", TEXT),
    optional("namespace", TEXT),
    optional("prefix", TEXT),
    optional("attribute", BOOLEAN),
    optional("wrapped", BOOLEAN),
    since(V32, optional("nodeType", &Shape::Choice(&["element", "attribute", "text", "cdata", "none"]))),
];
const SECURITY_SCHEME: &[Field] = &[
    required("type", &Shape::Choice(&["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"])),
    prose(optional("description", TEXT)),
    optional("name", TEXT),
    optional("in", &Shape::Choice(&["query", "header", "cookie"])),
    optional("scheme", TEXT),
    prose(optional("bearerFormat", TEXT)),
    optional("flows", &Shape::Object(Kind::OauthFlows)),
    optional("openIdConnectUrl", TEXT),
    prose(since(V32, optional("oauth2MetadataUrl", TEXT))),
    prose(since(V32, optional("deprecated", BOOLEAN))),
];
const OAUTH_FLOWS: &[Field] = &[
    prose(optional("implicit", FLOW)),
    prose(optional("password", FLOW)),
    prose(optional("clientCredentials", FLOW)),
    prose(optional("authorizationCode", FLOW)),
    prose(since(V32, optional("deviceAuthorization", FLOW))),
];
const OAUTH_FLOW: &[Field] = &[
    optional("authorizationUrl", TEXT),
    optional("tokenUrl", TEXT),
    since(V32, optional("deviceAuthorizationUrl", TEXT)),
    optional("refreshUrl", TEXT),
    required("scopes", &Shape::Map(TEXT)),
];
