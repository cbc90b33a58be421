//! Text to values by style and schema: the style says how text is taken apart, the schema into what.

use std::borrow::Cow;

use roster_wire::pairs::Pairs;
use roster_wire::style::{InHeader, InPairs, InPath};
use serde_json::Value;

use super::Parsed;
use super::coerce;
use super::deep;
use super::kinds::{Kinds, item_schemas};
use super::source::Raw;
use super::spread::{self, Others};
use crate::operation::{ParameterInfo, ParameterStyle};
use crate::schema::Schema;

pub(super) const REPEATED: &str = "must not be given more than once";

/// What style, explode and schema say of a value on the wire.
#[derive(Clone, Copy)]
pub(crate) struct Notation {
    pub(crate) style: ParameterStyle,
    pub(crate) explode: bool,
    pub(crate) allow_empty_value: bool,
    pub(crate) schema: &'static Schema,
    /// Those of the schema.
    pub(crate) kinds: Kinds,
}

/// Parses a parameter that was found under `name`.
pub(crate) fn parse(parameter: &'static ParameterInfo, kinds: Kinds, name: &str, raw: Raw<'_>) -> Parsed {
    let notation = Notation {
        style: parameter.style,
        explode: parameter.explode,
        allow_empty_value: parameter.allow_empty_value,
        schema: parameter.schema.get(),
        kinds,
    };
    let parsed = match raw {
        Raw::Path(text) => notation.path(name, text),
        Raw::Pairs(pairs, others) => notation.pairs(name, pairs, others),
        Raw::Header { text, lines } => notation.header(&text, lines),
        Raw::Cookie(values) => notation.cookie(&values),
        Raw::Encoded(text) => notation.values(&[text]),
        Raw::Query(text) => notation.values(&[&text]),
    };
    parsed.unwrap_or_else(|detail| Parsed::invalid("style", detail))
}

impl Notation {
    /// Values of a query string or a form body; `others` are what else is there.
    pub(crate) fn pairs(self, name: &str, pairs: &Pairs<'_>, others: Others<'_>) -> Result<Parsed, String> {
        match (self.style, self.kinds.object) {
            (ParameterStyle::DeepObject, _) => match deep::read(self.schema, name, pairs) {
                Ok(value) => Ok(Parsed::Value(value)),
                Err(faults) => Ok(Parsed::Invalid("style", faults)),
            },
            (style, Some(object))
                if spread::spreads(style) && self.explode && (!pairs.contains(name) || spread::takes(object, name)) =>
            {
                let members = spread::members(object, pairs, others)
                    .map(|(key, value)| Ok((Cow::Borrowed(key), self.in_pairs().text(value)?)))
                    .collect::<Result<_, String>>()?;
                coerce::object(object, members).map(Parsed::Value)
            }
            _ => {
                let mut values = pairs.values(name);
                match (values.next(), values.next()) {
                    (Some(only), None) => self.values(&[only]),
                    _ => self.values(&pairs.values(name).collect::<Vec<_>>()),
                }
            }
        }
    }

    /// Values of one cookie: browsers send a name once, so that an array is always written with commas as well.
    fn cookie(self, values: &[&str]) -> Result<Parsed, String> {
        match values {
            [value] if value.contains(',') => Self { explode: false, ..self }.values(values),
            _ => self.values(values),
        }
    }

    /// One value, or several of an array that is written as repetition.
    pub(crate) fn values(self, values: &[&str]) -> Result<Parsed, String> {
        let kinds = self.kinds;
        if let Some(array) = kinds.array {
            // Exploded, the styles with delimiters are written as `form` is: there is nothing left to delimit.
            if self.explode && self.style != ParameterStyle::Simple {
                if values.len() > 1 || !kinds.is_scalar() {
                    return self.exploded(array, values);
                }
            } else if let [value] = values
                && (!kinds.is_scalar() || value.contains(','))
            {
                return self.delimited(array, value);
            }
        }
        let [value] = values else { return Err(REPEATED.to_owned()) };
        if value.is_empty() && self.allow_empty_value && !kinds.string {
            return Ok(if kinds.null { Parsed::Value(Value::Null) } else { Parsed::Absent });
        }
        if let (Some(object), false) = (kinds.object, kinds.is_scalar()) {
            return coerce::object(object, self.in_pairs().members(value)?).map(Parsed::Value);
        }
        Ok(Parsed::Value(coerce::scalar_of(kinds, self.schema, &self.in_pairs().text(value)?)))
    }

    fn exploded(self, array: &'static Schema, values: &[&str]) -> Result<Parsed, String> {
        if matches!(values, [""]) {
            return Ok(Parsed::Value(Value::Array(Vec::new())));
        }
        let items = values.iter().map(|value| self.in_pairs().text(value)).collect::<Result<Vec<_>, _>>()?;
        Ok(Parsed::Value(coerce::array(array, items.into_iter())))
    }

    fn delimited(self, array: &'static Schema, value: &str) -> Result<Parsed, String> {
        let items = self.in_pairs().items(value, has_free_text(array))?;
        Ok(Parsed::Value(coerce::array(array, items.into_iter())))
    }

    fn in_pairs(self) -> InPairs {
        InPairs { style: self.style, explode: self.explode }
    }

    fn header(self, text: &str, lines: usize) -> Result<Parsed, String> {
        let kinds = self.kinds;
        let place = InHeader { explode: self.explode };
        if let Some(array) = kinds.array {
            return Ok(Parsed::Value(coerce::array(array, place.items(text).into_iter())));
        }
        if let (Some(object), false) = (kinds.object, kinds.is_scalar()) {
            return coerce::object(object, place.members(text)?).map(Parsed::Value);
        }
        if lines > 1 {
            return Err(REPEATED.to_owned());
        }
        Ok(Parsed::Value(coerce::scalar_of(kinds, self.schema, text)))
    }

    fn path(self, name: &str, text: &str) -> Result<Parsed, String> {
        let kinds = self.kinds;
        let place = InPath { name, style: self.style, explode: self.explode };
        if let (Some(array), false) = (kinds.array, kinds.is_scalar()) {
            let hold_dots = item_schemas(array).any(|items| Kinds::of(items).number);
            return Ok(Parsed::Value(coerce::array(array, place.items(text, hold_dots)?.into_iter())));
        }
        if let (Some(object), false) = (kinds.object, kinds.is_scalar()) {
            return coerce::object(object, place.members(text)?).map(Parsed::Value);
        }
        Ok(Parsed::Value(coerce::scalar_of(kinds, self.schema, &place.text(text)?)))
    }
}

/// Whether items can hold any character.
fn has_free_text(array: &'static Schema) -> bool {
    let is_free = |items: &'static Schema| {
        let is_bound = !items.enumeration.is_empty() || items.pattern.is_some() || items.format.is_some();
        Kinds::of(items).string && !is_bound
    };
    item_schemas(array).next().is_none() || item_schemas(array).any(is_free)
}
