//! Parameters, headers and media types: keys that contradict or miss each other.

use crate::{Diagnostic, Diagnostics, Kind, Node, Object, Value};

use super::{object, put, text};

pub(super) fn mend(kind: Kind, node: &mut Node, found: &mut Diagnostics) {
    if node.reference().is_some() || !matches!(kind, Kind::Parameter | Kind::Header | Kind::MediaType) {
        return;
    }
    let place = node.location.clone();
    let Some(members) = object(node) else { return };
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
            found.push(Diagnostic::invalid(
                "parameter-schema",
                &members["content"].node.location,
                format!("the {noun} has both `schema` and `content`; `schema` is read"),
                "keep one of the two",
            ));
            members.shift_remove("content");
        }
        _ => {}
    }
}
