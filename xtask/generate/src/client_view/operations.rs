//! Paths and operations of the view.

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::{Normaliser, Rewrite, ViewOperation};
use crate::ir::names::is_keyword;
use roster_document::{Diagnostic, Location, Node, made_id};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Methods that the generated client and its traits have already.
const TAKEN: [&str; 9] = ["new", "new_with_client", "api_version", "baseurl", "client", "inner", "pre", "post", "exec"];

impl<'a> Normaliser<'a> {
    /// The `paths` object, and what stands in it.
    pub(super) fn paths(&mut self) -> (Value, Vec<ViewOperation>) {
        let mut paths = Map::new();
        let mut operations = Vec::new();
        let Some(items) = self.document.get("paths").and_then(Node::as_object) else {
            return (Value::Object(paths), operations);
        };
        for (path, member) in items {
            let item = self.resolve(&member.node);
            let shared = item.get("parameters").and_then(Node::as_array).unwrap_or_default();
            let mut methods = Map::new();
            for method in METHODS {
                let Some(operation) = item.get(method) else { continue };
                if let Some((value, known)) = self.operation(path, method, operation, shared) {
                    methods.insert(method.to_owned(), value);
                    operations.push(known);
                }
            }
            if !methods.is_empty() {
                paths.insert(path.clone(), Value::Object(methods));
            }
        }
        (Value::Object(paths), operations)
    }

    fn operation(
        &mut self,
        path: &str,
        method: &str,
        operation: &'a Node,
        shared: &'a [Node],
    ) -> Option<(Value, ViewOperation)> {
        let location = &operation.location;
        let id = match operation.get("operationId").and_then(Node::as_str) {
            Some(id) => id.to_owned(),
            None => {
                let id = made_id(method, path);
                self.note(Rewrite::OperationIdMade, location, &id, format!("{method} {path}"));
                id
            }
        };
        if matches!(method, "options" | "trace") {
            let subject = format!("reqwest has no shorthand for {}", method.to_uppercase());
            self.note(Rewrite::OperationLeftOut, location, &id, subject);
            return None;
        }
        if !self.path_can_be_written(path, &id, location) {
            return None;
        }
        let has_body = operation.get("requestBody").is_some();
        let parameters = self.parameters(&id, location, operation, shared, has_body)?;
        let (body, media_type) = match operation.get("requestBody") {
            Some(body) => self.request_body(&id, self.resolve(body)),
            None => (None, None),
        };
        let responses = self.responses(&id, operation);
        let name = self.method_name(&id, location);
        let mut value = json!({"operationId": name, "parameters": parameters, "responses": responses});
        if let Some(body) = body {
            value["requestBody"] = body;
        }
        for key in ["summary", "deprecated", "tags"] {
            if let Some(node) = operation.get(key) {
                value[key] = node.to_json();
            }
        }
        let known = ViewOperation {
            id,
            name,
            path: path.to_owned(),
            method: method.to_owned(),
            location: location.clone(),
            media_type,
        };
        Some((value, known))
    }

    /// What progenitor is to call an operation: snake case, so that it stays as it is, and nobody else's.
    fn method_name(&mut self, id: &str, location: &Location) -> String {
        let words: String =
            id.chars().map(|character| if character.is_ascii_alphanumeric() { character } else { ' ' }).collect();
        let wanted = match words.to_snake_case() {
            name if name.starts_with(|first: char| first.is_ascii_alphabetic()) => name,
            name => format!("operation_{name}").trim_end_matches('_').to_owned(),
        };
        let mut name = wanted.clone();
        let mut count = 1;
        while TAKEN.contains(&name.as_str()) || is_keyword(&name) || !self.names.insert(name.clone()) {
            count += 1;
            name = format!("{wanted}_{count}");
        }
        if name != wanted {
            self.note(Rewrite::OperationRenamed, location, id, format!("`{name}`"));
        }
        name
    }

    /// progenitor puts paths into format strings, where a double slash or a stray brace goes wrong.
    fn path_can_be_written(&mut self, path: &str, id: &str, location: &Location) -> bool {
        let mut open = false;
        let well_formed = path.starts_with('/')
            && path.chars().all(|character| match character {
                '{' | '}' => std::mem::replace(&mut open, character == '{') != (character == '{'),
                _ => true,
            })
            && !open;
        if !well_formed {
            self.problems.push(Diagnostic::error(
                "client-path",
                location,
                format!("operation `{id}`: progenitor cannot write the path `{path}`"),
                "begin the path with a slash and pair its braces",
            ));
        }
        well_formed
    }
}
