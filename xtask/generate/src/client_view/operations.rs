//! Paths and operations of the view.

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::{Normaliser, Rewrite, ViewOperation};
use crate::ir::names::is_keyword;
use roster_document::{Diagnostic, Location, Operation};

/// Methods that the generated client and its traits have already.
const TAKEN: [&str; 9] = ["new", "new_with_client", "api_version", "baseurl", "client", "inner", "pre", "post", "exec"];

impl Normaliser<'_> {
    /// The `paths` object, and what stands in it.
    pub(super) fn paths(&mut self) -> (Value, Vec<ViewOperation>) {
        let mut paths = Map::new();
        let mut operations = Vec::new();
        for operation in &self.document.operations {
            let method = operation.method.to_ascii_lowercase();
            if let Some((value, known)) = self.operation(operation, &method) {
                paths.entry(&operation.path).or_insert_with(|| json!({}))[method] = value;
                operations.push(known);
            }
        }
        (Value::Object(paths), operations)
    }

    fn operation(&mut self, operation: &Operation, method: &str) -> Option<(Value, ViewOperation)> {
        let Operation { location, id, path, .. } = operation;
        if !operation.has_id {
            self.note(Rewrite::OperationIdMade, location, id, format!("{method} {path}"));
        }
        if !matches!(method, "get" | "put" | "post" | "delete" | "head" | "patch") {
            let subject = format!("reqwest has no shorthand for {}", operation.method);
            self.note(Rewrite::OperationLeftOut, location, id, subject);
            return None;
        }
        if !self.path_can_be_written(path, id, location) {
            return None;
        }
        let parameters = self.parameters(operation)?;
        let (body, media_type) = match operation.offered_body() {
            Some(body) => self.request_body(id, body),
            None => (None, None),
        };
        let responses = self.responses(operation);
        let name = self.method_name(id, location);
        let mut value = json!({"operationId": name, "parameters": parameters, "responses": responses});
        if let Some(body) = body {
            value["requestBody"] = body;
        }
        if let Some(summary) = &operation.summary {
            value["summary"] = json!(summary);
        }
        if operation.deprecated {
            value["deprecated"] = json!(true);
        }
        if !operation.tags.is_empty() {
            value["tags"] = json!(operation.tags);
        }
        let known = ViewOperation {
            id: id.clone(),
            name,
            path: path.clone(),
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
