//! Parameters of the view: what progenitor serialises as documented, and nothing else.

use heck::ToSnakeCase;
use serde_json::{Value, json};

use super::{Normaliser, Rewrite};
use roster_document::{Operation, Parameter, ParameterLocation, ParameterStyle, SchemaType};

impl Normaliser<'_> {
    /// The parameters of an operation; none where it cannot be called without one that has to be left out.
    pub(super) fn parameters(&mut self, operation: &Operation) -> Option<Vec<Value>> {
        let id = &operation.id;
        let mut names = vec!["send".to_owned(), "new".to_owned(), "client".to_owned()];
        if operation.offered_body().is_some() {
            names.extend(["body".to_owned(), "body_map".to_owned()]);
        }
        let mut kept = Vec::new();
        for parameter in &operation.parameters {
            let name = &parameter.name;
            let place = parameter.place.name();
            let required = parameter.place == ParameterLocation::Path || parameter.required;
            let snake = name.to_snake_case();
            let reason = self
                .obstacle(parameter)
                .or_else(|| names.contains(&snake).then_some("its name is taken by another method of the builder"));
            if let Some(reason) = reason {
                let rewrite = if required { Rewrite::OperationLeftOut } else { Rewrite::ParameterLeftOut };
                self.note(rewrite, &operation.location, id, format!("{place} parameter `{name}`: {reason}"));
                if required {
                    return None;
                }
                continue;
            }
            names.push(snake);
            let schema = self.schema(id, parameter.schema);
            kept.push(json!({"name": name, "in": place, "required": required, "schema": schema}));
        }
        Some(kept)
    }

    /// Why progenitor cannot send a parameter.
    fn obstacle(&self, parameter: &Parameter) -> Option<&'static str> {
        if parameter.content_type.is_some() && parameter.place != ParameterLocation::Querystring {
            return Some("it is JSON inside a parameter");
        }
        let schema = self.document.schema(parameter.schema);
        let is_scalar = schema.schema_type().is_some_and(SchemaType::is_scalar);
        match parameter.place {
            ParameterLocation::Cookie => Some("it is a cookie"),
            ParameterLocation::Querystring => Some("it is the query string as a whole"),
            ParameterLocation::Header if schema.nullable() => Some("it is nullable"),
            ParameterLocation::Header if !is_scalar => Some("it is not a scalar"),
            ParameterLocation::Query if parameter.style != ParameterStyle::Form => Some("its style is not `form`"),
            ParameterLocation::Query if !parameter.explode && schema.schema_type().is_some() && !is_scalar => {
                Some("its items are joined by commas")
            }
            ParameterLocation::Path if parameter.style != ParameterStyle::Simple => Some("its style is not `simple`"),
            ParameterLocation::Path if schema.nullable() || !is_scalar => Some("it is not a scalar"),
            _ => None,
        }
    }
}
