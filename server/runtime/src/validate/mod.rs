//! Checks JSON values against schema tables, and reports every violation with its place.
//!
//! Reads nothing but the tables: no coercion, no defaults. Which status a violation has is the caller's business,
//! but for the ones that the document overrides (`x-violation-statuses`).

mod array;
mod choice;
mod combine;
mod finding;
mod format;
mod memory;
mod number;
mod object;
mod parts;
mod path;
mod record;
mod string;
mod strip;
mod unevaluated;

use serde_json::Value;

pub use choice::{choose_by_constant, choose_by_discriminator, choose_one_of};
pub use finding::Finding;
pub(crate) use finding::{Segment, cut, write_pointer};
use memory::Memory;
pub(crate) use parts::{is_valid_inside, is_valid_length, is_valid_scalar, is_valid_size, is_valid_text};
use record::{Collector, Probe, Record};
pub(crate) use string::count;
pub(crate) use strip::{has_read_only, strip_read_only, strip_write_only};

use crate::equality::is_same;
use crate::schema::{Literal, NewerKeywords, Schema, SchemaRef, SchemaType, ViolationStatus};

/// Schemas nested deeper than this in a value (its own nesting times what `allOf` and the like add) are refused.
const MAXIMUM_DEPTH: usize = 400;

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `readOnly` properties are neither required nor looked at.
    Request,
    /// `writeOnly` properties are neither required nor looked at.
    Response,
    /// Neither kind is required; both are looked at.
    Either,
}

impl Direction {
    /// Whether the value of this property does not count.
    fn ignores(self, property: &Schema) -> bool {
        match self {
            Self::Request => property.read_only,
            Self::Response => property.write_only,
            Self::Either => false,
        }
    }
}

/// Every violation of `schema` by `value`, at most [`crate::problem::MAXIMUM_VIOLATIONS`], in no particular order.
pub fn validate(schema: SchemaRef, value: &Value, direction: Direction) -> Vec<Finding> {
    let mut validator = Validator::new(direction, Collector::new());
    validator.check(schema.get(), value, &[]);
    validator.record.findings
}

/// Whether `value` satisfies `schema`; stops at the first violation.
pub fn is_valid(schema: SchemaRef, value: &Value, direction: Direction) -> bool {
    let mut validator = Validator::new(direction, Probe::default());
    validator.check(schema.get(), value, &[]);
    !validator.record.failed
}

struct Validator<R> {
    direction: Direction,
    depth: usize,
    /// Of what is nested too deeply it is not known whether it fits: neither `not` nor `if` make it valid.
    too_deep: bool,
    /// How many alternatives the value is inside of that are only tried.
    within: usize,
    memory: Memory,
    record: R,
}

impl<'value, R: Record<'value>> Validator<R> {
    fn new(direction: Direction, record: R) -> Self {
        Self { direction, depth: 0, too_deep: false, within: 0, memory: Memory::default(), record }
    }

    /// One that looks at an alternative. It has the memory until that is taken back.
    fn inner<Inner>(&mut self, record: Inner) -> Validator<Inner> {
        let memory = std::mem::take(&mut self.memory);
        Validator {
            direction: self.direction,
            depth: self.depth,
            too_deep: false,
            within: self.within + 1,
            memory,
            record,
        }
    }

    /// `outer` are the statuses of the schema that this one is an `allOf` member of.
    fn check(&mut self, schema: &'static Schema, value: &'value Value, outer: &'static [ViolationStatus]) {
        if self.is_done() {
            return;
        }
        if self.depth >= MAXIMUM_DEPTH {
            return self.refuse_depth(schema, outer);
        }
        self.depth += 1;
        self.memory.step(1);
        match schema.newer {
            None => self.check_keywords(schema, value, outer),
            Some(newer) => self.check_newer_keywords(schema, newer, value, outer),
        }
        self.depth -= 1;
    }

    #[inline]
    fn check_keywords(&mut self, schema: &'static Schema, value: &'value Value, outer: &'static [ViolationStatus]) {
        let is_plain = schema.enumeration.is_empty() && fits_type(schema.schema_type, value);
        if is_plain || self.is_of_kind(schema, value, outer) {
            self.check_value(schema, value, outer);
            if schema.is_combined() {
                self.check_combinations(schema, value, outer);
            }
        }
    }

    /// [`Self::check_keywords`] of one of the few schemas that have others as well.
    fn check_newer_keywords(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        value: &'value Value,
        outer: &'static [ViolationStatus],
    ) {
        if !self.is_of_newer_kind(schema, newer, value, outer) || !self.is_of_kind(schema, value, outer) {
            return;
        }
        match value {
            Value::Number(number) => self.check_newer_of_numbers(schema, newer, number, outer),
            Value::Array(items) => self.check_newer_of_arrays(schema, newer, items, outer),
            Value::Object(members) => self.check_newer_of_objects(schema, newer, members, outer),
            Value::String(text) => self.check_content(schema, newer, text, outer),
            _ => {}
        }
        self.check_value(schema, value, outer);
        self.check_newer_combinations(schema, newer, value, outer);
        self.check_combinations(schema, value, outer);
        self.check_unevaluated(schema, newer, value, outer);
    }

    /// The keywords of the value's type.
    #[inline]
    fn check_value(&mut self, schema: &'static Schema, value: &'value Value, outer: &'static [ViolationStatus]) {
        match value {
            Value::Number(number) => self.check_number(schema, number, outer),
            Value::String(text) => self.check_string(schema, text, outer),
            Value::Array(items) => self.check_array(schema, items, outer),
            Value::Object(members) => self.check_object(schema, members, outer),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Whether there is more to check: a value of another type, or none of those listed, is reported as that alone.
    fn is_of_kind(&mut self, schema: &'static Schema, value: &'value Value, outer: &'static [ViolationStatus]) -> bool {
        if !schema.enumeration.is_empty() && !is_among(schema.enumeration, value) {
            if value.is_null() && !schema.nullable {
                self.report(schema, outer, "type", || "must not be null".to_owned());
            } else {
                self.report(schema, outer, "enum", || finding::describe_choices(schema.enumeration));
            }
            return false;
        }
        if !(value.is_null() && schema.nullable || fits_type(schema.schema_type, value)) {
            self.report(schema, outer, "type", || finding::describe_type(schema, value));
            return false;
        }
        true
    }

    fn is_of_newer_kind(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        value: &'value Value,
        outer: &'static [ViolationStatus],
    ) -> bool {
        if newer.nothing {
            self.report(schema, outer, "not", || "must not be there".to_owned());
            return false;
        }
        if let Some(constant) = newer.constant
            && !constant.is(value)
        {
            self.report(schema, outer, "const", || finding::describe_choices(&[constant]));
            return false;
        }
        if !(newer.types.is_empty() || value.is_null() && schema.nullable || fits_types(schema, value)) {
            self.report(schema, outer, "type", || finding::describe_type(schema, value));
            return false;
        }
        true
    }

    fn report(
        &mut self,
        schema: &'static Schema,
        outer: &'static [ViolationStatus],
        keyword: &'static str,
        detail: impl FnOnce() -> String,
    ) {
        self.record.report(schema, outer, keyword, detail);
    }

    /// Reports what is wrong one level deeper.
    fn report_at(
        &mut self,
        segment: Segment<'value>,
        schema: &'static Schema,
        outer: &'static [ViolationStatus],
        keyword: &'static str,
        detail: impl FnOnce() -> String,
    ) {
        self.record.enter(segment);
        self.record.report(schema, outer, keyword, detail);
        self.record.leave();
    }

    fn refuse_depth(&mut self, schema: &'static Schema, outer: &'static [ViolationStatus]) {
        if !self.too_deep {
            self.report(schema, outer, "type", || "is nested too deeply".to_owned());
            self.too_deep = true;
        }
    }

    #[inline]
    fn is_done(&self) -> bool {
        self.too_deep || self.record.is_done()
    }

    /// Whether `value` fits one of several alternatives, each of which may be reached on many ways.
    fn fits_alternative(&mut self, schema: &'static Schema, value: &'value Value) -> bool {
        may_be(schema, value, self.direction) && self.fits(schema, value)
    }

    /// The same of one that the value may be.
    fn fits(&mut self, schema: &'static Schema, value: &'value Value) -> bool {
        // Of other values, it is soon found out again.
        let is_worth_it = value.is_array() || value.is_object() || schema.is_combined() || schema.newer.is_some();
        if is_worth_it && let Some(known) = self.memory.recall(schema, value) {
            return known;
        }
        let mut probe = self.inner(Probe::default());
        probe.check(schema, value, &[]);
        self.memory = probe.memory;
        let fits = !probe.record.failed;
        if probe.too_deep {
            self.refuse_depth(schema, &[]);
            return false;
        }
        if is_worth_it && self.within > 0 {
            self.memory.remember(schema, value, fits);
        }
        fits
    }

    /// Checks what stands one level deeper.
    #[inline]
    fn descend(&mut self, segment: Segment<'value>, schema: SchemaRef, value: &'value Value) {
        let schema = schema.get();
        if schema.is_plain && fits_plainly(schema.schema_type, value) {
            return;
        }
        self.record.enter(segment);
        self.check(schema, value, &[]);
        self.record.leave();
    }

    fn is_ignored(&self, property: &Schema) -> bool {
        self.direction.ignores(property)
    }

    fn is_optional(&self, property: &Schema) -> bool {
        match self.direction {
            Direction::Either => property.read_only || property.write_only,
            _ => self.is_ignored(property),
        }
    }
}

/// The status that the document gives to a broken keyword.
pub(crate) fn status_of(statuses: &[ViolationStatus], keyword: &str) -> Option<u16> {
    statuses.iter().find(|(name, _)| *name == keyword).map(|(_, status)| *status)
}

/// Whether the value is of the schema's kind, and what tells objects apart is as it should be: if not, it does not fit.
fn may_be(schema: &'static Schema, value: &Value, direction: Direction) -> bool {
    let may_be = |schema| fits_kind(schema, value) && fits_tags(schema, value, direction);
    may_be(schema) && schema.all_of.iter().all(|member| may_be(member.get()))
}

fn fits_tags(schema: &'static Schema, value: &Value, direction: Direction) -> bool {
    let (Some(index), Some(members)) = (schema.index, value.as_object()) else { return true };
    index.tags.iter().map(|place| &schema.properties[*place]).all(|property| match members.get(property.name) {
        Some(value) => direction.ignores(property.schema.get()) || is_listed(property.schema.get(), value),
        None => true,
    })
}

/// Whether the value is of a type that the schema allows, and of that of its constant or of its choices.
fn fits_kind(schema: &Schema, value: &Value) -> bool {
    if value.is_null() && schema.nullable {
        return true;
    }
    let is_alike = |literal: &Literal| literal.is_alike(value);
    fits_types(schema, value)
        && (schema.enumeration.is_empty() || schema.enumeration.iter().any(is_alike))
        && schema.newer.and_then(|newer| newer.constant.as_ref()).is_none_or(is_alike)
}

/// Whether the value is the schema's constant, and one of its choices.
fn is_listed(schema: &Schema, value: &Value) -> bool {
    (schema.enumeration.is_empty() || is_among(schema.enumeration, value))
        && schema.newer.and_then(|newer| newer.constant).is_none_or(|constant| constant.is(value))
}

/// Whether a value is one of the constants.
#[inline]
fn is_among(constants: &[Literal], value: &Value) -> bool {
    match value {
        Value::String(text) => is_among_texts(constants, text),
        _ => constants.iter().any(|constant| constant.is(value)),
    }
}

fn is_among_texts(constants: &[Literal], text: &str) -> bool {
    constants.iter().any(|constant| matches!(constant, Literal::String(one) if is_same(one, text)))
}

/// Whether the value is of the schema's type, or of one of its types.
fn fits_types(schema: &Schema, value: &Value) -> bool {
    match schema.newer {
        Some(newer) if !newer.types.is_empty() => newer.types.iter().any(|one| fits_type(*one, value)),
        _ => fits_type(schema.schema_type, value),
    }
}

/// Whether a value is what most values of plain schemas are.
#[inline]
fn fits_plainly(schema_type: SchemaType, value: &Value) -> bool {
    match value {
        Value::String(_) => schema_type == SchemaType::String,
        Value::Bool(_) => schema_type == SchemaType::Boolean,
        Value::Number(number) => match schema_type {
            SchemaType::Integer => number.is_i64(),
            _ => schema_type == SchemaType::Number,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

#[inline]
fn fits_type(schema_type: SchemaType, value: &Value) -> bool {
    match schema_type {
        SchemaType::Any => true,
        SchemaType::Null => value.is_null(),
        SchemaType::Boolean => value.is_boolean(),
        SchemaType::Integer => value.as_number().is_some_and(number::is_integer),
        SchemaType::Number => value.is_number(),
        SchemaType::String => value.is_string(),
        SchemaType::Array => value.is_array(),
        SchemaType::Object => value.is_object(),
    }
}

#[cfg(test)]
mod tests;
