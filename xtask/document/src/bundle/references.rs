//! References to components: where they lead in the end, and what the component there is called.

use std::collections::HashSet;

use super::{Bundler, MAX_INSTANCES, reference_place};
use crate::{
    Kind, Location, Member, Node, Object, Target, Value, Version, diagnostic::Diagnostic, escape,
    naming::component_name, scope::Bindings,
};

impl Bundler {
    pub(super) fn reference(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        if self.has_keywords_beside(node, kind) {
            let walked = self.fields(node, kind);
            let text = self.resolve(node, kind).map(|target| self.pointer_to(kind, target, &reference_place(node)));
            let Some(text) = text.filter(|text| node.reference() != Some(text)) else { return walked };
            let mut changed = walked.unwrap_or_else(|| node.clone());
            if let Value::Object(object) = &mut changed.value {
                object["$ref"].node.value = Value::String(text);
            }
            return Some(changed);
        }
        self.warn_about_siblings(node, kind);
        let target = self.resolve(node, kind)?;
        self.refer(node, kind, target)
    }

    /// The reference `node`, to this target; none where it is that already.
    pub(super) fn refer(&mut self, node: &Node, kind: Kind, target: Target) -> Option<Node> {
        let place = reference_place(node);
        let text = self.pointer_to(kind, target, &place);
        let written = node.as_object();
        let goes = |name: &str| name != "$ref" && !self.is_kept_beside(name, kind);
        let something_goes = written.is_some_and(|object| object.keys().any(|name| goes(name)));
        if node.reference() == Some(&text) && !something_goes {
            return None;
        }
        let key = written.and_then(|object| object.get("$ref")).map_or(&node.location, |member| &member.key);
        let member = Member { key: key.clone(), node: Node::new(Value::String(text), place) };
        let mut reference = Object::from([("$ref".to_owned(), member)]);
        let kept = written.into_iter().flatten().filter(|(name, _)| *name != "$ref" && !goes(name));
        reference.extend(kept.map(|(name, member)| (name.clone(), member.clone())));
        Some(Node::new(Value::Object(reference), node.location.clone()))
    }

    /// A component that is a reference to one that is a reference itself: to what that leads to in the end, so that no
    /// chain in a bundle is longer than two.
    pub(super) fn alias(&mut self, node: &Node, kind: Kind) -> Option<Node> {
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
            if !self.is_alias(&content, kind) {
                break Some(target);
            }
            // In a circle, which has no end, and which is reported.
            if !seen.insert(target.clone()) {
                break None;
            }
            chain.push(key);
            target = self.inside(&target.clone(), kind, |bundler| bundler.resolve(&content, kind))?;
        };
        self.aliases.extend(chain.into_iter().map(|key| (key, end.clone())));
        self.refer(node, kind, end.unwrap_or(first))
    }

    /// The internal reference to the component that `target` is, or becomes now.
    pub(super) fn pointer_to(&mut self, kind: Kind, target: Target, place: &Location) -> String {
        let section = kind.section().expect("only components are referred to");
        let target = self.counted(kind, target, place);
        let name = match self.names.get(&(kind, target.clone())) {
            Some(name) => name.clone(),
            None => self.name(kind, target, place),
        };
        format!("#/components/{section}/{}", escape(&name))
    }

    /// The target, as long as those with something bound are few, and told apart soon.
    fn counted(&mut self, kind: Kind, target: Target, place: &Location) -> Target {
        if target.bindings.is_empty() || self.names.contains_key(&(kind, target.clone())) {
            return target;
        }
        self.instances += 1;
        let is_last = self.instances == MAX_INSTANCES || self.files.scopes.are_exhausted();
        if is_last && self.instances <= MAX_INSTANCES {
            self.instances = MAX_INSTANCES;
            self.diagnostics.push(Diagnostic::error(
                "reference-expansion",
                place,
                format!(
                    "up to here, `$dynamicAnchor` makes {MAX_INSTANCES} schemas of others, or takes too long to follow"
                ),
                "bind fewer anchors, or write the schemas out",
            ));
        }
        if self.instances < MAX_INSTANCES { target } else { target.unbound() }
    }

    pub(super) fn name(&mut self, kind: Kind, target: Target, place: &Location) -> String {
        let key = (kind, target.clone());
        let name = self.given.get(&key).cloned().unwrap_or_else(|| self.own_name(&target));
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

    /// What a target is called where nothing else is: a schema with something bound also after that,
    /// or after what binds it where that has no name of its own.
    fn own_name(&self, target: &Target) -> String {
        let mut binders: Vec<String> = Vec::new();
        for (_, anchor) in target.bindings.iter() {
            let binder = self.files.resources.binder(anchor).unwrap_or(anchor);
            let known = self.names.get(&(Kind::Schema, binder.clone())).cloned();
            let name = known.unwrap_or_else(|| component_name(binder));
            if !binders.contains(&name) {
                binders.push(name);
            }
        }
        binders.push(component_name(target));
        binders.join("_")
    }

    /// Where the reference `node` leads in the end; none after a diagnostic.
    pub(super) fn resolve(&mut self, node: &Node, kind: Kind) -> Option<Target> {
        self.resolve_text(node.reference()?, &reference_place(node), kind)
    }

    pub(super) fn resolve_text(&mut self, text: &str, place: &Location, kind: Kind) -> Option<Target> {
        let first = self.files.parse(text, place, &mut self.diagnostics)?;
        let first = self.bound(first, text, place, kind, &self.scope.clone());
        if let Some(end) = self.ends.get(&(kind, first.clone())) {
            return end.clone();
        }
        let mut chain = Vec::new();
        let end = self.follow(first, text, place, kind, &mut chain);
        // Wherever one enters the chain, it ends in the same place.
        self.ends.extend(chain.into_iter().map(|target| ((kind, target), end.clone())));
        end
    }

    fn bound(&mut self, target: Target, text: &str, place: &Location, kind: Kind, scope: &Bindings) -> Target {
        if kind == Kind::Schema { self.files.bound(target, text, place, scope) } else { target }
    }

    /// Along a chain of references, to a component that has a name already or to what is no reference.
    pub(super) fn follow(
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
            let is_boolean_schema = kind == Kind::Schema && node.as_bool().is_some() && self.version >= Version::V31;
            if matches!(node.value, Value::Boolean(_) | Value::Number(_) | Value::String(_)) && !is_boolean_schema {
                self.diagnostics.push(Diagnostic::error(
                    "reference-kind",
                    &from,
                    format!("the target is {}, but {} belongs here", node.type_name(), kind.title()),
                    "correct the path or the pointer",
                ));
                return None;
            }
            let Some(next) = node.reference().filter(|_| self.is_alias(&node, kind)) else { return Some(target) };
            self.warn_about_siblings(&node, kind);
            from = reference_place(&node);
            let scope = self.files.scope_in(&target);
            target = self.files.parse(next, &from, &mut self.diagnostics)?;
            target = self.bound(target, next, &from, kind, &scope);
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
