//! The keywords of arrays.

use serde_json::Value;

use super::string::count;
use super::{Segment, Validator, equality};
use crate::schema::{Schema, ViolationStatus};

impl<'value> Validator<'value> {
    pub(super) fn check_array(
        &mut self,
        schema: &'static Schema,
        items: &'value [Value],
        outer: &'static [ViolationStatus],
    ) {
        let length = items.len() as u64;
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
            // What is far too long is not read item by item.
            return;
        }
        if schema.unique_items
            && let Some((first, second)) = equality::first_duplicate(items)
        {
            let detail = || format!("must not repeat an item; items {first} and {second} are equal");
            self.report(schema, outer, "uniqueItems", detail);
        }
        if let Some(item_schema) = schema.items {
            for (index, item) in items.iter().enumerate() {
                if self.is_done() {
                    return;
                }
                self.descend(Segment::Index(index), item_schema, item);
            }
        }
    }
}
