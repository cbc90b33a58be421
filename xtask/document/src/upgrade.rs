//! A bundled document of OpenAPI 3.0 as 3.1, whose Schema Objects are JSON Schema 2020-12; those of 3.1 and 3.2 have them.
//!
//! One rule per difference, nothing depends on how a document is used:
//!
//! | 3.0 | 3.1 |
//! | --- | --- |
//! | `type: T`, `nullable: true` | `type: [T, "null"]`; `enum` stays as it is |
//! | no `type`, `nullable: true`, one of `allOf`, `oneOf`, `anyOf` | `anyOf: [{…}, {type: "null"}]`; annotations stay outside |
//! | `nullable` otherwise | left out: it changes nothing |
//! | `minimum: n`, `exclusiveMinimum: true` (same for the maximum) | `exclusiveMinimum: n` without `minimum` |
//! | `exclusiveMinimum: false`, or without `minimum` | left out |
//! | `example: v` of a schema | `examples: [v]` |
//! | `format: byte` | `contentEncoding: base64` |
//! | `format: binary` | stays |
//!
//! In documents of any version, references to parameters, responses, headers, request bodies, examples, links and callbacks are replaced by what they
//! refer to, so that `components` holds schemas and security schemes only; parameters and servers of a path item move
//! into its operations (its parameters first, without those that the operation overrides).

use std::collections::{BTreeSet, HashMap};

use super::{
    Kind, Location, METHODS, Member, Node, Object, Shape, Value, Version, bundle::MAX_INLINING,
    grammar::ADDITIONAL_OPERATIONS, load::MAX_VALUES, mend::put,
};

/// Keywords that say nothing about which values are valid; they stay outside where a schema gets an alternative.
pub(crate) const ANNOTATIONS: [&str; 9] =
    ["title", "description", "default", "example", "deprecated", "readOnly", "writeOnly", "externalDocs", "xml"];

pub(crate) const COMPOSITION: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// The whole document as a JSON value.
pub fn upgrade(document: &Node) -> serde_json::Value {
    upgrade_node(document).to_json()
}

/// The whole document; members keep their order and their places.
pub fn upgrade_node(document: &Node) -> Node {
    let mut upgrader = Upgrader::new(document);
    let mut upgraded = upgrader.walk(document, &Shape::Object(Kind::Document));
    let Value::Object(object) = &mut upgraded.value else { return upgraded };
    if Version::of(document) == Version::V30
        && let Some(version) = object.get_mut("openapi")
    {
        version.node.value = Value::String(Version::V31.full().to_owned());
    }
    if let Some(Value::Object(components)) = object.get_mut("components").map(|member| &mut member.node.value) {
        let inlined = |name: &str| {
            Kind::COMPONENTS.iter().any(|kind| kind.section() == Some(name))
                && !matches!(name, "schemas" | "securitySchemes")
        };
        components.retain(|name, _| !inlined(name) || upgrader.kept.contains(name.as_str()));
    }
    upgraded
}

/// A part of the document, which is of the given shape.
pub fn upgrade_part(document: &Node, part: &Node, shape: &Shape) -> Node {
    Upgrader::new(document).walk(part, shape)
}

struct Upgrader<'document> {
    document: &'document Node,
    version: Version,
    /// The components that are being put in place of a reference, outermost first.
    inlining: Vec<String>,
    /// What was put in place of references that need no end, and how many values that is.
    done: HashMap<String, (Node, usize)>,
    /// The values that were put in place of references.
    inlined: usize,
    /// References that stayed.
    cuts: usize,
    /// Sections that stay, as something in them refers to itself (only callbacks can), or would unfold without end.
    kept: BTreeSet<&'static str>,
}

impl<'document> Upgrader<'document> {
    fn new(document: &'document Node) -> Self {
        Self {
            document,
            version: Version::of(document),
            inlining: Vec::new(),
            done: HashMap::new(),
            inlined: 0,
            cuts: 0,
            kept: BTreeSet::new(),
        }
    }

    fn walk(&mut self, node: &Node, shape: &Shape) -> Node {
        self.inlined += usize::from(!self.inlining.is_empty());
        match shape {
            Shape::Reference(kind) if is_only_reference(*kind, node) => self.reference(node, *kind, shape),
            Shape::Reference(Kind::Schema) => self.schema(node),
            Shape::Reference(Kind::PathItem) => self.path_item(node),
            Shape::Reference(kind) | Shape::Object(kind) => match kind.shape() {
                Shape::Any => self.members(node, |name| Some(kind.field(name)?.shape)),
                free => self.walk(node, free),
            },
            Shape::BooleanOrSchema => self.walk(node, &Shape::Reference(Kind::Schema)),
            Shape::List(inner) => node.map_items(|item| self.walk(item, inner)),
            Shape::Map(inner) => self.members(node, |_| Some(inner)),
            Shape::Patterned(inner) => self.members(node, |name| (!name.starts_with("x-")).then_some(*inner)),
            Shape::OneOrMore(_)
            | Shape::Any
            | Shape::Text
            | Shape::Boolean
            | Shape::Number
            | Shape::Count
            | Shape::Choice(_) => node.clone(),
        }
    }

    fn members<'shape>(&mut self, node: &Node, shape: impl Fn(&str) -> Option<&'shape Shape>) -> Node {
        node.map_members(|name, node| match shape(name) {
            Some(shape) => self.walk(node, shape),
            None => node.clone(),
        })
    }

    fn reference(&mut self, node: &Node, kind: Kind, shape: &Shape) -> Node {
        if matches!(kind, Kind::Schema | Kind::SecurityScheme) {
            return node.clone();
        }
        let text = node.reference().unwrap_or_default().to_owned();
        let Some(target) = text.strip_prefix('#').and_then(|pointer| self.document.pointer(pointer)) else {
            return node.clone();
        };
        if self.inlining.contains(&text) || self.inlining.len() >= MAX_INLINING || self.inlined > MAX_VALUES {
            self.cuts += 1;
            self.kept.extend(kind.section());
            return node.clone();
        }
        if let Some((inlined, values)) = self.done.get(&text) {
            self.inlined = self.inlined.saturating_add(*values);
            return inlined.clone();
        }
        let (inlined_before, cuts_before) = (self.inlined, self.cuts);
        self.inlining.push(text.clone());
        let inlined = self.walk(target, shape);
        self.inlining.pop();
        // What was cut off depends on where one came from.
        if self.cuts == cuts_before {
            self.done.insert(text, (inlined.clone(), self.inlined - inlined_before));
        }
        inlined
    }

    /// Moves what all operations share into each of them.
    fn path_item(&mut self, node: &Node) -> Node {
        let mut item = self.members(node, |name| Some(Kind::PathItem.field(name)?.shape));
        let Value::Object(object) = &mut item.value else { return item };
        let parameters = object.shift_remove("parameters");
        let servers = object.shift_remove("servers");
        let share = |operation: &mut Object| {
            if let Some(shared) = &parameters {
                share_parameters(shared, operation);
            }
            if let Some(servers) = &servers
                && !operation.contains_key("servers")
            {
                operation.insert("servers".to_owned(), servers.clone());
            }
        };
        for method in METHODS {
            if let Some(Value::Object(operation)) = object.get_mut(method).map(|member| &mut member.node.value) {
                share(operation);
            }
        }
        if let Some(Value::Object(others)) = object.get_mut(ADDITIONAL_OPERATIONS).map(|member| &mut member.node.value)
        {
            for (_, member) in others {
                if let Value::Object(operation) = &mut member.node.value {
                    share(operation);
                }
            }
        }
        item
    }

    fn schema(&mut self, node: &Node) -> Node {
        let mut schema = self.members(node, |name| Some(Kind::Schema.field(name)?.shape));
        if let Value::Object(object) = &mut schema.value
            && self.version == Version::V30
        {
            keywords(object, Null::AsSpecified, &node.location);
        }
        schema
    }
}

/// What `nullable` says beside other schemas that the value has to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Null {
    /// Nothing, where there is a `type`: the others still refuse null.
    AsSpecified,
    /// What authors mean: null is let through.
    AsMeant,
}

/// The keywords of one schema of OpenAPI 3.0 as JSON Schema 2020-12 has them; those of 2020-12 stay.
pub(crate) fn keywords(schema: &mut Object, null: Null, place: &Location) {
    if let Some(position) = schema.get_index_of("example") {
        rename(schema, position, "examples", |node| {
            let place = node.location.clone();
            Node::new(Value::Array(vec![node]), place)
        });
    }
    if let Some(position) = schema.get_index_of("format")
        && schema[position].node.as_str() == Some("byte")
    {
        rename(schema, position, "contentEncoding", |node| {
            Node::new(Value::String("base64".to_owned()), node.location)
        });
    }
    exclusive_bound(schema, "minimum", "exclusiveMinimum");
    exclusive_bound(schema, "maximum", "exclusiveMaximum");
    // A change copies the object.
    if schema.contains_key("nullable") {
        nullable(schema, null, place);
    }
}

/// Whether an object of this kind is nothing but a reference: beside that of a schema, there may be keywords.
pub(crate) fn is_only_reference(kind: Kind, node: &Node) -> bool {
    node.reference().is_some() && !(kind == Kind::Schema && has_siblings(node))
}

/// Whether anything stands beside a reference.
pub(crate) fn has_siblings(node: &Node) -> bool {
    node.as_object().is_some_and(|object| object.len() > 1)
}

/// A reference with keywords beside it becomes one of the schemas that the instance fits.
pub(crate) fn set_reference_apart(schema: &mut Object) {
    // Not to be removed before it is known to be there: a change copies the object.
    if !schema.contains_key("$ref") {
        return;
    }
    let Some(member) = schema.shift_remove("$ref") else { return };
    let place = member.node.location.clone();
    let reference = Node::new(Value::Object(Object::from([("$ref".to_owned(), member)])), place.clone());
    match schema.get_mut("allOf").map(|member| &mut member.node.value) {
        Some(Value::Array(parts)) => parts.insert(0, reference),
        _ => put(schema, "allOf", Value::Array(vec![reference]), &place),
    }
}

/// Puts another key and value where one stands.
pub(crate) fn rename(object: &mut Object, position: usize, name: &str, change: impl FnOnce(Node) -> Node) {
    let Some((_, member)) = object.shift_remove_index(position) else { return };
    object.shift_insert(position, name.to_owned(), Member { key: member.key, node: change(member.node) });
}

fn exclusive_bound(object: &mut Object, bound: &str, exclusive: &str) {
    let Some(is_exclusive) = object.get(exclusive).and_then(|member| member.node.as_bool()) else { return };
    object.shift_remove(exclusive);
    if is_exclusive && let Some(position) = object.get_index_of(bound) {
        rename(object, position, exclusive, |node| node);
    }
}

fn nullable(object: &mut Object, null: Null, place: &Location) {
    let Some(member) = object.shift_remove("nullable") else { return };
    if member.node.as_bool() != Some(true) {
        return;
    }
    let is_composed = COMPOSITION.iter().any(|keyword| object.contains_key(*keyword));
    let lets_null_through = is_composed && null == Null::AsMeant;
    let null = |place: &Location| Node::new(Value::String("null".to_owned()), place.clone());
    if let Some(type_) = object.get_mut("type").filter(|_| !lets_null_through) {
        if type_.node.as_str().is_none() {
            return;
        }
        let place = type_.node.location.clone();
        let documented = std::mem::replace(&mut type_.node, Node::new(Value::Null, place.clone()));
        type_.node.value = Value::Array(vec![documented, null(&place)]);
        return;
    }
    if !is_composed {
        return;
    }
    let is_outside = |name: &str| ANNOTATIONS.contains(&name) || name == "examples" || name.starts_with("x-");
    let inside: Object = object
        .iter()
        .filter(|(name, _)| !is_outside(name))
        .map(|(name, member)| (name.clone(), member.clone()))
        .collect();
    object.retain(|name, _| is_outside(name));
    let type_null = Object::from([("type".to_owned(), Member { key: place.clone(), node: null(place) })]);
    let alternatives =
        vec![Node::new(Value::Object(inside), place.clone()), Node::new(Value::Object(type_null), place.clone())];
    let node = Node::new(Value::Array(alternatives), place.clone());
    object.insert("anyOf".to_owned(), Member { key: place.clone(), node });
}

fn share_parameters(shared: &Member, operation: &mut Object) {
    let identity = |parameter: &Node| {
        Some((parameter.get("in")?.as_str()?.to_owned(), parameter.get("name")?.as_str()?.to_owned()))
    };
    let own: Vec<Node> = match operation.get("parameters").map(|member| &member.node.value) {
        Some(Value::Array(own)) => own.clone(),
        _ => Vec::new(),
    };
    let overridden: Vec<_> = own.iter().filter_map(identity).collect();
    let mut parameters: Vec<Node> = shared
        .node
        .as_array()
        .into_iter()
        .flatten()
        .filter(|parameter| identity(parameter).is_none_or(|identity| !overridden.contains(&identity)))
        .cloned()
        .collect();
    parameters.extend(own);
    let place = shared.node.location.clone();
    operation.insert(
        "parameters".to_owned(),
        Member { key: shared.key.clone(), node: Node::new(Value::Array(parameters), place) },
    );
}
