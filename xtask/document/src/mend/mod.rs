//! What is against the specification, and has a meaning that everybody knows: the finding, and the document that says
//! it as the specification has it.
//!
//! Every leniency stands here, so that whatever reads a document behind this sees a valid one, and the meaning that is
//! given to a fault is the same everywhere. Faults without a clear meaning are left for the rules (`crate::rules`).

mod compositions;
mod defaults;
mod enforced;
mod form;
mod operations;
mod parameters;
mod schemas;
mod versions;

use super::{
    Diagnostics, Kind, Location, Member, Node, Object, Shape, Value, Version, escape, upgrade::is_only_reference,
};

/// The bundled document with every clear meaning written out, and what was found.
///
/// Whatever its version, what comes back has schemas of JSON Schema 2020-12, in which references stand alone.
pub fn mend(document: &Node) -> (Node, Diagnostics) {
    let version = Version::of(document);
    let mut mended = document.clone();
    let mut found = Diagnostics::default();
    change(&mut mended, &mut |kind, node, pointer| {
        versions::tell(version, kind, node, &mut found);
        form::mend(version, kind, node, pointer, &mut found);
        parameters::mend(kind, node, &mut found);
        enforced::mend(kind, node);
    });
    // Apart: what a schema becomes has schemas in it that nobody wrote.
    change(&mut mended, &mut |kind, node, _| {
        if kind == Kind::Schema {
            versions::schema(node, &mut found);
        }
    });
    let document = mended.clone();
    compositions::mend(&document, &mut mended, &mut found);
    schemas::mend(version, &document, &mut mended, &mut found);
    operations::mend(version, &document, &mut mended, &mut found);
    defaults::mend(&mut mended, &mut found);
    (mended, found)
}

/// Lets `see` change every object of the grammar, outer ones first; see [`super::visit`].
pub(crate) fn change(document: &mut Node, see: &mut dyn FnMut(Kind, &mut Node, &str)) {
    if let Some(changed) = walk(document, &Shape::Object(Kind::Document), &mut String::new(), see) {
        *document = changed;
    }
}

/// The node as it was changed; none where it is as before. What is not changed stays shared with the bundle.
fn walk(node: &Node, shape: &Shape, pointer: &mut String, see: &mut dyn FnMut(Kind, &mut Node, &str)) -> Option<Node> {
    match shape {
        Shape::Reference(kind) | Shape::Object(kind) => {
            let mut seen = node.clone();
            see(*kind, &mut seen, pointer);
            let inside = match kind.shape() {
                _ if is_only_reference(*kind, &seen) => None,
                Shape::Any => members(&seen, pointer, see, |name| Some(kind.field(name)?.shape)),
                free => walk(&seen, free, pointer, see),
            };
            inside.or_else(|| is_changed(node, &seen).then_some(seen))
        }
        Shape::BooleanOrSchema if node.as_bool().is_none() => walk(node, &Shape::Reference(Kind::Schema), pointer, see),
        Shape::List(inner) => {
            let items = node.as_array()?.iter().enumerate();
            let walked = items.map(|(index, item)| (index, descend(item, inner, &index.to_string(), pointer, see)));
            with(node, walked)
        }
        Shape::Map(inner) => members(node, pointer, see, |_| Some(inner)),
        Shape::Patterned(inner) => members(node, pointer, see, |name| (!name.starts_with("x-")).then_some(*inner)),
        _ => None,
    }
}

fn members<'shape>(
    node: &Node,
    pointer: &mut String,
    see: &mut dyn FnMut(Kind, &mut Node, &str),
    shape: impl Fn(&str) -> Option<&'shape Shape>,
) -> Option<Node> {
    let members = node.as_object()?.iter().enumerate();
    let walked = members.map(|(index, (name, member))| {
        (index, shape(name).and_then(|shape| descend(&member.node, shape, name, pointer, see)))
    });
    with(node, walked)
}

fn descend(
    node: &Node,
    shape: &Shape,
    token: &str,
    pointer: &mut String,
    see: &mut dyn FnMut(Kind, &mut Node, &str),
) -> Option<Node> {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(&escape(token));
    let changed = walk(node, shape, pointer, see);
    pointer.truncate(length);
    changed
}

/// The list or object with these in place of what stands there; none where there are none.
fn with(node: &Node, walked: impl Iterator<Item = (usize, Option<Node>)>) -> Option<Node> {
    let mut changed = None;
    for (index, inside) in walked {
        let Some(inside) = inside else { continue };
        match &mut changed.get_or_insert_with(|| node.clone()).value {
            Value::Array(items) => items[index] = inside,
            Value::Object(members) => members[index].node = inside,
            _ => {}
        }
    }
    changed
}

/// Lets `see` change the members of an object that are objects: each with its name and the place of that.
fn change_members(object: &mut Object, mut see: impl FnMut(&str, &Location, &mut Node)) {
    let mut changed = Vec::new();
    for (index, (name, member)) in object.iter().enumerate() {
        let mut node = member.node.clone();
        see(name, &member.key, &mut node);
        if is_changed(&member.node, &node) {
            changed.push((index, node));
        }
    }
    for (index, node) in changed {
        object[index].node = node;
    }
}

/// Whether an object is not the one any more that it is a copy of.
fn is_changed(before: &Node, after: &Node) -> bool {
    match (before.as_object(), after.as_object()) {
        (Some(before), Some(after)) => !before.is(after),
        _ => false,
    }
}

/// Leaves items out of the list under `key`. Looks at all of them first: a change copies the object.
fn retain(object: &mut Object, key: &str, keep: impl FnMut(&Node) -> bool) {
    let Some(items) = object.get(key).and_then(|member| member.node.as_array()) else { return };
    let kept: Vec<bool> = items.iter().map(keep).collect();
    if kept.iter().all(|kept| *kept) {
        return;
    }
    if let Value::Array(items) = &mut object[key].node.value {
        let mut kept = kept.into_iter();
        items.retain(|_| kept.next() == Some(true));
    }
}

fn object(node: &mut Node) -> Option<&mut Object> {
    match &mut node.value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

pub(crate) fn put(object: &mut Object, name: &str, value: Value, place: &Location) {
    object.insert(name.to_owned(), Member { key: place.clone(), node: Node::new(value, place.clone()) });
}

pub(crate) fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}
