//! `raw.rs`: what progenitor makes of the normalised view, with the layer's models in place of its own.
//!
//! progenitor and typify panic on what they cannot do. Panics are caught, and the operation is found that causes them.

use std::{
    any::Any,
    cell::Cell,
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle};
use quote::quote;
use serde_json::{Value, json};

use super::tokens::{ident, spell};
use crate::{
    client_view::{Models, Rewrite, View, ViewOperation, normalise},
    ir::{Api, Principal, Type, TypeId},
};
use roster_document::{Diagnostic, Diagnostics, SchemaRef};

pub(super) fn emit(api: &Api) -> Result<TokenStream, Diagnostics> {
    let (models, replacements) = models(api);
    let view = normalise(&api.document, &models)?;
    let settings = settings(&replacements);
    let generated = match attempt(&settings, &view.document) {
        Ok(tokens) => tokens,
        Err(message) => return Err(blame(&settings, &view, &message)),
    };
    let hooks = hooks(api, &view.operations);
    let text = description(&view).into_iter().map(|line| format!(" {line}").trim_end().to_owned());
    Ok(quote! {
        #(#![doc = #text])*
        #![allow(
            clippy::all,
            clippy::unwrap_used,
            dead_code,
            missing_docs,
            unreachable_patterns,
            unreachable_pub,
            unused_imports,
            unused_mut,
            unused_variables,
            rustdoc::all,
            reason = "the code is progenitor's"
        )]
        #generated
        #hooks
    })
}

/// How the typed client gives this one, and what goes into each of its requests.
fn hooks(api: &Api, operations: &[ViewOperation]) -> TokenStream {
    let anonymous: Vec<_> =
        operations.iter().filter(|known| is_anonymous(api, known)).map(|known| &known.name).collect();
    let authenticated = match anonymous.as_slice() {
        [] => quote!(true),
        names => quote!(!matches!(info.operation_id, #(#names)|*)),
    };
    let media_types: Vec<_> = operations
        .iter()
        .filter_map(|known| {
            let (name, media_type) = (&known.name, known.media_type.as_ref()?);
            Some(quote!(#name => Some(#media_type),))
        })
        .collect();
    let media_type = match media_types.as_slice() {
        [] => quote!(None),
        arms => quote!(match info.operation_id { #(#arms)* _ => None }),
    };
    quote! {
        impl super::Client {
            /// The builder-style client that progenitor generates, with the same settings and models.
            pub fn raw(&self) -> Result<Client, crate::Error> {
                let http = crate::raw::http(&self.transport)?;
                Ok(Client::new_with_client(self.transport.base(), http, self.transport.clone()))
            }
        }

        impl progenitor_client::ClientHooks<crate::Transport> for Client {
            async fn pre<E>(
                &self,
                request: &mut reqwest::Request,
                info: &progenitor_client::OperationInfo,
            ) -> Result<(), progenitor_client::Error<E>> {
                let media_type: Option<&'static str> = #media_type;
                crate::raw::prepare(&self.inner, request, #authenticated, media_type);
                Ok(())
            }

            async fn exec(
                &self,
                request: reqwest::Request,
                _info: &progenitor_client::OperationInfo,
            ) -> reqwest::Result<reqwest::Response> {
                crate::raw::execute(&self.inner, &self.client, request).await
            }
        }
    }
}

fn is_anonymous(api: &Api, known: &ViewOperation) -> bool {
    let mut operations = api.operations.iter();
    let operation = operations
        .find(|operation| operation.path == known.path && operation.method.eq_ignore_ascii_case(&known.method));
    operation.is_some_and(|operation| operation.principal() == Principal::None)
}

/// What the module is, and every rewrite that was made for it.
fn description(view: &View) -> Vec<String> {
    let mut lines =
        vec!["What progenitor generates of the normalised view of the document: a builder per operation.".to_owned()];
    let mut groups: BTreeMap<(Rewrite, &str), Vec<&str>> = BTreeMap::new();
    for note in &view.notes {
        groups.entry((note.rewrite, &note.subject)).or_default().push(&note.operation);
    }
    if !groups.is_empty() {
        lines.extend([String::new(), "It differs from the document in this:".to_owned(), String::new()]);
    }
    for ((rewrite, subject), mut operations) in groups {
        operations.sort_unstable();
        operations.dedup();
        let who = match operations.len() {
            count @ 9.. => format!("{count} operations"),
            _ => operations.iter().map(|operation| format!("`{operation}`")).collect::<Vec<_>>().join(", "),
        };
        lines.push(format!("- {}, {subject}: {who}", rewrite.name()));
    }
    lines
}

/// Every type of the IR under a name of its own in the view, and the Rust type that stands there in progenitor's code.
fn models(api: &Api) -> (Models, BTreeMap<String, String>) {
    let mut models = Models::default();
    let mut replacements = BTreeMap::new();
    let module = ident(&api.name);
    let scope = quote!(crate::generated::#module::types::);
    let mut add = |name: &str, ty: &Type, nullable: bool| {
        // progenitor converts names to camel case before it looks for a replacement, so they are unique in that.
        let stem = name.to_upper_camel_case();
        let mut name = stem.clone();
        let mut count = 1;
        while replacements.contains_key(&name) {
            count += 1;
            name = format!("{stem}{count}");
        }
        let ty = spell(api, ty, &scope);
        let ty = if nullable { quote!(::std::option::Option<#ty>) } else { ty };
        replacements.insert(name.clone(), ty.to_string());
        name
    };
    for (index, component) in api.components.iter().enumerate() {
        let nullable = api.document.schema(SchemaRef::Component(index)).nullable();
        models.components.insert(component.name.clone(), add(&component.name, &component.rust, nullable));
    }
    for (index, definition) in api.types.iter().enumerate() {
        if let Some(SchemaRef::Inline(id)) = definition.schema {
            let nullable = api.document.schema(SchemaRef::Inline(id)).nullable();
            let name = add(&definition.name, &Type::Named(TypeId(index)), nullable);
            models.inline.insert(id, name);
        }
    }
    (models, replacements)
}

fn settings(replacements: &BTreeMap<String, String>) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::Transport));
    for (name, ty) in replacements {
        settings.with_replacement(name, ty, std::iter::empty());
    }
    settings
}

/// Calls progenitor; its errors and panics are the same to a caller.
fn attempt(settings: &GenerationSettings, document: &Value) -> Result<TokenStream, String> {
    let document = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    quietly(|| Generator::new(settings).generate_tokens(&document))
        .map_err(|panic| message(&*panic))?
        .map_err(|error| error.to_string())
}

/// A diagnostic for every operation that fails by itself, else for the document.
fn blame(settings: &GenerationSettings, view: &View, message: &str) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let help = "change the operation, or report it: the normaliser should have a rewrite for it";
    for operation in &view.operations {
        let mut alone = view.document.clone();
        let value = alone["paths"][&operation.path][&operation.method].take();
        alone["paths"] = json!({&operation.path: {&operation.method: value}});
        if let Err(message) = attempt(settings, &alone) {
            let text = format!("operation `{}`: progenitor cannot generate it: {message}", operation.id);
            diagnostics.push(Diagnostic::error("client-progenitor", &operation.location, text, help));
        }
    }
    if let (true, Some(first)) = (diagnostics.is_empty(), view.operations.first()) {
        let text = format!("progenitor takes each operation, but not all of them together: {message}");
        diagnostics.push(Diagnostic::error("client-progenitor", &first.location, text, help));
    }
    diagnostics
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Catches a panic without the message that it would print.
fn quietly<T>(action: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                previous(info);
            }
        }));
    });
    QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(action));
    QUIET.set(false);
    result
}

/// The first line of what a panic says.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    text.and_then(|text| text.lines().next()).unwrap_or("it panics").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_progenitor_is_an_error() {
        let document = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"operationId": "a", "responses": {
                "200": {"description": "", "content": {"application/json": {"schema": {"type": "string"}}}},
                "204": {"description": ""},
            }}}},
        });
        let error =
            attempt(&settings(&BTreeMap::new()), &document).expect_err("progenitor cannot have two kinds of success");
        assert!(error.contains("assertion failed"), "{error}");
    }
}
