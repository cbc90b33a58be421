//! Discriminators, whose values are names of components or references to them.

use std::collections::HashSet;

use super::{Bundler, reference_place};
use crate::{Kind, Member, Node, Object, Relation, Value, subschemas};

impl Bundler {
    /// Values of `mapping` are names of components or references; the references move with their targets.
    pub(super) fn discriminator(&mut self, node: &Node) -> Option<Node> {
        let mapping = node.get("mapping")?.as_object()?;
        let mut changes = Vec::new();
        for (index, member) in mapping.values().enumerate() {
            let Some(text) = member.node.as_str() else { continue };
            let place = &member.node.location;
            let pointer = match self.renamed.get(text) {
                Some(name) => Some(format!("#/components/schemas/{name}")),
                None if is_reference_text(text) => {
                    let target = self.resolve_text(text, place, Kind::Schema);
                    target.map(|target| self.pointer_to(Kind::Schema, target, place))
                }
                None => None,
            };
            changes.extend(pointer.filter(|pointer| pointer != text).map(|pointer| (index, pointer)));
        }
        if changes.is_empty() {
            return None;
        }
        let mut copy = node.clone();
        let Value::Object(object) = &mut copy.value else { return None };
        let Some(Value::Object(mapping)) = object.get_mut("mapping").map(|member| &mut member.node.value) else {
            return None;
        };
        for (index, pointer) in changes {
            mapping[index].node.value = Value::String(pointer);
        }
        Some(copy)
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
