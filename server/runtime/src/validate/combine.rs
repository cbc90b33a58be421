//! `allOf`, `oneOf`, `anyOf`, `not` and `discriminator`.
//!
//! What fits which alternative is remembered, so that nested unions cost time linear in value and schema.

use serde_json::Value;

use super::choice::choose_by_discriminator;
use super::record::{Collector, Record};
use super::{Direction, Finding, Segment, Validator, may_be};
use crate::schema::{AdditionalProperties, Discriminator, NewerKeywords, Schema, SchemaRef, ViolationStatus};

/// Of how many alternatives a sentence says why they do not fit.
const MAXIMUM_EXPLAINED: usize = 4;

impl<'value, R: Record<'value>> Validator<R> {
    pub(super) fn check_combinations(
        &mut self,
        schema: &'static Schema,
        value: &'value Value,
        outer: &'static [ViolationStatus],
    ) {
        let statuses = statuses_of(schema, outer);
        for member in schema.all_of {
            self.check(member.get(), value, statuses);
        }
        self.check_not(schema, value, outer);
        match schema.discriminator {
            Some(discriminator) if !schema.one_of.is_empty() => {
                self.check_discriminated(schema, discriminator, schema.one_of, value, outer);
            }
            Some(discriminator) if !schema.any_of.is_empty() => {
                self.check_discriminated(schema, discriminator, schema.any_of, value, outer);
            }
            _ => {
                self.check_one_of(schema, value, outer);
                self.check_any_of(schema, value, outer);
            }
        }
    }

    /// What holds beside the schema, if anything else does.
    pub(super) fn check_newer_combinations(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        value: &'value Value,
        outer: &'static [ViolationStatus],
    ) {
        let statuses = statuses_of(schema, outer);
        for dependent in newer.dependent_schemas {
            if value.get(dependent.name).is_some() {
                self.check(dependent.schema.get(), value, statuses);
            }
        }
        if let Some(branch) = self.branch(newer, value) {
            self.check(branch.get(), value, statuses);
        }
    }

    /// `then` or `else`, whichever holds.
    pub(super) fn branch(&mut self, newer: &'static NewerKeywords, value: &'value Value) -> Option<SchemaRef> {
        let holds = self.fits_alternative(newer.condition?.get(), value);
        if holds { newer.consequence } else { newer.alternative }
    }

    fn check_not(&mut self, schema: &'static Schema, value: &'value Value, outer: &'static [ViolationStatus]) {
        let Some(forbidden) = schema.not.map(|forbidden| forbidden.get()) else { return };
        if !self.fits_alternative(forbidden, value) {
            return;
        }
        // What it has a word for is better said by the document than by its keywords.
        self.report(schema, outer, "not", || match schema.forbidden {
            Some(text) => format!("must not be this: {text}"),
            None => "is of a kind that is not allowed here".to_owned(),
        });
    }

    /// The alternative is named by the value: only that one is checked, and its violations are reported.
    fn check_discriminated(
        &mut self,
        schema: &'static Schema,
        discriminator: &'static Discriminator,
        alternatives: &'static [SchemaRef],
        value: &'value Value,
        outer: &'static [ViolationStatus],
    ) {
        if !value.is_object() {
            self.report(schema, outer, "type", || "must be an object".to_owned());
            return;
        }
        if let Some(index) = choose_by_discriminator(value, discriminator, alternatives) {
            self.check(alternatives[index].get(), value, &[]);
            return;
        }
        if !R::COLLECTS {
            return self.report(schema, outer, "discriminator", String::new);
        }
        let mut names: Vec<&str> = discriminator.mapping.iter().map(|(name, _)| *name).collect();
        if names.is_empty() {
            names = alternatives.iter().filter_map(component_name).collect();
        }
        let detail = || format!("must say which alternative this is, one of {}", names.join(", "));
        self.report_at(Segment::Name(discriminator.property), schema, outer, "discriminator", detail);
    }

    fn check_one_of(&mut self, schema: &'static Schema, value: &'value Value, outer: &'static [ViolationStatus]) {
        if schema.one_of.is_empty() {
            return;
        }
        let possible = match possible(schema.one_of, value, self.direction) {
            Possible::One(only) => return self.check(only.get(), value, outer),
            Possible::Others(possible) => possible,
        };
        // How many more fit than one is only told.
        let limit = if R::COLLECTS { usize::MAX } else { 2 };
        let fitting = possible.filter(|member| self.fits(member.get(), value)).take(limit).count();
        match fitting {
            1 => {}
            0 => self.report_no_alternative(schema, "oneOf", schema.one_of, 0, value, outer),
            several => {
                let total = schema.one_of.len();
                let detail = || format!("must fit exactly one of {total} alternatives, and fits {several}");
                self.report(schema, outer, "oneOf", detail);
            }
        }
    }

    fn check_any_of(&mut self, schema: &'static Schema, value: &'value Value, outer: &'static [ViolationStatus]) {
        if schema.any_of.is_empty() {
            return;
        }
        let mut possible = match possible(schema.any_of, value, self.direction) {
            Possible::One(only) => return self.check(only.get(), value, outer),
            Possible::Others(possible) => possible,
        };
        if possible.any(|member| self.fits(member.get(), value)) {
            return;
        }
        self.report_no_alternative(schema, "anyOf", schema.any_of, schema.one_of.len(), value, outer);
    }

    /// Each one's first violation.
    /// `first`: where in `titles` those of these alternatives begin.
    fn report_no_alternative(
        &mut self,
        schema: &'static Schema,
        keyword: &'static str,
        alternatives: &'static [SchemaRef],
        first: usize,
        value: &'value Value,
        outer: &'static [ViolationStatus],
    ) {
        if self.is_done() {
            return;
        }
        if !R::COLLECTS {
            return self.report(schema, outer, keyword, String::new);
        }
        let mut reasons = Vec::new();
        for (index, member) in alternatives.iter().take(MAXIMUM_EXPLAINED).enumerate() {
            let finding = self.first_finding(member.get(), value);
            let title = schema.titles.get(first + index).copied().flatten();
            let reason = explain(component_name(member).or(title), finding.as_ref());
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let detail = || {
            let total = alternatives.len();
            format!("fits none of {total} alternatives ({})", reasons.join("; "))
        };
        self.report(schema, outer, keyword, detail);
    }

    fn first_finding(&mut self, schema: &'static Schema, value: &'value Value) -> Option<Finding> {
        let mut inner = self.inner(Collector::new());
        // Inside, unions within unions are not explained again: the time would multiply.
        inner.check_shallow(schema, value);
        self.memory = inner.memory;
        inner.record.findings.into_iter().next()
    }

    /// The keywords of a schema without `allOf`, `oneOf` and `anyOf`, and without those of lists.
    fn check_shallow(&mut self, schema: &'static Schema, value: &'value Value) {
        let is_of_newer_kind = schema.newer.is_none_or(|newer| self.is_of_newer_kind(schema, newer, value, &[]));
        if !is_of_newer_kind || !self.is_of_kind(schema, value, &[]) {
            return;
        }
        match value {
            Value::Number(number) => {
                self.check_number(schema, number, &[]);
                if let Some(newer) = schema.newer {
                    self.check_newer_of_numbers(schema, newer, number, &[]);
                }
            }
            Value::String(text) => self.check_string(schema, text, &[]),
            Value::Object(members) => {
                self.check_required(schema, members, &[]);
                for property in schema.properties {
                    if let Some(member) = members.get(property.name)
                        && !self.is_ignored(property.schema.get())
                        && !self.fits_alternative(property.schema.get(), member)
                    {
                        let detail = || "is not valid there".to_owned();
                        self.report_at(Segment::Name(property.name), schema, &[], "properties", detail);
                    }
                }
                if matches!(schema.additional_properties, AdditionalProperties::Forbidden) {
                    self.refuse_additional(schema, members, &[]);
                }
                self.check_number_of_members(schema, members.len() as u64, &[]);
                if let Some(newer) = schema.newer {
                    self.check_dependent_required(schema, newer, members, &[]);
                }
            }
            Value::Array(_) | Value::Null | Value::Bool(_) => {}
        }
        self.check_not(schema, value, &[]);
    }
}

/// The alternatives that a value may be.
pub(super) enum Possible<I> {
    /// It can be no other: what breaks this one says the most.
    One(SchemaRef),
    /// None, or several.
    Others(I),
}

pub(super) fn possible(
    alternatives: &'static [SchemaRef],
    value: &Value,
    direction: Direction,
) -> Possible<impl Iterator<Item = SchemaRef>> {
    let may_be = move |alternative: &SchemaRef| may_be(alternative.get(), value, direction);
    let mut possible = alternatives.iter().copied().filter(may_be);
    match (possible.next(), possible.next()) {
        (Some(only), None) => Possible::One(only),
        (first, second) => Possible::Others(first.into_iter().chain(second).chain(possible)),
    }
}

/// The statuses of what holds beside a schema.
fn statuses_of(schema: &'static Schema, outer: &'static [ViolationStatus]) -> &'static [ViolationStatus] {
    if schema.violation_statuses.is_empty() { outer } else { schema.violation_statuses }
}

fn explain(name: Option<&str>, finding: Option<&Finding>) -> String {
    let reason = match finding {
        Some(Finding { pointer, detail, .. }) if pointer.is_empty() => detail.clone(),
        Some(Finding { pointer, detail, .. }) => format!("{pointer} {detail}"),
        None => "does not fit".to_owned(),
    };
    match name {
        Some(name) => format!("{name}: {reason}"),
        None => reason,
    }
}

fn component_name(alternative: &SchemaRef) -> Option<&'static str> {
    match alternative {
        SchemaRef::Component(component) => Some(component.name),
        SchemaRef::Inline(_) => None,
    }
}
