//! Form: every object has the members that OpenAPI gives it, and each is of its type.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Node, Object, Shape, Value, Version, nearest};

/// Checks the whole document.
pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    Checker { document, version: Version::of(document), found }.shape(
        document,
        &Shape::Object(Kind::Document),
        "the document",
    );
}

struct Checker<'a> {
    document: &'a Node,
    version: Version,
    found: &'a mut Diagnostics,
}

impl Checker<'_> {
    /// `name`: what the node is called in messages.
    fn shape(&mut self, node: &Node, shape: &Shape, name: &str) {
        match shape {
            Shape::Any => {}
            Shape::Text => self.expect(node, node.as_str().is_some(), "a string", name),
            Shape::Boolean => self.expect(node, node.as_bool().is_some(), "a boolean", name),
            Shape::Number => self.expect(node, node.as_number().is_some(), "a number", name),
            Shape::Count => self.expect(node, is_count(node), "an integer from 0", name),
            Shape::Choice(choices) => self.choice(node, choices, name),
            Shape::Reference(_) if node.get("$ref").is_some() => match node.reference() {
                Some(target) => self.reference(node, target),
                None => self.expect(node, false, "a reference whose `$ref` is a string", name),
            },
            Shape::Reference(Kind::Schema) if node.as_bool().is_some() => {}
            Shape::Reference(kind) | Shape::Object(kind) => match kind.shape() {
                Shape::Any => self.object(node, *kind, name),
                free => self.shape(node, free, name),
            },
            Shape::BooleanOrSchema => {
                if node.as_bool().is_none() {
                    self.shape(node, &Shape::Reference(Kind::Schema), name);
                }
            }
            Shape::OneOrMore(inner) if node.as_array().is_some() => self.shape(node, &Shape::List(inner), name),
            Shape::OneOrMore(inner) => self.shape(node, inner, name),
            Shape::List(inner) => match node.as_array() {
                Some(items) => items.iter().for_each(|item| self.shape(item, inner, "the item")),
                None => self.expect(node, false, "an array", name),
            },
            Shape::Map(inner) => self.map(node, inner, false, name),
            Shape::Patterned(inner) => self.map(node, inner, true, name),
        }
    }

    /// Bundled documents refer to themselves alone.
    fn reference(&mut self, node: &Node, target: &str) {
        if target.strip_prefix('#').and_then(|pointer| self.document.pointer(pointer)).is_none() {
            self.found.push(Diagnostic::error(
                "missing-target",
                &node.location,
                format!("nothing is at `{target}`"),
                "correct the reference, or add what it names",
            ));
        }
    }

    fn expect(&mut self, node: &Node, holds: bool, expected: &str, name: &str) {
        if holds {
            return;
        }
        let help = match (&node.value, expected) {
            (Value::Number(_) | Value::Boolean(_), "a string") => "put the value in quotes".to_owned(),
            (Value::Null, _) => format!("write {expected}, or leave the key out"),
            (Value::String(_), "a boolean" | "a number" | "an integer from 0") => "remove the quotes".to_owned(),
            _ => format!("write {expected}"),
        };
        let given = match &node.value {
            Value::Number(number) => number.to_string(),
            _ => node.type_name().to_owned(),
        };
        self.found.push(Diagnostic::error(
            "wrong-type",
            &node.location,
            format!("{name} is {given}, not {expected}"),
            help,
        ));
    }

    fn choice(&mut self, node: &Node, choices: &[&str], name: &str) {
        let Some(text) = node.as_str() else {
            self.expect(node, false, "a string", name);
            return;
        };
        if choices.contains(&text) {
            return;
        }
        let help = match (nearest(text, choices.iter().copied()), text) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, "file") => "write `type: string` and `format: binary`".to_owned(),
            (None, _) => format!("write one of {}", choices.join(", ")),
        };
        let message = format!("`{text}` is not a value that {name} can have");
        self.found.push(Diagnostic::error("unknown-value", &node.location, message, help));
    }

    fn object(&mut self, node: &Node, kind: Kind, name: &str) {
        let Some(object) = node.as_object() else {
            let expected = if kind == Kind::Schema { "an object with a schema" } else { "an object" };
            return self.expect(node, false, expected, name);
        };
        for (key, member) in object {
            if let Some(field) = kind.field(key) {
                self.shape(&member.node, field.shape, &format!("`{key}`"));
            }
        }
        for field in
            kind.fields().iter().filter(|field| field.is_required_in(self.version) && !object.contains_key(field.name))
        {
            self.found.push(Diagnostic::error(
                "missing-key",
                &node.location,
                format!("{} has no `{}`", kind.title(), field.name),
                format!("add `{}`", field.name),
            ));
        }
        if kind == Kind::Components {
            self.component_names(object);
        }
    }

    fn component_names(&mut self, sections: &Object) {
        let is_allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
        let members = sections
            .iter()
            .filter(|(section, _)| !section.starts_with("x-"))
            .filter_map(|(_, member)| member.node.as_object());
        for (name, member) in members.flatten() {
            if name.is_empty() || !name.chars().all(is_allowed) {
                self.found.push(Diagnostic::warning(
                    "component-name",
                    &member.key,
                    format!("`{name}` cannot name a component"),
                    "use letters, digits, `.`, `-` and `_` only",
                ));
            }
        }
    }

    fn map(&mut self, node: &Node, inner: &Shape, extensible: bool, name: &str) {
        let Some(object) = node.as_object() else { return self.expect(node, false, "an object", name) };
        for (key, member) in object {
            if !(extensible && key.starts_with("x-")) {
                self.shape(&member.node, inner, &format!("`{key}`"));
            }
        }
    }
}

/// `5.0` counts as an integer, as in JSON Schema.
fn is_count(node: &Node) -> bool {
    node.as_number().is_some_and(|number| {
        number.as_u64().is_some() || number.as_f64().is_some_and(|number| number >= 0.0 && number.fract() == 0.0)
    })
}
