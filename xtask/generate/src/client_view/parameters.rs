//! Parameters of the view: what progenitor serialises as documented, and nothing else.

use heck::ToSnakeCase;
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{Normaliser, Rewrite};
use roster_document::{Location, Node, SchemaType};

impl<'a> Normaliser<'a> {
    /// The parameters of an operation and its path item; none where the operation cannot be called without one that
    /// has to be left out.
    pub(super) fn parameters(
        &mut self,
        id: &str,
        location: &Location,
        operation: &'a Node,
        shared: &'a [Node],
        has_body: bool,
    ) -> Option<Vec<Value>> {
        let own = operation.get("parameters").and_then(Node::as_array).unwrap_or_default();
        // An operation's parameter takes the place of the path item's of the same name and location.
        let mut all = IndexMap::new();
        for parameter in shared.iter().chain(own).map(|parameter| self.resolve(parameter)) {
            all.insert((text(parameter, "in"), text(parameter, "name")), parameter);
        }
        let mut names = vec!["send".to_owned(), "new".to_owned(), "client".to_owned()];
        if has_body {
            names.extend(["body".to_owned(), "body_map".to_owned()]);
        }
        let mut kept = Vec::new();
        for ((place, name), parameter) in all {
            let snake = name.to_snake_case();
            let reason = self
                .obstacle(&place, parameter)
                .or_else(|| names.contains(&snake).then_some("its name is taken by another method of the builder"));
            if let Some(reason) = reason {
                let required = place == "path" || parameter.get("required").and_then(Node::as_bool) == Some(true);
                let rewrite = if required { Rewrite::OperationLeftOut } else { Rewrite::ParameterLeftOut };
                self.note(rewrite, location, id, format!("{place} parameter `{name}`: {reason}"));
                if required {
                    return None;
                }
                continue;
            }
            names.push(snake);
            let schema = match parameter.get("schema") {
                Some(schema) => self.schema(id, schema),
                None => json!({}),
            };
            let required = place == "path" || parameter.get("required").and_then(Node::as_bool).unwrap_or_default();
            kept.push(json!({"name": name, "in": place, "required": required, "schema": schema}));
        }
        Some(kept)
    }

    /// Why progenitor cannot send a parameter.
    fn obstacle(&self, place: &str, parameter: &'a Node) -> Option<&'static str> {
        if parameter.get("content").is_some() {
            return Some("it is JSON inside a parameter");
        }
        let schema = parameter.get("schema").map(|schema| self.resolve(schema));
        let kind = schema.and_then(|schema| SchemaType::of(schema.get("type")?.as_str()?));
        let is_scalar = kind.is_some_and(SchemaType::is_scalar);
        let nullable = schema.and_then(|schema| schema.get("nullable")).and_then(Node::as_bool) == Some(true);
        let style = parameter.get("style").and_then(Node::as_str);
        let explode = parameter.get("explode").and_then(Node::as_bool);
        match place {
            "cookie" => Some("it is a cookie"),
            "header" if nullable => Some("it is nullable"),
            "header" if !is_scalar => Some("it is not a scalar"),
            "query" if style.is_some_and(|style| style != "form") => Some("its style is not `form`"),
            "query" if explode == Some(false) && kind.is_some() && !is_scalar => Some("its items are joined by commas"),
            "path" if style.is_some_and(|style| style != "simple") => Some("its style is not `simple`"),
            "path" if nullable || !is_scalar => Some("it is not a scalar"),
            _ => None,
        }
    }
}

fn text(node: &Node, key: &str) -> String {
    node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned()
}
