//! Parameters, headers, media types and examples: keys that contradict or miss each other.

use crate::{Diagnostic, Diagnostics, Kind, Node, Object, Value};

use super::{object, put, text};

pub(super) fn mend(kind: Kind, node: &mut Node, found: &mut Diagnostics) {
    if node.reference().is_some() || !matches!(kind, Kind::Parameter | Kind::Header | Kind::MediaType | Kind::Example) {
        return;
    }
    let place = node.location.clone();
    let Some(members) = object(node) else { return };
    if kind == Kind::Example {
        return example(members, found);
    }
    if members.contains_key("example") && members.contains_key("examples") {
        found.push(Diagnostic::invalid(
            "example-and-examples",
            &members["examples"].node.location,
            format!("{} has both `example` and `examples`", kind.title()),
            "keep one of the two",
        ));
        members.shift_remove("example");
    }
    if kind == Kind::MediaType {
        return;
    }
    let noun = if kind == Kind::Header { "header" } else { "parameter" };
    let word = |key: &str| members.get(key).and_then(|member| member.node.as_str()).unwrap_or_default().to_owned();
    let (name, location) = (word("name"), word("in"));
    if location == "path" && members.get("required").and_then(|member| member.node.as_bool()) != Some(true) {
        found.push(Diagnostic::invalid(
            "path-parameter-required",
            &place,
            format!("the path parameter `{name}` is not required"),
            "add `required: true`; a path without it is another path",
        ));
        put(members, "required", Value::Boolean(true), &place);
    }
    if location == "querystring" && !members.contains_key("content") {
        found.push(Diagnostic::invalid(
            "querystring-content",
            &place,
            format!("the query string `{name}` is not described by `content`; it is read as a form"),
            "write `content: {application/x-www-form-urlencoded: {schema: …}}`",
        ));
        let mut media = Object::new();
        media.extend(members.shift_remove("schema").map(|schema| ("schema".to_owned(), schema)));
        let mut content = Object::new();
        put(&mut content, "application/x-www-form-urlencoded", Value::Object(media), &place);
        put(members, "content", Value::Object(content), &place);
    }
    match (members.contains_key("schema"), members.contains_key("content")) {
        (false, false) => {
            found.push(Diagnostic::invalid(
                "parameter-schema",
                &place,
                format!("the {noun} has neither `schema` nor `content`; it is read as text"),
                "add a `schema`",
            ));
            let mut schema = Object::new();
            put(&mut schema, "type", text("string"), &place);
            put(members, "schema", Value::Object(schema), &place);
        }
        (true, true) => {
            // A query string has no other form.
            let (read, ignored) = if location == "querystring" { ("content", "schema") } else { ("schema", "content") };
            found.push(Diagnostic::invalid(
                "parameter-schema",
                &members[ignored].node.location,
                format!("the {noun} has both `schema` and `content`; `{read}` is read"),
                "keep one of the two",
            ));
            members.shift_remove(ignored);
        }
        _ => {}
    }
}

/// An example is given once: as it is, as it is sent beside that, or elsewhere.
fn example(members: &mut Object, found: &mut Diagnostics) {
    let has = |members: &Object, key: &str| members.contains_key(key);
    let mut tell = |members: &Object, key: &str, message: &str, help: &str| {
        found.push(Diagnostic::invalid("example-values", &members[key].node.location, message, help));
    };
    if has(members, "value") && has(members, "dataValue") {
        tell(
            members,
            "value",
            "the example has both `value` and `dataValue`; `dataValue` is read",
            "keep one of the two",
        );
        members.shift_remove("value");
    } else if has(members, "value") && has(members, "serializedValue") {
        let message = "the example has both `value` and `serializedValue`; `value` is read as `dataValue`";
        tell(members, "value", message, "write `dataValue`");
        let value = members.shift_remove("value");
        members.extend(value.map(|value| ("dataValue".to_owned(), value)));
    }
    if has(members, "externalValue") && ["value", "serializedValue"].iter().any(|key| has(members, key)) {
        let message = "the example has an `externalValue` beside its value; it is ignored";
        tell(members, "externalValue", message, "keep one of the two");
        members.shift_remove("externalValue");
    }
}
