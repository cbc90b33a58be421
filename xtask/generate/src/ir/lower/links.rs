//! Links to operations of the same document, with a value for each parameter that they give.

use super::Lowering;
use crate::ir::{
    Link, LinkValue,
    names::{self, Namer},
};
use roster_document::{Diagnostic, Node, Parameter, ParameterLocation, Response, expression};

impl Lowering<'_> {
    /// Those that can be followed; why others cannot is told.
    pub(super) fn links(&mut self, response: &Response) -> Vec<Link> {
        let mut methods = Namer::reserving(&["into_body"]);
        let mut links = Vec::new();
        for documented in &response.links {
            match self.link(documented) {
                Ok((target, values)) => links.push(Link {
                    documented: documented.clone(),
                    method_name: methods.unique_snake(&names::snake_name(&documented.name)),
                    target,
                    values,
                }),
                Err(reason) => self.diagnostics.push(Diagnostic::warning(
                    "unfollowed-link",
                    &documented.location,
                    format!("the link `{}` has no method: {reason}", documented.name),
                    "clients call the operation by themselves",
                )),
            }
        }
        links
    }

    fn link(&self, link: &roster_document::Link) -> Result<(usize, Vec<(usize, LinkValue)>), String> {
        let mut operations = self.document.operations.iter();
        let found = match (&link.operation_id, &link.operation_ref) {
            (Some(id), _) => operations.position(|operation| operation.id == *id),
            (None, Some(place)) => {
                operations.position(|operation| place.strip_prefix('#') == Some(&operation.pointer()))
            }
            (None, None) => None,
        };
        let target = found.ok_or("it leads to no operation of this document")?;
        let operation = &self.document.operations[target];
        if link.has_body || operation.offered_body().is_some_and(|body| body.required) {
            return Err("the operation has a body".to_owned());
        }
        let mut values = Vec::new();
        for (name, value) in &link.parameters {
            let index = operation.parameters.iter().position(|parameter| is_named(parameter, name));
            let index = index.ok_or_else(|| format!("the operation has no parameter `{name}`"))?;
            values.push((index, self::value(value)?));
        }
        let is_given = |index: usize| values.iter().any(|(given, _)| *given == index);
        let mut parameters = operation.parameters.iter().enumerate();
        match parameters.find(|(index, parameter)| parameter.required && !parameter.is_ignored() && !is_given(*index)) {
            Some((_, missing)) => Err(format!("it does not say what `{}` is", missing.name)),
            None => Ok((target, values)),
        }
    }
}

/// `id`, or `path.id`.
fn is_named(parameter: &Parameter, name: &str) -> bool {
    let place = match parameter.place {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::Querystring => "querystring",
    };
    parameter.name == name || name.strip_prefix(place).and_then(|rest| rest.strip_prefix('.')) == Some(&parameter.name)
}

fn value(node: &Node) -> Result<LinkValue, String> {
    match node.as_str().filter(|text| text.starts_with('$') || text.contains("{$")) {
        None => Ok(LinkValue::Constant(node.to_json())),
        Some(text) => expression::parse(text)
            .map(LinkValue::Expression)
            .map_err(|fault| format!("`{fault}` is no runtime expression")),
    }
}
