//! One document out of many files: every `$ref` that leads into a file becomes a component.
//!
//! Nodes keep the places where they were written, and are shared with what was loaded as long as nothing changes. Values
//! are read as they are meant (`meant.rs`); nothing else is dropped, checked for sense, or put into another order, except
//! that the components are sorted by name, and that schemas lose the names that references led to (`$id`, `$defs`, …).
//! What a reference can point at is told by the grammar.

mod discriminators;
mod identifiers;
mod inlining;
mod references;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    path::{Path, PathBuf},
};

use super::{
    Addition, Kind, Location, Member, Node, Object, Selection, Shape, Target, Value, Version, additions, escape,
    meant::{self, Meaning, Position},
    naming,
    reference::{Files, normalize},
    resources::IDENTIFIERS,
    scope::Bindings,
    selection, unused, version,
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// How many references may stand in the target of another one where targets are put in their place.
pub(crate) const MAX_INLINING: usize = 8;
/// How many components may be others with something bound.
const MAX_INSTANCES: usize = 1000;

/// A document in one piece, whose only references are `#/components/...`.
#[derive(Debug)]
pub struct Bundle {
    pub document: Node,
    /// Every file read, the root first, overlays included.
    pub files: Vec<PathBuf>,
    /// Every place in the files that became a component or was put in place of a reference.
    pub targets: BTreeSet<Target>,
    pub warnings: Diagnostics,
    /// What keeps parts of the document from being read: references that lead nowhere, mostly, which stay as they are.
    pub broken: Vec<Diagnostic>,
}

/// How a document is changed without its files being so.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Files of OpenAPI Overlays, applied in this order to the root file, before its references are followed.
    pub overlays: Vec<PathBuf>,
    /// What is added to the bundle.
    pub additions: Vec<Addition>,
    /// What is taken of it.
    pub selection: Selection,
}

/// Bundles the OpenAPI document whose root is the file `root`.
///
/// # Errors
/// Everything that keeps the document from being bundled, and the warnings found so far.
pub fn bundle(root: &Path) -> Result<Bundle, Diagnostics> {
    Changes::default().bundle(root)
}

/// Bundles what can be bundled of a document; the rest is in [`Bundle::broken`].
///
/// # Errors
/// The root cannot be read, or is not OpenAPI 3.0 to 3.2.
pub fn bundle_in_part(root: &Path) -> Result<Bundle, Diagnostics> {
    Changes::default().bundle_in_part(root)
}

impl Changes {
    /// As [`bundle`], of the changed document.
    ///
    /// # Errors
    /// Those of [`bundle`], and what is wrong with the changes.
    pub fn bundle(&self, root: &Path) -> Result<Bundle, Diagnostics> {
        let bundle = self.bundle_in_part(root)?;
        if bundle.broken.is_empty() { Ok(bundle) } else { Err(bundle.warnings.with(bundle.broken)) }
    }

    /// As [`bundle_in_part`], of the changed document.
    ///
    /// # Errors
    /// Those of [`bundle_in_part`], and what is wrong with the changes.
    pub fn bundle_in_part(&self, root: &Path) -> Result<Bundle, Diagnostics> {
        let root = normalize(root);
        let mut files = Files::default();
        let Some(document) = files.overlay(&root, &self.overlays)? else { return Err(files.found()) };
        let mut bundle = in_part(root, files, &document)?;
        if !self.additions.is_empty() {
            let mut found = Diagnostics::default();
            additions::apply(&mut bundle.document, &self.additions, &mut found);
            if found.has_errors() {
                return Err(bundle.warnings.with(found.sorted()));
            }
        }
        if self.selection.is_everything() {
            return Ok(bundle);
        }
        let document = self.selection.of(&bundle.document)?;
        let broken = Diagnostics::default().with(bundle.broken);
        let broken = selection::about(&document, &bundle.document, broken).sorted();
        let warnings = selection::about(&document, &bundle.document, bundle.warnings);
        Ok(Bundle { document, broken, warnings, ..bundle })
    }
}

fn in_part(root: PathBuf, mut files: Files, document: &Node) -> Result<Bundle, Diagnostics> {
    if let Some(problem) = version::check(document) {
        let mut found = files.found();
        found.push(problem);
        return Err(found);
    }
    let version = Version::of(document);
    let named = files.with_resources(&root);
    let document = named.as_deref().unwrap_or(document);
    let mut names = HashMap::new();
    loop {
        let known = files.resources.len();
        let mut bundler = Bundler::new(root.clone(), version, files, names);
        let bundled = bundler.document(document);
        // What a file is called that was read later may be what was looked for before.
        if bundler.files.resources.len() > known {
            (files, names) = (bundler.files, bundler.given);
            continue;
        }
        // Only who has seen every target knows which names are taken twice; with other names, all is done again.
        if let Some(better) = bundler.better_names() {
            (files, names) = (bundler.files, better);
            continue;
        }
        return Ok(bundler.finish(bundled));
    }
}

#[derive(Debug)]
struct Bundler {
    root: PathBuf,
    /// Of the root; its other files have the same.
    version: Version,
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
    /// What is bound where the walk is.
    scope: Bindings,
    /// Components that are others with something bound.
    instances: usize,
}

impl Bundler {
    fn new(root: PathBuf, version: Version, files: Files, given: HashMap<(Kind, Target), String>) -> Self {
        Self {
            root,
            version,
            files,
            given,
            diagnostics: Diagnostics::default(),
            names: HashMap::new(),
            pinned: HashSet::new(),
            taken: HashMap::new(),
            clashes: BTreeMap::new(),
            renamed: HashMap::new(),
            pending: VecDeque::new(),
            ends: HashMap::new(),
            aliases: HashMap::new(),
            inlining: Vec::new(),
            done: HashMap::new(),
            inlined: 0,
            is_too_much: false,
            targets: BTreeSet::new(),
            scope: Bindings::default(),
            instances: 0,
        }
    }

    fn finish(mut self, document: Node) -> Bundle {
        self.diagnostics.extend(self.files.found());
        self.diagnostics.extend(self.files.resources.unbound());
        for (_, clash) in std::mem::take(&mut self.clashes) {
            self.diagnostics.push(clash);
        }
        if !self.diagnostics.has_errors() {
            self.diagnostics.extend(unused::check(&document));
        }
        let (broken, warnings) = self.diagnostics.split();
        Bundle { document, files: self.files.paths().to_vec(), targets: self.targets, warnings, broken }
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
        // Path items and media types are put in place of references to them.
        let named = |kind: &Kind| !matches!(kind, Kind::PathItem | Kind::MediaType);
        for kind in Kind::COMPONENTS.into_iter().filter(named) {
            let section = kind.section().expect("a kind of component has a section");
            let Some(members) = document.get("components").and_then(|components| components.get(section)?.as_object())
            else {
                continue;
            };
            let allowed = naming::allowed(kind, members.keys());
            for (written, member) in members {
                let own = Target::new(self.root.clone(), format!("/components/{section}/{}", escape(written)));
                let name = allowed.get(written.as_str()).unwrap_or(written);
                if name != written {
                    self.rename(kind, written, name, &member.key);
                }
                self.names.insert((kind, own.clone()), name.clone());
                self.pinned.insert((kind, own.clone()));
                self.taken.insert((kind, name.clone()), (own.clone(), member.key.clone()));
                if self.is_alias(&member.node, kind) {
                    references.push((kind, name.clone(), own, member.node.clone()));
                } else {
                    self.pending.push_back((kind, name.clone(), own));
                }
            }
        }
        for (kind, name, own, node) in references {
            let end = self.inside(&own, kind, |bundler| bundler.resolve(&node, kind));
            let content = match end {
                Some(end) if !self.names.contains_key(&(kind, end.clone())) => {
                    self.warn_about_siblings(&node, kind);
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
            let walked = self.inside(&target, kind, |bundler| match bundler.is_alias(&node, kind) {
                true => bundler.alias(&node, kind),
                false => bundler.walk(&node, shape),
            });
            let node = walked.unwrap_or(node);
            self.targets.insert(target.unbound());
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
        let entered = (*shape == Shape::Reference(Kind::Schema)).then(|| self.files.scope_at(node, &self.scope));
        let Some(scope) = entered.flatten() else { return self.walk_value(node, shape) };
        let outer = std::mem::replace(&mut self.scope, scope);
        let walked = self.walk_value(node, shape);
        self.scope = outer;
        walked
    }

    fn walk_value(&mut self, node: &Node, shape: &Shape) -> Option<Node> {
        let is_reference = node.reference().is_some();
        match shape {
            Shape::Reference(Kind::PathItem) if is_reference => self.inline(node, Kind::PathItem, shape),
            Shape::Reference(Kind::MediaType) if is_reference && self.version >= Version::V32 => {
                self.inline(node, Kind::MediaType, shape)
            }
            Shape::Reference(Kind::MediaType) if is_reference => {
                self.inline_where_none_belongs(node, Kind::MediaType, shape)
            }
            Shape::Reference(kind) if is_reference => self.reference(node, *kind),
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
            Shape::OneOrMore(inner) if node.as_array().is_some() => self.items(node, inner),
            Shape::OneOrMore(inner) => self.walk(node, inner),
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
        let has_identifiers = kind == Kind::Schema && self.version >= Version::V31;
        let walked = self.members(node, |name| {
            // Serialisers write it beside a schema that is written out.
            if name == "$ref" {
                return Some((&Shape::Choice(&[]), Position::Optional));
            }
            let field = kind.field(name).filter(|_| !(has_identifiers && IDENTIFIERS.contains(&name)))?;
            Some((field.shape, position(field.required)))
        });
        let walked = self.without_identifiers(node, walked, kind);
        if kind == Kind::Schema && !self.renamed.is_empty() && node.get("discriminator").is_some() {
            return self.map_renamed(node, walked);
        }
        walked
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

    /// Whether what stands beside a reference of this kind says something: schemas have keywords there from 3.1 on.
    fn has_keywords_beside(&self, node: &Node, kind: Kind) -> bool {
        kind == Kind::Schema
            && self.version >= Version::V31
            && node
                .as_object()
                .is_some_and(|object| object.keys().any(|name| name != "$ref" && !self.is_identifier(name, kind)))
    }

    /// Whether the node is what its reference leads to.
    fn is_alias(&self, node: &Node, kind: Kind) -> bool {
        node.reference().is_some() && !self.has_keywords_beside(node, kind)
    }

    /// Whether a member beside a reference that is an alias says something: 3.1 has other words for the target.
    fn is_kept_beside(&self, name: &str, kind: Kind) -> bool {
        self.version >= Version::V31 && kind != Kind::PathItem && matches!(name, "summary" | "description")
    }

    fn warn_about_siblings(&mut self, node: &Node, kind: Kind) {
        for (name, member) in node.as_object().into_iter().flatten() {
            if name == "$ref" || self.is_kept_beside(name, kind) || self.is_identifier(name, kind) {
                continue;
            }
            self.diagnostics.push(Diagnostic::warning(
                "ref-siblings",
                &member.key,
                format!("`{name}` stands beside a `$ref`, where OpenAPI {} ignores it", self.version.name()),
                match kind {
                    Kind::Schema => "move it to the target, or wrap the reference: `allOf: [{$ref: ...}]`",
                    _ => "move it to the target",
                },
            ));
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
        Kind::PathItem => &Shape::Reference(Kind::PathItem),
        Kind::MediaType => &Shape::Reference(Kind::MediaType),
        _ => &Shape::Any,
    }
}
