//! What is against the specification, and has a meaning that everybody knows: the finding, and the document that says
//! it as the specification has it.
//!
//! Every leniency stands here, so that whatever reads a document behind this sees a valid one, and the meaning that is
//! given to a fault is the same everywhere. Faults without a clear meaning are left for the rules (`crate::rules`).

mod compositions;
mod defaults;
mod form;
mod operations;
mod parameters;
mod schemas;

use super::{Diagnostics, Kind, Location, Member, Node, Object, Shape, Value, escape};

/// The bundled document with every clear meaning written out, and what was found.
///
/// A document without such faults comes back as it was.
pub fn mend(document: &Node) -> (Node, Diagnostics) {
    let mut mended = document.clone();
    let mut found = Diagnostics::default();
    walk(&mut mended, &Shape::Object(Kind::Document), &mut String::new(), &mut |kind, node, pointer| {
        form::mend(kind, node, pointer, &mut found);
        parameters::mend(kind, node, &mut found);
    });
    compositions::mend(document, &mut mended, &mut found);
    schemas::mend(document, &mut mended, &mut found);
    operations::mend(document, &mut mended, &mut found);
    defaults::mend(&mut mended, &mut found);
    (mended, found)
}

/// Calls `see` with every object of the grammar, outer ones first; see [`super::visit`].
fn walk(node: &mut Node, shape: &Shape, pointer: &mut String, see: &mut dyn FnMut(Kind, &mut Node, &str)) {
    match shape {
        Shape::Reference(kind) | Shape::Object(kind) => {
            see(*kind, node, pointer);
            if node.reference().is_some() {
                return;
            }
            match kind.shape() {
                Shape::Any => members(node, pointer, see, |name| Some(kind.field(name)?.shape)),
                free => walk(node, free, pointer, see),
            }
        }
        Shape::BooleanOrSchema if node.as_bool().is_none() => {
            walk(node, &Shape::Reference(Kind::Schema), pointer, see);
        }
        Shape::List(inner) => {
            if let Value::Array(items) = &mut node.value {
                for (index, item) in items.iter_mut().enumerate() {
                    descend(item, inner, &index.to_string(), pointer, see);
                }
            }
        }
        Shape::Map(inner) => members(node, pointer, see, |_| Some(inner)),
        Shape::Patterned(inner) => members(node, pointer, see, |name| (!name.starts_with("x-")).then_some(*inner)),
        _ => {}
    }
}

fn members<'shape>(
    node: &mut Node,
    pointer: &mut String,
    see: &mut dyn FnMut(Kind, &mut Node, &str),
    shape: impl Fn(&str) -> Option<&'shape Shape>,
) {
    let Value::Object(object) = &mut node.value else { return };
    for (name, member) in object {
        if let Some(shape) = shape(name) {
            descend(&mut member.node, shape, name, pointer, see);
        }
    }
}

fn descend(
    node: &mut Node,
    shape: &Shape,
    token: &str,
    pointer: &mut String,
    see: &mut dyn FnMut(Kind, &mut Node, &str),
) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(&escape(token));
    walk(node, shape, pointer, see);
    pointer.truncate(length);
}

fn object(node: &mut Node) -> Option<&mut Object> {
    match &mut node.value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

fn put(object: &mut Object, name: &str, value: Value, place: &Location) {
    object.insert(name.to_owned(), Member { key: place.clone(), node: Node::new(value, place.clone()) });
}

fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}
