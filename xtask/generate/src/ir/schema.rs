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

/// 2^63: the least integer beyond `i64`.
const BEYOND: f64 = 9_223_372_036_854_775_808.0;

impl Schema {
    /// Whether its integers go beyond `i64`, and are never negative: what the runtime's validator finds in the table.
    pub fn is_unsigned(&self) -> bool {
        let number = |bound: &Option<serde_json::Number>| bound.as_ref().and_then(serde_json::Number::as_f64);
        let goes_beyond = |bound: &Option<serde_json::Number>| {
            number(bound).is_some_and(|bound| bound >= BEYOND) && bound.as_ref().is_none_or(|bound| !bound.is_i64())
        };
        let is_never_negative = number(&self.minimum).is_some_and(|minimum| minimum >= 0.0);
        let has_bounds = is_never_negative && (goes_beyond(&self.maximum) || goes_beyond(&self.minimum));
        let has_values = self.enumeration.iter().any(|value| value.is_u64() && !value.is_i64());
        self.format.as_deref() == Some("uint64")
            || (!matches!(self.format.as_deref(), Some("int32" | "int64")) && (has_bounds || has_values))
    }

    /// The schemas that instances are made of; `not` describes none.
    pub fn parts(&self) -> impl Iterator<Item = SchemaRef> {
        let additional = match self.additional_properties {
            AdditionalProperties::Schema(additional) => Some(additional),
            _ => None,
        };
        let alternatives = self.all_of.iter().chain(&self.one_of).chain(&self.any_of);
        self.properties.values().chain(alternatives).copied().chain(self.items).chain(additional)
    }

    /// Whether bounds of an integer let through what its type cannot hold.
    pub fn is_narrowed(&self) -> bool {
        let is_out = |bound: &Option<serde_json::Number>| {
            bound
                .as_ref()
                .is_some_and(|bound| !bound.is_i64() && bound.as_f64().is_some_and(|bound| bound.abs() >= BEYOND))
        };
        self.schema_type == Some(SchemaType::Integer)
            && !matches!(self.format.as_deref(), Some("int32" | "int64"))
            && !self.is_unsigned()
            && (is_out(&self.minimum) || is_out(&self.maximum))
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

/// A pattern as documented (ECMA-262) and as it is run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    pub documented: String,
    pub engine: PatternEngine,
}

/// What runs a pattern, with the expression in its own notation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PatternEngine {
    /// The `regex` crate.
    Linear(String),
    /// The `fancy-regex` crate: look-around and backreferences.
    Backtracking(String),
}
