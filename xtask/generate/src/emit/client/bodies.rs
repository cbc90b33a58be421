//! Request bodies: how a method takes them, and the types for parts and for alternatives.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{self, documentation, free, ident, optional_documentation, spell_argument, spell_model};
use crate::ir::{Api, Body, Multipart, Operation, Part, PartForm, RequestContent, RequestForm, names::snake_name};

/// What a method needs for its body.
#[derive(Default)]
pub(super) struct BodyCode {
    /// Arguments of the method.
    pub(super) arguments: Vec<TokenStream>,
    /// The call, as further methods of the chain; for an optional body, statements on `call`.
    pub(super) chain: TokenStream,
    pub(super) statements: TokenStream,
    /// Types to declare beside the method.
    pub(super) definitions: TokenStream,
}

pub(super) fn code(api: &Api, operation: &Operation) -> BodyCode {
    let Some(body) = operation.body.as_ref().filter(|body| body.is_offered) else {
        let sends_bodies = matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH");
        let chain = if sends_bodies { quote!(.empty()) } else { TokenStream::new() };
        return BodyCode { chain, ..BodyCode::default() };
    };
    let multiparts = body.content.iter().filter_map(|content| match &content.form {
        RequestForm::Multipart(multipart) => Some(self::multipart(api, operation, content, multipart)),
        _ => None,
    });
    let multiparts: TokenStream = multiparts.collect();
    match &body.enum_type {
        Some(name) => alternatives(api, operation, body, name, multiparts),
        None => single(api, body, multiparts),
    }
}

/// How many arguments a method has for its body.
pub(super) fn count(operation: &Operation) -> usize {
    let body = operation.body.as_ref().filter(|body| body.is_offered);
    body.map_or(0, |body| 1 + usize::from(body.enum_type.is_none() && is_open(body, sent(body))))
}

/// Of several media types of one form, one that can be sent as it is.
fn sent(body: &Body) -> &RequestContent {
    body.content.iter().find(|content| !content.media.name.contains('*')).unwrap_or(&body.content[0])
}

fn single(api: &Api, body: &Body, definitions: TokenStream) -> BodyCode {
    let content = sent(body);
    let media_type = &content.media.name;
    let open = is_open(body, content);
    let sent = if open { quote!(media_type) } else { quote!(#media_type) };
    let mut arguments: Vec<_> = open.then(|| quote!(media_type: &str)).into_iter().collect();
    let ty = match &content.form {
        RequestForm::Json(ty) | RequestForm::Form(ty) => spell_argument(api, ty),
        RequestForm::Text => quote!(&str),
        RequestForm::Multipart(multipart) => {
            let name = ident(&multipart.stream_type);
            quote!(#name)
        }
        RequestForm::Items(items) => {
            let items = tokens::items(api, items);
            if body.required { quote!(impl Into<#items>) } else { items }
        }
        RequestForm::Raw if body.required => quote!(impl Into<::roster_client_runtime::Content>),
        RequestForm::Raw => quote!(::roster_client_runtime::Content),
    };
    let call = match &content.form {
        RequestForm::Json(_) => quote!(.json(#sent, &body)),
        RequestForm::Form(_) => form(content, &sent),
        RequestForm::Text | RequestForm::Raw => quote!(.raw(#sent, body)),
        RequestForm::Items(items) => {
            let framing = tokens::framing(items);
            quote!(.items(#sent, #framing, body.into()))
        }
        RequestForm::Multipart(_) => quote!(.multipart(|parts| body.fill(parts))),
    };
    if body.required {
        arguments.push(quote!(body: #ty));
        return BodyCode { arguments, chain: call, definitions, statements: TokenStream::new() };
    }
    arguments.push(quote!(body: Option<#ty>));
    let statements = quote! {
        let call = match body {
            Some(body) => call #call,
            None => call.empty(),
        };
    };
    BodyCode { arguments, chain: TokenStream::new(), statements, definitions }
}

/// The call that writes a form, with the styles that `encoding` gives its fields.
fn form(content: &RequestContent, media_type: &TokenStream) -> TokenStream {
    let styles = super::parameters::member_styles(&content.media.encoding);
    match styles.is_empty() {
        true => quote!(.form(#media_type, &body)),
        false => quote!(.styled_form(#media_type, &body, &[#(#styles),*])),
    }
}

/// Whether the caller names the media type: it is a range, or one of several of the same form.
fn is_open(body: &Body, content: &RequestContent) -> bool {
    let several = body.enum_type.is_none() && body.content.len() > 1;
    content.media.name.contains('*') || (content.form == RequestForm::Raw && several)
}

/// An enum over media types that differ in form.
fn alternatives(api: &Api, operation: &Operation, body: &Body, name: &str, multiparts: TokenStream) -> BodyCode {
    let name = ident(name);
    let variants: Vec<_> = body.content.iter().map(|content| ident(&content.variant)).collect();
    let types = body.content.iter().map(|content| {
        let ty = match &content.form {
            RequestForm::Json(ty) | RequestForm::Form(ty) => spell_model(api, ty),
            RequestForm::Text => quote!(String),
            RequestForm::Multipart(multipart) => {
                let name = ident(&multipart.stream_type);
                quote!(#name)
            }
            RequestForm::Items(items) => tokens::items(api, items),
            RequestForm::Raw => quote!(::roster_client_runtime::Content),
        };
        if is_open(body, content) { quote!(String, #ty) } else { ty }
    });
    let patterns = body.content.iter().map(|content| {
        let variant = ident(&content.variant);
        if is_open(body, content) { quote!(#variant(media_type, body)) } else { quote!(#variant(body)) }
    });
    let calls = body.content.iter().map(|content| {
        let media_type = &content.media.name;
        let sent = if is_open(body, content) { quote!(&media_type) } else { quote!(#media_type) };
        match &content.form {
            RequestForm::Json(_) => quote!(call.json(#sent, &body)),
            RequestForm::Form(_) => {
                let form = form(content, &sent);
                quote!(call #form)
            }
            RequestForm::Text | RequestForm::Raw => quote!(call.raw(#sent, body)),
            RequestForm::Items(items) => {
                let framing = tokens::framing(items);
                quote!(call.items(#sent, #framing, body))
            }
            RequestForm::Multipart(_) => quote!(call.multipart(|parts| body.fill(parts))),
        }
    });
    let documentation_of = body.content.iter().map(|content| documentation(&format!("`{}`", content.media.name)));
    let text = documentation(&format!("The body of [`Client::{}`].", tokens::method(operation)));
    let definitions = quote! {
        #multiparts
        #text
        #[derive(Debug)]
        pub enum #name {
            #(#documentation_of #variants(#types),)*
        }
    };
    let absent = (!body.required).then(|| quote!(None => call.empty(),));
    let wrapped =
        patterns.map(|pattern| if body.required { quote!(#name::#pattern) } else { quote!(Some(#name::#pattern)) });
    let statements = quote! {
        let call = match body {
            #(#wrapped => #calls,)*
            #absent
        };
    };
    let argument = if body.required { quote!(body: #name) } else { quote!(body: Option<#name>) };
    BodyCode { arguments: vec![argument], chain: TokenStream::new(), statements, definitions }
}

/// The struct of parts, and how they are put into the body.
fn multipart(api: &Api, operation: &Operation, content: &RequestContent, multipart: &Multipart) -> TokenStream {
    let name = ident(&multipart.stream_type);
    let mut taken: Vec<String> = Vec::new();
    let mut names = Vec::new();
    for part in &multipart.parts {
        let field = free(&snake_name(&part.variant), &taken.iter().map(String::as_str).collect::<Vec<_>>());
        names.push(ident(&field));
        taken.push(field);
    }
    let fields = multipart.parts.iter().zip(&names).map(|(part, name)| {
        let documentation = optional_documentation(part.documentation.as_deref());
        let ty = match &part.form {
            PartForm::File => quote!(::roster_client_runtime::FilePart),
            PartForm::Value(ty) => spell_model(api, ty),
        };
        let ty = match (part.repeated, part.required) {
            (true, _) => quote!(Vec<#ty>),
            (false, true) => ty,
            (false, false) => quote!(Option<#ty>),
        };
        quote!(#documentation pub #name: #ty,)
    });
    let writers = multipart.parts.iter().zip(&names).map(|(part, name)| writer(content, part, name));
    let (other_field, other_writer) = if multipart.open {
        let field = ident(&free("other_parts", &taken.iter().map(String::as_str).collect::<Vec<_>>()));
        (
            quote!(#[doc = " Parts that the document does not name."] pub #field: Vec<(String, ::roster_client_runtime::FilePart)>,),
            quote! {
                for (name, part) in self.#field {
                    parts.file(&name, part);
                }
            },
        )
    } else {
        (TokenStream::new(), TokenStream::new())
    };
    let default = multipart.parts.iter().all(|part| part.repeated || !part.required).then(|| quote!(Default,));
    let text = documentation(&format!("The parts of the body of [`Client::{}`].", tokens::method(operation)));
    quote! {
        #text
        #[derive(#default Debug)]
        pub struct #name {
            #(#fields)*
            #other_field
        }
        impl #name {
            fn fill(self, parts: &mut ::roster_client_runtime::http::Parts) -> Result<(), ::roster_client_runtime::Error> {
                #(#writers)*
                #other_writer
                Ok(())
            }
        }
    }
}

fn writer(content: &RequestContent, part: &Part, field: &proc_macro2::Ident) -> TokenStream {
    let name = &part.name;
    let write = match &part.form {
        PartForm::File => {
            // One documented media type is what a part has unless its sender says otherwise.
            let documented = content.media.encoding.iter().find(|encoding| encoding.property == *name);
            let documented = documented.and_then(|encoding| encoding.content_type.as_deref());
            match documented.filter(|text| !text.contains([',', '*'])) {
                Some(media_type) => quote!(parts.file(#name, part.or_media_type(#media_type));),
                None => quote!(parts.file(#name, part);),
            }
        }
        PartForm::Value(_) => quote!(parts.value(#name, &part)?;),
    };
    match (part.repeated, part.required) {
        (true, _) => quote!(for part in self.#field { #write }),
        (false, true) => quote!({ let part = self.#field; #write }),
        (false, false) => quote!(if let Some(part) = self.#field { #write }),
    }
}
