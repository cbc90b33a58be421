//! Parameters in paths: `simple`, `label` and `matrix`, percent-encoded.

use std::borrow::Cow;

use serde_json::Value;

use super::{Members, Style, Unwritable, by_turns, exploded, flat, is_composite, member, percent};

/// How a value is written as a segment of a path, or a part of one.
#[derive(Clone, Copy, Debug)]
pub struct InPath<'name> {
    pub name: &'name str,
    pub style: Style,
    pub explode: bool,
}

impl InPath<'_> {
    /// # Errors
    ///
    /// What is nothing or dots alone: addresses are normalised on the way, and such a segment would name another path.
    pub fn write(self, value: &Value) -> Result<String, Unwritable> {
        // What is between items of a label needs no encoding elsewhere.
        let is_dotted = self.style == Style::Label && is_composite(value);
        let encode = move |text: &str| {
            let text = percent::encode(text);
            Ok(if is_dotted { text.replace('.', "%2E") } else { text })
        };
        let parts = if self.explode { exploded(value, &encode) } else { flat(value, &encode) }?;
        let written = match self.style {
            Style::Label => format!(".{}", parts.join(if self.explode { "." } else { "," })),
            Style::Matrix if self.explode && value.is_object() => format!(";{}", parts.join(";")),
            Style::Matrix if self.explode => {
                parts.iter().map(|part| format!(";{}={part}", percent::encode(self.name))).collect()
            }
            Style::Matrix => format!(";{}={}", percent::encode(self.name), parts.join(",")),
            _ => parts.join(","),
        };
        if matches!(written.as_str(), "" | "." | "..") { Err(NO_SEGMENT) } else { Ok(written) }
    }

    /// A scalar.
    pub fn text(self, written: &str) -> Result<Cow<'_, str>, String> {
        let text = match self.style {
            Style::Label => label(written)?,
            Style::Matrix => self.named(matrix(self.name, written)?)?,
            _ => written,
        };
        percent::decode(text, false)
    }

    /// The items of an array. `hold_dots`: items may hold dots that nobody encoded, as numbers do.
    pub fn items(self, written: &str, hold_dots: bool) -> Result<Vec<Cow<'_, str>>, String> {
        let parts = self.parts(written, hold_dots)?.into_iter();
        if self.style == Style::Matrix && self.explode {
            return parts.map(|part| percent::decode(self.named(part)?, false)).collect();
        }
        parts.map(|part| percent::decode(part, false)).collect()
    }

    /// The members of an object.
    pub fn members(self, written: &str) -> Result<Members<'_>, String> {
        let parts = self.parts(written, false)?.into_iter();
        let decode = |text| percent::decode(text, false);
        if !self.explode {
            return by_turns(parts.map(decode).collect::<Result<_, _>>()?);
        }
        // What is between name and value is looked for first, so that an encoded one is part of either.
        parts.map(|part| member(part).and_then(|(name, value)| Ok((decode(name)?, decode(value)?)))).collect()
    }

    /// The parts of a composite value, still encoded; none of a blank text.
    fn parts(self, written: &str, hold_dots: bool) -> Result<Vec<&str>, String> {
        let (text, delimiter) = match self.style {
            // OpenAPI 3.0.3 joins with dots either way, RFC 6570 and OpenAPI 3.1.1 with commas where nothing explodes.
            Style::Label => {
                let text = label(written)?;
                (text, if self.explode || !(text.contains(',') || hold_dots) { '.' } else { ',' })
            }
            Style::Matrix if self.explode => (matrix(self.name, written)?, ';'),
            Style::Matrix => (self.named(matrix(self.name, written)?)?, ','),
            _ => (written, ','),
        };
        Ok(if text.is_empty() { Vec::new() } else { text.split(delimiter).collect() })
    }

    /// What stands behind the parameter's name.
    fn named(self, text: &str) -> Result<&str, String> {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        if percent::decode(key, false)? == self.name { Ok(value) } else { Err(no_matrix(self.name)) }
    }
}

const NO_SEGMENT: Unwritable = Unwritable("is written as nothing or as dots alone, which cannot be part of a path");

fn label(written: &str) -> Result<&str, String> {
    written.strip_prefix('.').ok_or_else(|| "must begin with a dot (style label)".to_owned())
}

fn matrix<'text>(name: &str, written: &'text str) -> Result<&'text str, String> {
    written.strip_prefix(';').ok_or_else(|| no_matrix(name))
}

fn no_matrix(name: &str) -> String {
    format!("must be written ;{name}=value (style matrix)")
}
