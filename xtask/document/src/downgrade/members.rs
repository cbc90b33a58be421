//! Keywords about the members of objects.

use super::{
    arrays::is_nothing,
    schemas::{Schema, any_of, object_with},
};
use crate::{
    Location, Member, Node, Object, Value,
    mend::{put, text},
};

impl Schema<'_, '_> {
    pub(super) fn objects(&mut self) {
        self.unevaluated_properties();
        self.pattern_properties();
        self.property_names();
        self.dependents();
    }

    /// What holds for members that nothing else is about.
    fn unevaluated_properties(&mut self) {
        let says_nothing =
            self.lets_everything_through("unevaluatedProperties") || self.contains_key("additionalProperties");
        let Some(member) = self.take("unevaluatedProperties") else { return };
        if says_nothing {
            return;
        }
        if self.stands_alone() {
            let written = self.written["unevaluatedProperties"].node.as_bool();
            let node = match written {
                Some(value) => Node::new(Value::Boolean(value), member.node.location),
                None => member.node,
            };
            self.insert("additionalProperties".to_owned(), Member { key: member.key, node });
        } else {
            self.widen(&member.key, "`unevaluatedProperties` beside other schemas in place");
        }
    }

    /// Members with names of a pattern are among the others, each of which fits one of the schemas.
    fn pattern_properties(&mut self) {
        let Some(member) = self.take("patternProperties") else { return };
        let Value::Object(patterns) = member.node.value else { return };
        if patterns.is_empty() {
            return;
        }
        let names_all = |pattern: &str| ["", "^", ".*", "^.*", "^.*$", ".*$"].contains(&pattern);
        let is_exact = patterns.len() == 1
            && patterns.keys().all(|pattern| names_all(pattern))
            && !self.contains_key("properties");
        let place = member.key;
        let mut schemas: Vec<Node> = patterns.into_iter().map(|(_, member)| member.node).collect();
        let others = self.get("additionalProperties").map(|member| member.node.clone());
        let is_open = others.as_ref().is_none_or(super::schemas::is_everything) && !is_exact;
        if is_open {
            return self.widen(&place, "`patternProperties`");
        }
        if let Some(others) = others.filter(|others| !is_exact && others.as_bool().is_none() && !is_nothing(others)) {
            schemas.push(others);
        }
        let node = match schemas.pop() {
            Some(one) if schemas.is_empty() => one,
            last => {
                schemas.extend(last);
                any_of(schemas, &place)
            }
        };
        self.insert("additionalProperties".to_owned(), Member { key: place.clone(), node });
        if !is_exact {
            self.widen(&place, "which names of `patternProperties` have which schema");
        }
    }

    fn property_names(&mut self) {
        let says_nothing = self.lets_everything_through("propertyNames") || {
            let written = self.written.get("propertyNames").map(|member| &member.node);
            written.is_some_and(|names| {
                names.as_object().is_some_and(|names| names.len() == 1)
                    && names.get("type").and_then(Node::as_str) == Some("string")
            })
        };
        if let Some(member) = self.take("propertyNames")
            && !says_nothing
        {
            self.widen(&member.key, "`propertyNames`");
        }
    }

    /// What holds where a member is there.
    fn dependents(&mut self) {
        if let Some(member) = self.take("dependentRequired")
            && let Value::Object(dependents) = member.node.value
        {
            for (name, member) in dependents {
                let place = member.key;
                if member.node.as_array().is_none_or(<[Node]>::is_empty) {
                    continue;
                }
                let then = having(member.node, &place);
                self.unless_missing(&name, then, &place);
            }
        }
        if let Some(member) = self.take("dependentSchemas")
            && let Value::Object(dependents) = member.node.value
        {
            for (name, member) in dependents {
                self.unless_missing(&name, member.node, &member.key);
            }
        }
    }

    fn unless_missing(&mut self, name: &str, then: Node, place: &Location) {
        let names = Node::new(Value::Array(vec![Node::new(text(name), place.clone())]), place.clone());
        let missing = object_with("not", having(names, place), place);
        self.part(any_of(vec![missing, then], place));
    }
}

/// An object with these members.
fn having(names: Node, place: &Location) -> Node {
    let mut schema = Object::new();
    put(&mut schema, "type", text("object"), place);
    schema.insert("required".to_owned(), Member { key: place.clone(), node: names });
    Node::new(Value::Object(schema), place.clone())
}
