//! Prose: summaries and descriptions that are there and in one form, and an example for every scalar.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Node, SchemaType, Shape, is_negated, visit};

/// Characters of a summary; longer ones are cut off in lists of operations.
const SUMMARY_LENGTH: usize = 60;

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    visit(document, &mut |kind, node, pointer| {
        if node.reference().is_some() {
            return;
        }
        match kind {
            Kind::Operation => {
                summary(node, found);
                described(node, "the operation", found);
            }
            Kind::Info => described(node, "the document", found),
            Kind::Tag => described(node, "the tag", found),
            Kind::Response => described(node, "the response", found),
            Kind::RequestBody => described(node, "the request body", found),
            Kind::SecurityScheme => described(node, "the security scheme", found),
            Kind::Parameter | Kind::Header => {
                described(node, if kind == Kind::Header { "the header" } else { "the parameter" }, found);
                value_example(node, found);
            }
            Kind::Schema => schema(node, pointer, found),
            _ => {}
        }
        if let Some(description) = node.get("description") {
            sentences(description, found);
        }
    });
}

fn summary(node: &Node, found: &mut Diagnostics) {
    let Some(summary) = node.get("summary") else {
        found.push(Diagnostic::error(
            "summary",
            &node.location,
            "the operation has no `summary`",
            "add one: an imperative without a full stop, such as `List the users`",
        ));
        return;
    };
    let Some(text) = summary.as_str() else { return };
    let mut error = |message: String, help: &str| {
        found.push(Diagnostic::error("summary", &summary.location, message, help));
    };
    if text.trim().is_empty() || text.contains('\n') {
        error("the summary is not one line of text".to_owned(), "write one line, such as `List the users`");
    }
    if text.ends_with(['.', '!', '?', ':', ';']) {
        error(format!("the summary `{text}` ends with punctuation"), "leave out the full stop");
    }
    if text.chars().count() > SUMMARY_LENGTH {
        error(
            format!("the summary has {} characters, more than {SUMMARY_LENGTH}", text.chars().count()),
            "shorten it; the details belong into the description",
        );
    }
    if !text.starts_with(|first: char| first.is_uppercase()) {
        error(format!("the summary `{text}` does not begin with a capital letter"), "begin it with a capital letter");
    }
    let verb = text.split_whitespace().next().unwrap_or_default();
    if verb.ends_with("ing") && verb.len() > 5
        || verb.ends_with('s') && !verb.ends_with("ss")
        || matches!(verb, "The" | "A" | "An")
    {
        error(format!("the summary `{text}` is not an imperative"), "begin with what to do: `List`, `Get`, `Delete`");
    }
}

fn described(node: &Node, what: &str, found: &mut Diagnostics) {
    if node.get("description").and_then(Node::as_str).is_none_or(|text| text.trim().is_empty()) {
        found.push(Diagnostic::error(
            "description",
            &node.location,
            format!("{what} has no `description`"),
            "say what it is, and what surprises",
        ));
    }
}

/// Components, properties and items that are scalars: described, and with an example.
fn schema(node: &Node, pointer: &str, found: &mut Diagnostics) {
    let mut tokens = pointer.rsplit('/');
    let (last, before) = (tokens.next().unwrap_or_default(), tokens.next().unwrap_or_default());
    let is_property = before == "properties";
    let is_component = pointer.strip_prefix("/components/schemas/").is_some_and(|rest| !rest.contains('/'));
    // What is ruled out has no example.
    let is_negated = is_negated(&Shape::Object(Kind::Document), pointer);
    if is_property || is_component {
        let what = format!("the {} `{}`", if is_property { "property" } else { "schema" }, last.replace("~1", "/"));
        described(node, &what, found);
    }
    let is_scalar = SchemaType::of_schema(node).is_some_and(SchemaType::is_scalar);
    let is_binary = node.get("format").and_then(Node::as_str) == Some("binary");
    if (is_property || is_component) && is_scalar && !is_binary && !is_negated && node.get("example").is_none() {
        found.push(Diagnostic::error(
            "example-missing",
            &node.location,
            format!("the {} `{last}` has no `example`", if is_property { "property" } else { "schema" }),
            "add one that is valid and looks real",
        ));
    }
}

/// A parameter's or header's example stands beside the schema: not every tool looks for one inside.
fn value_example(node: &Node, found: &mut Diagnostics) {
    if node.get("example").is_some() || node.get("examples").is_some() {
        return;
    }
    let name = node
        .get("name")
        .and_then(Node::as_str)
        .map_or_else(|| "header".to_owned(), |name| format!("parameter `{name}`"));
    found.push(Diagnostic::error(
        "example-missing",
        &node.location,
        format!("the {name} has no `example`"),
        "add one beside its schema that is valid and looks real",
    ));
}

/// One sentence a line, each with an end.
fn sentences(description: &Node, found: &mut Diagnostics) {
    let Some(text) = description.as_str() else { return };
    if text.contains("*/") {
        found.push(Diagnostic::error(
            "description-form",
            &description.location,
            "the description has `*/`, which ends the comment that holds it in clients of many languages",
            "use other words",
        ));
    }
    let mut fenced = false;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        // Tables, lists and headings have their own form; a long list of values may run on after a comma.
        let is_prose = !fenced && !line.is_empty() && !line.starts_with(['|', '-', '*', '#']);
        if is_prose && !line.ends_with(['.', ',', ':', '?', '!', '`', ')', ';']) {
            found.push(Diagnostic::error(
                "description-form",
                &description.location,
                format!("the line `{}` of the description does not end as a sentence", shorten(line)),
                "end it with a full stop, and let no sentence run over several lines",
            ));
        }
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(50) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
