//! The answer of a method: an enum over the documented statuses below 400 and their media types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    parameters::is_success,
    tokens::{self, documentation, free, ident, spell_model},
};
use crate::ir::{Api, Header, HeaderForm, Operation, Response, ResponseContent, ResponseForm, SentHeader};
use roster_document::StatusPattern;

/// One variant: a status with one of its media types, or without a body.
struct Variant<'a> {
    name: &'a str,
    response: &'a Response,
    content: Option<&'a ResponseContent>,
    /// Whether the media type decides between this variant and another one.
    one_of_many: bool,
}

fn variants(operation: &Operation) -> Vec<Variant<'_>> {
    let mut all = Vec::new();
    for response in operation.responses.iter().filter(|response| is_success(response.status)) {
        if response.content.is_empty() || operation.method == "HEAD" {
            all.push(Variant { name: &response.variant, response, content: None, one_of_many: false });
        } else {
            let one_of_many = response.content.len() > 1;
            all.extend(response.content.iter().map(|content| Variant {
                name: &content.variant,
                response,
                content: Some(content),
                one_of_many,
            }));
        }
    }
    all
}

pub(super) fn definition(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.response_type);
    let all = variants(operation);
    let definitions = all.iter().map(|variant| {
        let name = ident(variant.name);
        let text = match (variant.response.status, variant.content) {
            (status, Some(content)) => {
                format!("{} `{}`: {}", pattern_name(status), content.media.name, variant.response.description)
            }
            (status, None) => format!("{}: {}", pattern_name(status), variant.response.description),
        };
        let text = documentation(&text);
        let body = variant.content.map(|content| body_type(api, &content.form));
        match (body, fields(api, variant)) {
            (None, fields) if fields.is_empty() => quote!(#text #name,),
            (Some(body), fields) if fields.is_empty() => quote!(#text #name(#body),),
            (None, fields) => quote!(#text #name { #(#fields)* },),
            (Some(body), fields) => quote!(#text #name { #(#fields)* body: #body, },),
        }
    });
    let text = documentation(&format!("What [`Client::{}`] answers.", tokens::method(operation)));
    let accessor = accessor(api, operation, &all);
    quote! {
        #text
        #[derive(Debug)]
        pub enum #name {
            #(#definitions)*
        }
        #accessor
    }
}

/// `into_body`, where there is one variant and it has a body.
fn accessor(api: &Api, operation: &Operation, all: &[Variant<'_>]) -> Option<TokenStream> {
    let [variant] = all else { return None };
    let content = variant.content?;
    let (name, answer) = (ident(variant.name), ident(&operation.response_type));
    let body = body_type(api, &content.form);
    let pattern = if fields(api, variant).is_empty() { quote!(#name(body)) } else { quote!(#name { body, .. }) };
    Some(quote! {
        impl #answer {
            /// The body alone.
            pub fn into_body(self) -> #body {
                let Self::#pattern = self;
                body
            }
        }
    })
}

fn body_type(api: &Api, form: &ResponseForm) -> TokenStream {
    match form {
        ResponseForm::Json(ty) => spell_model(api, ty),
        ResponseForm::JsonArray(item) => {
            let item = spell_model(api, item);
            quote!(Vec<#item>)
        }
        ResponseForm::Text => quote!(String),
        ResponseForm::Raw => quote!(::roster_client_runtime::Download),
    }
}

/// The status, where the pattern leaves it open, and the headers.
fn fields(api: &Api, variant: &Variant<'_>) -> Vec<TokenStream> {
    let status = (!matches!(variant.response.status, StatusPattern::Exact(_)))
        .then(|| quote!(#[doc = " The status of the answer."] status: ::roster_client_runtime::StatusCode,));
    let headers = variant.response.sent_headers().map(|(header, sent)| {
        let name = header_field(sent);
        let text = match &header.description {
            Some(description) => format!("`{}`: {description}", header.name),
            None => format!("`{}`", header.name),
        };
        let text = documentation(&text);
        let ty = spell_model(api, &sent.field.ty);
        let ty = if is_certain(header, sent) { ty } else { quote!(Option<#ty>) };
        quote!(#text #name: #ty,)
    });
    status.into_iter().chain(headers).collect()
}

/// Whether an answer always has it.
fn is_certain(header: &Header, sent: &SentHeader) -> bool {
    header.required && !sent.field.nullable
}

fn header_field(sent: &SentHeader) -> proc_macro2::Ident {
    ident(&free(&sent.field.name, &["body", "status"]))
}

/// The arms of the match over the answer's status.
pub(super) fn arms(operation: &Operation) -> TokenStream {
    let answer = ident(&operation.response_type);
    let mut all = variants(operation);
    // Exact statuses before ranges before what is left; likewise media types.
    all.sort_by_key(|variant| {
        let status = match variant.response.status {
            StatusPattern::Exact(status) => (0, status),
            StatusPattern::Range(range) => (1, u16::from(range)),
            StatusPattern::Default => (2, 0),
        };
        let media_type = match variant.content.map_or("", |content| content.media.name.as_str()) {
            "*/*" => 3,
            name if name.ends_with("/*") => 2,
            name if name.contains('*') => 1,
            _ => 0,
        };
        (status, media_type)
    });
    let arms = all.iter().enumerate().map(|(index, variant)| {
        let pattern = match variant.response.status {
            StatusPattern::Exact(status) => {
                let status = Literal::u16_unsuffixed(status);
                quote!(#status)
            }
            StatusPattern::Range(range) => {
                let from = Literal::u16_unsuffixed(u16::from(range) * 100);
                let to = Literal::u16_unsuffixed(u16::from(range) * 100 + 99);
                quote!(#from..=#to)
            }
            StatusPattern::Default => quote!(100..=399),
        };
        let guard = variant.content.filter(|_| variant.one_of_many).map(|content| {
            let media_type = &content.media.name;
            quote!(if response.is(#media_type))
        });
        let name = ident(variant.name);
        let status = (!matches!(variant.response.status, StatusPattern::Exact(_)))
            .then(|| quote!(status: response.status_code(),));
        let headers = variant.response.sent_headers().map(|(header, sent)| {
            let (field, name) = (header_field(sent), &header.name);
            let form = match sent.form {
                HeaderForm::Plain => {
                    let reader = if is_certain(header, sent) { quote!(header) } else { quote!(optional_header) };
                    return quote!(#field: response.#reader(#name)?,);
                }
                HeaderForm::Structured if header.explode == Some(true) => quote!(Exploded),
                HeaderForm::Structured => quote!(Simple),
                HeaderForm::Json => quote!(Json),
                HeaderForm::Lines => quote!(Lines),
            };
            let reader = if is_certain(header, sent) { quote!(header_of) } else { quote!(optional_header_of) };
            quote!(#field: response.#reader(#name, ::roster_client_runtime::http::HeaderForm::#form)?,)
        });
        let fields: Vec<_> = status.into_iter().chain(headers).collect();
        let body = variant.content.map(|content| match &content.form {
            ResponseForm::Json(_) | ResponseForm::JsonArray(_) => quote!(response.json().await?),
            ResponseForm::Text => quote!(response.text().await?),
            ResponseForm::Raw => quote!(response.download()),
        });
        let value = match (body, fields.is_empty()) {
            (None, true) => quote!(#answer::#name),
            (Some(body), true) => quote!(#answer::#name(#body)),
            (None, false) => quote!(#answer::#name { #(#fields)* }),
            (Some(body), false) => quote!(#answer::#name { #(#fields)* body: #body }),
        };
        let is_last = all.get(index + 1).is_none_or(|next| next.response.status != variant.response.status);
        let other =
            (variant.one_of_many && is_last).then(|| quote!(#pattern => Err(response.of_no_documented_type()),));
        quote!(#pattern #guard => Ok(#value), #other)
    });
    quote!(#(#arms)*)
}

pub(super) fn pattern_name(status: StatusPattern) -> String {
    match status {
        StatusPattern::Exact(status) => status.to_string(),
        StatusPattern::Range(range) => format!("{range}XX"),
        StatusPattern::Default => "Any other status below 400".to_owned(),
    }
}
