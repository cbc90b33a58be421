//! Nodes as text: YAML for people, JSON for tools; members in the order of the node.

use anyhow::{Context as _, Result};
use serde::{Serialize, Serializer};

use super::{Node, Value};

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(value) => serializer.serialize_bool(*value),
            Value::Number(number) => number.serialize(serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => serializer.collect_seq(items),
            Value::Object(object) => serializer.collect_map(object.iter().map(|(key, member)| (key, &member.node))),
        }
    }
}

/// Block style YAML.
///
/// # Errors
/// Only where the serialiser fails, which no node is known to bring about.
pub fn yaml(node: &Node) -> Result<String> {
    serde_yaml::to_string(node).context("the document cannot be written as YAML")
}

/// JSON indented by two spaces, with a line feed at the end.
///
/// # Errors
/// As for [`yaml`].
pub fn json(node: &Node) -> Result<String> {
    let mut text = serde_json::to_string_pretty(node).context("the document cannot be written as JSON")?;
    text.push('\n');
    Ok(text)
}
