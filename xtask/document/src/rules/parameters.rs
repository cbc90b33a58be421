//! Parameters and headers: each has one schema, a serialisation that exists, and a place of its own.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Node, SchemaType, Version, operation::Operation, resolve, visit};

pub(super) fn check(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    visit(document, &mut |kind, node, _| {
        if node.reference().is_some() {
            return;
        }
        match kind {
            Kind::Parameter => {
                parameter(Version::of(document), node, found);
                value(document, node, "parameter", found);
            }
            Kind::Header => value(document, node, "header", found),
            Kind::Response => headers(node, found),
            _ => {}
        }
    });
    for operation in operations {
        same_field(operation, found);
        query_string(operation, found);
    }
}

fn parameter(version: Version, node: &Node, found: &mut Diagnostics) {
    let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
    let Some(place) = node.get("in").and_then(Node::as_str) else { return };
    if place == "header" && ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str()) {
        found.push(Diagnostic::warning(
            "ignored-parameter",
            &node.location,
            format!("OpenAPI ignores a header parameter called `{name}`"),
            "describe it as media types of the body and the responses, or as a security scheme",
        ));
    }
    if place != "header" && name.is_empty() {
        found.push(Diagnostic::error("parameter-name", &node.location, "the parameter has no name", "write its name"));
    }
    if place == "header" && !is_token(name) {
        found.push(Diagnostic::error(
            "header-name",
            &node.location,
            format!("`{name}` is not the name of a header"),
            "use letters, digits and `-`",
        ));
    }
    let styles: &[&str] = match place {
        "path" => &["simple", "label", "matrix"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        "cookie" => &["form", "cookie"],
        _ => &[],
    };
    if let Some(style) = node.get("style")
        && let Some(text) = style.as_str()
        && !styles.is_empty()
        && !styles.contains(&text)
    {
        found.push(Diagnostic::error(
            "parameter-style",
            &style.location,
            format!("a {place} parameter cannot have the style `{text}`"),
            format!("write {}", styles.join(" or ")),
        ));
    }
    let reserving: &[&str] = if version < Version::V32 { &["query"] } else { &["query", "path", "cookie"] };
    let serialised: &[&str] = &["query", "path", "header", "cookie"];
    for (key, places) in [
        ("allowEmptyValue", &["query"][..]),
        ("allowReserved", reserving),
        ("style", serialised),
        ("explode", serialised),
    ] {
        if let Some(member) = node.get(key)
            && !places.contains(&place)
        {
            found.push(Diagnostic::warning(
                "keyword-without-effect",
                &member.location,
                format!("`{key}` has no effect on a {place} parameter"),
                "remove it",
            ));
        }
    }
}

/// The characters of names in HTTP, of methods and fields (RFC 9110, section 5.6.2).
pub(super) fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The names of a response's headers, which are compared without case.
fn headers(response: &Node, found: &mut Diagnostics) {
    let mut seen: Vec<String> = Vec::new();
    for (name, member) in response.get("headers").and_then(Node::as_object).into_iter().flatten() {
        if !is_token(name) {
            found.push(Diagnostic::error(
                "header-name",
                &member.key,
                format!("`{name}` is not the name of a header"),
                "use letters, digits and `-`",
            ));
        } else if seen.contains(&name.to_lowercase()) {
            found.push(Diagnostic::error(
                "duplicate-header",
                &member.key,
                format!("the header `{name}` is documented twice; case makes no difference"),
                "remove one of the two",
            ));
        }
        seen.push(name.to_lowercase());
    }
}

/// What parameters and headers have in common.
fn value(document: &Node, node: &Node, noun: &str, found: &mut Diagnostics) {
    if let Some(content) = node.get("content").filter(|content| content.as_object().is_some_and(|it| it.len() != 1)) {
        found.push(Diagnostic::error(
            "parameter-schema",
            &content.location,
            format!("`content` of a {noun} has exactly one media type"),
            "keep one media type",
        ));
    }
    let style = node.get("style").and_then(Node::as_str);
    let schema_type = node.get("schema").and_then(|schema| SchemaType::of_schema(resolve(document, schema)));
    let fits = match style {
        // Arrays under `deepObject` are not in the specification, and read as everybody writes them.
        Some("deepObject" | "spaceDelimited" | "pipeDelimited") => !schema_type.is_some_and(SchemaType::is_scalar),
        _ => true,
    };
    if let (false, Some(style)) = (fits, style) {
        found.push(Diagnostic::error(
            "parameter-style",
            &node.location,
            format!(
                "the style `{style}` is not defined for a value of type {}",
                schema_type.map_or("any", SchemaType::name)
            ),
            "remove `style`, or change the type of the schema",
        ));
    }
}

/// The query string as a whole is one parameter, and then there is no other one in it.
fn query_string(operation: &Operation<'_>, found: &mut Diagnostics) {
    let parameters = operation.parameters();
    let mut query = parameters
        .iter()
        .filter(|parameter| matches!(parameter.get("in").and_then(Node::as_str), Some("query" | "querystring")));
    let is_whole = |parameter: &&Node| parameter.get("in").and_then(Node::as_str) == Some("querystring");
    let Some(whole) = parameters.iter().copied().find(is_whole) else { return };
    if let Some(other) = query.find(|other| !std::ptr::eq(**other, whole)) {
        let name = |parameter: &Node| parameter.get("name").and_then(Node::as_str).unwrap_or_default().to_owned();
        found.push(Diagnostic::error(
            "querystring-alone",
            &other.location,
            format!(
                "`{}` has `{}` as its query string, beside which there is no parameter `{}`",
                operation.name(),
                name(whole),
                name(other)
            ),
            "make it a property of the query string's schema, or describe each parameter by itself",
        ));
    }
}

/// An alias (`x-aliases`) that is another parameter's name would be read twice.
fn same_field(operation: &Operation<'_>, found: &mut Diagnostics) {
    let parameters = operation.parameters();
    for parameter in &parameters {
        let place = parameter.get("in").and_then(Node::as_str);
        for alias in parameter.get("x-aliases").and_then(Node::as_array).unwrap_or_default() {
            let taken = parameters.iter().any(|other| {
                other.get("in").and_then(Node::as_str) == place
                    && other.get("name").and_then(Node::as_str) == alias.as_str()
            });
            if taken {
                found.push(Diagnostic::error(
                    "duplicate-parameter",
                    &alias.location,
                    format!("`{}` has a parameter with the name of this alias", operation.name()),
                    "remove the alias, or rename the parameter",
                ));
            }
        }
    }
}
