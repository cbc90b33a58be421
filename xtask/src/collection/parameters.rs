//! Parameters with their examples, as they are written on the wire.

use super::{
    model::Field,
    sample::{Direction, sample},
};
use roster_document::{Node, OperationNode, Value, resolve};

/// The parameters of an operation that are `place`: `query` or `header`.
pub(super) fn fields(operation: &OperationNode<'_>, place: &str) -> Vec<Field> {
    let parameters = operation.parameters().into_iter().filter(|parameter| text(parameter, "in") == place);
    parameters
        .flat_map(|parameter| {
            let field = |(name, value)| Field {
                name,
                value,
                description: description(parameter),
                enabled: parameter.get("required").and_then(Node::as_bool) == Some(true),
            };
            pairs(operation.document, parameter).into_iter().map(field).collect::<Vec<_>>()
        })
        .collect()
}

/// What a parameter of a path is replaced by.
pub(super) fn path_value(document: &Node, parameter: &Node) -> String {
    pairs(document, parameter).into_iter().map(|(_, value)| value).next().unwrap_or_default()
}

pub(super) fn description(node: &Node) -> String {
    let text = text(node, "description").trim().to_owned();
    if node.get("deprecated").and_then(Node::as_bool) == Some(true) {
        return format!("Deprecated. {text}").trim_end().to_owned();
    }
    text
}

/// The example of a parameter, a header or a media type: its own, the first of several, or one that its schema gives.
pub(super) fn example(document: &Node, node: &Node, direction: Direction) -> Option<Node> {
    if let Some(example) = node.get("example") {
        return Some(example.clone());
    }
    let several = node.get("examples").and_then(Node::as_object);
    let first = several.and_then(|examples| examples.values().next());
    let value = first.and_then(|member| resolve(document, &member.node).get("value")).cloned();
    value.or_else(|| Some(sample(document, node.get("schema")?, direction)))
}

/// A value as text; lists with commas.
pub(super) fn plain(value: &Node) -> String {
    match &value.value {
        Value::Null => String::new(),
        Value::Boolean(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => join(items, ","),
        Value::Object(_) => value.to_json().to_string(),
    }
}

/// Name and value, or several of them where the parameter's style spreads its value (OpenAPI 3.0.3, Style Values).
fn pairs(document: &Node, parameter: &Node) -> Vec<(String, String)> {
    let name = text(parameter, "name");
    let one = |value: String| vec![(name.to_owned(), value)];
    let content = parameter.get("content").and_then(Node::as_object).and_then(|content| content.values().next());
    if let Some(media_type) = content {
        let value = example(document, &media_type.node, Direction::Request);
        return one(value.map_or_else(String::new, |value| value.to_json().to_string()));
    }
    let Some(value) = example(document, parameter, Direction::Request) else { return one(String::new()) };
    let is_query = matches!(text(parameter, "in"), "query" | "cookie");
    let style = parameter.get("style").and_then(Node::as_str).unwrap_or(if is_query { "form" } else { "simple" });
    let explode = parameter.get("explode").and_then(Node::as_bool).unwrap_or(style == "form");
    match (&value.value, style) {
        (Value::Array(items), "form") if explode => items.iter().map(|item| (name.to_owned(), plain(item))).collect(),
        (Value::Array(items), "spaceDelimited") => one(join(items, " ")),
        (Value::Array(items), "pipeDelimited") => one(join(items, "|")),
        (Value::Object(members), "deepObject") => {
            members.iter().map(|(key, member)| (format!("{name}[{key}]"), plain(&member.node))).collect()
        }
        (Value::Object(members), "form") if explode => {
            members.iter().map(|(key, member)| (key.clone(), plain(&member.node))).collect()
        }
        (Value::Object(members), _) => {
            let joint = if explode { "=" } else { "," };
            let members = members.iter().map(|(key, member)| format!("{key}{joint}{}", plain(&member.node)));
            one(members.collect::<Vec<_>>().join(","))
        }
        _ => one(plain(&value)),
    }
}

fn join(items: &[Node], separator: &str) -> String {
    items.iter().map(plain).collect::<Vec<_>>().join(separator)
}

fn text<'node>(node: &'node Node, key: &str) -> &'node str {
    node.get(key).and_then(Node::as_str).unwrap_or_default()
}
