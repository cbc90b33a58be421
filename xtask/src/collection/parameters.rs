//! Parameters with their examples, as they are written on the wire.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{
    model::Field,
    sample::{Direction, sample},
};
use roster_document::{
    Document, Example, Node, Operation, Parameter, ParameterLocation, ParameterStyle, SchemaRef, Value, is_json,
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
                enabled: parameter.is_sampled(),
            };
            pairs(document, parameter).into_iter().map(field).collect::<Vec<_>>()
        })
        .collect()
}

/// The cookies of an operation as one header; none where it has none.
pub(super) fn cookies(document: &Document, operation: &Operation) -> Option<Field> {
    let cookies = operation.parameters.iter().filter(|parameter| parameter.place == ParameterLocation::Cookie);
    let (mut enabled, mut written) = (false, Vec::new());
    for parameter in cookies {
        enabled |= parameter.is_sampled();
        if let Some(text) = parameter.examples.first().and_then(|example| example.serialized.clone()) {
            // As it is sent, with the names.
            written.push(text);
            continue;
        }
        // In any other style than that of cookies themselves, values are percent-encoded.
        let is_raw = parameter.style == ParameterStyle::Cookie;
        let encoded = |value: String| if is_raw { value } else { utf8_percent_encode(&value, COOKIE).to_string() };
        written
            .extend(pairs(document, parameter).into_iter().map(|(name, value)| format!("{name}={}", encoded(value))));
    }
    let (name, value) = ("Cookie".to_owned(), written.join("; "));
    (!value.is_empty()).then(|| Field { name, value, description: String::new(), enabled })
}

/// The query string as a whole: the fields of a form, or one field without a name.
pub(super) fn query_string(document: &Document, parameter: &Parameter) -> Vec<Field> {
    let about = description(parameter.description.as_deref(), parameter.deprecated);
    let whole = |value: String| Field {
        name: String::new(),
        value,
        description: about.clone(),
        enabled: parameter.is_sampled(),
    };
    if let Some(text) = parameter.examples.first().and_then(|example| example.serialized.clone()) {
        return vec![whole(text)];
    }
    let value = example(document, &parameter.examples, Some(parameter.schema), Direction::Request);
    if parameter.is_form() {
        return fields_of_form(document, parameter.schema, value.as_ref());
    }
    let is_json = parameter.content_type.as_deref().is_some_and(is_json);
    let text =
        value.map_or_else(String::new, |value| if is_json { value.to_json().to_string() } else { plain(&value) });
    vec![whole(utf8_percent_encode(&text, ENCODED).to_string())]
}

/// The same in a cookie, where a comma is between the items of an array.
const COOKIE: &AsciiSet = &ENCODED.remove(b',');

/// What stands for itself in a query that is one text (RFC 3986, section 3.4).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The properties of a form's schema, with the values that the example has for them.
pub(super) fn fields_of_form(document: &Document, schema: SchemaRef, value: Option<&Node>) -> Vec<Field> {
    let schema = document.schema(schema);
    let fields = schema.properties().iter().map(|(name, reference)| {
        let property = document.schema(*reference);
        let given = value.and_then(|value| value.get(name)).cloned();
        let is_file = property.format() == Some("binary");
        let value = given.unwrap_or_else(|| sample(document, *reference, Direction::Request));
        Field {
            name: name.clone(),
            value: if is_file { String::new() } else { plain(&value) },
            description: description(property.description(), property.flag("deprecated")),
            enabled: schema.required().contains(name),
        }
    });
    fields.collect()
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
    if let Some(text) = parameter.examples.first().and_then(|example| example.serialized.as_deref()) {
        // As it is sent, which in a query is with the names.
        return match parameter.place {
            ParameterLocation::Query => text.trim_start_matches('?').split('&').map(decoded).collect(),
            _ => one(text.to_owned()),
        };
    }
    let value = example(document, &parameter.examples, Some(parameter.schema), Direction::Request);
    let Some(value) = value else { return one(String::new()) };
    if parameter.content_type.is_some() {
        return one(value.to_json().to_string());
    }
    match (&value.value, style) {
        (Value::Array(items), _) if *explode && style.explodes() => {
            items.iter().map(|item| (name.clone(), plain(item))).collect()
        }
        (Value::Array(items), ParameterStyle::SpaceDelimited) => one(join(items, " ")),
        (Value::Array(items), ParameterStyle::PipeDelimited) => one(join(items, "|")),
        (Value::Object(members), ParameterStyle::DeepObject) => {
            members.iter().map(|(key, member)| (format!("{name}[{key}]"), plain(&member.node))).collect()
        }
        (Value::Object(members), _) if *explode && style.explodes() => {
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

/// Name and value of a pair in a query.
fn decoded(pair: &str) -> (String, String) {
    let text = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (text(name), text(value))
}

fn join(items: &[Node], separator: &str) -> String {
    items.iter().map(plain).collect::<Vec<_>>().join(separator)
}
