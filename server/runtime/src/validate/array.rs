//! The keywords of arrays.

use serde_json::Value;

use super::record::Record;
use super::string::count;
use super::{Segment, Validator};
use crate::equality::first_duplicate;
use crate::schema::{NewerKeywords, Schema, ViolationStatus};

impl<'value, R: Record<'value>> Validator<R> {
    pub(super) fn check_array(
        &mut self,
        schema: &'static Schema,
        items: &'value [Value],
        outer: &'static [ViolationStatus],
    ) {
        if !self.check_number_of_items(schema, items.len() as u64, outer) {
            // What is far too long is not read item by item.
            return;
        }
        if schema.unique_items
            && let Some((first, second)) = first_duplicate(items)
        {
            let detail = || format!("must not repeat an item; items {first} and {second} are equal");
            self.report(schema, outer, "uniqueItems", detail);
        }
        if let Some(item_schema) = schema.items {
            let described = schema.newer.map_or(0, |newer| newer.prefix_items.len());
            for (index, item) in items.iter().enumerate().skip(described) {
                if self.is_done() {
                    return;
                }
                self.descend(Segment::Index(index), item_schema, item);
            }
        }
    }

    /// Whether there are not too many.
    pub(super) fn check_number_of_items(
        &mut self,
        schema: &'static Schema,
        length: u64,
        outer: &'static [ViolationStatus],
    ) -> bool {
        if let Some(minimum) = schema.min_items
            && length < minimum
        {
            let detail = || format!("must have at least {}, has {length}", count(minimum, "item"));
            self.report(schema, outer, "minItems", detail);
        }
        if let Some(maximum) = schema.max_items
            && length > maximum
        {
            let detail = || format!("must have at most {}, has {length}", count(maximum, "item"));
            self.report(schema, outer, "maxItems", detail);
            return false;
        }
        true
    }

    pub(super) fn check_newer_of_arrays(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        items: &'value [Value],
        outer: &'static [ViolationStatus],
    ) {
        for (index, (item, item_schema)) in items.iter().zip(newer.prefix_items).enumerate() {
            self.descend(Segment::Index(index), *item_schema, item);
        }
        self.check_contains(schema, newer, items, outer);
    }

    fn check_contains(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        items: &'value [Value],
        outer: &'static [ViolationStatus],
    ) {
        let Some(wanted) = newer.contains else { return };
        let number = items.iter().filter(|item| self.fits_alternative(wanted.get(), item)).count() as u64;
        let minimum = newer.min_contains.unwrap_or(1);
        if number < minimum {
            let keyword = if newer.min_contains.is_some() { "minContains" } else { "contains" };
            let detail = || format!("must have at least {} of a certain kind, has {number}", count(minimum, "item"));
            self.report(schema, outer, keyword, detail);
        }
        if let Some(maximum) = newer.max_contains
            && number > maximum
        {
            let detail = || format!("must have at most {} of a certain kind, has {number}", count(maximum, "item"));
            self.report(schema, outer, "maxContains", detail);
        }
    }
}
