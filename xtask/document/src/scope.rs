//! The dynamic scope of schemas, ahead of any instance: which `$dynamicAnchor` a `$dynamicRef` leads to
//! (JSON Schema 2020-12, core, section 8.2.3.2).
//!
//! The first schema on the way that has the anchor binds it. A schema that is reached with other bindings is another
//! schema, as far as a `$dynamicRef` that it leads to tells the difference.

#![expect(clippy::mutable_key_type, reason = "places are compared by the names of their files, which do not change")]

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use indexmap::IndexSet;

use super::{
    Location, Node, Relation, Target, diagnostic::Diagnostics, reference::Files, resources::IDENTIFIERS, subschemas,
};

/// How many schemas are looked at, each with its bindings, to tell which bindings make a difference.
pub(crate) const MAX_REACHED: usize = 50_000;

/// What anchors are bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Bindings(Option<Arc<BTreeMap<String, Target>>>);

impl Bindings {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Target)> {
        self.0.iter().flat_map(|bindings| bindings.iter())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Target> {
        self.0.as_ref()?.get(name)
    }

    pub(crate) fn with(&self, name: &str, target: &Target) -> Self {
        let mut bindings = self.0.as_deref().cloned().unwrap_or_default();
        bindings.entry(name.to_owned()).or_insert_with(|| target.clone());
        Self(Some(Arc::new(bindings)))
    }

    fn without(&self, name: &str) -> Self {
        let mut bindings = self.0.as_deref().cloned().unwrap_or_default();
        bindings.remove(name);
        Self((!bindings.is_empty()).then(|| Arc::new(bindings)))
    }

    /// These, and what a schema binds that is entered with them.
    pub(crate) fn entering(&self, inner: Option<&Self>) -> Self {
        let Some(inner) = inner.filter(|inner| !inner.is_empty()) else { return self.clone() };
        if self.is_empty() {
            return inner.clone();
        }
        inner.iter().fold(self.clone(), |bindings, (name, target)| match bindings.get(name) {
            Some(_) => bindings,
            None => bindings.with(name, target),
        })
    }
}

/// What is known of where schemas lead: places and bindings by their numbers, since they are compared often.
#[derive(Debug, Default)]
pub(crate) struct Scopes {
    targets: IndexSet<Target>,
    bindings: IndexSet<Bindings>,
    /// The references in a target.
    edges: HashMap<usize, Arc<[Edge]>>,
    /// Whether a target leads to a `$dynamicRef`.
    are_dynamic: HashMap<usize, bool>,
    /// What is bound inside of a target that is reached with some bindings.
    inside: HashMap<(usize, usize), usize>,
    /// What anchors are bound to in the end.
    ends: HashMap<Target, Target>,
    /// The bindings that make a difference for a target.
    needed: HashMap<(usize, usize), Bindings>,
    /// How many schemas were looked at.
    reached: usize,
}

impl Scopes {
    /// Whether there were too many.
    pub(crate) fn are_exhausted(&self) -> bool {
        self.reached > MAX_REACHED
    }

    fn target(&mut self, target: &Target) -> usize {
        self.targets.insert_full(target.unbound()).0
    }

    fn scope(&mut self, bindings: Bindings) -> usize {
        self.bindings.insert_full(bindings).0
    }
}

/// A reference in a schema.
#[derive(Debug)]
struct Edge {
    place: Location,
    /// What it leads to first.
    target: usize,
    /// What the anchor is called, where it is a `$dynamicRef` to one that may be bound.
    name: Option<String>,
    /// What is bound on the way to it, inside of the schema.
    bindings: Bindings,
}

/// Where each `$dynamicRef` leads that a schema leads to.
type Resolutions = BTreeMap<Location, BTreeSet<usize>>;

impl Files {
    /// What is bound inside of a target.
    pub(crate) fn scope_in(&mut self, target: &Target) -> Bindings {
        if !self.resources.are_dynamic() {
            return Bindings::default();
        }
        let around = self.resources.bindings_around(target).cloned();
        let around = around.map(|bindings| self.ends(&bindings));
        target.bindings.entering(around.as_ref())
    }

    /// What is bound inside of the schema at `node`, where it is one that binds.
    pub(crate) fn scope_at(&mut self, node: &Node, scope: &Bindings) -> Option<Bindings> {
        if !self.resources.are_dynamic() {
            return None;
        }
        let inner = self.resources.bindings_starting(&node.location)?.clone();
        Some(scope.entering(Some(&self.ends(&inner))))
    }

    /// The bindings, each to what its anchor refers to, where that is all it does: who binds the same schema means the
    /// same.
    fn ends(&mut self, bindings: &Bindings) -> Bindings {
        bindings.iter().fold(Bindings::default(), |ends, (name, anchor)| ends.with(name, &self.end(anchor)))
    }

    fn end(&mut self, anchor: &Target) -> Target {
        if let Some(end) = self.scopes.ends.get(anchor) {
            return end.clone();
        }
        let mut end = anchor.clone();
        let mut passed = HashSet::new();
        while passed.insert(end.clone())
            && let Some(next) = self.alias(&end)
        {
            end = next;
            // Whoever goes on from here has more bound.
            if self.resources.bindings_around(&end).is_some_and(|bindings| !bindings.is_empty()) {
                break;
            }
        }
        self.scopes.ends.insert(anchor.clone(), end.clone());
        end
    }

    /// Where a schema leads that is nothing but a `$ref`.
    fn alias(&mut self, target: &Target) -> Option<Target> {
        let node = self.peek(target)?;
        let is_alias = |name: &String| name == "$ref" || IDENTIFIERS.contains(&name.as_str());
        let text = node.reference().filter(|_| node.as_object().is_some_and(|object| object.keys().all(is_alias)))?;
        let place = node.get("$ref")?.location.clone();
        let next = self.parse(text, &place, &mut Diagnostics::default())?;
        (self.resources.dynamic_name(text, &place, &next).is_none() && self.has(&next)).then_some(next)
    }

    /// What is at a target. Whatever is wrong is told where it is walked through.
    fn peek(&mut self, target: &Target) -> Option<Node> {
        let place = Location::new(target.file.as_path(), 1, 1);
        if self.has(target) { self.find(target, &place, &mut Diagnostics::default()) } else { None }
    }

    /// What a reference to `target` leads to, with the bindings that make a difference there.
    pub(crate) fn bound(&mut self, target: Target, text: &str, place: &Location, scope: &Bindings) -> Target {
        if !self.resources.are_dynamic() {
            return target;
        }
        let name = self.resources.dynamic_name(text, place, &target);
        let mut target = name.and_then(|name| scope.get(name)).cloned().unwrap_or(target);
        target.bindings = self.needed(&target, scope);
        target
    }

    /// The bindings without those that a schema is the same without.
    fn needed(&mut self, target: &Target, scope: &Bindings) -> Bindings {
        let target = self.scopes.target(target);
        if scope.is_empty() || !self.is_dynamic(target) {
            return Bindings::default();
        }
        let key = (target, self.scopes.scope(scope.clone()));
        if let Some(needed) = self.scopes.needed.get(&key) {
            return needed.clone();
        }
        let mut needed = scope.clone();
        // A reference that leads to two things may do so in another order.
        if let Some(all) = self.resolutions(target, scope)
            && all.values().all(|targets| targets.len() == 1)
        {
            for (name, _) in scope.iter() {
                let fewer = needed.without(name);
                if self.resolutions(target, &fewer).as_ref() == Some(&all) {
                    needed = fewer;
                }
            }
        }
        self.scopes.needed.insert(key, needed.clone());
        needed
    }

    /// Whether a schema leads to a `$dynamicRef`, whatever that is bound to.
    fn is_dynamic(&mut self, start: usize) -> bool {
        let mut reached = HashSet::from([start]);
        let mut todo = vec![start];
        while let Some(target) = todo.pop() {
            let known = self.scopes.are_dynamic.get(&target).copied();
            let edges = if known.is_none() { self.edges(target) } else { Arc::default() };
            if known == Some(true) || edges.iter().any(|edge| edge.name.is_some()) {
                self.scopes.are_dynamic.insert(start, true);
                return true;
            }
            todo.extend(edges.iter().map(|edge| edge.target).filter(|target| reached.insert(*target)));
        }
        // Nor does anything on the way.
        self.scopes.are_dynamic.extend(reached.into_iter().map(|target| (target, false)));
        false
    }

    /// None where it would take too long.
    fn resolutions(&mut self, start: usize, scope: &Bindings) -> Option<Resolutions> {
        let start = (start, self.scopes.scope(scope.clone()));
        let mut reached = HashSet::from([start]);
        let mut todo = vec![start];
        let mut resolutions = Resolutions::new();
        while let Some((target, scope)) = todo.pop() {
            self.scopes.reached += 1;
            if self.scopes.are_exhausted() {
                return None;
            }
            let inside = self.inside(target, scope);
            for edge in self.edges(target).iter() {
                let mut scope = inside;
                if !edge.bindings.is_empty() {
                    let entered = self.scopes.bindings[inside].entering(Some(&edge.bindings));
                    scope = self.scopes.scope(entered);
                }
                let mut next = edge.target;
                if let Some(name) = &edge.name {
                    if let Some(bound) = self.scopes.bindings[scope].get(name).cloned() {
                        next = self.scopes.target(&bound);
                    }
                    resolutions.entry(edge.place.clone()).or_default().insert(next);
                }
                if self.is_dynamic(next) && reached.insert((next, scope)) {
                    todo.push((next, scope));
                }
            }
        }
        Some(resolutions)
    }

    fn inside(&mut self, target: usize, scope: usize) -> usize {
        if let Some(inside) = self.scopes.inside.get(&(target, scope)) {
            return *inside;
        }
        let bindings = self.scopes.bindings[scope].clone();
        let inside = self.scope_in(&Target { bindings, ..self.scopes.targets[target].clone() });
        let inside = self.scopes.scope(inside);
        self.scopes.inside.insert((target, scope), inside);
        inside
    }

    /// The references in the schema at a target.
    fn edges(&mut self, target: usize) -> Arc<[Edge]> {
        if let Some(edges) = self.scopes.edges.get(&target) {
            return Arc::clone(edges);
        }
        let mut edges = Vec::new();
        let place = self.scopes.targets[target].clone();
        if let Some(node) = self.peek(&place) {
            self.collect(&node, &Bindings::default(), &mut edges);
        }
        let edges: Arc<[Edge]> = edges.into();
        self.scopes.edges.insert(target, Arc::clone(&edges));
        edges
    }

    fn collect(&mut self, schema: &Node, outside: &Bindings, edges: &mut Vec<Edge>) {
        let bindings = self.scope_at(schema, outside).unwrap_or_else(|| outside.clone());
        if let Some(text) = schema.reference() {
            let place = schema.get("$ref").unwrap_or(schema).location.clone();
            if let Some(target) = self.parse(text, &place, &mut Diagnostics::default()) {
                let name = self.resources.dynamic_name(text, &place, &target).map(str::to_owned);
                let target = self.scopes.target(&target);
                edges.push(Edge { place, target, name, bindings: bindings.clone() });
            }
        }
        for inner in subschemas(schema, &APPLIED) {
            self.collect(inner, &bindings, edges);
        }
    }
}

/// What the schemas in a schema are to it that hold where they stand.
const APPLIED: [Relation; 5] =
    [Relation::Part, Relation::Alternative, Relation::Negation, Relation::Condition, Relation::Child];
