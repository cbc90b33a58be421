//! Schema resources: what `$id`, `$self`, `$anchor` and `$dynamicAnchor` name, and what is relative to them
//! (JSON Schema 2020-12, core, section 8.2; OpenAPI 3.2, section 4.1.2.2).
//!
//! Knows the files that were read. What a name leads to in the end is `reference`'s, which binding of a
//! `$dynamicAnchor` holds is `scope`'s.

mod reading;

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

use super::{
    Location, Member, Node, Object, Target, Value,
    diagnostic::{Diagnostic, Diagnostics},
    escape,
    reference::unescape,
    scope::Bindings,
    uri::join,
    visit,
};
use reading::{DynamicReference, Reading};

/// Keywords that only say what references lead to: none is left once these were followed.
pub(crate) const IDENTIFIERS: [&str; 4] = ["$id", "$anchor", "$dynamicAnchor", "$defs"];

#[derive(Debug, Default)]
pub(crate) struct Resources {
    all: Vec<Resource>,
    /// What the files of overlays write is part of these.
    overlaid: HashMap<PathBuf, PathBuf>,
    schemas: Vec<RootSchema>,
    by_uri: HashMap<String, usize>,
    by_root: HashMap<Target, usize>,
    /// The schema that starts with the object at a place.
    starting: HashMap<Location, usize>,
    /// The schema that a reference stands in.
    around: HashMap<Location, usize>,
    /// What the anchors of `$dynamicAnchor` are called.
    dynamic_anchors: HashMap<Target, String>,
    /// The places of the texts of `$dynamicRef`.
    dynamic_references: HashSet<Location>,
    /// Dynamic anchors that stand nowhere near a `$dynamicRef`, with its place.
    assumed: Vec<(Target, Location)>,
}

/// Where an `$id` stands, or a file.
#[derive(Debug)]
struct Resource {
    uri: String,
    root: Target,
    place: Location,
    anchors: HashMap<String, Vec<Anchor>>,
}

#[derive(Debug)]
struct Anchor {
    target: Target,
    schema: usize,
    place: Location,
}

/// A schema with an `$id`, or one that stands in no other: what a name without a URI is looked for in first, and what
/// binds the dynamic anchors in it.
#[derive(Debug)]
struct RootSchema {
    root: Target,
    resource: usize,
    bindings: Bindings,
}

impl Resources {
    /// How many names there are: more after a file that has some.
    pub(crate) fn len(&self) -> usize {
        self.all.len() + self.schemas.len() + self.dynamic_references.len()
    }

    /// Whether anything depends on where one comes from.
    pub(crate) fn are_dynamic(&self) -> bool {
        !self.dynamic_references.is_empty()
    }

    /// References of an overlay are relative to the document that it changes.
    pub(crate) fn overlay(&mut self, overlay: PathBuf, document: PathBuf) {
        self.overlaid.insert(overlay, document);
    }

    /// The file that what is at a place is a part of.
    pub(crate) fn file<'a>(&'a self, place: &'a Location) -> &'a Path {
        self.overlaid.get(&*place.file).map_or(&*place.file, PathBuf::as_path)
    }

    /// What stands at a URI.
    pub(crate) fn at(&self, uri: &str) -> Option<&Target> {
        self.by_uri.get(uri).map(|resource| &self.all[*resource].root)
    }

    /// The URI that the text at a place is relative to, and what a reference without one leads to.
    pub(crate) fn base(&self, place: &Location) -> (String, Target) {
        let path = self.file(place);
        let file = || Target::new(path.to_owned(), String::new());
        let around = self.around.get(place).map(|schema| self.schemas[*schema].resource);
        match around.or_else(|| self.by_root.get(&file()).copied()) {
            Some(resource) => (self.all[resource].uri.clone(), self.all[resource].root.clone()),
            None => (path.to_string_lossy().into_owned(), file()),
        }
    }

    /// The files that have a URI of their own.
    pub(crate) fn named_files(&self) -> impl Iterator<Item = (&Path, &str)> {
        let files = self.all.iter().filter(|resource| resource.root.pointer.is_empty());
        files.map(|resource| (resource.root.file.as_path(), resource.uri.as_str()))
    }

    /// What an anchor stands at in the resource that begins at `root`, for a reference at `place`.
    pub(crate) fn anchor(&self, root: &Target, name: &str, place: &Location) -> Option<&Target> {
        let anchors = self.all[*self.by_root.get(root)?].anchors.get(name)?;
        let around = self.around.get(place);
        let own = anchors.iter().find(|anchor| Some(&anchor.schema) == around);
        own.or(anchors.first()).map(|anchor| &anchor.target)
    }

    /// The anchors of the resource that begins at `root`.
    pub(crate) fn anchors(&self, root: &Target) -> Vec<&str> {
        let resource = self.by_root.get(root).map(|resource| &self.all[*resource]);
        resource.into_iter().flat_map(|resource| resource.anchors.keys()).map(String::as_str).collect()
    }

    /// The name that the text of a `$dynamicRef` is bound by, where `target` is what it leads to first.
    pub(crate) fn dynamic_name(&self, text: &str, place: &Location, target: &Target) -> Option<&str> {
        let name = self.dynamic_anchors.get(target).filter(|_| self.dynamic_references.contains(place))?;
        text.split_once('#').is_some_and(|(_, fragment)| fragment == name).then_some(name.as_str())
    }

    /// The dynamic anchors of the schema that starts at a place.
    pub(crate) fn bindings_starting(&self, place: &Location) -> Option<&Bindings> {
        self.starting.get(place).map(|schema| &self.schemas[*schema].bindings)
    }

    /// The innermost schema of those that bind anchors which a target is in.
    pub(crate) fn bindings_around(&self, target: &Target) -> Option<&Bindings> {
        let around = self.schemas.iter().filter(|schema| schema.root.holds(target));
        around.max_by_key(|schema| schema.root.pointer.len()).map(|schema| &schema.bindings)
    }

    /// The schema that binds a dynamic anchor which is a schema of its own.
    pub(crate) fn binder(&self, anchor: &Target) -> Option<&Target> {
        let around = self.schemas.iter().map(|schema| &schema.root).filter(|root| root.holds(anchor));
        let binder = around.max_by_key(|root| root.pointer.len());
        binder.filter(|_| self.dynamic_anchors.contains_key(anchor))
    }

    /// What is wrong with anchors that were assumed.
    pub(crate) fn unbound(&self) -> Diagnostics {
        let mut found = Diagnostics::default();
        let is_assumed = |target: &Target| self.assumed.iter().any(|(assumed, _)| assumed == target);
        let given = self.dynamic_anchors.iter().filter(|(target, _)| !is_assumed(target));
        let given: HashSet<&String> = given.map(|(_, name)| name).collect();
        for (target, place) in &self.assumed {
            let name = &self.dynamic_anchors[target];
            found.push(match given.contains(name) {
                true => Diagnostic::invalid(
                    "missing-anchor",
                    place,
                    format!("the schema has no `$dynamicAnchor` `{name}` itself; where none is bound, it is anything"),
                    format!("add what it is then: `$defs: {{{name}: {{$dynamicAnchor: {name}}}}}`"),
                ),
                false => Diagnostic::error(
                    "missing-anchor",
                    place,
                    format!("no schema has the `$dynamicAnchor` `{name}`"),
                    format!("add `$dynamicAnchor: {name}` to the schema that is meant"),
                ),
            });
        }
        found
    }
}

impl Resources {
    /// Takes note of a file, and gives back what it is read as: with each `$dynamicRef` as a `$ref`.
    pub(crate) fn read(&mut self, file: &Path, node: Node, found: &mut Diagnostics) -> Node {
        let is_document = node.get("openapi").is_some();
        let own = node.get("$self").filter(|_| is_document).and_then(Node::as_str);
        if own.is_none() && !has_identifiers(&node) {
            return node;
        }
        let path = file.to_string_lossy();
        let uri = join(&path, own.unwrap_or_default().split('#').next().unwrap_or_default());
        let place = node.get("$self").unwrap_or(&node).location.clone();
        self.add(uri, Target::new(file.to_owned(), String::new()), place, found);
        let mut reading = Reading { resources: self, file, found, open: Vec::new(), dynamic: Vec::new() };
        match is_document {
            true => visit(&node, &mut |kind, node, pointer| reading.object(kind, node, pointer)),
            false => reading.search(&node, ""),
        }
        let dynamic = reading.dynamic;
        let mut read = node;
        self.rewrite(&mut read, dynamic);
        read
    }

    fn add(&mut self, uri: String, root: Target, place: Location, found: &mut Diagnostics) -> usize {
        let index = self.all.len();
        match self.by_uri.get(&uri) {
            Some(other) if self.all[*other].root != root => found.push(Diagnostic::invalid(
                "duplicate-identifier",
                &place,
                format!(
                    "`{uri}` is the URI of another schema already, at {}, which references lead to",
                    self.all[*other].place
                ),
                "give each schema a URI of its own",
            )),
            _ => {
                self.by_uri.insert(uri.clone(), index);
            }
        }
        self.by_root.insert(root.clone(), index);
        self.all.push(Resource { uri, root, place, anchors: HashMap::new() });
        index
    }

    /// Writes each `$dynamicRef` as a `$ref`. Where nothing is called as it says, there is such a schema then, which
    /// anything fits.
    fn rewrite(&mut self, root: &mut Node, dynamic: Vec<DynamicReference>) {
        for DynamicReference { pointer, name, schema, place } in dynamic {
            edit(root, &pointer, &mut as_reference);
            if let Some(name) = name.filter(|name| self.lacks(schema, name)) {
                let own = self.schemas[schema].root.clone();
                let mut key = name.clone();
                edit(root, &own.pointer, &mut |node| key = add_definition(node, &key, &place));
                let target = Target::new(own.file, format!("{}/$defs/{}", own.pointer, escape(&key)));
                self.anchors_around(schema).entry(name.clone()).or_default().push(Anchor {
                    target: target.clone(),
                    schema,
                    place: place.clone(),
                });
                self.dynamic_anchors.insert(target.clone(), name);
                self.assumed.push((target, place.clone()));
            }
            self.dynamic_references.insert(place);
        }
    }

    fn anchors_around(&mut self, schema: usize) -> &mut HashMap<String, Vec<Anchor>> {
        let resource = self.schemas[schema].resource;
        &mut self.all[resource].anchors
    }

    /// Whether a reference in this schema cannot say which anchor of the name it leads to.
    fn lacks(&mut self, schema: usize, name: &str) -> bool {
        let anchors = self.anchors_around(schema).get(name).map_or(&[][..], Vec::as_slice);
        anchors.len() != 1 && !anchors.iter().any(|anchor| anchor.schema == schema)
    }
}

/// Whether names of schemas stand anywhere in a file: few have any.
fn has_identifiers(node: &Node) -> bool {
    match &node.value {
        Value::Object(object) => object.iter().any(|(name, member)| {
            ["$id", "$anchor", "$dynamicAnchor", "$dynamicRef"].contains(&name.as_str())
                && member.node.as_str().is_some()
                || has_identifiers(&member.node)
        }),
        Value::Array(items) => items.iter().any(has_identifiers),
        _ => false,
    }
}

/// Whether a pointer leads to what stands at `root`, or into it.
pub(crate) fn is_inside(root: &str, pointer: &str) -> bool {
    pointer.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Changes what stands at a pointer.
fn edit(root: &mut Node, pointer: &str, change: &mut dyn FnMut(&mut Node)) {
    let mut node = root;
    for token in pointer.split('/').skip(1).map(unescape) {
        let inner = match &mut node.value {
            Value::Object(object) => object.get_mut(&*token).map(|member| &mut member.node),
            Value::Array(items) => token.parse().ok().and_then(|index: usize| items.get_mut(index)),
            _ => None,
        };
        let Some(inner) = inner else { return };
        node = inner;
    }
    change(node);
}

fn as_reference(schema: &mut Node) {
    let Value::Object(object) = &mut schema.value else { return };
    let Some(reference) = object.shift_remove("$dynamicRef") else { return };
    let place = reference.node.location.clone();
    if !object.contains_key("$ref") {
        object.insert("$ref".to_owned(), reference);
        return;
    }
    let key = reference.key.clone();
    let part = Node::new(Value::Object(Object::from([("$ref".to_owned(), reference)])), place.clone());
    let empty = Member { key, node: Node::new(Value::Array(Vec::new()), place) };
    if let Value::Array(parts) = &mut object.entry("allOf".to_owned()).or_insert(empty).node.value {
        parts.push(part);
    }
}

/// Adds a schema that anything fits, and returns what it is called.
fn add_definition(schema: &mut Node, name: &str, place: &Location) -> String {
    let mut name = name.to_owned();
    let Value::Object(object) = &mut schema.value else { return name };
    let empty = || Member { key: place.clone(), node: Node::new(Value::Object(Object::new()), place.clone()) };
    if let Value::Object(definitions) = &mut object.entry("$defs".to_owned()).or_insert_with(empty).node.value {
        while definitions.contains_key(&name) {
            name.push('_');
        }
        definitions.insert(name.clone(), empty());
    }
    name
}
