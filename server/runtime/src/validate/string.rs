//! The keywords of strings. Lengths count characters (Unicode scalar values), not bytes.

use super::record::Record;
use serde_json::Value;

use super::{Finding, Validator, format, validate};
use crate::pattern::Outcome;
use crate::schema::{NewerKeywords, Schema, ViolationStatus};

impl<'value, R: Record<'value>> Validator<R> {
    #[inline]
    pub(super) fn check_string(&mut self, schema: &'static Schema, text: &str, outer: &'static [ViolationStatus]) {
        if schema.min_length.is_some() || schema.max_length.is_some() {
            self.check_length(schema, text, outer);
        }
        if let Some(pattern) = schema.pattern {
            let documented = pattern.documented;
            self.memory.step(text.len() / 64);
            match pattern.try_match(text) {
                Outcome::Match => {}
                Outcome::NoMatch => {
                    self.report(schema, outer, "pattern", || format!("must match the pattern {documented}"));
                }
                Outcome::GivenUp => self.report(schema, outer, "pattern", || {
                    format!("takes too long to be held against the pattern {documented}; a shorter text might not")
                }),
            }
        }
        if let Some(format) = schema.format
            && let Some(expected) = format::violation(format, text)
        {
            self.report(schema, outer, "format", || format!("must be {expected}"));
        }
    }

    /// The JSON inside. Its faults have no places of their own: they are the string's.
    pub(super) fn check_content(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        text: &str,
        outer: &'static [ViolationStatus],
    ) {
        let Some(content) = newer.content else { return };
        let Ok(value) = serde_json::from_str::<Value>(text) else {
            return self.report(schema, outer, "contentMediaType", || "must be JSON, as text".to_owned());
        };
        self.memory.step(text.len() / 64);
        for finding in validate(content, &value, self.direction) {
            let Finding { pointer, detail, .. } = finding;
            self.report(schema, outer, "contentSchema", || match pointer.as_str() {
                "" => format!("holds JSON that {detail}"),
                pointer => format!("holds JSON, of which {pointer} {detail}"),
            });
        }
    }

    fn check_length(&mut self, schema: &'static Schema, text: &str, outer: &'static [ViolationStatus]) {
        // A character has one to four bytes: most texts need no counting.
        let bytes = text.len() as u64;
        let minimum = schema.min_length.unwrap_or(0);
        let maximum = schema.max_length.unwrap_or(u64::MAX);
        if bytes >= minimum.saturating_mul(4) && bytes <= maximum {
            return;
        }
        let length = text.chars().count() as u64;
        if length < minimum {
            let detail = || format!("must have at least {}, has {length}", count(minimum, "character"));
            self.report(schema, outer, "minLength", detail);
        }
        if length > maximum {
            let detail = || format!("must have at most {}, has {length}", count(maximum, "character"));
            self.report(schema, outer, "maxLength", detail);
        }
    }
}

/// `1 item`, `2 items`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    match (number, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "property") => format!("{number} properties"),
        _ => format!("{number} {noun}s"),
    }
}
