//! `allOf`, `oneOf` and `anyOf` that mean something simpler than they say: parents that list the children which extend
//! them, and discriminators that cannot tell their alternatives.

use crate::{
    Diagnostic, Diagnostics, Keyword, Kind, Node, Object, Relation, Value, rules::schemas::has_property, subschemas,
};

use super::{change, object};

/// `document` is what references lead into, `mended` what is changed.
pub(super) fn mend(document: &Node, mended: &mut Node, found: &mut Diagnostics) {
    parents(document, mended, found);
    change(mended, &mut |kind, node, _| {
        if kind == Kind::Schema && node.reference().is_none() {
            discriminator(document, node, found);
        }
    });
}

fn schemas(document: &Node) -> Option<&Object> {
    document.get("components")?.get("schemas")?.as_object()
}

fn name_of(node: &Node) -> Option<&str> {
    node.reference()?.strip_prefix("#/components/schemas/")
}

/// A child extends its parent by `allOf`, and the parent has the child among its alternatives: the child has what the
/// parent says, without the alternatives, as which it would contain itself.
fn parents(document: &Node, mended: &mut Node, found: &mut Diagnostics) {
    let Some(known) = schemas(document) else { return };
    let has_alternative = |parent: &Node, child: &str| {
        subschemas(parent, &[Relation::Alternative]).any(|alternative| name_of(alternative) == Some(child))
    };
    let mut changes: Vec<(String, usize, Node)> = Vec::new();
    for (child, member) in known {
        let parts = member.node.get("allOf").and_then(Node::as_array).unwrap_or_default();
        for (index, part) in parts.iter().enumerate() {
            let Some(parent) = name_of(part).and_then(|name| known.get(name)).map(|parent| &parent.node) else {
                continue;
            };
            if !has_alternative(parent, child) {
                continue;
            }
            found.push(Diagnostic::warning(
                "parent-of-itself",
                &part.location,
                format!(
                    "`{child}` extends a schema that has `{child}` among its alternatives; it is read without these"
                ),
                "move what the two share into a schema of its own, and let both extend it",
            ));
            let mut without = parent.clone();
            if let Some(members) = object(&mut without) {
                members.shift_remove("discriminator");
                Keyword::with(Relation::Alternative).for_each(|keyword| {
                    members.shift_remove(keyword.field.name);
                });
            }
            changes.push((child.clone(), index, without));
        }
    }
    if changes.is_empty() {
        return;
    }
    let Some(Value::Object(components)) =
        object(mended).and_then(|root| root.get_mut("components")).map(|member| &mut member.node.value)
    else {
        return;
    };
    let Some(Value::Object(schemas)) = components.get_mut("schemas").map(|member| &mut member.node.value) else {
        return;
    };
    for (child, index, without) in changes {
        if let Some(Value::Array(parts)) = schemas
            .get_mut(&child)
            .and_then(|member| object(&mut member.node)?.get_mut("allOf"))
            .map(|member| &mut member.node.value)
        {
            parts[index] = without;
        }
    }
}

/// A discriminator names its alternatives by their components, and each has the property that holds the name: one in
/// place has no name, and one without the property is never told.
fn discriminator(document: &Node, node: &mut Node, found: &mut Diagnostics) {
    let Some(property) = node.get("discriminator").and_then(|it| it.get("propertyName")?.as_str()) else { return };
    let beside = has_own_property(document, node, property);
    // What is taken where the property is absent need not have it.
    let default = node.get("discriminator").and_then(|it| it.get("defaultMapping")?.as_str());
    let is_default = |alternative: &Node| {
        default.is_some_and(|default| name_of(alternative) == Some(default) || alternative.reference() == Some(default))
    };
    // Null is told by itself.
    let alternatives =
        subschemas(node, &[Relation::Alternative]).filter(|alternative| !is_only_null(document, alternative));
    let faults: Vec<Diagnostic> = alternatives
        .filter_map(|alternative| {
            let (message, help) = if alternative.reference().is_none() {
                let message = "an alternative beside a discriminator is not a reference, so nothing can name it";
                (message.to_owned(), "move the schema to `components.schemas` and refer to it")
            } else if !beside && !is_default(alternative) && !has_property(document, alternative, property) {
                let message =
                    format!("the alternative has no property `{property}`, by which the discriminator tells it");
                (message, "add the property to the alternative, and require it")
            } else {
                return None;
            };
            let message = format!("{message}; the discriminator is ignored");
            Some(Diagnostic::invalid("discriminator", &alternative.location, message, help))
        })
        .collect();
    if faults.is_empty() {
        return;
    }
    faults.into_iter().for_each(|fault| found.push(fault));
    if let Some(schema) = object(node) {
        schema.shift_remove("discriminator");
    }
}

/// Whether the schema has the property whichever alternative holds.
fn has_own_property(document: &Node, schema: &Node, name: &str) -> bool {
    let parts = schema.get("allOf").and_then(Node::as_array).unwrap_or_default();
    schema.get("properties").is_some_and(|properties| properties.get(name).is_some())
        || parts.iter().any(|part| has_property(document, part, name))
}

/// Whether null is the only instance.
fn is_only_null(document: &Node, alternative: &Node) -> bool {
    let schema = crate::resolve(document, alternative);
    let is_null = |value: &Node| matches!(value.value, Value::Null);
    schema.get("type").and_then(Node::as_str) == Some("null")
        || schema.get("const").is_some_and(is_null)
        || schema
            .get("enum")
            .and_then(Node::as_array)
            .is_some_and(|values| !values.is_empty() && values.iter().all(is_null))
}
