//! Parameters, headers and responses that operations share by reference: written once, as constants.

use std::collections::HashMap;

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

use super::{parts, tokens::ident};
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
    pub(super) fn parameter(&self, parameter: &'a Parameter) -> Option<TokenStream> {
        let (first, constant) = self.parameters.get(parameter.component.as_deref()?)?;
        let constant = ident(constant);
        let name = |parameter: &'a Parameter| parameter.field.as_ref().map(|field| field.name.as_str());
        Some(match name(parameter).filter(|field| name(first) != Some(field)) {
            None => quote!(shared::#constant),
            Some(field) => quote!(ParameterInfo { field: #field, ..shared::#constant }),
        })
    }

    /// The header as it stands in a response; `inside` this module, constants are named without a path.
    fn header(&self, header: &Header, inside: bool) -> Option<TokenStream> {
        let (_, constant) = self.headers.get(header.component.as_deref()?)?;
        let constant = ident(constant);
        let path = (!inside).then(|| quote!(shared::));
        let name = &header.name;
        Some(quote!(HeaderInfo { name: #name, ..#path #constant }))
    }

    /// The tables of a response's headers, those that are shared by their constants.
    pub(super) fn headers(&self, api: &Api, response: &Response, inside: bool) -> Vec<TokenStream> {
        let table = |header| self.header(header, inside).unwrap_or_else(|| parts::header(api, header, true));
        response.headers.iter().map(table).collect()
    }

    pub(super) fn response(&self, response: &Response) -> Option<TokenStream> {
        let (_, constant) = self.responses.get(response.component.as_deref()?)?;
        let constant = ident(constant);
        let status = parts::status(response.status);
        Some(quote!(ResponseInfo { status: #status, ..shared::#constant }))
    }

    /// The constants; none where nothing is shared.
    pub(super) fn module(&self, api: &Api) -> Option<TokenStream> {
        if self.is_empty() {
            return None;
        }
        let parameters = self.parameters.values().map(|(parameter, constant)| {
            let constant = ident(constant);
            let table = parts::parameter(api, parameter);
            quote!(pub(super) const #constant: ParameterInfo = #table;)
        });
        let headers = self.headers.values().map(|(header, constant)| {
            let constant = ident(constant);
            let table = parts::header(api, header, false);
            quote!(pub(super) const #constant: HeaderInfo = #table;)
        });
        let responses = self.responses.values().map(|(response, constant)| {
            let constant = ident(constant);
            let table = parts::response(api, response, &self.headers(api, response, true), true);
            quote!(pub(super) const #constant: ResponseInfo = #table;)
        });
        let imports = parts::imports(api);
        Some(quote! {
            //! Parameters, headers and responses that several operations have.

            #imports

            #(#parameters)*
            #(#headers)*
            #(#responses)*
        })
    }
}
