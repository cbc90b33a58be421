//! What schemas are called, and what is bound in them: of use to references only, and not in a bundle.

use super::Bundler;
use crate::{Kind, Node, Target, Value, Version, diagnostic::Diagnostic, resources::IDENTIFIERS, scope::Bindings};

impl Bundler {
    /// Does something with what stands at a target, and with what is bound there.
    pub(super) fn inside<T>(&mut self, target: &Target, kind: Kind, act: impl FnOnce(&mut Self) -> T) -> T {
        let scope = if kind == Kind::Schema { self.files.scope_in(target) } else { Bindings::default() };
        let outer = std::mem::replace(&mut self.scope, scope);
        let result = act(self);
        self.scope = outer;
        result
    }

    /// Whether a member says what references lead to, which a bundle has no use for.
    pub(super) fn is_identifier(&self, name: &str, kind: Kind) -> bool {
        kind == Kind::Schema && self.version >= Version::V31 && IDENTIFIERS.contains(&name)
    }

    pub(super) fn without_identifiers(&mut self, node: &Node, walked: Option<Node>, kind: Kind) -> Option<Node> {
        let mut named = IDENTIFIERS.iter().filter_map(|name| Some((*name, node.get(name)?))).peekable();
        if kind != Kind::Schema || self.version < Version::V31 || named.peek().is_none() {
            return walked;
        }
        for (name, value) in named {
            let (is_right, expected) = match name {
                "$defs" => (value.as_object().is_some(), "an object"),
                _ => (value.as_str().is_some(), "a string"),
            };
            if !is_right {
                self.diagnostics.push(Diagnostic::invalid(
                    "wrong-type",
                    &value.location,
                    format!("`{name}` is {}, not {expected}; it is ignored", value.type_name()),
                    "correct it, or leave it out",
                ));
            }
        }
        let mut walked = walked.unwrap_or_else(|| node.clone());
        if let Value::Object(object) = &mut walked.value {
            object.retain(|name, _| !IDENTIFIERS.contains(&name.as_str()));
        }
        Some(walked)
    }
}
