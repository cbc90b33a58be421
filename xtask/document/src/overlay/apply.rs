//! What actions do to a document, one after the other.

use std::collections::BTreeSet;

use super::{Action, Change, Version, read::is_primitive};
use crate::{
    Location, Node, Value,
    diagnostic::{Diagnostic, Diagnostics},
    load::{Budget, MAX_DEPTH, too_deep},
    yaml::measure,
};

pub(super) fn apply<'a>(
    actions: impl Iterator<Item = &'a Action>,
    document: &mut Node,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let json = document.to_json();
    let mut changing = Changing { document, json, budget, found };
    for action in actions {
        if changing.act(action).is_none() {
            return;
        }
    }
}

struct Changing<'a> {
    document: &'a mut Node,
    /// What is selected from.
    json: serde_json::Value,
    budget: &'a mut Budget,
    found: &'a mut Diagnostics,
}

impl Changing<'_> {
    /// None where what comes after it would be judged by a document that is not the one meant.
    fn act(&mut self, action: &Action) -> Option<()> {
        let selected = action.target.select(&self.json);
        let place = &action.target.text.location;
        if selected.is_empty() {
            let message =
                format!("nothing in the document is `{}`; the action changes nothing", action.target.as_text());
            self.found.push(Diagnostic::warning("overlay-target", place, message, "correct it, or remove the action"));
        }
        if action.version == Version::V10
            && let Some(node) =
                selected.iter().filter_map(|pointer| self.document.pointer(pointer)).find(|node| is_primitive(node))
        {
            let message = format!(
                "the target is {}, at {}; in Overlay 1.0, targets are objects and arrays",
                node.type_name(),
                node.location
            );
            let help = "select what it stands in, or write `overlay: 1.1.0`";
            return self.refuse(place, message, help);
        }
        match &action.change {
            Change::Remove => self.remove(action, &selected),
            Change::Update(update) => self.merge(action, &selected, update),
            Change::Copy(source) => {
                let sources = source.select(&self.json);
                let [pointer] = &sources[..] else {
                    let message = match sources.len() {
                        0 => {
                            format!("nothing in the document is `{}`, of which a copy is to be made", source.as_text())
                        }
                        count => format!("`{}` is {count} values; a copy is made of one", source.as_text()),
                    };
                    return self.refuse(&source.text.location, message, "select one value");
                };
                let copied = self.document.pointer(pointer)?.clone();
                self.merge(action, &selected, &copied)
            }
        }
    }

    fn refuse(&mut self, place: &Location, message: String, help: &str) -> Option<()> {
        self.found.push(Diagnostic::error("overlay-target", place, message, help));
        None
    }

    fn remove(&mut self, action: &Action, selected: &[String]) -> Option<()> {
        let mut touched = BTreeSet::new();
        for pointer in selected {
            let Some((parent, _)) = pointer.rsplit_once('/') else {
                let message = "the target is the document itself, which cannot be removed".to_owned();
                return self.refuse(&action.target.text.location, message, "select what is to be removed of it");
            };
            self.document.remove(pointer);
            touched.insert(parent);
        }
        // What was removed with what it stood in is not there any more.
        touched.into_iter().for_each(|pointer| self.refresh(pointer));
        Some(())
    }

    fn merge(&mut self, action: &Action, selected: &[String], update: &Node) -> Option<()> {
        let kinds: BTreeSet<&str> =
            selected.iter().filter_map(|pointer| self.document.pointer(pointer)).map(kind).collect();
        if kinds.len() > 1 {
            let kinds: Vec<&str> = kinds.into_iter().collect();
            let message = format!("the targets are not of one kind: {}", kinds.join(" and "));
            return self.refuse(&action.target.text.location, message, "write an action for each kind");
        }
        let (weight, height) = measure(update);
        for pointer in selected {
            if let Err(stop) = self.budget.spend_many(weight, &action.place) {
                self.found.push(*stop);
                return None;
            }
            if pointer.matches('/').count() + height >= MAX_DEPTH {
                self.found.push(too_deep(&action.place));
                return None;
            }
            let Some(target) = self.document.pointer_mut(pointer) else { continue };
            if let Err(fault) = put(target, update, action) {
                self.found.push(fault);
                return None;
            }
            self.refresh(pointer);
        }
        if matches!(action.change, Change::Update(Node { value: Value::Array(_), .. }))
            && action.version == Version::V10
            && kinds.contains("arrays")
        {
            self.found.push(Diagnostic::invalid(
                "newer-keyword",
                &update.location,
                "in Overlay 1.0, one value is added to an array; this is read as 1.1 has it, and each item is added",
                "write `overlay: 1.1.0`",
            ));
        }
        Some(())
    }

    /// Has what is selected from follow the document.
    fn refresh(&mut self, pointer: &str) {
        if let (Some(node), Some(json)) = (self.document.pointer(pointer), self.json.pointer_mut(pointer)) {
            *json = node.to_json();
        }
    }
}

fn kind(node: &Node) -> &'static str {
    match node.value {
        Value::Object(_) => "objects",
        Value::Array(_) => "arrays",
        _ => "other values",
    }
}

/// What is selected with the value of the action in it.
fn put(target: &mut Node, update: &Node, action: &Action) -> Result<(), Diagnostic> {
    match (&mut target.value, &update.value) {
        (Value::Array(items), Value::Object(_)) => items.push(update.clone()),
        (Value::Array(items), _) if is_primitive(update) => items.push(update.clone()),
        _ => merge(target, update, &action.place)?,
    }
    Ok(())
}

/// Objects are merged, lists are joined, and other values replaced.
fn merge(target: &mut Node, update: &Node, place: &Location) -> Result<(), Diagnostic> {
    let is_replaced = is_primitive(target) && is_primitive(update) || matches!(target.value, Value::Null);
    match (&mut target.value, &update.value) {
        (Value::Object(members), Value::Object(updates)) => {
            for (key, member) in updates {
                match members.get_mut(key) {
                    Some(present) => merge(&mut present.node, &member.node, place)?,
                    None => {
                        members.insert(key.clone(), member.clone());
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more.iter().cloned()),
        _ if is_replaced => *target = update.clone(),
        // What is empty in YAML: `components:`
        (_, Value::Null) => {}
        _ => {
            return Err(Diagnostic::error(
                "overlay-target",
                if update.location.file == place.file { &update.location } else { place },
                format!(
                    "{} cannot be put into {}, which stands at {}",
                    update.type_name(),
                    target.type_name(),
                    target.location
                ),
                "write a value of the same kind, or remove what is there in an action before this one",
            ));
        }
    }
    Ok(())
}
