//! What a method answers: an enum over the documented statuses below 400 and their media types, and another one over those
//! of errors, where their bodies are not problem documents alone.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    links,
    tokens::{self, documentation, free, ident, spell_model},
};
use crate::ir::{Api, Bodiless, Header, HeaderForm, Operation, Response, ResponseContent, ResponseForm, SentHeader};
use roster_document::{StatusPattern, essence};

/// One variant: a status with one of its media types, or without a body.
pub(super) struct Variant<'a> {
    pub(super) name: &'a str,
    pub(super) response: &'a Response,
    pub(super) content: Option<&'a ResponseContent>,
    /// Those of the response's statuses that it is for, where others have a body.
    bodiless: &'a [u16],
    /// Whether the media type decides between this variant and another one.
    one_of_many: bool,
}

/// The documented answers of one side: those of successes, or those of errors.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Success,
    Error,
}

/// The documented answers that are no errors. `default` is one where nothing else is documented for successes.
pub(super) fn successes(operation: &Operation) -> Vec<&Response> {
    let of_status = |response: &&Response| match response.status {
        StatusPattern::Exact(status) => status < 400,
        StatusPattern::Range(range) => range < 4,
        StatusPattern::Default => false,
    };
    let all: Vec<_> = operation.responses.iter().filter(of_status).collect();
    match all.is_empty() {
        true => operation.responses.iter().filter(|response| response.status == StatusPattern::Default).collect(),
        false => all,
    }
}

/// The documented answers that are errors, or may be.
pub(super) fn failures(operation: &Operation) -> Vec<&Response> {
    let of_status = |response: &&Response| match response.status {
        StatusPattern::Exact(status) => status >= 400,
        StatusPattern::Range(range) => range >= 4,
        StatusPattern::Default => true,
    };
    operation.responses.iter().filter(of_status).collect()
}

fn variants(operation: &Operation, side: Side) -> Vec<Variant<'_>> {
    let mut all = Vec::new();
    let responses = match side {
        Side::Success => successes(operation),
        Side::Error => failures(operation),
    };
    for response in responses {
        if response.content.is_empty() || operation.method == "HEAD" {
            all.push(Variant { name: &response.variant, response, content: None, bodiless: &[], one_of_many: false });
        } else {
            let one_of_many = response.content.len() > 1;
            all.extend(response.content.iter().map(|content| Variant {
                name: &content.variant,
                response,
                content: Some(content),
                bodiless: &[],
                one_of_many,
            }));
            let bodiless = response.bodiless.as_ref().filter(|_| side == Side::Success);
            all.extend(bodiless.map(|Bodiless { variant, statuses }| Variant {
                name: variant,
                response,
                content: None,
                bodiless: statuses,
                one_of_many: false,
            }));
        }
    }
    all
}

pub(super) fn definition(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.response_type);
    let all = variants(operation, Side::Success);
    let definitions = definitions(api, &all, Side::Success);
    let text = documentation(&format!("What [`Client::{}`] answers.", tokens::method(operation)));
    let accessor = accessor(api, operation, &all);
    let links = links::methods(api, operation, &all);
    let error = error(api, operation);
    quote! {
        #text
        #[derive(Debug)]
        pub enum #name {
            #(#definitions)*
        }
        #accessor
        #links
        #error
    }
}

/// The enum of errors, where problem documents do not say all of them.
fn error(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let all = variants(operation, Side::Error);
    let is_problem = |content: &ResponseContent| essence(&content.media.name) == "application/problem+json";
    all.iter().find(|variant| variant.content.is_some_and(|content| !is_problem(content)))?;
    let name = ident(&tokens::free_type(api, &format!("{}Error", operation.type_stem)));
    let definitions = definitions(api, &all, Side::Error);
    let arms = arms(operation, Side::Error);
    let text = documentation(&format!(
        "What [`Client::{}`] answers where it fails, as far as that is documented.",
        tokens::method(operation)
    ));
    Some(quote! {
        #text
        #[derive(Debug)]
        pub enum #name {
            #(#definitions)*
        }
        impl #name {
            /// The answer behind an error; none where the document has no such answer.
            pub fn of(error: &Error) -> Option<Result<Self, Error>> {
                Self::read(&error.answer()?).transpose()
            }

            fn read(response: &::roster_client_runtime::http::Answer<'_>) -> Result<Option<Self>, Error> {
                Ok(match response.status() {
                    #arms
                    _ => None,
                })
            }
        }
    })
}

fn definitions(api: &Api, all: &[Variant<'_>], side: Side) -> Vec<TokenStream> {
    let definitions = all.iter().map(|variant| {
        let name = ident(variant.name);
        let text = match (variant.response.status, variant.content) {
            (status, Some(content)) => {
                format!("{} `{}`: {}", pattern_name(status), content.media.name, variant.response.description)
            }
            (_, None) if !variant.bodiless.is_empty() => {
                let statuses: Vec<_> = variant.bodiless.iter().map(u16::to_string).collect();
                format!("{}, which cannot have a body: {}", statuses.join(", "), variant.response.description)
            }
            (status, None) => format!("{}: {}", pattern_name(status), variant.response.description),
        };
        let text = documentation(&text);
        let body = variant.content.map(|content| body_type(api, &content.form, side));
        match (body, fields(api, variant)) {
            (None, fields) if fields.is_empty() => quote!(#text #name,),
            (Some(body), fields) if fields.is_empty() => quote!(#text #name(#body),),
            (None, fields) => quote!(#text #name { #(#fields)* },),
            (Some(body), fields) => quote!(#text #name { #(#fields)* body: #body, },),
        }
    });
    definitions.collect()
}

/// `into_body`, where there is one variant that has a body, and at most one for statuses that cannot have it.
fn accessor(api: &Api, operation: &Operation, all: &[Variant<'_>]) -> Option<TokenStream> {
    let (variant, is_alone) = match all {
        [variant] => (variant, true),
        [variant, other] if !other.bodiless.is_empty() => (variant, false),
        _ => return None,
    };
    let content = variant.content?;
    let (name, answer) = (ident(variant.name), ident(&operation.response_type));
    let body = body_type(api, &content.form, Side::Success);
    let pattern = if fields(api, variant).is_empty() { quote!(#name(body)) } else { quote!(#name { body, .. }) };
    let function = match is_alone {
        true => quote! {
            /// The body alone.
            pub fn into_body(self) -> #body {
                let Self::#pattern = self;
                body
            }
        },
        false => quote! {
            /// The body alone; none of a status that cannot have one.
            pub fn into_body(self) -> Option<#body> {
                if let Self::#pattern = self { Some(body) } else { None }
            }
        },
    };
    Some(quote!(impl #answer { #function }))
}

/// The pattern that binds `body` of a variant, and whether it is the only one; none where there is no such variant.
pub(super) fn body_pattern(api: &Api, operation: &Operation, name: &str) -> Option<(TokenStream, bool)> {
    let all = variants(operation, Side::Success);
    let variant = all.iter().find(|variant| variant.name == name && variant.content.is_some())?;
    let name = ident(name);
    let pattern =
        if fields(api, variant).is_empty() { quote!(Self::#name(body)) } else { quote!(Self::#name { body, .. }) };
    Some((pattern, all.len() == 1))
}

fn body_type(api: &Api, form: &ResponseForm, side: Side) -> TokenStream {
    match form {
        ResponseForm::Json(ty) => spell_model(api, ty),
        ResponseForm::JsonArray(item) => {
            let item = spell_model(api, item);
            quote!(Vec<#item>)
        }
        ResponseForm::Text => quote!(String),
        ResponseForm::Items(items) if side == Side::Success => tokens::items(api, items),
        ResponseForm::Raw | ResponseForm::Items(_) if side == Side::Error => quote!(::roster_client_runtime::Bytes),
        ResponseForm::Raw | ResponseForm::Items(_) => quote!(::roster_client_runtime::Download),
    }
}

/// The status, where the pattern leaves it open, and the headers.
pub(super) fn fields(api: &Api, variant: &Variant<'_>) -> Vec<TokenStream> {
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

pub(super) fn header_field(sent: &SentHeader) -> proc_macro2::Ident {
    ident(&free(&sent.field.name, &["body", "status"]))
}

/// The arms of a method's match over the status of a success.
pub(super) fn success_arms(operation: &Operation) -> TokenStream {
    arms(operation, Side::Success)
}

fn arms(operation: &Operation, side: Side) -> TokenStream {
    let answer = match side {
        Side::Success => {
            let answer = ident(&operation.response_type);
            quote!(#answer)
        }
        Side::Error => quote!(Self),
    };
    let mut all = variants(operation, side);
    // Exact statuses before ranges before what is left; likewise media types.
    all.sort_by_key(|variant| {
        let status = match variant.response.status {
            _ if !variant.bodiless.is_empty() => (0, 0),
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
            _ if !variant.bodiless.is_empty() => {
                let statuses = variant.bodiless.iter().copied().map(Literal::u16_unsuffixed);
                quote!(#(#statuses)|*)
            }
            StatusPattern::Exact(status) => {
                let status = Literal::u16_unsuffixed(status);
                quote!(#status)
            }
            StatusPattern::Range(range) => {
                let from = Literal::u16_unsuffixed(u16::from(range) * 100);
                let to = Literal::u16_unsuffixed(u16::from(range) * 100 + 99);
                quote!(#from..=#to)
            }
            StatusPattern::Default if side == Side::Error => quote!(400..=599),
            StatusPattern::Default => quote!(100..=399),
        };
        // Whatever is between server and client answers errors, too, and in other media types.
        let guard = variant.content.filter(|_| variant.one_of_many || side == Side::Error).map(|content| {
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
        let body = variant.content.map(|content| match (&content.form, side) {
            (ResponseForm::Json(_) | ResponseForm::JsonArray(_), Side::Success) => quote!(response.json().await?),
            (ResponseForm::Json(_) | ResponseForm::JsonArray(_), Side::Error) => quote!(response.json()?),
            (ResponseForm::Text, Side::Success) => quote!(response.text().await?),
            (ResponseForm::Text, Side::Error) => quote!(response.text()?),
            (ResponseForm::Items(items), Side::Success) => {
                let framing = tokens::framing(items);
                quote!(response.items(#framing)?)
            }
            (ResponseForm::Raw, Side::Success) => quote!(response.download()),
            (ResponseForm::Raw | ResponseForm::Items(_), Side::Error) => quote!(response.bytes()),
        });
        let value = match (body, fields.is_empty()) {
            (None, true) => quote!(#answer::#name),
            (Some(body), true) => quote!(#answer::#name(#body)),
            (None, false) => quote!(#answer::#name { #(#fields)* }),
            (Some(body), false) => quote!(#answer::#name { #(#fields)* body: #body }),
        };
        if side == Side::Error {
            return quote!(#pattern #guard => Some(#value),);
        }
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
        StatusPattern::Default => "Any other status".to_owned(),
    }
}
