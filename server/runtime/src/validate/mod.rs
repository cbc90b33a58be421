//! Checks JSON values against schema tables, and reports every violation with its place.
//!
//! Reads nothing but the tables: no coercion, no defaults. Which status a violation has is the caller's business,
//! but for the ones that the document overrides (`x-violation-statuses`).

mod address;
mod array;
mod combine;
mod equality;
mod finding;
mod format;
mod number;
mod object;
mod path;
mod string;
mod strip;
mod unevaluated;

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use serde_json::Value;

use address::AddressHasher;
pub(crate) use equality::{equal as equal_json, is};
pub use finding::Finding;
pub(crate) use finding::{Segment, cut, write_pointer};
use path::Path;
pub(crate) use string::count;
pub(crate) use strip::{has_read_only, strip_read_only, strip_write_only};

use crate::problem::MAXIMUM_VIOLATIONS;
use crate::schema::{NewerKeywords, Schema, SchemaRef, SchemaType, ViolationStatus};

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

/// Every violation of `schema` by `value`, at most [`MAXIMUM_VIOLATIONS`].
pub fn validate(schema: SchemaRef, value: &Value, direction: Direction) -> Vec<Finding> {
    let mut validator = Validator::new(direction);
    validator.check(schema.get(), value, &[]);
    validator.findings
}

/// Whether `value` satisfies `schema`; stops at the first violation.
pub fn is_valid(schema: SchemaRef, value: &Value, direction: Direction) -> bool {
    Validator::new(direction).fits(schema.get(), value)
}

struct Validator<'value> {
    direction: Direction,
    findings: Vec<Finding>,
    /// Where the value stands that is being checked.
    path: Path<'value>,
    depth: usize,
    /// Set while only the question is asked whether a value fits: nothing is written down.
    probing: bool,
    /// Whether the probe found a violation.
    failed: bool,
    /// Which value fits which alternative, by address: nested unions would otherwise be tried again and again.
    known: HashMap<(usize, usize), bool, BuildHasherDefault<AddressHasher>>,
}

impl<'value> Validator<'value> {
    fn new(direction: Direction) -> Self {
        Self {
            direction,
            findings: Vec::new(),
            path: Path::new(),
            depth: 0,
            probing: false,
            failed: false,
            known: HashMap::default(),
        }
    }

    /// `outer` are the statuses of the schema that this one is an `allOf` member of.
    fn check(&mut self, schema: &'static Schema, value: &'value Value, outer: &'static [ViolationStatus]) {
        if self.is_done() {
            return;
        }
        if self.depth >= MAXIMUM_DEPTH {
            self.report(schema, outer, "type", || "is nested too deeply".to_owned());
            return;
        }
        self.depth += 1;
        match schema.newer {
            None => self.check_keywords(schema, value, outer),
            Some(newer) => self.check_newer_keywords(schema, newer, value, outer),
        }
        self.depth -= 1;
    }

    fn check_keywords(&mut self, schema: &'static Schema, value: &'value Value, outer: &'static [ViolationStatus]) {
        if self.is_of_kind(schema, value, outer) {
            self.check_value(schema, value, outer);
            if schema.is_combined() {
                self.check_combinations(schema, value, outer);
            }
        }
    }

    /// [`Self::check_keywords`] of one of the few schemas that have others as well.
    #[cold]
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
            _ => {}
        }
        self.check_value(schema, value, outer);
        self.check_newer_combinations(schema, newer, value, outer);
        self.check_combinations(schema, value, outer);
        self.check_unevaluated(schema, newer, value, outer);
    }

    /// The keywords of the value's type.
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
        if !schema.enumeration.is_empty() && !schema.enumeration.iter().any(|literal| equality::is(*literal, value)) {
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
            && !equality::is(constant, value)
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

    /// Writes a violation down, with the status that the document gives it.
    fn report(
        &mut self,
        schema: &'static Schema,
        outer: &'static [ViolationStatus],
        keyword: &'static str,
        detail: impl FnOnce() -> String,
    ) {
        self.failed = true;
        if self.probing || self.findings.len() >= MAXIMUM_VIOLATIONS {
            return;
        }
        let status = status_of(schema.violation_statuses, keyword).or_else(|| status_of(outer, keyword));
        let detail = finding::cut(detail());
        self.findings.push(Finding { pointer: write_pointer(self.path.segments()), keyword, detail, status });
    }

    fn is_done(&self) -> bool {
        if self.probing { self.failed } else { self.findings.len() >= MAXIMUM_VIOLATIONS }
    }

    /// Whether `value` fits, leaving the findings alone.
    fn fits(&mut self, schema: &'static Schema, value: &'value Value) -> bool {
        let before = (self.probing, self.failed);
        (self.probing, self.failed) = (true, false);
        self.check(schema, value, &[]);
        let fits = !self.failed;
        (self.probing, self.failed) = before;
        fits
    }

    /// [`Self::fits`], remembered: for alternatives, which may be reached on many ways.
    fn fits_alternative(&mut self, schema: &'static Schema, value: &'value Value) -> bool {
        // What is this soon found out again is not worth remembering.
        if !(fits_type(schema.schema_type, value) || value.is_null() && schema.nullable) {
            return false;
        }
        if !(value.is_array() || value.is_object() || schema.is_combined() || schema.newer.is_some()) {
            return self.fits(schema, value);
        }
        let key = (std::ptr::from_ref(schema).addr(), std::ptr::from_ref(value).addr());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let fits = self.fits(schema, value);
        self.known.insert(key, fits);
        fits
    }

    /// Checks what stands one level deeper.
    fn descend(&mut self, segment: Segment<'value>, schema: SchemaRef, value: &'value Value) {
        // Nothing is written down while probing.
        if self.probing {
            return self.check(schema.get(), value, &[]);
        }
        self.path.push(segment);
        self.check(schema.get(), value, &[]);
        self.path.pop();
    }

    /// Whether the value of this property does not count in this direction.
    fn is_ignored(&self, property: &Schema) -> bool {
        match self.direction {
            Direction::Request => property.read_only,
            Direction::Response => property.write_only,
            Direction::Either => false,
        }
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

/// Whether the value is of the schema's type, or of one of its types.
fn fits_types(schema: &Schema, value: &Value) -> bool {
    match schema.newer {
        Some(newer) if !newer.types.is_empty() => newer.types.iter().any(|one| fits_type(*one, value)),
        _ => fits_type(schema.schema_type, value),
    }
}

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
