//! One document out of many files: every `$ref` that leads into a file becomes a component.
//!
//! Nodes keep the places where they were written. Nothing is dropped, checked for sense, or put into another order,
//! except that the components are sorted by name; what a reference can point at is told by the grammar.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    path::{Path, PathBuf},
};

use super::{
    Kind, Location, Member, Node, Object, Shape, Target, Value, escape,
    load::MAX_VALUES,
    meant::{self, Meaning, Position},
    naming::{self, component_name},
    reference::{Files, normalize},
    unused, version,
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// How many references may stand in the target of another one where targets are put in their place.
pub(crate) const MAX_INLINING: usize = 8;

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
    let root = normalize(root);
    let mut files = Files::default();
    let Some(document) = files.get(&root) else { return Err(files.found()) };
    if let Some(problem) = version::check(&document) {
        let mut found = files.found();
        found.push(problem);
        return Err(found);
    }
    let mut names = HashMap::new();
    loop {
        let mut bundler = Bundler::new(root.clone(), files, names);
        let bundled = bundler.document(&document);
        // Only who has seen every target knows which names are taken twice; with other names, all is done again.
        if let Some(better) = bundler.better_names() {
            (files, names) = (bundler.files, better);
            continue;
        }
        return bundler.finish(bundled);
    }
}

#[derive(Debug, Default)]
struct Bundler {
    root: PathBuf,
    files: Files,
    diagnostics: Diagnostics,
    /// What targets are called whose own names are taken twice.
    given: HashMap<(Kind, Target), String>,
    /// The component that a target is.
    names: HashMap<(Kind, Target), String>,
    /// What has its name from the root file, and keeps it.
    pinned: HashSet<(Kind, Target)>,
    /// What each component is, and where.
    taken: HashMap<(Kind, String), (Target, Location)>,
    /// Names that several targets would have, with the finding that says so.
    clashes: BTreeMap<(Kind, String), Diagnostic>,
    /// Names of the root's schemas that cannot name a component, and what is written instead.
    renamed: HashMap<String, String>,
    /// Components whose content is still to be moved.
    pending: VecDeque<(Kind, String, Target)>,
    /// The ends of chains of references.
    ends: HashMap<(Kind, Target), Option<Target>>,
    /// The ends of chains of components that are references; none for circles.
    aliases: HashMap<(Kind, Target), Option<Target>>,
    /// The targets that are being put in place of a reference, outermost first.
    inlining: Vec<Target>,
    /// What was put in place of references to a target where this shape belongs, and how many values that is.
    done: HashMap<(Target, *const Shape), (Option<Node>, usize)>,
    /// The values that were put in place of references.
    inlined: usize,
    is_too_much: bool,
    targets: BTreeSet<Target>,
}

impl Bundler {
    fn new(root: PathBuf, files: Files, given: HashMap<(Kind, Target), String>) -> Self {
        Self { root, files, given, ..Self::default() }
    }

    fn finish(mut self, document: Node) -> Result<Bundle, Diagnostics> {
        self.diagnostics.extend(self.files.found());
        for (_, clash) in std::mem::take(&mut self.clashes) {
            self.diagnostics.push(clash);
        }
        if !self.diagnostics.has_errors() {
            self.diagnostics.extend(unused::check(&document));
        }
        if self.diagnostics.has_errors() {
            return Err(self.diagnostics);
        }
        Ok(Bundle { document, files: self.files.paths().to_vec(), targets: self.targets, warnings: self.diagnostics })
    }

    /// Names for the targets that would have the same one, from the folders that they are in; none where all is well,
    /// or nothing helps.
    fn better_names(&self) -> Option<HashMap<(Kind, Target), String>> {
        let mut better = self.given.clone();
        for (kind, name) in self.clashes.keys() {
            let group = self.names.iter().filter(|((other, _), taken)| other == kind && *taken == name);
            let group: Vec<&Target> =
                group.map(|(key, _)| key).filter(|key| !self.pinned.contains(*key)).map(|(_, target)| target).collect();
            let is_free = |name: &str| !self.taken.contains_key(&(*kind, name.to_owned()));
            for (target, name) in naming::qualified(&group, &self.root, is_free)? {
                better.insert((*kind, target.clone()), name);
            }
        }
        (better != self.given).then_some(better)
    }

    /// Gives the root's own components their names, before anything refers to them.
    fn register(&mut self, document: &Node) {
        let mut references = Vec::new();
        for kind in Kind::COMPONENTS {
            let section = kind.section().expect("a kind of component has a section");
            let Some(members) = document.get("components").and_then(|components| components.get(section)?.as_object())
            else {
                continue;
            };
            let allowed = naming::allowed(kind, members.keys());
            for (written, member) in members {
                let own =
                    Target { file: self.root.clone(), pointer: format!("/components/{section}/{}", escape(written)) };
                let name = allowed.get(written.as_str()).unwrap_or(written);
                if name != written {
                    self.rename(kind, written, name, &member.key);
                }
                self.names.insert((kind, own.clone()), name.clone());
                self.pinned.insert((kind, own.clone()));
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
                    self.pinned.insert((kind, end.clone()));
                    end
                }
                // Another component of the root: this one stays a reference to it.
                _ => own,
            };
            self.pending.push_back((kind, name, content));
        }
    }

    fn rename(&mut self, kind: Kind, written: &str, name: &str, place: &Location) {
        self.diagnostics.push(Diagnostic::warning(
            "component-name",
            place,
            format!("`{written}` cannot name a component; it is read as `{name}`"),
            "use letters, digits, `.`, `-` and `_` only",
        ));
        if kind == Kind::Schema {
            self.renamed.insert(written.to_owned(), name.to_owned());
        }
    }

    fn document(&mut self, root: &Node) -> Node {
        self.register(root);
        let settled = version::settle(root, &mut self.diagnostics);
        let root = settled.as_ref().unwrap_or(root);
        let walked = self.members(root, |name| match Kind::Document.field(name)? {
            _ if name == "components" => None,
            field => Some((field.shape, position(field.required))),
        });
        let mut bundled = walked.unwrap_or_else(|| root.clone());
        let components = self.components(root);
        let Value::Object(object) = &mut bundled.value else { return bundled };
        if let Some(member) = object.get("components")
            && self.is_left_out("components", &member.node)
        {
            object.shift_remove("components");
        }
        if !components.is_empty() {
            let place = root.get("components").map_or(&root.location, |node| &node.location).clone();
            let member = root.as_object().and_then(|object| object.get("components"));
            let key = member.map_or(&root.location, |member| &member.key).clone();
            object.insert("components".to_owned(), Member { key, node: Node::new(Value::Object(components), place) });
        }
        bundled
    }

    /// Whether the node is null, which says nothing here.
    fn is_left_out(&mut self, key: &str, node: &Node) -> bool {
        let shape = &Shape::Map(&Shape::Any);
        matches!(meant::read(key, node, shape, Position::Optional, &mut self.diagnostics), Meaning::LeftOut)
    }

    fn components(&mut self, root: &Node) -> Object {
        let mut moved: BTreeMap<Kind, BTreeMap<String, Member>> = BTreeMap::new();
        while let Some((kind, name, target)) = self.pending.pop_front() {
            let from = self.taken[&(kind, name.clone())].1.clone();
            let Some(node) = self.files.find(&target, &from, &mut self.diagnostics) else { continue };
            let shape = reference_shape(kind);
            let node = self.meant(&name, node, shape);
            let node = match node.reference() {
                Some(_) => self.alias(&node, kind),
                None => self.walk(&node, shape),
            }
            .unwrap_or(node);
            self.targets.insert(target);
            moved.entry(kind).or_default().insert(name, Member { key: from, node });
        }
        let own = root.get("components").and_then(Node::as_object);
        let mut components = Object::new();
        for kind in Kind::COMPONENTS {
            let Some(members) = moved.remove(&kind) else { continue };
            let section = kind.section().expect("a kind of component has a section");
            let place = own.and_then(|own| own.get(section)).map_or(&root.location, |member| &member.node.location);
            let key = own.and_then(|own| own.get(section)).map_or(&root.location, |member| &member.key);
            let node = Node::new(Value::Object(members.into_iter().collect()), place.clone());
            components.insert(section.to_owned(), Member { key: key.clone(), node });
        }
        // Extensions, and whatever the lint has to complain about.
        for (name, member) in own.into_iter().flatten() {
            let is_section = Kind::COMPONENTS.iter().any(|kind| kind.section() == Some(name));
            if is_section && (member.node.as_object().is_some() || self.is_left_out(name, &member.node)) {
                continue;
            }
            components.insert(name.clone(), member.clone());
        }
        components
    }

    /// The component as what it is meant for.
    fn meant(&mut self, name: &str, node: Node, shape: &Shape) -> Node {
        match meant::read(name, &node, shape, Position::Free, &mut self.diagnostics) {
            Meaning::Instead(meant) => meant,
            Meaning::Itself | Meaning::LeftOut => node,
        }
    }

    /// A copy of `node` in which every reference is internal and every value is of its type, as far as it has a clear
    /// meaning; none where that is `node` itself.
    fn walk(&mut self, node: &Node, shape: &Shape) -> Option<Node> {
        self.inlined += usize::from(!self.inlining.is_empty());
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
            Shape::List(inner) => self.items(node, inner),
            Shape::Map(inner) => self.members(node, |_| Some((inner, Position::Free))),
            Shape::Patterned(inner) => {
                self.members(node, |name| (!name.starts_with("x-")).then_some((*inner, Position::Free)))
            }
            Shape::Any | Shape::Text | Shape::Boolean | Shape::Number | Shape::Count | Shape::Choice(_) => None,
        }
    }

    /// What stands at a place once it is read as it is meant.
    fn value(&mut self, key: &str, node: &Node, shape: &Shape, position: Position) -> Change {
        if *shape == Shape::Text && node.reference().is_some() {
            return self.text(key, node).map_or(Change::None, Change::To);
        }
        match meant::read(key, node, shape, position, &mut self.diagnostics) {
            Meaning::Itself => self.walk(node, shape).map_or(Change::None, Change::To),
            Meaning::Instead(meant) => Change::To(self.walk(&meant, shape).unwrap_or(meant)),
            Meaning::LeftOut => Change::Removed,
        }
    }

    fn fields(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        if kind == Kind::Discriminator {
            return self.discriminator(node);
        }
        let walked = self.members(node, |name| {
            // Serialisers write it beside a schema that is written out.
            if name == "$ref" {
                return Some((&Shape::Choice(&[]), Position::Optional));
            }
            let field = kind.field(name)?;
            Some((field.shape, position(field.required)))
        });
        if kind == Kind::Schema && !self.renamed.is_empty() && node.get("discriminator").is_some() {
            return self.map_renamed(node, walked);
        }
        walked
    }

    /// Alternatives that got another name keep the value that the discriminator has for them, which is the old one.
    fn map_renamed(&mut self, node: &Node, walked: Option<Node>) -> Option<Node> {
        let mut values = Vec::new();
        let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|keyword| node.get(keyword)?.as_array()).flatten();
        for alternative in alternatives {
            let Some(target) = self.resolve(alternative, Kind::Schema).filter(|target| target.file == self.root) else {
                continue;
            };
            let written = target.tokens().pop().unwrap_or_default();
            if let Some(name) = self.renamed.get(&written) {
                values.push((written, format!("#/components/schemas/{name}"), reference_place(alternative)));
            }
        }
        let mut copy = walked.clone().unwrap_or_else(|| node.clone());
        let Value::Object(schema) = &mut copy.value else { return walked };
        let Some(discriminator) = schema.get_mut("discriminator") else { return walked };
        let place = discriminator.node.location.clone();
        let Value::Object(members) = &mut discriminator.node.value else { return walked };
        let empty = Member { key: place.clone(), node: Node::new(Value::Object(Object::new()), place) };
        let mapping = members.entry("mapping".to_owned()).or_insert(empty);
        let Value::Object(mapping) = &mut mapping.node.value else { return walked };
        let mapped: HashSet<String> =
            mapping.values().filter_map(|member| member.node.as_str().map(str::to_owned)).collect();
        values.retain(|(written, pointer, _)| !mapping.contains_key(written) && !mapped.contains(pointer));
        if values.is_empty() {
            return walked;
        }
        for (written, pointer, place) in values {
            let node = Node::new(Value::String(pointer), place.clone());
            mapping.insert(written, Member { key: place, node });
        }
        Some(copy)
    }

    fn members<'shape>(
        &mut self,
        node: &Node,
        shape: impl Fn(&str) -> Option<(&'shape Shape, Position)>,
    ) -> Option<Node> {
        let Value::Object(object) = &node.value else { return None };
        let mut changes = Vec::new();
        for (index, (name, member)) in object.iter().enumerate() {
            let Some((shape, position)) = shape(name) else { continue };
            match self.value(name, &member.node, shape, position) {
                Change::None => {}
                change => changes.push((index, change)),
            }
        }
        if changes.is_empty() {
            return None;
        }
        let mut changes = changes.into_iter().peekable();
        let mut changed = Object::new();
        changed.reserve_exact(object.len());
        for (index, (name, member)) in object.iter().enumerate() {
            let node = match changes.next_if(|(at, _)| *at == index) {
                Some((_, Change::Removed)) => continue,
                Some((_, Change::To(node))) => node,
                _ => member.node.clone(),
            };
            changed.insert(name.clone(), Member { key: member.key.clone(), node });
        }
        Some(Node::new(Value::Object(changed), node.location.clone()))
    }

    fn items(&mut self, node: &Node, shape: &Shape) -> Option<Node> {
        let Value::Array(items) = &node.value else { return None };
        let changes: Vec<Change> =
            items.iter().map(|item| self.value("the list", item, shape, Position::Item)).collect();
        if changes.iter().all(|change| matches!(change, Change::None)) {
            return None;
        }
        let items = items.iter().zip(changes).filter_map(|(item, change)| match change {
            Change::None => Some(item.clone()),
            Change::To(node) => Some(node),
            Change::Removed => None,
        });
        Some(Node::new(Value::Array(items.collect()), node.location.clone()))
    }

    /// Values of `mapping` are names of components or references; the references move with their targets.
    fn discriminator(&mut self, node: &Node) -> Option<Node> {
        let mapping = node.get("mapping")?.as_object()?;
        let mut changes = Vec::new();
        for (index, member) in mapping.values().enumerate() {
            let Some(text) = member.node.as_str() else { continue };
            let place = &member.node.location;
            let pointer = match self.renamed.get(text) {
                Some(name) => Some(format!("#/components/schemas/{name}")),
                None if is_reference_text(text) => {
                    let target = self.resolve_text(text, place, Kind::Schema);
                    target.map(|target| self.pointer_to(Kind::Schema, target, place))
                }
                None => None,
            };
            changes.extend(pointer.filter(|pointer| pointer != text).map(|pointer| (index, pointer)));
        }
        if changes.is_empty() {
            return None;
        }
        let mut copy = node.clone();
        let Value::Object(object) = &mut copy.value else { return None };
        let Some(Value::Object(mapping)) = object.get_mut("mapping").map(|member| &mut member.node.value) else {
            return None;
        };
        for (index, pointer) in changes {
            mapping[index].node.value = Value::String(pointer);
        }
        Some(copy)
    }

    fn reference(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        self.warn_about_siblings(node);
        let target = self.resolve(node, kind)?;
        self.refer(node, kind, target)
    }

    /// The reference `node`, to this target; none where it is that already.
    fn refer(&mut self, node: &Node, kind: Kind, target: Target) -> Option<Node> {
        let place = reference_place(node);
        let text = self.pointer_to(kind, target, &place);
        // What stands beside it goes.
        if node.reference() == Some(&text) && node.as_object().is_some_and(|object| object.len() == 1) {
            return None;
        }
        let key = node.as_object().and_then(|object| object.get("$ref")).map_or(&node.location, |member| &member.key);
        let member = Member { key: key.clone(), node: Node::new(Value::String(text), place) };
        Some(Node::new(Value::Object(Object::from([("$ref".to_owned(), member)])), node.location.clone()))
    }

    /// A component that is a reference to one that is a reference itself: to what that leads to in the end, so that no
    /// chain in a bundle is longer than two.
    fn alias(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        let first = self.resolve(node, kind)?;
        let mut chain = Vec::new();
        let mut seen = HashSet::new();
        let mut target = first.clone();
        let end = loop {
            let key = (kind, target.clone());
            if let Some(end) = self.aliases.get(&key) {
                break end.clone();
            }
            let content = self.files.find(&target, &reference_place(node), &mut self.diagnostics)?;
            if content.reference().is_none() {
                break Some(target);
            }
            // In a circle, which has no end, and which is reported.
            if !seen.insert(target) {
                break None;
            }
            chain.push(key);
            target = self.resolve(&content, kind)?;
        };
        self.aliases.extend(chain.into_iter().map(|key| (key, end.clone())));
        self.refer(node, kind, end.unwrap_or(first))
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
        let key = (kind, target.clone());
        let name = self.given.get(&key).cloned().unwrap_or_else(|| component_name(&target));
        self.names.insert(key, name.clone());
        let here = self.files.find(&target, place, &mut self.diagnostics).map_or(place.clone(), |node| node.location);
        if let Some((other, first)) = self.taken.get(&(kind, name.clone())) {
            if *other != target {
                let clash = Diagnostic::error(
                    "component-clash",
                    place,
                    format!("two things would be the component `{name}`: the one at {first} and the one at {here}"),
                    "rename one of the two, or refer to the same place from everywhere",
                );
                self.clashes.entry((kind, name.clone())).or_insert(clash);
            }
            return name;
        }
        self.taken.insert((kind, name.clone()), (target.clone(), here));
        self.pending.push_back((kind, name.clone(), target));
        name
    }

    /// Puts the target in place of the reference.
    fn inline(&mut self, node: &Node, kind: Kind, shape: &Shape) -> Option<Node> {
        self.warn_about_siblings(node);
        let target = self.resolve(node, kind)?;
        let place = reference_place(node);
        let key = (target.clone(), std::ptr::from_ref(shape));
        if let Some((node, values)) = self.done.get(&key) {
            self.inlined = self.inlined.saturating_add(*values);
            if self.inlined > MAX_VALUES && !self.is_too_much {
                self.is_too_much = true;
                self.diagnostics.push(Diagnostic::error(
                    "reference-expansion",
                    &place,
                    format!("up to here, more than {MAX_VALUES} values are put in place of references"),
                    "refer to path items from `paths` only, and to callbacks as components",
                ));
            }
            return node.clone();
        }
        if self.inlining.contains(&target) || self.inlining.len() >= MAX_INLINING {
            let text = node.reference().unwrap_or_default();
            let message = match self.inlining.contains(&target) {
                true => format!("`{text}` leads back to where it stands"),
                false => format!("`{text}` stands in the target of {MAX_INLINING} others that are put in each other"),
            };
            self.diagnostics.push(Diagnostic::error(
                "reference-cycle",
                &place,
                message,
                "only components may refer to each other in a circle; end the circle here",
            ));
            return None;
        }
        let content = self.files.find(&target, &place, &mut self.diagnostics)?;
        self.targets.insert(target.clone());
        let before = self.inlined;
        self.inlining.push(target);
        let content = self.meant("$ref", content, shape);
        let inlined = Some(self.walk(&content, shape).unwrap_or(content));
        self.inlining.pop();
        self.done.insert(key, (inlined.clone(), self.inlined - before));
        inlined
    }

    fn inline_where_none_belongs(&mut self, node: &Node, kind: Kind, shape: &Shape) -> Option<Node> {
        let what = if kind == Kind::Document { "the members of this object" } else { kind.title() };
        self.diagnostics.push(Diagnostic::warning(
            "reference-position",
            &reference_place(node),
            format!("OpenAPI 3.0 has no `$ref` here, for {what}; the target is put in its place"),
            "refer to the parts instead: path items, schemas, responses, parameters and the like",
        ));
        self.inline(node, kind, shape)
    }

    /// The text that a reference leads to where a text belongs, as tools that join files have it.
    fn text(&mut self, key: &str, node: &Node) -> Option<Node> {
        let place = reference_place(node);
        let target = self.files.parse(node.reference()?, &place, &mut self.diagnostics)?;
        // A whole file that happens to be text is none of ours.
        if target.pointer.is_empty() {
            return None;
        }
        let text = self.files.find(&target, &place, &mut self.diagnostics)?;
        text.as_str()?;
        self.diagnostics.push(Diagnostic::warning(
            "reference-position",
            &place,
            format!("OpenAPI 3.0 has no `$ref` for a text; the one it leads to is read as `{key}`"),
            "write the text here",
        ));
        self.targets.insert(target);
        Some(text)
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
        let mut chain = Vec::new();
        let end = self.follow(first, text, place, kind, &mut chain);
        // Wherever one enters the chain, it ends in the same place.
        self.ends.extend(chain.into_iter().map(|target| ((kind, target), end.clone())));
        end
    }

    /// Along a chain of references, to a component that has a name already or to what is no reference.
    fn follow(
        &mut self,
        first: Target,
        text: &str,
        place: &Location,
        kind: Kind,
        chain: &mut Vec<Target>,
    ) -> Option<Target> {
        let mut seen = HashSet::new();
        let mut target = first;
        let mut from = place.clone();
        loop {
            if !self.files.has(&target)
                && let Some(meant) = self.files.through(&target, &mut self.diagnostics)
            {
                self.diagnostics.push(Diagnostic::warning(
                    "pointer-through-reference",
                    &from,
                    format!("`#{}` leads through a `$ref`, whose target is meant", target.pointer),
                    format!("write `#{}`", meant.pointer),
                ));
                chain.push(target);
                target = meant;
            }
            if let Some(end) = self.ends.get(&(kind, target.clone())) {
                return end.clone();
            }
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
            chain.push(target.clone());
            if let Some(wrong) = wrong_section(&target, kind) {
                let message = format!("the target is in `components.{wrong}`, but {} belongs here", kind.title());
                let help = "refer to a component of the right kind";
                // Both are a description and contents by media type.
                if !matches!(
                    (kind, wrong.as_str()),
                    (Kind::Response, "requestBodies") | (Kind::RequestBody, "responses")
                ) {
                    self.diagnostics.push(Diagnostic::error("reference-kind", &from, message, help));
                    return None;
                }
                self.diagnostics.push(Diagnostic::warning(
                    "reference-kind",
                    &from,
                    message + "; it is read as that",
                    help,
                ));
            }
            let node = self.files.find(&target, &from, &mut self.diagnostics)?;
            if let Value::Boolean(_) | Value::Number(_) | Value::String(_) = node.value {
                self.diagnostics.push(Diagnostic::error(
                    "reference-kind",
                    &from,
                    format!("the target is {}, but {} belongs here", node.type_name(), kind.title()),
                    "correct the path or the pointer",
                ));
                return None;
            }
            let Some(next) = node.reference() else { return Some(target) };
            self.warn_about_siblings(&node);
            from = reference_place(&node);
            target = self.files.parse(next, &from, &mut self.diagnostics)?;
        }
    }
}

/// What a walk makes of a value.
enum Change {
    None,
    To(Node),
    Removed,
}

fn position(required: bool) -> Position {
    if required { Position::Required } else { Position::Optional }
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
