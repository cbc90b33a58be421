//! The types of JSON Schema.

use serde_json::Value as Json;

use crate::Node;

/// What `type` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaType {
    Array,
    Boolean,
    Integer,
    Number,
    Object,
    String,
}

impl SchemaType {
    const ALL: [Self; 6] = [Self::Array, Self::Boolean, Self::Integer, Self::Number, Self::Object, Self::String];
    const NAMES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|schema_type| schema_type.name() == name)
    }

    /// The one type that a schema has besides null, as far as it says so itself.
    pub fn of_schema(schema: &Node) -> Option<Self> {
        Self::of_types(schema.get("type")?)
    }

    /// The one type besides null that the value of `type` names.
    pub(crate) fn of_types(types: &Node) -> Option<Self> {
        let mut names = names(types).filter(|name| *name != "null");
        names.next().filter(|_| names.next().is_none()).and_then(Self::of)
    }

    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub fn is_scalar(self) -> bool {
        !matches!(self, Self::Array | Self::Object)
    }

    /// Whether a value is of the type: `1.0` is an integer.
    pub fn holds(self, value: &Json) -> bool {
        match self {
            Self::Array => value.is_array(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            Self::Number => value.is_number(),
            Self::Object => value.is_object(),
            Self::String => value.is_string(),
        }
    }
}

/// The names in a `type`: one, or a list.
fn names(types: &Node) -> impl Iterator<Item = &str> {
    types.as_array().unwrap_or(std::slice::from_ref(types)).iter().filter_map(Node::as_str)
}

/// Whether null is one of the types in a `type`.
pub(crate) fn lets_null_through(types: &Node) -> bool {
    names(types).any(|name| name == "null")
}
