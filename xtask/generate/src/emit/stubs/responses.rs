//! What handlers answer: one variant per documented status and media type, headers as fields.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::tokens::{self, From, ident, item_docs};
use crate::ir::{Api, Header, HeaderForm, Operation, Response, ResponseContent, ResponseForm, SentHeader};
use roster_document::StatusPattern;

/// The enum of an operation's responses, and how they become answers.
pub(super) fn responses(api: &Api, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}", operation.response_type);
    let mut variants = Vec::new();
    let mut arms = Vec::new();
    for response in &operation.responses {
        let mut all: Vec<(&str, Option<&ResponseContent>)> = match response.content.is_empty() {
            true => vec![(&response.variant, None)],
            false => response.content.iter().map(|content| (content.variant.as_str(), Some(content))).collect(),
        };
        all.extend(response.bodiless.as_ref().map(|bodiless| (bodiless.variant.as_str(), None)));
        for (name, content) in all {
            let (variant, arm) = variant(api, operation, response, name, content);
            variants.push(variant);
            arms.push(arm);
        }
    }
    let docs = tokens::docs(&format!("Responses of `{} {}`.", operation.method, operation.path));
    quote! {
        #docs
        #[derive(Debug)]
        pub enum #name {
            #(#variants)*
        }

        impl From<#name> for Answer {
            fn from(response: #name) -> Self {
                match response {
                    #(#name::#arms)*
                }
            }
        }
    }
}

/// The declaration of a variant, and the arm that makes an answer of it.
fn variant(
    api: &Api,
    operation: &Operation,
    response: &Response,
    name: &str,
    content: Option<&ResponseContent>,
) -> (TokenStream, TokenStream) {
    let bodiless = response.bodiless.as_ref().filter(|bodiless| bodiless.variant == name);
    let name = ident(name);
    let body = content.map(|content| Content::of(api, operation, content));
    let headers: Vec<(&Header, &SentHeader)> = response.sent_headers().collect();
    let status = match response.status {
        StatusPattern::Exact(code) => {
            let code = tokens::integer(i64::from(code));
            quote!(#code)
        }
        StatusPattern::Range(_) | StatusPattern::Default => quote!(status),
    };
    let has_status = !matches!(response.status, StatusPattern::Exact(_));
    let has_media_type = body.as_ref().is_some_and(|body| body.is_range);
    let docs = item_docs(Some(&response.description), false);
    let header_calls = headers.iter().map(|(header, sent)| {
        let (wire, field) = (&header.name, ident(&sent.field.name));
        let explode = header.explode == Some(true);
        match sent.form {
            HeaderForm::Plain => quote!(.header(#wire, &#field)),
            HeaderForm::Structured => quote!(.header_of(#wire, &#field, #explode)),
            HeaderForm::Json => quote!(.header_json(#wire, &#field)),
            HeaderForm::Lines if header.required && !sent.field.nullable => quote!(.header_lines(#wire, #field)),
            HeaderForm::Lines => quote!(.header_lines(#wire, #field.into_iter().flatten())),
        }
    });
    let call = body.as_ref().map(|body| &body.call);
    let answer = quote!(Self::new(#status) #(#header_calls)* #call);

    if headers.is_empty() && !has_status && !has_media_type {
        return match &body {
            Some(Content { ty, .. }) => (quote!(#docs #name(#ty),), quote!(#name(body) => #answer,)),
            None => (quote!(#docs #name,), quote!(#name => #answer,)),
        };
    }
    let status_field = has_status.then(|| {
        let docs = tokens::docs(&match (bodiless, response.status) {
            (Some(bodiless), _) => format!("{}: what cannot have a body.", either(&bodiless.statuses)),
            (None, StatusPattern::Default) => "Any status that has no response of its own.".to_owned(),
            (None, _) => "A status of this class that has no response of its own.".to_owned(),
        });
        quote!(#docs status: u16,)
    });
    let media_type_field = has_media_type.then(|| {
        let docs = tokens::docs(&format!(
            "The media type, one of `{}`.",
            content.map_or("", |content| content.media.name.as_str())
        ));
        quote!(#docs media_type: String,)
    });
    let body_field = body.as_ref().map(|Content { ty, .. }| quote!(body: #ty,));
    let fields = headers.iter().map(|(header, sent)| {
        let docs = item_docs(header.description.as_deref(), header.deprecated);
        let field = ident(&sent.field.name);
        let (ty, _) = tokens::field_type(api, &sent.field, From::Elsewhere);
        quote!(#docs #field: #ty,)
    });
    let bound = [
        has_status.then(|| quote!(status,)),
        has_media_type.then(|| quote!(media_type,)),
        body.as_ref().map(|_| quote!(body,)),
    ];
    let names = headers.iter().map(|(_, sent)| ident(&sent.field.name));
    (
        quote!(#docs #name { #status_field #media_type_field #body_field #(#fields)* },),
        quote!(#name { #(#bound)* #(#names),* } => #answer,),
    )
}

/// Numbers as a text.
fn either(statuses: &[u16]) -> String {
    statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")
}

/// The body of a variant.
struct Content {
    ty: TokenStream,
    /// The call that gives it to the answer.
    call: TokenStream,
    /// Whether the documented media type is a range, of which the handler names one.
    is_range: bool,
}

impl Content {
    fn of(api: &Api, operation: &Operation, content: &ResponseContent) -> Self {
        let media_type = &content.media.name;
        let is_range = media_type.contains('*');
        let media_type = if is_range { quote!(media_type) } else { quote!(#media_type) };
        let (ty, call) = match &content.form {
            ResponseForm::Json(ty) => {
                let call = match api.has_write_only(content.media.schema) {
                    true => {
                        let constant = ident(&operation.constant);
                        quote!(.json_without_write_only(#media_type, &operations::#constant, &body))
                    }
                    false => quote!(.json(#media_type, &body)),
                };
                (tokens::ty(api, ty, From::Elsewhere), call)
            }
            ResponseForm::JsonArray(items) => {
                let items = tokens::ty(api, items, From::Elsewhere);
                let call = match api.has_write_only(content.media.schema) {
                    true => {
                        let constant = ident(&operation.constant);
                        quote!(.json_array_without_write_only(#media_type, &operations::#constant, body))
                    }
                    false => quote!(.json_array(#media_type, body)),
                };
                (quote!(JsonArray<#items>), call)
            }
            ResponseForm::Text => (quote!(String), quote!(.text(#media_type, body))),
            ResponseForm::Items(items) => {
                let constant = ident(&operation.constant);
                (tokens::items(api, items), quote!(.items(#media_type, &operations::#constant, body)))
            }
            ResponseForm::Raw => (quote!(Body), quote!(.stream(#media_type, body))),
        };
        Self { ty, call, is_range }
    }
}
