//! Parameters, headers and responses that operations share by reference: written once, as constants.

use std::collections::HashMap;

use indexmap::IndexMap;
use quote::quote;

use super::{
    parts, print,
    table::{self, Expression, member, structure, text, word},
};
use crate::ir::{Api, Header, Parameter, Response, names::constant_name};

/// What is shared, by the names of components.
#[derive(Default)]
pub(super) struct Shared<'a> {
    parameters: IndexMap<&'a str, (&'a Parameter, String)>,
    headers: IndexMap<&'a str, (&'a Header, String)>,
    responses: IndexMap<&'a str, (&'a Response, String)>,
}

impl<'a> Shared<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let mut shared = Self::default();
        let mut taken = HashMap::new();
        let mut name = |prefix: &str, component: &str| {
            let wanted = format!("{prefix}_{}", constant_name(component));
            let count = taken.entry(wanted.clone()).or_insert(0);
            *count += 1;
            if *count == 1 { wanted } else { format!("{wanted}__{count}") }
        };
        for operation in &api.operations {
            for parameter in &operation.parameters {
                if let Some(component) = parameter.component.as_deref() {
                    shared.parameters.entry(component).or_insert_with(|| (parameter, name("PARAMETER", component)));
                }
            }
            for response in &operation.responses {
                for header in &response.headers {
                    if let Some(component) = header.component.as_deref() {
                        shared.headers.entry(component).or_insert_with(|| (header, name("HEADER", component)));
                    }
                }
                if let Some(component) = response.component.as_deref() {
                    shared.responses.entry(component).or_insert_with(|| (response, name("RESPONSE", component)));
                }
            }
        }
        shared
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parameters.is_empty() && self.headers.is_empty() && self.responses.is_empty()
    }

    /// The parameter as it stands in an operation, whose field may have a name of its own.
    pub(super) fn parameter(&self, parameter: &Parameter) -> Option<Expression> {
        let (first, constant) = self.parameters.get(parameter.component.as_deref()?)?;
        let constant = format!("shared::{constant}");
        let field = parameter.field.as_ref().map(|field| &field.name);
        let other = field.filter(|name| first.field.as_ref().map(|field| &field.name) != Some(name));
        Some(match other {
            None => word(constant),
            Some(field) => structure("ParameterInfo", [member("field", Some(text(field)))], Some(constant.into())),
        })
    }

    /// The header as it stands in a response; `inside` this module, constants are named without a path.
    fn header(&self, header: &Header, inside: bool) -> Option<Expression> {
        let (_, constant) = self.headers.get(header.component.as_deref()?)?;
        let path = if inside { "" } else { "shared::" };
        let members = [member("name", Some(text(&header.name)))];
        Some(structure("HeaderInfo", members, Some(format!("{path}{constant}").into())))
    }

    /// The tables of a response's headers, those that are shared by their constants.
    pub(super) fn headers(&self, api: &Api, response: &Response, inside: bool) -> Vec<Expression> {
        let table = |header| self.header(header, inside).unwrap_or_else(|| parts::header(api, header, true));
        response.headers.iter().map(table).collect()
    }

    pub(super) fn response(&self, response: &Response) -> Option<Expression> {
        let (_, constant) = self.responses.get(response.component.as_deref()?)?;
        let members = [member("status", Some(parts::status(response.status)))];
        Some(structure("ResponseInfo", members, Some(format!("shared::{constant}").into())))
    }

    /// The constants; none where nothing is shared.
    pub(super) fn module(&self, api: &Api) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let imports = parts::imports(api);
        let mut module = print(quote! {
            //! Parameters, headers and responses that several operations have.

            #imports
        });
        let mut push = |constant: &str, ty: &str, table: &Expression| {
            table::push_item(&mut module, &format!("pub(super) const {constant}: {ty}"), table);
        };
        for (parameter, constant) in self.parameters.values() {
            push(constant, "ParameterInfo", &parts::parameter(api, parameter));
        }
        for (header, constant) in self.headers.values() {
            push(constant, "HeaderInfo", &parts::header(api, header, false));
        }
        for (response, constant) in self.responses.values() {
            push(constant, "ResponseInfo", &parts::response(api, response, self.headers(api, response, true), true));
        }
        Some(module)
    }
}
