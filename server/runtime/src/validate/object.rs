//! The keywords of objects. Properties that do not count in this direction are passed over.

use serde_json::{Map, Value};

use super::record::{Collector, Record};
use super::string::count;
use super::{Segment, Validator, fits_plainly, status_of};
use crate::pattern::Outcome;
use crate::schema::{
    AdditionalProperties, DependentRequired, NewerKeywords, Property, PropertyIndex, Schema, SchemaRef, Slot,
    ViolationStatus,
};

impl<'value, R: Record<'value>> Validator<R> {
    pub(super) fn check_object(
        &mut self,
        schema: &'static Schema,
        members: &'value Map<String, Value>,
        outer: &'static [ViolationStatus],
    ) {
        let found = match schema.index {
            Some(index) if is_sparse(schema, members) => self.check_slots(schema, index, members),
            Some(index) => self.check_members(schema, index, members, outer),
            None => self.check_properties(schema, members, outer),
        };
        if self.is_done() {
            return;
        }
        if found.required != schema.required.len() {
            self.check_required(schema, members, outer);
        }
        match schema.additional_properties {
            _ if found.documented == members.len() => {}
            AdditionalProperties::Unspecified | AdditionalProperties::Allowed => {}
            AdditionalProperties::Forbidden => self.refuse_additional(schema, members, outer),
            AdditionalProperties::Schema(additional) => {
                self.each_additional(schema, members, |this, name, value| {
                    this.descend(Segment::Name(name), additional, value);
                });
            }
        }
        self.check_number_of_members(schema, members.len() as u64, outer);
    }

    /// Looks up the property of each member.
    #[inline]
    fn check_members(
        &mut self,
        schema: &'static Schema,
        index: &'static PropertyIndex,
        members: &'value Map<String, Value>,
        outer: &'static [ViolationStatus],
    ) -> Found {
        let only_documented = !R::COLLECTS && is_closed(schema);
        let mut found = Found::default();
        for (name, value) in members {
            if let Some(slot) = index.search(schema.properties, name) {
                found.add(slot);
                self.check_property(slot, &schema.properties[slot.place()], value);
            } else if only_documented {
                self.report(schema, outer, "additionalProperties", String::new);
            }
            if self.is_done() {
                break;
            }
        }
        found
    }

    /// Looks up the member of each property.
    fn check_slots(
        &mut self,
        schema: &'static Schema,
        index: &'static PropertyIndex,
        members: &'value Map<String, Value>,
    ) -> Found {
        let mut found = Found::default();
        for slot in index.slots.iter().filter(|slot| !slot.is_free()) {
            let property = &schema.properties[slot.place()];
            if let Some(value) = members.get(property.name) {
                found.add(slot);
                self.check_property(slot, property, value);
            }
            if self.is_done() {
                break;
            }
        }
        found
    }

    /// The same without an index, which knows what is required: that is looked at first.
    fn check_properties(
        &mut self,
        schema: &'static Schema,
        members: &'value Map<String, Value>,
        outer: &'static [ViolationStatus],
    ) -> Found {
        self.check_required(schema, members, outer);
        let mut found = Found { documented: 0, required: schema.required.len() };
        for property in schema.properties {
            if let Some(value) = members.get(property.name) {
                found.add(&Slot::FREE);
                self.check_property(&Slot::FREE, property, value);
            }
        }
        found
    }

    #[inline]
    fn check_property(&mut self, slot: &Slot, property: &'static Property, value: &'value Value) {
        if !fits_plainly(slot.plain, value) && !self.is_ignored(property.schema.get()) {
            self.descend(Segment::Name(property.name), property.schema, value);
        }
    }

    pub(super) fn check_newer_of_objects(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        members: &'value Map<String, Value>,
        outer: &'static [ViolationStatus],
    ) {
        self.check_dependent_required(schema, newer, members, outer);
        if newer.property_names.is_none() && newer.pattern_properties.is_empty() {
            return;
        }
        for (name, value) in members {
            if self.is_done() {
                return;
            }
            if let Some(names) = newer.property_names {
                self.check_name(schema, names, name, outer);
            }
            for property in newer.pattern_properties {
                match property.pattern.try_match(name) {
                    Outcome::NoMatch => {}
                    Outcome::Match if self.is_ignored(property.schema.get()) => {}
                    Outcome::Match => self.descend(Segment::Name(name), property.schema, value),
                    Outcome::GivenUp => {
                        let pattern = property.pattern.documented;
                        self.report_at(Segment::Name(name), schema, outer, "patternProperties", || {
                            format!("has a name that takes too long to be held against the pattern {pattern}")
                        });
                    }
                }
            }
        }
    }

    pub(super) fn check_dependent_required(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        members: &'value Map<String, Value>,
        outer: &'static [ViolationStatus],
    ) {
        for DependentRequired { property, required } in newer.dependent_required {
            if !members.contains_key(*property) {
                continue;
            }
            for name in required.iter().filter(|name| !members.contains_key(**name)) {
                let detail = || format!("is required where `{property}` is there");
                self.report_at(Segment::Name(name), schema, outer, "dependentRequired", detail);
            }
        }
    }

    /// A name is no value of the request, so what is known of those does not hold of it.
    fn check_name(
        &mut self,
        schema: &'static Schema,
        names: SchemaRef,
        name: &'value str,
        outer: &'static [ViolationStatus],
    ) {
        let value = Value::from(name);
        let mut inner = Validator::new(self.direction, Collector::new());
        inner.depth = self.depth;
        inner.check(names.get(), &value, &[]);
        for finding in inner.record.findings {
            let detail = || format!("has a name that {}", finding.detail);
            self.report_at(Segment::Name(name), schema, outer, "propertyNames", detail);
        }
    }

    pub(super) fn refuse_additional(
        &mut self,
        schema: &'static Schema,
        members: &'value Map<String, Value>,
        outer: &'static [ViolationStatus],
    ) {
        self.each_additional(schema, members, |this, name, _| {
            let detail = || "is not a property of this object, and others are not allowed".to_owned();
            this.report_at(Segment::Name(name), schema, outer, "additionalProperties", detail);
        });
    }

    pub(super) fn check_required(
        &mut self,
        schema: &'static Schema,
        members: &'value Map<String, Value>,
        outer: &'static [ViolationStatus],
    ) {
        for name in schema.required {
            if members.contains_key(*name) {
                continue;
            }
            let property = find_property(schema, name);
            if property.is_some_and(|property| self.is_optional(property.get())) {
                continue;
            }
            // The document states the status of absence on the property that is absent.
            let own = property.map_or(&[][..], |property| property.get().violation_statuses);
            let statuses = if status_of(own, "required").is_some() { own } else { outer };
            self.report_at(Segment::Name(name), schema, statuses, "required", || "is required".to_owned());
        }
    }

    pub(super) fn check_number_of_members(
        &mut self,
        schema: &'static Schema,
        number: u64,
        outer: &'static [ViolationStatus],
    ) {
        if let Some(minimum) = schema.min_properties
            && number < minimum
        {
            let detail = || format!("must have at least {}, has {number}", count(minimum, "property"));
            self.report(schema, outer, "minProperties", detail);
        }
        if let Some(maximum) = schema.max_properties
            && number > maximum
        {
            let detail = || format!("must have at most {}, has {number}", count(maximum, "property"));
            self.report(schema, outer, "maxProperties", detail);
        }
    }

    fn each_additional(
        &mut self,
        schema: &'static Schema,
        members: &'value Map<String, Value>,
        mut visit: impl FnMut(&mut Self, &'value str, &'value Value),
    ) {
        for (name, value) in members {
            if schema.property(name).is_none() && !has_pattern(schema, name) {
                visit(self, name, value);
            }
            if self.is_done() {
                return;
            }
        }
    }
}

/// How many members are of a property, and how many of one that is required.
#[derive(Default)]
struct Found {
    documented: usize,
    required: usize,
}

impl Found {
    #[inline]
    fn add(&mut self, slot: &Slot) {
        self.documented += 1;
        self.required += usize::from(slot.is_required);
    }
}

/// Whether there are so few properties that looking up each is less than looking up each member.
fn is_sparse(schema: &Schema, members: &Map<String, Value>) -> bool {
    2 * schema.properties.len() < members.len()
}

/// Whether all members have to be among the properties.
fn is_closed(schema: &Schema) -> bool {
    matches!(schema.additional_properties, AdditionalProperties::Forbidden)
        && schema.newer.is_none_or(|newer| newer.pattern_properties.is_empty())
}

/// Whether the name matches one of `patternProperties`; one that takes too long is told already.
pub(super) fn has_pattern(schema: &Schema, name: &str) -> bool {
    schema.newer.is_some_and(|newer| {
        newer.pattern_properties.iter().any(|property| property.pattern.try_match(name) != Outcome::NoMatch)
    })
}

/// The property of this name, of the schema or of what it is composed of.
fn find_property(schema: &Schema, name: &str) -> Option<SchemaRef> {
    let own = schema.property(name).or_else(|| schema.all_of.iter().find_map(|member| member.get().property(name)));
    own.map(|property| property.schema)
}
