//! One document out of many files: every `$ref` that leads into a file becomes a component.
//!
//! Nodes keep the places where they were written. Nothing is dropped, checked for sense, or put into another order,
//! except that the components are sorted by name; what a reference can point at is told by the grammar.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    path::{Path, PathBuf},
};

use super::{
    Kind, Location, Member, Node, Object, Shape, Target, Value, escape,
    naming::component_name,
    reference::{Files, normalize},
    unused, version,
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A document in one piece, whose only references are `#/components/...`.
#[derive(Debug)]
pub struct Bundle {
    pub document: Node,
    /// Every file read, the root first.
    pub files: Vec<PathBuf>,
    /// Every place in the files that became a component or was put in place of a reference.
    pub targets: BTreeSet<Target>,
    pub warnings: Diagnostics,
}

/// Bundles the OpenAPI 3.0 document whose root is the file `root`.
///
/// # Errors
/// Everything that keeps the document from being bundled, and the warnings found so far.
pub fn bundle(root: &Path) -> Result<Bundle, Diagnostics> {
    let mut bundler = Bundler { root: normalize(root), ..Bundler::default() };
    let path = bundler.root.clone();
    let document = match bundler.files.get(&path, &mut bundler.diagnostics) {
        Some(document) => document,
        None => return Err(bundler.diagnostics),
    };
    if let Some(problem) = version::check(&document) {
        bundler.diagnostics.push(problem);
        return Err(bundler.diagnostics);
    }
    bundler.register(&document);
    let document = bundler.document(&document);
    if !bundler.diagnostics.has_errors() {
        bundler.diagnostics.extend(unused::check(&document));
    }
    if bundler.diagnostics.has_errors() {
        return Err(bundler.diagnostics);
    }
    Ok(Bundle {
        document,
        files: bundler.files.paths().to_vec(),
        targets: bundler.targets,
        warnings: bundler.diagnostics,
    })
}

#[derive(Debug, Default)]
struct Bundler {
    root: PathBuf,
    files: Files,
    diagnostics: Diagnostics,
    /// The component that a target is.
    names: HashMap<(Kind, Target), String>,
    /// What each component is, and where.
    taken: HashMap<(Kind, String), (Target, Location)>,
    /// Components whose content is still to be moved.
    pending: VecDeque<(Kind, String, Target)>,
    /// The ends of chains of references.
    ends: HashMap<(Kind, Target), Option<Target>>,
    /// The targets that are being put in place of a reference, outermost first.
    inlining: Vec<Target>,
    targets: BTreeSet<Target>,
}

impl Bundler {
    /// Gives the root's own components their names, before anything refers to them.
    fn register(&mut self, document: &Node) {
        let mut references = Vec::new();
        for kind in Kind::COMPONENTS {
            let section = kind.section().expect("a kind of component has a section");
            let Some(members) = document.get("components").and_then(|components| components.get(section)?.as_object())
            else {
                continue;
            };
            for (name, member) in members {
                let own =
                    Target { file: self.root.clone(), pointer: format!("/components/{section}/{}", escape(name)) };
                self.names.insert((kind, own.clone()), name.clone());
                self.taken.insert((kind, name.clone()), (own.clone(), member.key.clone()));
                if member.node.reference().is_some() {
                    references.push((kind, name.clone(), own, member.node.clone()));
                } else {
                    self.pending.push_back((kind, name.clone(), own));
                }
            }
        }
        for (kind, name, own, node) in references {
            let end = self.resolve(&node, kind);
            let content = match end {
                Some(end) if !self.names.contains_key(&(kind, end.clone())) => {
                    self.warn_about_siblings(&node);
                    self.names.insert((kind, end.clone()), name.clone());
                    end
                }
                // Another component of the root: this one stays a reference to it.
                _ => own,
            };
            self.pending.push_back((kind, name, content));
        }
    }

    fn document(&mut self, root: &Node) -> Node {
        let Some(object) = root.as_object() else { return root.clone() };
        let mut bundled = Object::new();
        for (name, member) in object {
            let node = match Kind::Document.field(name) {
                Some(_) if name == "components" => member.node.clone(),
                Some(field) => self.walk(&member.node, field.shape),
                None => member.node.clone(),
            };
            bundled.insert(name.clone(), Member { key: member.key.clone(), node });
        }
        let components = self.components(root);
        if !components.is_empty() {
            let place = root.get("components").map_or(&root.location, |node| &node.location).clone();
            let key = object.get("components").map_or(&root.location, |member| &member.key).clone();
            bundled.insert("components".to_owned(), Member { key, node: Node::new(Value::Object(components), place) });
        }
        Node::new(Value::Object(bundled), root.location.clone())
    }

    fn components(&mut self, root: &Node) -> Object {
        let mut moved: BTreeMap<(Kind, String), Member> = BTreeMap::new();
        while let Some((kind, name, target)) = self.pending.pop_front() {
            let from = self.taken[&(kind, name.clone())].1.clone();
            let Some(node) = self.files.find(&target, &from, &mut self.diagnostics) else { continue };
            let node = self.walk(&node, reference_shape(kind));
            self.targets.insert(target);
            moved.insert((kind, name), Member { key: from, node });
        }
        let own = root.get("components").and_then(Node::as_object);
        let mut components = Object::new();
        for kind in Kind::COMPONENTS {
            let section = kind.section().expect("a kind of component has a section");
            let members: Object = moved
                .iter()
                .filter(|((member_kind, _), _)| *member_kind == kind)
                .map(|((_, name), member)| (name.clone(), member.clone()))
                .collect();
            if members.is_empty() {
                continue;
            }
            let place = own.and_then(|own| own.get(section)).map_or(&root.location, |member| &member.node.location);
            let key = own.and_then(|own| own.get(section)).map_or(&root.location, |member| &member.key);
            let node = Node::new(Value::Object(members), place.clone());
            components.insert(section.to_owned(), Member { key: key.clone(), node });
        }
        // Extensions, and whatever the lint has to complain about.
        for (name, member) in own.into_iter().flatten() {
            let is_section = Kind::COMPONENTS.iter().any(|kind| kind.section() == Some(name));
            if !is_section || member.node.as_object().is_none() {
                components.insert(name.clone(), member.clone());
            }
        }
        components
    }

    /// A copy of `node` in which every reference is internal.
    fn walk(&mut self, node: &Node, shape: &Shape) -> Node {
        let is_reference = node.reference().is_some();
        match shape {
            Shape::Reference(kind) if is_reference && *kind != Kind::PathItem => self.reference(node, *kind),
            Shape::Reference(kind) if is_reference => self.inline(node, *kind, shape),
            Shape::Object(kind) if is_reference => self.inline_where_none_belongs(node, *kind, shape),
            Shape::Map(_) | Shape::Patterned(_) | Shape::List(_) if is_reference => {
                self.inline_where_none_belongs(node, Kind::Document, shape)
            }
            Shape::Reference(kind) | Shape::Object(kind) => match kind.shape() {
                Shape::Any => self.fields(node, *kind),
                free => self.walk(node, free),
            },
            Shape::BooleanOrSchema => self.walk(node, &Shape::Reference(Kind::Schema)),
            Shape::List(inner) => match &node.value {
                Value::Array(items) => {
                    let items = items.iter().map(|item| self.walk(item, inner)).collect();
                    Node::new(Value::Array(items), node.location.clone())
                }
                _ => node.clone(),
            },
            Shape::Map(inner) => self.members(node, |_| Some(inner)),
            Shape::Patterned(inner) => self.members(node, |name| (!name.starts_with("x-")).then_some(*inner)),
            Shape::Any | Shape::Text | Shape::Boolean | Shape::Number | Shape::Count | Shape::Choice(_) => node.clone(),
        }
    }

    fn fields(&mut self, node: &Node, kind: Kind) -> Node {
        if kind == Kind::Discriminator {
            return self.discriminator(node);
        }
        self.members(node, |name| Some(kind.field(name)?.shape))
    }

    fn members<'shape>(&mut self, node: &Node, shape: impl Fn(&str) -> Option<&'shape Shape>) -> Node {
        let Value::Object(object) = &node.value else { return node.clone() };
        let object = object
            .iter()
            .map(|(name, member)| {
                let node = match shape(name) {
                    Some(shape) => self.walk(&member.node, shape),
                    None => member.node.clone(),
                };
                (name.clone(), Member { key: member.key.clone(), node })
            })
            .collect();
        Node::new(Value::Object(object), node.location.clone())
    }

    /// Values of `mapping` are names of components or references; the references move with their targets.
    fn discriminator(&mut self, node: &Node) -> Node {
        let mut copy = node.clone();
        let Value::Object(object) = &mut copy.value else { return copy };
        let Some(Value::Object(mapping)) = object.get_mut("mapping").map(|member| &mut member.node.value) else {
            return copy;
        };
        for member in mapping.values_mut() {
            let Some(text) = member.node.as_str().filter(|text| is_reference_text(text)).map(str::to_owned) else {
                continue;
            };
            let place = member.node.location.clone();
            if let Some(target) = self.resolve_text(&text, &place, Kind::Schema) {
                member.node.value = Value::String(self.pointer_to(Kind::Schema, target, &place));
            }
        }
        copy
    }

    fn reference(&mut self, node: &Node, kind: Kind) -> Node {
        self.warn_about_siblings(node);
        let Some(target) = self.resolve(node, kind) else { return node.clone() };
        let place = reference_place(node);
        let text = self.pointer_to(kind, target, &place);
        let key = node.as_object().and_then(|object| object.get("$ref")).map_or(&node.location, |member| &member.key);
        let member = Member { key: key.clone(), node: Node::new(Value::String(text), place) };
        Node::new(Value::Object(Object::from([("$ref".to_owned(), member)])), node.location.clone())
    }

    /// The internal reference to the component that `target` is, or becomes now.
    fn pointer_to(&mut self, kind: Kind, target: Target, place: &Location) -> String {
        let section = kind.section().expect("only components are referred to");
        let name = match self.names.get(&(kind, target.clone())) {
            Some(name) => name.clone(),
            None => self.name(kind, target, place),
        };
        format!("#/components/{section}/{}", escape(&name))
    }

    fn name(&mut self, kind: Kind, target: Target, place: &Location) -> String {
        let name = component_name(&target);
        self.names.insert((kind, target.clone()), name.clone());
        let here = self.files.find(&target, place, &mut self.diagnostics).map_or(place.clone(), |node| node.location);
        if let Some((other, first)) = self.taken.get(&(kind, name.clone())) {
            if *other != target {
                self.diagnostics.push(Diagnostic::error(
                    "component-clash",
                    place,
                    format!("two things would be the component `{name}`: the one at {first} and the one at {here}"),
                    "rename one of the two, or refer to the same place from everywhere",
                ));
            }
            return name;
        }
        self.taken.insert((kind, name.clone()), (target.clone(), here));
        self.pending.push_back((kind, name.clone(), target));
        name
    }

    /// Puts the target in place of the reference.
    fn inline(&mut self, node: &Node, kind: Kind, shape: &Shape) -> Node {
        self.warn_about_siblings(node);
        let Some(target) = self.resolve(node, kind) else { return node.clone() };
        let place = reference_place(node);
        if self.inlining.contains(&target) || self.inlining.len() > 20 {
            self.diagnostics.push(Diagnostic::error(
                "reference-cycle",
                &place,
                format!("`{}` leads back to where it stands", node.reference().unwrap_or_default()),
                "only components may refer to each other in a circle; end the circle here",
            ));
            return node.clone();
        }
        let Some(content) = self.files.find(&target, &place, &mut self.diagnostics) else { return node.clone() };
        self.targets.insert(target.clone());
        self.inlining.push(target);
        let inlined = self.walk(&content, shape);
        self.inlining.pop();
        inlined
    }

    fn inline_where_none_belongs(&mut self, node: &Node, kind: Kind, shape: &Shape) -> Node {
        let what = if kind == Kind::Document { "the members of this object" } else { kind.title() };
        self.diagnostics.push(Diagnostic::warning(
            "reference-position",
            &reference_place(node),
            format!("OpenAPI 3.0 has no `$ref` here, for {what}; the target is put in its place"),
            "refer to the parts instead: path items, schemas, responses, parameters and the like",
        ));
        self.inline(node, kind, shape)
    }

    fn warn_about_siblings(&mut self, node: &Node) {
        for (name, member) in node.as_object().into_iter().flatten().filter(|(name, _)| *name != "$ref") {
            self.diagnostics.push(Diagnostic::warning(
                "ref-siblings",
                &member.key,
                format!("`{name}` stands beside a `$ref`, where OpenAPI 3.0 ignores it"),
                "move it to the target; for a schema, wrap the reference: `allOf: [{$ref: ...}]`",
            ));
        }
    }

    /// Where the reference `node` leads in the end; none after a diagnostic.
    fn resolve(&mut self, node: &Node, kind: Kind) -> Option<Target> {
        self.resolve_text(node.reference()?, &reference_place(node), kind)
    }

    fn resolve_text(&mut self, text: &str, place: &Location, kind: Kind) -> Option<Target> {
        let first = self.files.parse(text, place, &mut self.diagnostics)?;
        if let Some(end) = self.ends.get(&(kind, first.clone())) {
            return end.clone();
        }
        let end = self.follow(first.clone(), text, place, kind);
        self.ends.insert((kind, first), end.clone());
        end
    }

    /// Along a chain of references, to a component that has a name already or to what is no reference.
    fn follow(&mut self, first: Target, text: &str, place: &Location, kind: Kind) -> Option<Target> {
        let mut seen = BTreeSet::new();
        let mut target = first;
        let mut from = place.clone();
        loop {
            if self.names.contains_key(&(kind, target.clone())) {
                return Some(target);
            }
            if !seen.insert(target.clone()) {
                self.diagnostics.push(Diagnostic::error(
                    "reference-cycle",
                    place,
                    format!("`{text}` leads to references that refer to each other in a circle"),
                    "let one of them be the thing itself",
                ));
                return None;
            }
            if let Some(wrong) = wrong_section(&target, kind) {
                self.diagnostics.push(Diagnostic::error(
                    "reference-kind",
                    &from,
                    format!("the target is in `components.{wrong}`, but {} belongs here", kind.title()),
                    "refer to a component of the right kind",
                ));
                return None;
            }
            let node = self.files.find(&target, &from, &mut self.diagnostics)?;
            let Some(next) = node.reference() else { return Some(target) };
            self.warn_about_siblings(&node);
            from = reference_place(&node);
            target = self.files.parse(next, &from, &mut self.diagnostics)?;
        }
    }
}

/// The section of `components` that a target is in, if objects of `kind` stand elsewhere.
fn wrong_section(target: &Target, kind: Kind) -> Option<String> {
    let tokens = target.tokens();
    let [components, section, _] = tokens.as_slice() else { return None };
    let is_section = Kind::COMPONENTS.iter().any(|other| other.section() == Some(section));
    let expected = kind.section()?;
    (components == "components" && is_section && section != expected).then(|| section.clone())
}

/// Names of components have neither slashes nor fragments.
fn is_reference_text(text: &str) -> bool {
    text.contains(['/', '#']) || [".yaml", ".yml", ".json"].iter().any(|ending| text.ends_with(ending))
}

fn reference_place(node: &Node) -> Location {
    node.get("$ref").unwrap_or(node).location.clone()
}

fn reference_shape(kind: Kind) -> &'static Shape {
    match kind {
        Kind::Schema => &Shape::Reference(Kind::Schema),
        Kind::Response => &Shape::Reference(Kind::Response),
        Kind::Parameter => &Shape::Reference(Kind::Parameter),
        Kind::Example => &Shape::Reference(Kind::Example),
        Kind::RequestBody => &Shape::Reference(Kind::RequestBody),
        Kind::Header => &Shape::Reference(Kind::Header),
        Kind::SecurityScheme => &Shape::Reference(Kind::SecurityScheme),
        Kind::Link => &Shape::Reference(Kind::Link),
        Kind::Callback => &Shape::Reference(Kind::Callback),
        _ => &Shape::Any,
    }
}
