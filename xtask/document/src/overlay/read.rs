//! Overlay files into actions, and what is wrong with them.

use std::{collections::HashMap, path::Path};

use super::{Action, Change, Overlay, Query, Version};
use crate::{
    Location, Node, Value,
    diagnostic::{Diagnostic, Diagnostics},
    load::{Budget, read as load},
    suggest::nearest,
    uri::{is_absolute, join},
};

/// The overlay in a file, for a document; none where it is for another one, or after a finding.
pub(super) fn read(file: &Path, document: &Path, budget: &mut Budget, found: &mut Diagnostics) -> Option<Overlay> {
    let root = match load(file, budget) {
        Ok(loaded) => {
            found.extend(loaded.warnings);
            loaded.node
        }
        Err(problems) => {
            found.extend(problems);
            return None;
        }
    };
    let mut reader = Reader { found };
    let version = reader.version(&root)?;
    reader.keys("an overlay", &root, &["overlay", "info", "extends", "actions"]);
    reader.info(&root);
    let is_meant = root.get("extends").is_none_or(|extends| reader.is_meant(extends, file, document));
    let actions = reader.actions(&root, version);
    is_meant.then_some(Overlay { actions })
}

struct Reader<'a> {
    found: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn error(&mut self, rule: &'static str, place: &Location, message: impl Into<String>, help: &str) {
        self.found.push(Diagnostic::error(rule, place, message, help));
    }

    fn invalid(&mut self, rule: &'static str, place: &Location, message: impl Into<String>, help: &str) {
        self.found.push(Diagnostic::invalid(rule, place, message, help));
    }

    fn version(&mut self, root: &Node) -> Option<Version> {
        let help = "start it with `overlay: 1.1.0`";
        let Some(version) = root.get("overlay") else {
            let message = match root.type_name() {
                "an object" => "the overlay does not say which version it follows: `overlay` is missing".to_owned(),
                other => format!("the overlay is {other}, not an object"),
            };
            self.error("overlay-version", &root.location, message, help);
            return None;
        };
        let Some(text) = version.spelling() else {
            let message = format!("`overlay` is {}, not a string", version.type_name());
            self.error("overlay-version", &version.location, message, help);
            return None;
        };
        let mut numbers = text.split('.');
        let read = match (numbers.next(), numbers.next()) {
            (Some("1"), Some("0")) => Some(Version::V10),
            (Some("1"), Some("1")) => Some(Version::V11),
            _ => None,
        };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        let patch: Vec<&str> = numbers.collect();
        match (read, &patch[..]) {
            (Some(version), [patch]) if is_number(patch) => Some(version),
            (Some(read), []) => {
                let message = format!("`{text}` is not a version of Overlay; it is read as `{text}.0`");
                self.invalid("overlay-version", &version.location, message, "write three numbers: `overlay: 1.1.0`");
                Some(read)
            }
            _ => {
                let message = format!("Overlay `{text}` is not read; only 1.0 and 1.1 are");
                self.error("overlay-version", &version.location, message, help);
                None
            }
        }
    }

    /// Names the members that mean nothing.
    fn keys(&mut self, what: &str, node: &Node, known: &[&'static str]) {
        for (key, member) in node.as_object().into_iter().flatten() {
            if key.starts_with("x-") || known.contains(&key.as_str()) {
                continue;
            }
            let help = match nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it; a key of your own begins with `x-`".to_owned(),
            };
            self.invalid("unknown-key", &member.key, format!("{what} has no key `{key}`; it is ignored"), &help);
        }
    }

    fn info(&mut self, root: &Node) {
        let Some(info) = root.get("info").filter(|info| info.as_object().is_some()) else {
            let place = root.get("info").map_or(&root.location, |info| &info.location);
            let help = "add it: `info: {title: What this is for, version: 1.0.0}`";
            return self.invalid("missing-key", place, "the overlay has no `info`, which is an object", help);
        };
        self.keys("the `info` of an overlay", info, &["title", "version", "description"]);
        for key in ["title", "version"] {
            if info.get(key).and_then(Node::spelling).is_none() {
                let place = info.get(key).map_or(&info.location, |node| &node.location);
                let message = format!("the `info` of the overlay has no `{key}`, which is a string");
                self.invalid("missing-key", place, message, &format!("add `{key}`"));
            }
        }
    }

    /// Whether an overlay that names a document is for this one.
    fn is_meant(&mut self, extends: &Node, overlay: &Path, document: &Path) -> bool {
        let Some(text) = extends.as_str() else {
            let message = format!("`extends` is {}, not a string", extends.type_name());
            self.invalid("wrong-type", &extends.location, message, "write the path of the document, or leave it out");
            return true;
        };
        // Whether a copy of what is elsewhere is meant, only who made it can say.
        if is_absolute(text) {
            return true;
        }
        let named = join(&overlay.to_string_lossy(), text);
        let (shown, document_shown) = (Path::new(&named).display(), document.display());
        let Ok(path) = Path::new(&named).canonicalize() else {
            let message =
                format!("the overlay is for `{shown}`, which is not there; it is applied to `{document_shown}`");
            let help = "correct the path, which is relative to the overlay, or leave `extends` out";
            self.found.push(Diagnostic::warning("overlay-extends", &extends.location, message, help));
            return true;
        };
        let is_meant = document.canonicalize().is_ok_and(|document| document == path);
        if !is_meant {
            let message = format!("the overlay is for `{shown}`; it is not applied to `{document_shown}`");
            let help = "give that document, or leave `extends` out";
            self.found.push(Diagnostic::warning("overlay-extends", &extends.location, message, help));
        }
        is_meant
    }

    fn actions(&mut self, root: &Node, version: Version) -> Vec<Action> {
        let list = root.get("actions").and_then(Node::as_array).unwrap_or_default();
        if list.is_empty() {
            let place = root.get("actions").map_or(&root.location, |actions| &actions.location);
            let help = "add a list of actions: `actions: [{target: $.info, update: {title: Mine}}]`";
            self.error("overlay-actions", place, "the overlay has no actions, and changes nothing", help);
        }
        let mut seen: HashMap<String, &Location> = HashMap::new();
        let mut actions = Vec::new();
        for action in list {
            if let Some(first) = seen.insert(action.to_json().to_string(), &action.location) {
                let message = format!("the same action stands in line {} already; it is done twice", first.line);
                self.invalid("overlay-actions", &action.location, message, "remove one of the two");
            }
            actions.extend(self.action(action, version));
        }
        actions
    }

    fn action(&mut self, action: &Node, version: Version) -> Option<Action> {
        let Some(members) = action.as_object() else {
            let message = format!("the action is {}, not an object", action.type_name());
            self.error("overlay-actions", &action.location, message, "write `target: $.info` and what is done with it");
            return None;
        };
        self.keys("an action", action, &["target", "description", "update", "remove", "copy"]);
        if let Some(description) = action.get("description").filter(|description| description.as_str().is_none()) {
            let message = format!("`description` is {}, not a string", description.type_name());
            self.invalid("wrong-type", &description.location, message, "write text");
        }
        let target = self.query(action.get("target"), &action.location);
        let update = members.get("update");
        let copy = members.get("copy");
        let mut remove = members.get("remove");
        if let Some(member) = remove
            && member.node.as_bool() != Some(true)
        {
            if member.node.as_bool().is_none() {
                let message = format!("`remove` is {}, not true or false", member.node.type_name());
                self.error("wrong-type", &member.node.location, message, "write `remove: true`, or leave it out");
                return None;
            }
            remove = None;
        }
        if let (Version::V10, Some(copy)) = (version, copy) {
            let message = "Overlay 1.0 has no `copy`; it is read as 1.1 has it";
            self.invalid("newer-keyword", &copy.key, message, "write `overlay: 1.1.0`");
        }
        if remove.is_some() {
            for (name, other) in [("update", update), ("copy", copy)] {
                let Some(other) = other else { continue };
                let message = format!("the action removes its target; `{name}` is ignored");
                self.invalid("overlay-actions", &other.key, message, &format!("remove `{name}`, or `remove: true`"));
            }
        }
        let (place, change) = match (remove, update, copy) {
            (Some(member), _, _) => (member.key.clone(), Some(Change::Remove)),
            (None, Some(update), Some(copy)) => {
                let message = "the action has both `update` and `copy`, each of which wants to be alone";
                self.error("overlay-actions", &copy.key, message, "make two actions of it");
                (update.key.clone(), None)
            }
            (None, Some(member), None) => (member.key.clone(), Some(Change::Update(member.node.clone()))),
            (None, None, Some(member)) => {
                (member.key.clone(), self.query(Some(&member.node), &member.node.location).map(Change::Copy))
            }
            (None, None, None) => {
                let message = "the action has none of `update`, `copy` and `remove: true`, and changes nothing";
                self.error(
                    "overlay-actions",
                    &action.location,
                    message,
                    "add what is to be done, or remove the action",
                );
                return None;
            }
        };
        Some(Action { version, target: target?, place, change: change? })
    }

    fn query(&mut self, text: Option<&Node>, action: &Location) -> Option<Query> {
        let Some(text) = text else {
            let help = "add a JSONPath: `target: $.paths['/users'].get`";
            self.error("missing-key", action, "the action has no `target`", help);
            return None;
        };
        Query::parse(text).map_err(|problem| self.found.push(problem)).ok()
    }
}

/// Whether a value is neither an object nor a list.
pub(super) fn is_primitive(node: &Node) -> bool {
    !matches!(node.value, Value::Object(_) | Value::Array(_))
}
