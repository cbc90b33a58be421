//! Styles: how arrays and objects are written as text (OpenAPI 3.0.3, "Style Values"; RFC 6570).
//!
//! Delimiters are looked for before percent-decoding, so that an encoded one is part of a value.

use std::borrow::Cow;

use serde_json::Value;

use super::Parsed;
use super::coerce;
use super::decode::decode;
use super::deep;
use super::kinds::{Kinds, item_schemas};
use super::pairs::Pairs;
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
}

/// Parses a parameter that was found under `name`.
pub(crate) fn parse(parameter: &'static ParameterInfo, name: &str, raw: Raw<'_>) -> Parsed {
    let notation = Notation {
        style: parameter.style,
        explode: parameter.explode,
        allow_empty_value: parameter.allow_empty_value,
        schema: parameter.schema.get(),
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
        let kinds = Kinds::of(self.schema);
        match (self.style, kinds.object) {
            (ParameterStyle::DeepObject, _) => match deep::read(self.schema, name, pairs) {
                Ok(value) => Ok(Parsed::Value(value)),
                Err(faults) => Ok(Parsed::Invalid("style", faults)),
            },
            (ParameterStyle::Form | ParameterStyle::Cookie, Some(object))
                if self.explode && (!pairs.contains(name) || spread::takes(object, name)) =>
            {
                let members = spread::members(object, pairs, others)
                    .map(|(key, value)| Ok((key.to_owned(), self.decode(value)?.into_owned())))
                    .collect::<Result<_, String>>()?;
                coerce::object(object, members).map(Parsed::Value)
            }
            _ => {
                let mut values = pairs.values(name);
                match (values.next(), values.next()) {
                    (Some(only), None) => self.values_of(kinds, &[only]),
                    _ => self.values_of(kinds, &pairs.values(name).collect::<Vec<_>>()),
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
        self.values_of(Kinds::of(self.schema), values)
    }

    fn values_of(self, kinds: Kinds, values: &[&str]) -> Result<Parsed, String> {
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
        if let Some(object) = kinds.object
            && !kinds.is_scalar()
        {
            let parts = self.split(value, self.delimiter())?;
            return coerce::object(object, alternate(parts)?).map(Parsed::Value);
        }
        Ok(Parsed::Value(coerce::scalar_of(kinds, self.schema, &self.decode(value)?)))
    }

    fn exploded(self, array: &'static Schema, values: &[&str]) -> Result<Parsed, String> {
        if matches!(values, [""]) {
            return Ok(Parsed::Value(Value::Array(Vec::new())));
        }
        let items = values.iter().map(|value| self.decode(value)).collect::<Result<Vec<_>, _>>()?;
        Ok(Parsed::Value(coerce::array(array, items.into_iter())))
    }

    fn delimited(self, array: &'static Schema, value: &str) -> Result<Parsed, String> {
        if value.is_empty() {
            return Ok(Parsed::Value(Value::Array(Vec::new())));
        }
        let delimiter = self.delimiter();
        if delimiter != ',' {
            // Spaces are always encoded, bars often.
            let decoded = self.decode(value)?;
            return Ok(Parsed::Value(coerce::array(array, decoded.split(delimiter).map(Cow::Borrowed))));
        }
        // Many clients encode every comma: where items cannot hold one, it is a delimiter all the same.
        if !value.contains(',') && !has_free_text(array) {
            let decoded = self.decode(value)?;
            return Ok(Parsed::Value(coerce::array(array, decoded.split(',').map(Cow::Borrowed))));
        }
        Ok(Parsed::Value(coerce::array(array, self.split(value, ',')?.into_iter())))
    }

    fn delimiter(self) -> char {
        match self.style {
            ParameterStyle::SpaceDelimited => ' ',
            ParameterStyle::PipeDelimited => '|',
            _ => ',',
        }
    }

    /// Text of a query, a form or a cookie.
    fn decode<'text>(self, text: &'text str) -> Result<Cow<'text, str>, String> {
        if self.style == ParameterStyle::Cookie { Ok(Cow::Borrowed(text)) } else { decode(text, true) }
    }

    fn split<'text>(self, text: &'text str, delimiter: char) -> Result<Vec<Cow<'text, str>>, String> {
        text.split(delimiter).map(|part| self.decode(part)).collect()
    }

    fn header(self, text: &str, lines: usize) -> Result<Parsed, String> {
        let kinds = Kinds::of(self.schema);
        let parts = || text.split(',').map(str::trim);
        if let Some(array) = kinds.array {
            let items = parts().filter(|part| !part.is_empty()).map(Cow::Borrowed);
            return Ok(Parsed::Value(coerce::array(array, items)));
        }
        if let (Some(object), false) = (kinds.object, kinds.is_scalar()) {
            let parts = parts().map(Cow::Borrowed).collect();
            return self.members(parts).and_then(|members| coerce::object(object, members)).map(Parsed::Value);
        }
        if lines > 1 {
            return Err(REPEATED.to_owned());
        }
        Ok(Parsed::Value(coerce::scalar_of(kinds, self.schema, text)))
    }

    fn path(self, name: &str, text: &str) -> Result<Parsed, String> {
        let kinds = Kinds::of(self.schema);
        let is_composite = !kinds.is_scalar() && (kinds.array.is_some() || kinds.object.is_some());
        if !is_composite && self.style == ParameterStyle::Simple {
            return Ok(Parsed::Value(coerce::scalar_of(kinds, self.schema, &decode(text, false)?)));
        }
        let parts: Vec<Cow<'_, str>> = match self.style {
            ParameterStyle::Label => self.label_parts(kinds, is_composite, text)?,
            ParameterStyle::Matrix => self.matrix_parts(name, kinds, is_composite, text)?,
            _ if is_composite => split(text, ',', false)?,
            _ => vec![decode(text, false)?],
        };
        if let (Some(array), true) = (kinds.array, is_composite) {
            let is_blank = matches!(&parts[..], [only] if only.is_empty());
            return Ok(Parsed::Value(coerce::array(array, parts.into_iter().filter(|_| !is_blank))));
        }
        if let (Some(object), true) = (kinds.object, is_composite) {
            return self.members(parts).and_then(|members| coerce::object(object, members)).map(Parsed::Value);
        }
        let value = parts.into_iter().next().unwrap_or_default();
        Ok(Parsed::Value(coerce::scalar_of(kinds, self.schema, &value)))
    }

    /// `.a.b`, `.a,b`, `.x=1.y=2`.
    fn label_parts<'text>(
        self,
        kinds: Kinds,
        is_composite: bool,
        text: &'text str,
    ) -> Result<Vec<Cow<'text, str>>, String> {
        let text = text.strip_prefix('.').ok_or_else(|| "must begin with a dot (style label)".to_owned())?;
        if !is_composite {
            return Ok(vec![decode(text, false)?]);
        }
        // OpenAPI 3.0.3 joins with dots either way, RFC 6570 and OpenAPI 3.1.1 with commas where nothing explodes.
        let has_fractions = kinds.array.is_some_and(|array| item_schemas(array).any(|items| Kinds::of(items).number));
        let delimiter = if self.explode || !(text.contains(',') || has_fractions) { '.' } else { ',' };
        split(text, delimiter, false)
    }

    /// `;name=a,b`, `;name=a;name=b`, `;x=1;y=2`.
    fn matrix_parts<'text>(
        self,
        name: &str,
        kinds: Kinds,
        is_composite: bool,
        text: &'text str,
    ) -> Result<Vec<Cow<'text, str>>, String> {
        let malformed = || format!("must be written ;{name}=value (style matrix)");
        let text = text.strip_prefix(';').ok_or_else(malformed)?;
        if is_composite && self.explode && kinds.array.is_none() {
            return split(text, ';', false);
        }
        let value = |text: &'text str| {
            let (key, value) = text.split_once('=').unwrap_or((text, ""));
            if decode(key, false)? == name { Ok(value) } else { Err(malformed()) }
        };
        if !is_composite {
            return Ok(vec![decode(value(text)?, false)?]);
        }
        if self.explode {
            return text.split(';').map(|part| decode(value(part)?, false)).collect();
        }
        split(value(text)?, ',', false)
    }

    /// `key=value` parts where they explode, else keys and values by turns.
    fn members(self, parts: Vec<Cow<'_, str>>) -> Result<Vec<(String, String)>, String> {
        if !self.explode {
            return alternate(parts);
        }
        let member = |part: Cow<'_, str>| {
            let (key, value) = part.split_once('=').ok_or("must be written key=value, for each property")?;
            Ok((key.to_owned(), value.to_owned()))
        };
        parts.into_iter().map(member).collect()
    }
}

fn split(text: &str, delimiter: char, plus: bool) -> Result<Vec<Cow<'_, str>>, String> {
    text.split(delimiter).map(|part| decode(part, plus)).collect()
}

fn alternate(parts: Vec<Cow<'_, str>>) -> Result<Vec<(String, String)>, String> {
    if !parts.len().is_multiple_of(2) {
        return Err("must be written as names and values by turns".to_owned());
    }
    Ok(parts.chunks_exact(2).map(|pair| (pair[0].to_string(), pair[1].to_string())).collect())
}

/// Whether items can hold any character.
fn has_free_text(array: &'static Schema) -> bool {
    let is_free = |items: &'static Schema| {
        let is_bound = !items.enumeration.is_empty() || items.pattern.is_some() || items.format.is_some();
        Kinds::of(items).string && !is_bound
    };
    item_schemas(array).next().is_none() || item_schemas(array).any(is_free)
}
