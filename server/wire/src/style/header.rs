//! Headers: `simple`, as it is.

use std::borrow::Cow;

use serde_json::Value;

use super::{Members, Unwritable, by_turns, exploded, flat, is_composite, member};

/// How a value is written as a header.
#[derive(Clone, Copy, Debug)]
pub struct InHeader {
    pub explode: bool,
}

impl InHeader {
    /// # Errors
    ///
    /// Nothing is encoded in headers: what is between parts cannot be within them, and white space around them is lost.
    pub fn write(self, value: &Value) -> Result<String, Unwritable> {
        let is_composite = is_composite(value);
        let encode = |text: &str| match text {
            text if text.trim() != text => Err(Unwritable("begins or ends with white space, which headers lose")),
            text if is_composite && text.contains(',') => Err(COMMA),
            "" if value.is_array() => Err(Unwritable("has an empty item, which headers lose")),
            text => Ok(text.to_owned()),
        };
        let has_sign = |members: &serde_json::Map<_, _>| members.keys().any(|name: &String| name.contains('='));
        if self.explode && value.as_object().is_some_and(has_sign) {
            return Err(Unwritable("has a name with an equals sign, which is between names and values"));
        }
        let parts = if self.explode { exploded(value, &encode) } else { flat(value, &encode) }?;
        Ok(parts.join(","))
    }

    /// The items of an array; empty ones are none (RFC 9110, section 5.6.1).
    pub fn items(self, written: &str) -> Vec<Cow<'_, str>> {
        parts(written).filter(|part| !part.is_empty()).map(Cow::Borrowed).collect()
    }

    /// The members of an object.
    pub fn members(self, written: &str) -> Result<Members<'_>, String> {
        if written.trim().is_empty() {
            return Ok(Vec::new());
        }
        if !self.explode {
            return by_turns(parts(written).map(Cow::Borrowed).collect());
        }
        parts(written).map(|part| member(part).map(|(name, value)| (name.into(), value.into()))).collect()
    }
}

pub(super) const COMMA: Unwritable = Unwritable("has a comma within a part, and commas between its parts");

fn parts(written: &str) -> impl Iterator<Item = &str> {
    written.split(',').map(str::trim)
}
