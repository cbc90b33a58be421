//! Parameters with their examples, as they are written on the wire.

use super::{
    model::Field,
    sample::{Direction, sample},
};
use roster_document::{
    Document, Example, Node, Operation, Parameter, ParameterLocation, ParameterStyle, SchemaRef, Value,
};

/// The parameters of an operation that are in `place`.
pub(super) fn fields(document: &Document, operation: &Operation, place: ParameterLocation) -> Vec<Field> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.place == place);
    parameters
        .flat_map(|parameter| {
            let field = |(name, value)| Field {
                name,
                value,
                description: description(parameter.description.as_deref(), parameter.deprecated),
                enabled: parameter.required,
            };
            pairs(document, parameter).into_iter().map(field).collect::<Vec<_>>()
        })
        .collect()
}

/// What a parameter of a path is replaced by.
pub(super) fn path_value(document: &Document, parameter: &Parameter) -> String {
    pairs(document, parameter).into_iter().map(|(_, value)| value).next().unwrap_or_default()
}

pub(super) fn description(text: Option<&str>, is_deprecated: bool) -> String {
    let text = text.unwrap_or_default().trim();
    if is_deprecated {
        return format!("Deprecated. {text}").trim_end().to_owned();
    }
    text.to_owned()
}

/// The first of the examples of a parameter, a header or a media type, else one that its schema gives.
pub(super) fn example(
    document: &Document,
    examples: &[Example],
    schema: Option<SchemaRef>,
    direction: Direction,
) -> Option<Node> {
    let given = examples.first().and_then(|example| example.value.clone());
    given.or_else(|| Some(sample(document, schema?, direction)))
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
fn pairs(document: &Document, parameter: &Parameter) -> Vec<(String, String)> {
    let Parameter { name, style, explode, .. } = parameter;
    let one = |value: String| vec![(name.clone(), value)];
    let value = example(document, &parameter.examples, Some(parameter.schema), Direction::Request);
    let Some(value) = value else { return one(String::new()) };
    if parameter.content_type.is_some() {
        return one(value.to_json().to_string());
    }
    match (&value.value, style) {
        (Value::Array(items), ParameterStyle::Form) if *explode => {
            items.iter().map(|item| (name.clone(), plain(item))).collect()
        }
        (Value::Array(items), ParameterStyle::SpaceDelimited) => one(join(items, " ")),
        (Value::Array(items), ParameterStyle::PipeDelimited) => one(join(items, "|")),
        (Value::Object(members), ParameterStyle::DeepObject) => {
            members.iter().map(|(key, member)| (format!("{name}[{key}]"), plain(&member.node))).collect()
        }
        (Value::Object(members), ParameterStyle::Form) if *explode => {
            members.iter().map(|(key, member)| (key.clone(), plain(&member.node))).collect()
        }
        (Value::Object(members), _) => {
            let joint = if *explode { "=" } else { "," };
            let members = members.iter().map(|(key, member)| format!("{key}{joint}{}", plain(&member.node)));
            one(members.collect::<Vec<_>>().join(","))
        }
        _ => one(plain(&value)),
    }
}

fn join(items: &[Node], separator: &str) -> String {
    items.iter().map(plain).collect::<Vec<_>>().join(separator)
}
