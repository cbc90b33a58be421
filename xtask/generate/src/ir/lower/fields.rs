//! Reads the members of one object of a document, each by name, with a report where it is of another type.
//!
//! Keys that nobody asks for are not noticed here: the linter knows the keys of every object.

use roster_document::{Diagnostic, Diagnostics, Node, Object};

/// An object being read.
pub(super) struct Fields<'n> {
    pub(super) node: &'n Node,
    object: Option<&'n Object>,
    /// What the object is, for messages: `a parameter`.
    what: &'static str,
}

impl<'n> Fields<'n> {
    pub(super) fn new(node: &'n Node, what: &'static str, diagnostics: &mut Diagnostics) -> Self {
        let object = node.as_object();
        if object.is_none() {
            diagnostics.push(Diagnostic::error(
                "invalid-type",
                &node.location,
                format!("{what} is {} here", node.type_name()),
                format!("write {what} as an object"),
            ));
        }
        Self { node, object, what }
    }

    pub(super) fn is_object(&self) -> bool {
        self.object.is_some()
    }

    pub(super) fn take(&self, key: &str) -> Option<&'n Node> {
        Some(&self.object?.get(key)?.node)
    }

    pub(super) fn text(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<String> {
        self.typed(key, "a string", diagnostics, |node| node.as_str().map(str::to_owned))
    }

    /// The text of a key that has to be there; where it is not, that is reported, and the text is empty.
    pub(super) fn required_text(&self, key: &str, diagnostics: &mut Diagnostics) -> String {
        if self.is_object() && self.node.get(key).is_none() {
            diagnostics.push(Diagnostic::error(
                "missing-key",
                &self.node.location,
                format!("{} has no `{key}`", self.what),
                format!("add `{key}`"),
            ));
        }
        self.text(key, diagnostics).unwrap_or_default()
    }

    pub(super) fn flag(&self, key: &str, diagnostics: &mut Diagnostics) -> bool {
        self.optional_flag(key, diagnostics).unwrap_or(false)
    }

    pub(super) fn optional_flag(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<bool> {
        self.typed(key, "a boolean", diagnostics, Node::as_bool)
    }

    pub(super) fn count(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<u64> {
        self.typed(key, "a non-negative integer", diagnostics, Node::as_u64)
    }

    pub(super) fn number(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<serde_json::Number> {
        self.typed(key, "a number", diagnostics, |node| node.as_number().cloned())
    }

    pub(super) fn array(&self, key: &str, diagnostics: &mut Diagnostics) -> &'n [Node] {
        self.typed(key, "an array", diagnostics, Node::as_array).unwrap_or_default()
    }

    pub(super) fn object(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'n Object> {
        self.typed(key, "an object", diagnostics, Node::as_object)
    }

    pub(super) fn texts(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<String> {
        let items = self.array(key, diagnostics);
        items.iter().filter_map(|item| self.item_text(key, item, diagnostics)).collect()
    }

    fn item_text(&self, key: &str, item: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
        let text = item.as_str();
        if text.is_none() {
            diagnostics.push(wrong_type(self.what, key, item, "an array of strings"));
        }
        text.map(str::to_owned)
    }

    fn typed<T>(
        &self,
        key: &str,
        expected: &str,
        diagnostics: &mut Diagnostics,
        read: impl FnOnce(&'n Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.take(key)?;
        let value = read(node);
        if value.is_none() {
            diagnostics.push(wrong_type(self.what, key, node, expected));
        }
        value
    }
}

fn wrong_type(what: &str, key: &str, node: &Node, expected: &str) -> Diagnostic {
    Diagnostic::error(
        "invalid-type",
        &node.location,
        format!("`{key}` of {what} is {}", node.type_name()),
        format!("write {expected}"),
    )
}
