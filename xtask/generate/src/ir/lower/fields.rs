//! Reads the members of one object of a document, each by name.
//!
//! Documents that come here keep to the rules (`roster_document::rules`): what is of another form is as if it were absent.

use roster_document::{Node, Object};

/// An object being read.
pub(super) struct Fields<'n> {
    pub(super) node: &'n Node,
}

impl<'n> Fields<'n> {
    pub(super) fn new(node: &'n Node) -> Self {
        Self { node }
    }

    pub(super) fn take(&self, key: &str) -> Option<&'n Node> {
        self.node.get(key)
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        Some(self.take(key)?.as_str()?.to_owned())
    }

    /// The text of a key that has to be there.
    pub(super) fn required_text(&self, key: &str) -> String {
        self.text(key).unwrap_or_default()
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.optional_flag(key).unwrap_or(false)
    }

    pub(super) fn optional_flag(&self, key: &str) -> Option<bool> {
        self.take(key)?.as_bool()
    }

    pub(super) fn count(&self, key: &str) -> Option<u64> {
        self.take(key)?.as_u64()
    }

    pub(super) fn number(&self, key: &str) -> Option<serde_json::Number> {
        self.take(key)?.as_number().cloned()
    }

    pub(super) fn array(&self, key: &str) -> &'n [Node] {
        self.take(key).and_then(Node::as_array).unwrap_or_default()
    }

    pub(super) fn object(&self, key: &str) -> Option<&'n Object> {
        self.take(key)?.as_object()
    }

    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        self.array(key).iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }
}
