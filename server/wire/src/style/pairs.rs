//! Parameters as pairs of name and value: queries, forms and cookies.

use std::borrow::Cow;

use serde_json::Value;

use super::{Members, Style, Unwritable, brackets, by_turns, exploded, flat, header::COMMA, is_composite, percent};

/// How a value is written in a query, a form or a cookie.
#[derive(Clone, Copy, Debug)]
pub struct InPairs {
    pub style: Style,
    pub explode: bool,
}

impl InPairs {
    /// Pairs `name=value`, encoded, to be joined by `&`. With `reserved`, characters with a meaning in addresses stay as they
    /// are, but for those that end or split a query (`allowReserved`).
    ///
    /// # Errors
    ///
    /// What is between items, encoded or not, in an item.
    pub fn write(self, name: &str, reserved: bool, value: &Value) -> Result<Vec<String>, Unwritable> {
        let in_one = is_composite(value) && !self.explode;
        let encode = |text: &str| match self.style {
            Style::SpaceDelimited if in_one && text.contains(' ') => {
                Err(Unwritable("has a space within a part, and spaces between its parts"))
            }
            Style::PipeDelimited if in_one && text.contains('|') => {
                Err(Unwritable("has a bar within a part, and bars between its parts"))
            }
            _ if reserved && in_one => Ok(percent::encode_reserved(text).replace(',', "%2C")),
            _ if reserved => Ok(percent::encode_reserved(text)),
            _ => Ok(percent::encode(text)),
        };
        self.pairs(&percent::encode(name), &encode, value)
    }

    /// Pairs for `Cookie`, to be joined by `; `. In the style `form` arrays have commas in any case: no browser sends a name
    /// twice.
    ///
    /// # Errors
    ///
    /// In the style `cookie` nothing is encoded: what is between parts cannot be within them, and white space and quotes
    /// around them are lost.
    pub fn write_cookie(self, name: &str, value: &Value) -> Result<Vec<String>, Unwritable> {
        if self.style != Style::Cookie {
            return Self { explode: self.explode && !value.is_array(), ..self }.write(name, false, value);
        }
        let has_parts = value.is_array() || (value.is_object() && !self.explode);
        let encode = |text: &str| match text {
            text if text.contains(';') => Err(Unwritable("has a semicolon, which is between cookies")),
            text if text.trim() != text => Err(Unwritable("begins or ends with white space, which cookies lose")),
            text if text.len() > 1 && text.starts_with('"') && text.ends_with('"') => {
                Err(Unwritable("stands in quotes, which cookies lose"))
            }
            text if has_parts && text.contains(',') => Err(COMMA),
            text => Ok(text.to_owned()),
        };
        let has_sign = |text: &str| text.contains('=');
        let is_spread = self.explode && value.is_object();
        if has_sign(name) || (is_spread && value.as_object().into_iter().flatten().any(|(name, _)| has_sign(name))) {
            return Err(Unwritable("has a name with an equals sign, which is between names and values"));
        }
        self.pairs(name, &encode, value)
    }

    fn pairs(self, key: &str, encode: super::Encode<'_>, value: &Value) -> Result<Vec<String>, Unwritable> {
        match (self.style, value) {
            (Style::DeepObject, value) => {
                let mut pairs = Vec::new();
                brackets::write(key, value, encode, &mut pairs)?;
                Ok(pairs)
            }
            (_, Value::Object(_)) if self.explode => exploded(value, encode),
            (_, Value::Array(_)) if self.explode => {
                Ok(flat(value, encode)?.into_iter().map(|item| format!("{key}={item}")).collect())
            }
            (_, Value::Array(items)) if items.is_empty() => Ok(Vec::new()),
            _ => {
                let between = match self.style {
                    Style::SpaceDelimited => "%20",
                    Style::PipeDelimited => "%7C",
                    _ => ",",
                };
                Ok(vec![format!("{key}={}", flat(value, encode)?.join(between))])
            }
        }
    }

    /// A scalar, or one item of what is exploded.
    pub fn text(self, written: &str) -> Result<Cow<'_, str>, String> {
        if self.style == Style::Cookie { Ok(Cow::Borrowed(written)) } else { percent::decode(written, true) }
    }

    /// The items of an array in one text. `hold_commas`: items may hold any character, so that an encoded comma is one.
    pub fn items(self, written: &str, hold_commas: bool) -> Result<Vec<Cow<'_, str>>, String> {
        if written.is_empty() {
            return Ok(Vec::new());
        }
        let delimiter = self.delimiter();
        // Spaces are always encoded, bars often, and by many clients every comma.
        let is_encoded = delimiter != ',' || !(written.contains(',') || hold_commas);
        if !is_encoded {
            return written.split(',').map(|part| self.text(part)).collect();
        }
        Ok(match self.text(written)? {
            Cow::Borrowed(text) => text.split(delimiter).map(Cow::Borrowed).collect(),
            Cow::Owned(text) => text.split(delimiter).map(|part| Cow::Owned(part.to_owned())).collect(),
        })
    }

    /// The members of an object in one text.
    pub fn members(self, written: &str) -> Result<Members<'_>, String> {
        by_turns(self.items(written, true)?)
    }

    fn delimiter(self) -> char {
        match self.style {
            Style::SpaceDelimited => ' ',
            Style::PipeDelimited => '|',
            _ => ',',
        }
    }
}
