//! Schemas as data: one constant table per JSON Schema of a document (OpenAPI 3.0.3, Schema Object).
//!
//! The validator ([`crate::validate`]) checks instances against these tables and the derived document
//! ([`crate::describe`]) is written from them, so neither can say what the other does not.
//! Nothing here depends on a particular document.

pub use crate::pattern::Pattern;

/// A JSON value that a table can hold as a constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Beyond `i64`.
    Unsigned(u64),
    Number(f64),
    String(&'static str),
    /// Any other value, as JSON text: arrays and objects.
    Json(&'static str),
}

impl Literal {
    /// The value as JSON.
    pub fn to_value(self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Boolean(value) => value.into(),
            Self::Integer(value) => value.into(),
            Self::Unsigned(value) => value.into(),
            Self::Number(value) => value.into(),
            Self::String(value) => value.into(),
            Self::Json(text) => serde_json::from_str(text).expect("the generator writes valid JSON text"),
        }
    }
}

/// Where a schema stands: in place, or among the document's components under a name.
#[derive(Clone, Copy, Debug)]
pub enum SchemaRef {
    Inline(&'static Schema),
    Component(&'static ComponentSchema),
}

impl SchemaRef {
    /// The schema itself.
    pub fn get(self) -> &'static Schema {
        match self {
            Self::Inline(schema) => schema,
            Self::Component(component) => component.schema,
        }
    }
}

/// A schema of `#/components/schemas`.
#[derive(Debug)]
pub struct ComponentSchema {
    pub name: &'static str,
    pub schema: &'static Schema,
}

/// The `type` keyword; `Any` where a schema has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaType {
    Any,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A JSON number of a constraint, kept exact where it is an integer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    Integer(i64),
    /// Beyond `i64`.
    Unsigned(u64),
    Number(f64),
}

/// A property of an object schema, in the document's order.
#[derive(Debug)]
pub struct Property {
    pub name: &'static str,
    pub schema: SchemaRef,
}

/// The `additionalProperties` keyword.
#[derive(Clone, Copy, Debug)]
pub enum AdditionalProperties {
    /// The keyword is absent: anything may be there, and is ignored.
    Unspecified,
    Allowed,
    Forbidden,
    Schema(SchemaRef),
}

/// The `discriminator` keyword: the property that names the alternative.
#[derive(Debug)]
pub struct Discriminator {
    pub property: &'static str,
    /// Explicit `mapping` entries: value of the property, name of the component.
    pub mapping: &'static [(&'static str, &'static str)],
}

/// Another status than the usual one for a body that breaks a keyword of this schema
/// (`x-violation-statuses`); `required` stands for this property being absent.
pub type ViolationStatus = (&'static str, u16);

/// A Schema Object: every keyword of OpenAPI 3.0 that acts, absent ones as in [`Schema::ANY`].
#[derive(Debug)]
pub struct Schema {
    pub schema_type: SchemaType,
    pub nullable: bool,
    pub format: Option<&'static str>,
    pub default: Option<Literal>,
    pub enumeration: &'static [Literal],
    pub deprecated: bool,
    pub read_only: bool,
    pub write_only: bool,

    pub minimum: Option<Bound>,
    pub maximum: Option<Bound>,
    pub exclusive_minimum: bool,
    pub exclusive_maximum: bool,
    pub multiple_of: Option<Bound>,

    /// In characters (Unicode scalar values), as JSON Schema counts.
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub pattern: Option<&'static Pattern>,

    pub items: Option<SchemaRef>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,

    pub properties: &'static [Property],
    pub required: &'static [&'static str],
    pub additional_properties: AdditionalProperties,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,

    pub all_of: &'static [SchemaRef],
    pub one_of: &'static [SchemaRef],
    pub any_of: &'static [SchemaRef],
    pub not: Option<SchemaRef>,
    /// What a refusal calls those alternatives of `one_of`, then `any_of`, that are written in place: their titles;
    /// empty where none has one.
    pub titles: &'static [Option<&'static str>],
    /// What a refusal says of a value that fits `not`, after "must not be this: ".
    pub forbidden: Option<&'static str>,
    pub discriminator: Option<&'static Discriminator>,

    pub violation_statuses: &'static [ViolationStatus],
}

impl Schema {
    /// The schema without a keyword, which everything satisfies: `Schema { min_length: Some(1), ..Schema::ANY }`.
    pub const ANY: Self = Self {
        schema_type: SchemaType::Any,
        nullable: false,
        format: None,
        default: None,
        enumeration: &[],
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
        properties: &[],
        required: &[],
        additional_properties: AdditionalProperties::Unspecified,
        min_properties: None,
        max_properties: None,
        all_of: &[],
        one_of: &[],
        any_of: &[],
        not: None,
        titles: &[],
        forbidden: None,
        discriminator: None,
        violation_statuses: &[],
    };
}
