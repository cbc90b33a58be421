//! A bundled document of OpenAPI 3.1 or 3.2 as an earlier version has it, and what that version has no words for.
//!
//! One rule per difference, nothing depends on how a document is used. From 3.2 to 3.1 and to 3.0 (`objects.rs`):
//!
//! | 3.2 | before |
//! | --- | --- |
//! | `dataValue` of an example | `value` |
//! | a response without `description` | its `summary` as that, or an empty one |
//! | `nodeType` of an XML object | `attribute`, `wrapped`, or nothing, where that says the same |
//! | a discriminator with `defaultMapping` | left out: those before have to find their property |
//! | `in: querystring` | left out |
//! | `itemSchema` | `x-item-schema` |
//! | any other key that came with 3.2 | left out |
//!
//! From both to 3.0, objects (`objects.rs`):
//!
//! | 3.1 | 3.0 |
//! | --- | --- |
//! | no `paths`, no `responses` | `paths: {}`, a `default` response |
//! | `identifier` of a licence, of one word | `url` at spdx.org |
//! | `summary` and `description` beside a `$ref` | the target in its place, with them |
//! | `mutualTLS` | left out, of requirements too |
//! | roles of a scheme that has no scopes | left out |
//! | any other key that came with 3.1 | left out |
//!
//! and schemas (`schemas.rs`, `types.rs`, `arrays.rs`, `members.rs`):
//!
//! | 2020-12 | 3.0 |
//! | --- | --- |
//! | `true`, `false` | `{}`, `{not: {}}` |
//! | keywords beside `$ref` | beside an `allOf` with it |
//! | `type: [T, "null"]` | `type: T`, `nullable: true` |
//! | `type: [T, U]` | `anyOf` with an alternative each, with the keywords that are about it |
//! | `type: "null"` | `enum: [null]` |
//! | `anyOf: [X, {type: "null"}]`, also `oneOf` where nothing else lets null through | `nullable: true` and X, or `allOf: [X]` |
//! | `const: v` | `enum: [v]` |
//! | `exclusiveMinimum: n` (same for the maximum) | `minimum: n`, `exclusiveMinimum: true` |
//! | `examples: [v, …]` | `example: v`, without the others |
//! | `contentEncoding: base64` | `format: byte` |
//! | `contentMediaType: application/octet-stream` | `format: binary` |
//! | `if: A`, `then: B`, `else: C` | `allOf: [{anyOf: [{not: A}, B]}, {anyOf: [A, C]}]` |
//! | `dependentRequired`, `dependentSchemas` | `allOf: [{anyOf: [{not: {required: [p]}}, …]}]` |
//! | `contains: S` | `allOf: [{not: {items: {not: S}}}]`: not every item fails; how many fit is lost |
//! | `prefixItems`, with the schema of the rest | `items: {anyOf: […]}`, at most so many; which is where is lost, unless all are the same |
//! | `unevaluatedProperties` where nothing else is applied in place | `additionalProperties`; else lost |
//! | `unevaluatedItems` where nothing else is applied in place | the schema of the rest; else lost |
//! | `patternProperties` | `additionalProperties`, one of them all; which is which is lost |
//! | `propertyNames`, `$dynamicRef`, any other key that came with 3.1 | left out |
//!
//! What is left out or lost is told. It makes a schema wider, never narrower: where the wider one would let less through,
//! `oneOf` becomes `anyOf`, and `not` and conditions are left out as well.

mod arrays;
mod members;
mod objects;
mod schemas;
mod types;

use std::collections::{HashMap, HashSet};

use super::{
    Diagnostic, Diagnostics, Kind, Location, Node, Object, Shape, Value, Version, convert::state, resolve, visit_part,
};

/// The whole document; members keep their order and their places.
pub(crate) fn downgrade(document: &Node, version: Version) -> (Node, Diagnostics) {
    let mut first = Downgrader::new(document, version, HashSet::new());
    let downgraded = first.walk(document, &Shape::Object(Kind::Document));
    if first.widened.is_empty() {
        return (finish(downgraded, version), first.found);
    }
    // What refers to a schema that is wider than it was has to know.
    let wider = closure(document, first.widened);
    let mut second = Downgrader::new(document, version, wider);
    let downgraded = second.walk(document, &Shape::Object(Kind::Document));
    (finish(downgraded, version), second.found)
}

fn finish(mut document: Node, version: Version) -> Node {
    state(&mut document, version);
    document
}

/// These components, and all that refer to them, by references.
fn closure(document: &Node, widened: HashSet<String>) -> HashSet<String> {
    let schemas = document.get("components").and_then(|components| components.get("schemas")?.as_object());
    let mut referring: HashMap<String, Vec<String>> = HashMap::new();
    for (name, member) in schemas.into_iter().flatten() {
        visit_part(&member.node, &Shape::Reference(Kind::Schema), &mut |_, node, _| {
            if let Some(reference) = node.reference() {
                referring.entry(reference.to_owned()).or_default().push(component(name));
            }
        });
    }
    let mut todo: Vec<String> = widened.iter().cloned().collect();
    let mut wider = widened;
    while let Some(reference) = todo.pop() {
        for other in referring.get(&reference).into_iter().flatten() {
            if wider.insert(other.clone()) {
                todo.push(other.clone());
            }
        }
    }
    wider
}

/// The reference to a schema among the components.
fn component(name: &str) -> String {
    format!("#/components/schemas/{}", super::escape(name))
}

struct Downgrader<'document> {
    document: &'document Node,
    version: Version,
    /// References to components that let more through than they did.
    wider: HashSet<String>,
    /// Those of them that do so by themselves.
    widened: HashSet<String>,
    /// The `operationId`s of what the version has no methods for.
    lost_operations: HashSet<&'document str>,
    /// How many `if` stand around a schema.
    conditions: usize,
    found: Diagnostics,
}

impl<'document> Downgrader<'document> {
    fn new(document: &'document Node, version: Version, wider: HashSet<String>) -> Self {
        let lost_operations = objects::lost_operations(document, version);
        let (widened, found) = (HashSet::new(), Diagnostics::default());
        Self { document, version, wider, widened, lost_operations, conditions: 0, found }
    }

    fn walk(&mut self, node: &Node, shape: &Shape) -> Node {
        match shape {
            Shape::Reference(Kind::Schema) => self.schema(node).0,
            Shape::Reference(kind) if node.reference().is_some() => self.reference(node, *kind, shape),
            Shape::Reference(kind) | Shape::Object(kind) => match (kind.shape(), node.as_object()) {
                (Shape::Any, Some(object)) => {
                    let mut object = object.clone();
                    self.object(*kind, &mut object, &node.location);
                    let kept = Node::new(Value::Object(object), node.location.clone());
                    match kind {
                        Kind::Components => self.components(&kept),
                        _ => self.members(&kept, |name| Some(kind.field(name)?.shape)),
                    }
                }
                (Shape::Any, None) => node.clone(),
                (free, _) => self.walk(node, free),
            },
            Shape::BooleanOrSchema if node.as_bool().is_some() => node.clone(),
            Shape::BooleanOrSchema => self.schema(node).0,
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

    /// Notes which of the schemas let more through than before.
    fn components(&mut self, node: &Node) -> Node {
        let mut components = self
            .members(node, |name| Kind::Components.field(name).map(|field| field.shape).filter(|_| name != "schemas"));
        if let Value::Object(sections) = &mut components.value
            && let Some(Value::Object(schemas)) = sections.get_mut("schemas").map(|member| &mut member.node.value)
        {
            for (name, member) in schemas {
                let (schema, is_wider) = self.schema(&member.node);
                member.node = schema;
                if is_wider {
                    self.widened.insert(component(name));
                }
            }
        }
        components
    }

    /// 3.0 has no words of its own beside a reference.
    fn reference(&mut self, node: &Node, kind: Kind, shape: &Shape) -> Node {
        let Some(object) = node.as_object().filter(|object| self.version < Version::V31 && object.len() > 1) else {
            return node.clone();
        };
        let is_word = |name: &str| {
            let has = kind.field(name).is_some_and(|field| field.is_in(self.version));
            matches!(name, "summary" | "description") && has
        };
        let words: Vec<_> = object.iter().filter(|(name, _)| is_word(name)).collect();
        let target = resolve(self.document, node);
        if words.is_empty() || target.reference().is_some() {
            let reference = object.iter().filter(|(name, _)| *name == "$ref");
            let reference: Object = reference.map(|(name, member)| (name.clone(), member.clone())).collect();
            return Node::new(Value::Object(reference), node.location.clone());
        }
        let mut target = self.walk(target, shape);
        if let Value::Object(members) = &mut target.value {
            members.extend(words.into_iter().map(|(name, member)| (name.clone(), member.clone())));
        }
        target
    }

    /// Tells that the version has no words for something.
    fn lost(&mut self, place: &Location, what: impl std::fmt::Display) {
        let rule = if self.version == Version::V30 { "lost-in-3.0" } else { "lost-in-3.1" };
        self.found.push(Diagnostic::invalid(
            rule,
            place,
            format!("OpenAPI {} cannot say {what}", self.version.name()),
            format!("say it in another way, or stay with OpenAPI {}", Version::of(self.document).name()),
        ));
    }
}
