//! A walk over every object of a bundled document, each with its kind and its pointer.
//!
//! Does not follow references: a component is visited once, where it stands.

use super::{Kind, Node, Shape, Value, escape, upgrade::is_only_reference};

/// Calls `see` with every object of the grammar, outer ones first: its kind, itself, its pointer in the document.
///
/// Reference Objects are seen as the kind that is expected at their place.
pub fn visit<'node>(document: &'node Node, see: &mut dyn FnMut(Kind, &'node Node, &str)) {
    let mut pointer = String::new();
    walk(document, &Shape::Object(Kind::Document), &mut pointer, see);
}

/// Like [`visit`], for the part of a document that is of the given shape.
pub fn visit_part<'node>(node: &'node Node, shape: &Shape, see: &mut dyn FnMut(Kind, &'node Node, &str)) {
    walk(node, shape, &mut String::new(), see);
}

fn walk<'node>(node: &'node Node, shape: &Shape, pointer: &mut String, see: &mut dyn FnMut(Kind, &'node Node, &str)) {
    match shape {
        Shape::Reference(kind) | Shape::Object(kind) => {
            let kind = *kind;
            see(kind, node, pointer);
            if is_only_reference(kind, node) {
                return;
            }
            match kind.shape() {
                Shape::Any => members(node, pointer, see, |name| Some(kind.field(name)?.shape)),
                free => walk(node, free, pointer, see),
            }
        }
        Shape::BooleanOrSchema => {
            if node.as_bool().is_none() {
                walk(node, &Shape::Reference(Kind::Schema), pointer, see);
            }
        }
        Shape::List(inner) => {
            for (index, item) in node.as_array().into_iter().flatten().enumerate() {
                descend(item, inner, &index.to_string(), pointer, see);
            }
        }
        Shape::Map(inner) => members(node, pointer, see, |_| Some(inner)),
        Shape::Patterned(inner) => members(node, pointer, see, |name| (!name.starts_with("x-")).then_some(*inner)),
        Shape::Any
        | Shape::Text
        | Shape::Boolean
        | Shape::Number
        | Shape::Count
        | Shape::Choice(_)
        | Shape::OneOrMore(_) => {}
    }
}

fn members<'node, 'shape>(
    node: &'node Node,
    pointer: &mut String,
    see: &mut dyn FnMut(Kind, &'node Node, &str),
    shape: impl Fn(&str) -> Option<&'shape Shape>,
) {
    let Value::Object(object) = &node.value else { return };
    for (name, member) in object {
        if let Some(shape) = shape(name) {
            descend(&member.node, shape, name, pointer, see);
        }
    }
}

fn descend<'node>(
    node: &'node Node,
    shape: &Shape,
    token: &str,
    pointer: &mut String,
    see: &mut dyn FnMut(Kind, &'node Node, &str),
) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(&escape(token));
    walk(node, shape, pointer, see);
    pointer.truncate(length);
}
