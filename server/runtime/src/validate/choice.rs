//! Which alternative of a `oneOf` or `anyOf` a value is: what generated `Deserialize` implementations ask.
//!
//! Whether *exactly* one alternative fits is the validator's question, asked before; here the first that fits counts.

use serde_json::Value;

use super::{Direction, is_valid};
use crate::schema::{Discriminator, Literal, SchemaRef};

/// The index of the first alternative that `value` satisfies, in whichever direction it travels.
pub fn choose_one_of(value: &Value, alternatives: &[SchemaRef]) -> Option<usize> {
    alternatives.iter().position(|alternative| is_valid(*alternative, value, Direction::Either))
}

/// The index of the constant that a property of `value` is.
pub fn choose_by_constant(value: &Value, property: &str, constants: &[Literal]) -> Option<usize> {
    let found = value.get(property)?;
    constants.iter().position(|constant| constant.is(found))
}

/// The index of the alternative that the discriminating property of `value` names, by mapping or by component name; where
/// it names none, the one that the discriminator has for that.
pub fn choose_by_discriminator(
    value: &Value,
    discriminator: &Discriminator,
    alternatives: &[SchemaRef],
) -> Option<usize> {
    let position = |component: &str| {
        alternatives.iter().position(|alternative| match alternative {
            SchemaRef::Component(schema) => schema.name == component,
            SchemaRef::Inline(_) => false,
        })
    };
    let named = value.get(discriminator.property).and_then(Value::as_str);
    let component =
        |named| discriminator.mapping.iter().find(|(key, _)| *key == named).map_or(named, |(_, component)| *component);
    named.map(component).and_then(position).or_else(|| position(discriminator.default?))
}
