//! `name=value` pairs of query strings, forms and cookies, in order; names decoded, values as they are on the wire.

use std::borrow::Cow;

use crate::style::{Style, percent};

/// The pairs of a query string or a form body.
#[derive(Debug)]
pub struct Pairs<'text> {
    entries: Vec<(Cow<'text, str>, &'text str)>,
}

impl<'text> Pairs<'text> {
    /// Pairs whose name cannot be decoded have no documented name, and are passed over like other unknown ones.
    pub fn parse(text: &'text str) -> Self {
        let entries = text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter_map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Some((percent::decode(name, true).ok()?, value))
            })
            .collect();
        Self { entries }
    }

    /// Of cookies, whose names are encoded but for the style `cookie`.
    pub fn of_cookies(pairs: impl Iterator<Item = (&'text str, &'text str)>, style: Style) -> Self {
        let entries = pairs.map(|(name, value)| {
            let decoded = Some(name).filter(|_| style != Style::Cookie).map(|name| percent::decode(name, false));
            (decoded.and_then(Result::ok).unwrap_or(Cow::Borrowed(name)), value)
        });
        Self { entries: entries.collect() }
    }

    /// The raw values of a name, in order.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &'text str> {
        self.entries.iter().filter(move |(candidate, _)| candidate == name).map(|(_, value)| *value)
    }

    pub fn contains(&self, name: &str) -> bool {
        self.entries.iter().any(|(candidate, _)| candidate == name)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &'text str)> {
        self.entries.iter().map(|(name, value)| (name.as_ref(), *value))
    }
}

/// Names and values of a `Cookie` header (RFC 6265, section 4.2.1); quotes around a value are dropped.
pub fn cookies(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let value = value.trim();
        let unquoted = value.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(value);
        Some((name.trim(), unquoted))
    })
}
