//! `unevaluatedProperties` and `unevaluatedItems`: about what no keyword of the schema describes, nor one of a schema
//! that holds of the same value.
//!
//! Each schema is gone through once for a value, and what fits which alternative is remembered: time is linear in the value.

use std::collections::HashSet;

use serde_json::Value;

use super::choice::choose_by_discriminator;
use super::combine::{Possible, possible};
use super::object::has_pattern;
use super::record::{Probe, Record};
use super::{Direction, Segment, Validator};
use crate::schema::{AdditionalProperties, NewerKeywords, Schema, SchemaRef, ViolationStatus};

/// What is described of a value.
#[derive(Default)]
struct Evaluated<'value> {
    /// Every property, or every item.
    all: bool,
    names: HashSet<&'value str>,
    /// So many items from the first on, and some behind these.
    first: usize,
    indices: HashSet<usize>,
    /// The schemas that were gone through, by address.
    seen: HashSet<usize>,
}

/// The properties, or the items, that `unevaluatedProperties` or `unevaluatedItems` of a schema is about.
#[derive(Default)]
pub(super) struct Unevaluated {
    pub(super) names: HashSet<String>,
    pub(super) indices: HashSet<usize>,
}

pub(super) fn unevaluated(schema: &'static Schema, newer: &'static NewerKeywords, value: &Value) -> Unevaluated {
    let mut others = Unevaluated::default();
    if newer.unevaluated_properties.is_none() && newer.unevaluated_items.is_none() {
        return others;
    }
    let evaluated = Validator::new(Direction::Either, Probe::default()).evaluated(schema, value);
    match value {
        _ if evaluated.all => {}
        Value::Object(members) => {
            others.names.extend(members.keys().filter(|name| !evaluated.names.contains(name.as_str())).cloned());
        }
        Value::Array(items) => {
            let others_of = (evaluated.first..items.len()).filter(|index| !evaluated.indices.contains(index));
            others.indices.extend(others_of);
        }
        _ => {}
    }
    others
}

impl<'value, R: Record<'value>> Validator<R> {
    pub(super) fn check_unevaluated(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        value: &'value Value,
        outer: &'static [ViolationStatus],
    ) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                let Some(others) = newer.unevaluated_properties else { return };
                let evaluated = self.evaluated(schema, value);
                for (name, member) in members {
                    if evaluated.all || self.is_done() {
                        return;
                    }
                    if !evaluated.names.contains(name.as_str()) {
                        let detail = "is not a property of this object, and others are not allowed";
                        self.check_other(
                            schema,
                            Segment::Name(name),
                            others,
                            member,
                            ("unevaluatedProperties", detail),
                            outer,
                        );
                    }
                }
            }
            Value::Array(items) if !items.is_empty() => {
                let Some(others) = newer.unevaluated_items else { return };
                let evaluated = self.evaluated(schema, value);
                for (index, item) in items.iter().enumerate().skip(evaluated.first) {
                    if evaluated.all || self.is_done() {
                        return;
                    }
                    if !evaluated.indices.contains(&index) {
                        let detail = "is not one of the items of this array, and others are not allowed";
                        self.check_other(
                            schema,
                            Segment::Index(index),
                            others,
                            item,
                            ("unevaluatedItems", detail),
                            outer,
                        );
                    }
                }
            }
            _ => {}
        }
    }

    /// Where nothing is allowed, what is said is that.
    fn check_other(
        &mut self,
        schema: &'static Schema,
        segment: Segment<'value>,
        others: SchemaRef,
        value: &'value Value,
        (keyword, detail): (&'static str, &'static str),
        outer: &'static [ViolationStatus],
    ) {
        if !others.get().newer.is_some_and(|newer| newer.nothing) {
            self.descend(segment, others, value);
            return;
        }
        self.report_at(segment, schema, outer, keyword, || detail.to_owned());
    }

    fn evaluated(&mut self, schema: &'static Schema, value: &'value Value) -> Evaluated<'value> {
        let mut evaluated = Evaluated::default();
        evaluated.seen.insert(std::ptr::from_ref(schema).addr());
        self.evaluate_keywords(schema, value, &mut evaluated);
        self.evaluate_parts(schema, value, &mut evaluated);
        evaluated
    }

    /// Adds what a schema describes that holds of the value.
    fn evaluate(&mut self, schema: &'static Schema, value: &'value Value, evaluated: &mut Evaluated<'value>) {
        if evaluated.all || !evaluated.seen.insert(std::ptr::from_ref(schema).addr()) {
            return;
        }
        if let Some(newer) = schema.newer {
            let others = if value.is_array() { newer.unevaluated_items } else { newer.unevaluated_properties };
            evaluated.all |= others.is_some();
        }
        self.evaluate_keywords(schema, value, evaluated);
        self.evaluate_parts(schema, value, evaluated);
    }

    fn evaluate_keywords(&mut self, schema: &'static Schema, value: &'value Value, evaluated: &mut Evaluated<'value>) {
        match value {
            Value::Object(members) => {
                evaluated.all |= !matches!(schema.additional_properties, AdditionalProperties::Unspecified);
                let described = schema.properties.iter().filter_map(|property| members.get_key_value(property.name));
                evaluated.names.extend(described.map(|(name, _)| name.as_str()));
                if schema.newer.is_some() {
                    let names = members.keys().map(String::as_str);
                    evaluated.names.extend(names.filter(|name| has_pattern(schema, name)));
                }
            }
            Value::Array(items) => {
                evaluated.all |= schema.items.is_some();
                let Some(newer) = schema.newer else { return };
                evaluated.first = evaluated.first.max(newer.prefix_items.len());
                if let Some(wanted) = newer.contains {
                    let fitting = items.iter().enumerate();
                    let fitting = fitting.filter(|(_, item)| self.fits_alternative(wanted.get(), item));
                    evaluated.indices.extend(fitting.map(|(index, _)| index));
                }
            }
            _ => {}
        }
    }

    /// The schemas that a schema consists of, as far as they hold of the value.
    fn evaluate_parts(&mut self, schema: &'static Schema, value: &'value Value, evaluated: &mut Evaluated<'value>) {
        for part in schema.all_of {
            self.evaluate(part.get(), value, evaluated);
        }
        for alternatives in [schema.one_of, schema.any_of] {
            for alternative in self.fitting(schema, alternatives, value) {
                self.evaluate(alternative.get(), value, evaluated);
            }
        }
        let Some(newer) = schema.newer else { return };
        let dependent = newer.dependent_schemas.iter().filter(|one| value.get(one.name).is_some());
        for part in dependent.map(|one| one.schema).chain(self.branch(newer, value)) {
            self.evaluate(part.get(), value, evaluated);
        }
        if let Some(condition) = newer.condition
            && self.fits_alternative(condition.get(), value)
        {
            self.evaluate(condition.get(), value, evaluated);
        }
    }

    /// The alternatives that the value is; all where it is none, which is told already.
    fn fitting(
        &mut self,
        schema: &'static Schema,
        alternatives: &'static [SchemaRef],
        value: &'value Value,
    ) -> Vec<SchemaRef> {
        if let Some(discriminator) = schema.discriminator
            && let Some(index) = choose_by_discriminator(value, discriminator, alternatives)
        {
            return vec![alternatives[index]];
        }
        let fitting: Vec<SchemaRef> = match possible(alternatives, value, self.direction) {
            Possible::One(only) => return vec![only],
            Possible::Others(possible) => possible.filter(|one| self.fits(one.get(), value)).collect(),
        };
        if fitting.is_empty() { alternatives.to_vec() } else { fitting }
    }
}
