//! Schema Objects in the IR, keyword by keyword.

use indexmap::IndexMap;

use crate::ir::Type;
use roster_document::Location;

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
