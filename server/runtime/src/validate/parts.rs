//! What is asked of a request's values while they are read, one by one: of schemas that ask for nothing more.

use serde_json::Value;

use super::record::Probe;
use super::{Direction, Validator, fits_plainly, is_among_texts};
use crate::schema::{Schema, SchemaType};

/// A value that is neither text nor made of others.
#[inline]
pub(crate) fn is_valid_scalar(schema: &'static Schema, value: &Value) -> bool {
    schema.is_plain && fits_plainly(schema.schema_type, value) || is_valid_inside(schema, value, 0)
}

/// A text, which does not have to be a value for that.
#[inline]
pub(crate) fn is_valid_text(schema: &'static Schema, text: &str) -> bool {
    matches!(schema.schema_type, SchemaType::String | SchemaType::Any)
        && (schema.is_plain
            || (schema.enumeration.is_empty() || is_among_texts(schema.enumeration, text))
                && passes(|validator| validator.check_string(schema, text, &[])))
}

/// How many items an array has.
pub(crate) fn is_valid_length(schema: &'static Schema, items: u64) -> bool {
    passes(|validator| _ = validator.check_number_of_items(schema, items, &[]))
}

/// How many members an object has.
pub(crate) fn is_valid_size(schema: &'static Schema, members: u64) -> bool {
    passes(|validator| validator.check_number_of_members(schema, members, &[]))
}

/// A value of any kind, inside of so many others.
pub(crate) fn is_valid_inside(schema: &'static Schema, value: &Value, depth: usize) -> bool {
    let mut validator = Validator::new(Direction::Request, Probe::default());
    validator.depth = depth;
    validator.check(schema, value, &[]);
    !validator.record.failed
}

fn passes(check: impl FnOnce(&mut Validator<Probe>)) -> bool {
    let mut validator = Validator::new(Direction::Request, Probe::default());
    check(&mut validator);
    !validator.record.failed
}
