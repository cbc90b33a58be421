//! Errors by the operations that need what they are about, and the document without those operations.
//!
//! A finding belongs to whatever component, path item, webhook or operation its place stands in; an operation needs itself, its
//! path item, the security schemes that hold for it, and every component that these lead to. What no operation needs is
//! left out without a loss.

#![expect(clippy::mutable_key_type, reason = "places are compared by the names of their files, which do not change")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Diagnostic, Kind, Location, METHODS, Member, Node, Value, escape,
    grammar::ADDITIONAL_OPERATIONS,
    operation::{method_pointer, methods, sent},
    operations,
    unused::graph,
};

/// An operation that is left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// `operationId`, or method and path.
    pub operation: String,
    /// As it is sent.
    pub method: String,
    pub path: String,
    /// Never empty.
    pub findings: Vec<Diagnostic>,
}

/// A document without what the errors are about.
#[derive(Debug)]
pub struct Pruned {
    pub document: Node,
    /// In the document's order.
    pub skipped: Vec<Skipped>,
    /// What is wrong with components that no operation needs.
    pub unneeded: Vec<Diagnostic>,
}

/// The bundled document without the operations that need what `errors` are about.
///
/// # Errors
/// Those that are about the document as a whole, or about nothing that could be left out.
pub fn prune(document: &Node, errors: &[Diagnostic]) -> Result<Pruned, Vec<Diagnostic>> {
    let owners = owners(document, errors);
    let homeless: Vec<Diagnostic> =
        errors.iter().filter(|error| !owners.contains_key(&error.location)).cloned().collect();
    if !homeless.is_empty() {
        return Err(homeless);
    }
    let mut faults: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for error in errors {
        for owner in &owners[&error.location] {
            faults.entry(owner).or_default().push(error);
        }
    }
    let graph = graph(document);
    let tainted = closure(&reversed(&graph), faults.keys().map(|owner| (*owner).to_owned()).collect());
    let mut skipped = Vec::new();
    let mut left_out = BTreeSet::new();
    let mut kept = Vec::new();
    for operation in operations(document) {
        let item = format!("/paths/{}", escape(operation.path));
        let pointer = method_pointer(&item, operation.method);
        let mut own = vec![pointer.clone(), item];
        if operation.node.get("security").is_none() {
            own.push(String::new());
        }
        if !own.iter().any(|owner| tainted.contains(owner)) {
            kept.extend(own);
            continue;
        }
        let reached = closure(&graph, own);
        let mut findings: Vec<Diagnostic> = reached
            .iter()
            .filter_map(|owner| faults.get(owner.as_str()))
            .flatten()
            .map(|fault| (*fault).clone())
            .collect();
        findings.sort_by(|left, right| (&left.location, left.rule).cmp(&(&right.location, right.rule)));
        findings.dedup();
        left_out.insert(pointer);
        skipped.push(Skipped {
            operation: operation.name(),
            method: sent(operation.method),
            path: operation.path.to_owned(),
            findings,
        });
    }
    let told: BTreeSet<(&Location, &str)> =
        skipped.iter().flat_map(|skipped| &skipped.findings).map(|fault| (&fault.location, fault.rule)).collect();
    let unneeded = errors.iter().filter(|error| !told.contains(&(&error.location, error.rule))).cloned().collect();
    let broken: BTreeSet<&str> = faults.keys().copied().collect();
    let mut document = document.clone();
    let needed = closure(&graph, kept);
    let is_lost = |part: &str| tainted.contains(part) && !needed.contains(part);
    if !leave_out(&mut document, &left_out, &broken, &is_lost) {
        return Err(errors.to_vec());
    }
    Ok(Pruned { document, skipped, unneeded })
}

/// Who leads to each.
fn reversed(graph: &BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    let mut reversed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (owner, targets) in graph {
        for target in targets {
            reversed.entry(target.clone()).or_default().insert(owner.clone());
        }
    }
    reversed
}

/// Everything that these lead to, themselves included.
pub(crate) fn closure(graph: &BTreeMap<String, BTreeSet<String>>, start: Vec<String>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut todo = start;
    while let Some(owner) = todo.pop() {
        if !reached.contains(&owner) {
            todo.extend(graph.get(&owner).into_iter().flatten().cloned());
            reached.insert(owner);
        }
    }
    reached
}

/// By place of an error, the pointers of what it stands in.
fn owners(document: &Node, errors: &[Diagnostic]) -> HashMap<Location, BTreeSet<String>> {
    let places = errors.iter().map(|error| (error.location.clone(), BTreeSet::new())).collect();
    let mut search = Search { places };
    for (path, member) in document.get("paths").and_then(Node::as_object).into_iter().flatten() {
        let item = format!("/paths/{}", escape(path));
        search.note(&member.key, &item);
        search.note(&member.node.location, &item);
        let is_operation = |key: &str| METHODS.contains(&key) || key == ADDITIONAL_OPERATIONS;
        let shared = member.node.as_object().into_iter().flatten().filter(|(key, _)| !is_operation(key));
        shared.for_each(|(_, member)| search.member(member, &item));
        let others = member.node.get(ADDITIONAL_OPERATIONS).and_then(Node::as_object).into_iter().flatten();
        // What is no method of its own stands in the way of the others.
        others
            .filter(|(name, _)| METHODS.contains(&name.as_str()))
            .for_each(|(_, member)| search.member(member, &item));
        for (method, member) in methods(&member.node) {
            search.member(member, &method_pointer(&item, method));
        }
    }
    for (name, member) in document.get("webhooks").and_then(Node::as_object).into_iter().flatten() {
        search.member(member, &format!("/webhooks/{}", escape(name)));
    }
    for kind in Kind::COMPONENTS {
        let section = kind.section().expect("a kind of component has a section");
        let members = document.get("components").and_then(|components| components.get(section)?.as_object());
        for (name, member) in members.into_iter().flatten() {
            search.member(member, &format!("/components/{section}/{}", escape(name)));
        }
    }
    search.places.retain(|_, owners| !owners.is_empty());
    search.places
}

struct Search {
    places: HashMap<Location, BTreeSet<String>>,
}

impl Search {
    fn note(&mut self, place: &Location, owner: &str) {
        if let Some(owners) = self.places.get_mut(place) {
            owners.insert(owner.to_owned());
        }
    }

    fn member(&mut self, member: &Member, owner: &str) {
        self.note(&member.key, owner);
        self.node(&member.node, owner);
    }

    /// Nodes nest no deeper than the loader allows.
    fn node(&mut self, node: &Node, owner: &str) {
        self.note(&node.location, owner);
        match &node.value {
            Value::Object(object) => object.values().for_each(|member| self.member(member, owner)),
            Value::Array(items) => items.iter().for_each(|item| self.node(item, owner)),
            _ => {}
        }
    }
}

/// Takes these operations out of the document, broken path items that are left without one, and the webhooks and
/// components that are lost; whether there was anything to take.
pub(crate) fn leave_out(
    document: &mut Node,
    operations: &BTreeSet<String>,
    broken: &BTreeSet<&str>,
    is_lost: &dyn Fn(&str) -> bool,
) -> bool {
    let Value::Object(root) = &mut document.value else { return false };
    let mut count = 0;
    if let Some(Value::Object(paths)) = root.get_mut("paths").map(|member| &mut member.node.value) {
        paths.retain(|path, member| {
            let pointer = format!("/paths/{}", escape(path));
            let Value::Object(item) = &mut member.node.value else { return true };
            let before = item.len();
            item.retain(|key, _| !operations.contains(&format!("{pointer}/{key}")));
            let mut is_touched = item.len() < before || broken.contains(pointer.as_str());
            if let Some(Value::Object(others)) =
                item.get_mut(ADDITIONAL_OPERATIONS).map(|member| &mut member.node.value)
            {
                let before = others.len();
                others.retain(|method, _| !operations.contains(&method_pointer(&pointer, method)));
                is_touched |= others.len() < before;
            }
            count += usize::from(is_touched);
            !is_touched || methods(&member.node).next().is_some()
        });
    }
    if let Some(Value::Object(webhooks)) = root.get_mut("webhooks").map(|member| &mut member.node.value) {
        let before = webhooks.len();
        webhooks.retain(|name, _| !is_lost(&format!("/webhooks/{}", escape(name))));
        count += before - webhooks.len();
    }
    if let Some(Value::Object(components)) = root.get_mut("components").map(|member| &mut member.node.value) {
        for kind in Kind::COMPONENTS {
            let section = kind.section().expect("a kind of component has a section");
            let Some(Value::Object(members)) = components.get_mut(section).map(|member| &mut member.node.value) else {
                continue;
            };
            let before = members.len();
            members.retain(|name, _| !is_lost(&format!("/components/{section}/{}", escape(name))));
            count += before - members.len();
        }
    }
    count > 0
}
