//! Discriminators, whose values are names of components or references to them.

use std::collections::HashSet;

use super::{Bundler, reference_place};
use crate::{Kind, Member, Node, Object, Relation, Value, subschemas};

impl Bundler {
    /// `defaultMapping` and the values of `mapping` are names of components or references; the references move with
    /// their targets.
    pub(super) fn discriminator(&mut self, node: &Node) -> Option<Node> {
        let default = node.get("defaultMapping").and_then(|node| self.mapped(node));
        let mapping = node.get("mapping").and_then(Node::as_object);
        let members = mapping.into_iter().flat_map(|mapping| mapping.values()).enumerate();
        let changes: Vec<(usize, String)> =
            members.filter_map(|(index, member)| Some((index, self.mapped(&member.node)?))).collect();
        if changes.is_empty() && default.is_none() {
            return None;
        }
        let mut copy = node.clone();
        let Value::Object(object) = &mut copy.value else { return None };
        if let (Some(pointer), Some(member)) = (default, object.get_mut("defaultMapping")) {
            member.node.value = Value::String(pointer);
        }
        if let Some(Value::Object(mapping)) = object.get_mut("mapping").map(|member| &mut member.node.value) {
            for (index, pointer) in changes {
                mapping[index].node.value = Value::String(pointer);
            }
        }
        Some(copy)
    }

    /// The reference to the component that a text of a discriminator means; none where it is that already.
    fn mapped(&mut self, node: &Node) -> Option<String> {
        let text = node.as_str()?;
        let pointer = match self.renamed.get(text) {
            Some(name) => format!("#/components/schemas/{name}"),
            None if is_reference_text(text) => {
                let target = self.resolve_text(text, &node.location, Kind::Schema)?;
                self.pointer_to(Kind::Schema, target, &node.location)
            }
            None => return None,
        };
        (pointer != text).then_some(pointer)
    }

    /// Alternatives that got another name keep the value that the discriminator has for them, which is the old one.
    pub(super) fn map_renamed(&mut self, node: &Node, walked: Option<Node>) -> Option<Node> {
        let mut values = Vec::new();
        for alternative in subschemas(node, &[Relation::Alternative]) {
            let Some(target) = self.resolve(alternative, Kind::Schema).filter(|target| target.file == self.root) else {
                continue;
            };
            let written = target.tokens().pop().unwrap_or_default();
            if let Some(name) = self.renamed.get(&written) {
                values.push((written, format!("#/components/schemas/{name}"), reference_place(alternative)));
            }
        }
        let mut copy = walked.clone().unwrap_or_else(|| node.clone());
        let Value::Object(schema) = &mut copy.value else { return walked };
        let Some(discriminator) = schema.get_mut("discriminator") else { return walked };
        let place = discriminator.node.location.clone();
        let Value::Object(members) = &mut discriminator.node.value else { return walked };
        let empty = Member { key: place.clone(), node: Node::new(Value::Object(Object::new()), place) };
        let mapping = members.entry("mapping".to_owned()).or_insert(empty);
        let Value::Object(mapping) = &mut mapping.node.value else { return walked };
        let mapped: HashSet<String> =
            mapping.values().filter_map(|member| member.node.as_str().map(str::to_owned)).collect();
        values.retain(|(written, pointer, _)| !mapping.contains_key(written) && !mapped.contains(pointer));
        if values.is_empty() {
            return walked;
        }
        for (written, pointer, place) in values {
            let node = Node::new(Value::String(pointer), place.clone());
            mapping.insert(written, Member { key: place, node });
        }
        Some(copy)
    }
}

/// Names of components have neither slashes nor fragments.
fn is_reference_text(text: &str) -> bool {
    text.contains(['/', '#']) || [".yaml", ".yml", ".json"].iter().any(|ending| text.ends_with(ending))
}
