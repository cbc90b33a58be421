//! `name=value` pairs of query strings and forms, in order; names decoded, values as they are on the wire.

use std::borrow::Cow;

use super::decode::decode;

/// The pairs of a query string or a form body.
pub(crate) struct Pairs<'text> {
    entries: Vec<(Cow<'text, str>, &'text str)>,
}

impl<'text> Pairs<'text> {
    /// Pairs whose name cannot be decoded have no documented name, and are passed over like other unknown ones.
    pub(crate) fn parse(text: &'text str) -> Self {
        let entries = text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter_map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Some((decode(name, true).ok()?, value))
            })
            .collect();
        Self { entries }
    }

    /// Of pairs that were taken apart elsewhere; nothing is decoded in names.
    pub(crate) fn of(pairs: impl Iterator<Item = (&'text str, &'text str)>) -> Self {
        Self { entries: pairs.map(|(name, value)| (Cow::Borrowed(name), value)).collect() }
    }

    /// The raw values of a name, in order.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &'text str> {
        self.entries.iter().filter(move |(candidate, _)| candidate == name).map(|(_, value)| *value)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.entries.iter().any(|(candidate, _)| candidate == name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'text str)> {
        self.entries.iter().map(|(name, value)| (name.as_ref(), *value))
    }
}
