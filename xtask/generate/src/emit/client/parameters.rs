//! Parameters of an operation: path parameters as arguments, unless there are many; all others in one struct.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{
    self, deprecated, documentation, free, ident, optional_documentation, resolve_alias, spell_argument, spell_model,
};
use super::{
    bodies,
    constructors::{self, MOST_ARGUMENTS, Made},
    models,
    responses::successes,
};
use crate::ir::{Api, Field, Operation, Parameter, Type};
use roster_document::{Encoding, ParameterLocation, ParameterStyle};

/// The arguments of a path's parameters, in the path's order: declaration and name.
pub(super) fn path_arguments(api: &Api, operation: &Operation) -> Vec<(TokenStream, TokenStream)> {
    as_arguments(operation)
        .map(|(_, field)| {
            let name = argument_name(field);
            let ty = spell_argument(api, &field.ty);
            (quote!(#name: #ty), quote!(#name))
        })
        .collect()
}

fn argument_name(field: &Field) -> proc_macro2::Ident {
    ident(&free(&field.name, &["body", "parameters", "parts", "media_type", "response", "types"]))
}

fn in_path(operation: &Operation) -> impl Iterator<Item = (&Parameter, &Field)> {
    let mut parameters: Vec<_> =
        operation.fields().filter(|(parameter, _)| parameter.place == ParameterLocation::Path).collect();
    parameters.sort_by_key(|(parameter, _)| operation.path.find(&format!("{{{}}}", parameter.name)));
    parameters.into_iter()
}

/// Those of the path that are arguments of their own: none where there are more than anybody tells apart by position.
pub(in crate::emit) fn as_arguments(operation: &Operation) -> impl Iterator<Item = (&Parameter, &Field)> {
    (!has_long_path(operation)).then(|| in_path(operation)).into_iter().flatten()
}

/// All others.
fn in_structure(operation: &Operation) -> impl Iterator<Item = (&Parameter, &Field)> {
    let of_path = has_long_path(operation).then(|| in_path(operation)).into_iter().flatten();
    of_path.chain(operation.fields().filter(|(parameter, _)| parameter.place != ParameterLocation::Path))
}

/// Whether a method would have so many arguments that the parameters of its path are in the struct of the others.
pub fn has_long_path(operation: &Operation) -> bool {
    let others = operation.fields().any(|(parameter, _)| parameter.place != ParameterLocation::Path);
    let parameters = others || !alternatives(operation).is_empty();
    let beside = [true, operation.sent_to.is_some(), parameters].into_iter().filter(|is_there| *is_there).count();
    beside + in_path(operation).count() + bodies::count(operation) > MOST_ARGUMENTS
}

/// The struct of the other parameters, if there are any: its name.
pub(in crate::emit) fn structure_name(operation: &Operation) -> Option<String> {
    let wanted = in_structure(operation).next().is_some() || !alternatives(operation).is_empty();
    wanted.then(|| operation.parameters_type.clone().unwrap_or_else(|| format!("{}Parameters", operation.type_stem)))
}

pub(super) fn structure(api: &Api, operation: &Operation) -> TokenStream {
    let Some(name) = structure_name(operation) else { return TokenStream::new() };
    let name = ident(&name);
    let accept = accept_field(operation);
    let accept_name = ident(&accept);
    let alternatives = alternatives(operation);
    let accept_type = ident(&format!("{}Accept", operation.type_stem));
    let fields = in_structure(operation).map(|(parameter, field)| self::field(api, parameter, field));
    let accept_declaration = (!alternatives.is_empty()).then(|| {
        quote! {
            /// Which of the documented media types to ask for; all of them where it is `None`.
            pub #accept_name: Option<#accept_type>,
        }
    });
    let made = |(parameter, field): (&Parameter, &Field)| {
        if !parameter.required {
            return Made::absent();
        }
        match resolve_alias(api, &field.ty) {
            Type::String => Made::Text,
            _ if models::is_constant(api, field) => Made::default(),
            _ => Made::Given(spell_model(api, &field.ty)),
        }
    };
    let mut all: Vec<_> =
        in_structure(operation).map(|(parameter, field)| (ident(&field.name), made((parameter, field)))).collect();
    all.extend((!alternatives.is_empty()).then(|| (accept_name.clone(), Made::absent())));
    let default = all.iter().all(|(_, made)| matches!(made, Made::Value(_))).then(|| quote!(Default,));
    let constructor = constructors::constructor(api, &name, &all, "With what is required.");
    let text = documentation(&format!("Parameters of [`Client::{}`].", tokens::method(operation)));
    let accept_enum = (!alternatives.is_empty()).then(|| accept_enum(operation, &alternatives));
    quote! {
        #text
        #[derive(Clone, Debug, #default PartialEq)]
        pub struct #name {
            #(#fields)*
            #accept_declaration
        }
        #constructor
        #accept_enum
    }
}

fn field(api: &Api, parameter: &Parameter, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let text = match &parameter.description {
        Some(description) => format!("`{}`: {description}", parameter.name),
        None => format!("`{}`", parameter.name),
    };
    let documentation = documentation(&text);
    let deprecated = deprecated(parameter.deprecated);
    let ty = spell_model(api, &field.ty);
    let ty = if parameter.required { ty } else { quote!(Option<#ty>) };
    quote!(#documentation #deprecated pub #name: #ty,)
}

/// The calls that write all parameters: `.path("user_id", &user_id).query("q", &parameters.q)`.
pub(super) fn writers(operation: &Operation) -> TokenStream {
    let path = as_arguments(operation).map(|(parameter, field)| {
        let name = argument_name(field);
        writer(parameter, quote!(&#name))
    });
    let others = in_structure(operation).map(|(parameter, field)| {
        let field = ident(&field.name);
        writer(parameter, quote!(&parameters.#field))
    });
    let accept = (!alternatives(operation).is_empty()).then(|| {
        let accept = ident(&accept_field(operation));
        quote!(.accept(parameters.#accept.map(|accept| accept.media_type())))
    });
    quote!(#(#path)* #(#others)* #accept)
}

pub(super) fn writer(parameter: &Parameter, value: TokenStream) -> TokenStream {
    let name = &parameter.name;
    let explode = parameter.explode;
    let place = match parameter.place {
        ParameterLocation::Path => quote!(Path),
        ParameterLocation::Query if parameter.allow_reserved => quote!(ReservedQuery),
        ParameterLocation::Query => quote!(Query),
        ParameterLocation::Querystring => quote!(QueryString),
        ParameterLocation::Header => quote!(Header),
        ParameterLocation::Cookie => quote!(Cookie),
    };
    if parameter.is_form() {
        let styles = member_styles(&parameter.encoding);
        return quote!(.form_query(#name, #value, &[#(#styles),*]));
    }
    if parameter.content_type.as_deref().is_some_and(|media_type| !roster_document::is_json(media_type)) {
        return quote!(.parameter(Place::#place, Style::Simple, false, #name, #value));
    }
    if parameter.content_type.is_some() {
        return quote!(.json_parameter(Place::#place, #name, #value));
    }
    match (parameter.place, parameter.style, explode) {
        (ParameterLocation::Path, ParameterStyle::Simple, false) => quote!(.path(#name, #value)),
        (ParameterLocation::Header, ParameterStyle::Simple, false) => quote!(.header(#name, #value)),
        (ParameterLocation::Query, ParameterStyle::Form, true) if !parameter.allow_reserved => {
            quote!(.query(#name, #value))
        }
        (_, style, _) => {
            let style = self::style(style);
            quote!(.parameter(Place::#place, Style::#style, #explode, #name, #value))
        }
    }
}

/// The styles that `encoding` gives the members of a form.
pub(super) fn member_styles(encoding: &[Encoding]) -> Vec<TokenStream> {
    let styled = encoding.iter().filter(|encoding| encoding.style.is_some() || encoding.explode.is_some());
    let styles = styled.map(|encoding| {
        let style = encoding.style.unwrap_or(ParameterStyle::Form);
        let explode = encoding.explode.unwrap_or(style == ParameterStyle::Form);
        let (name, style) = (&encoding.property, self::style(style));
        quote!((#name, ::roster_client_runtime::http::Style::#style, #explode))
    });
    styles.collect()
}

/// The variant of the client's `Style`.
fn style(style: ParameterStyle) -> TokenStream {
    match style {
        ParameterStyle::Simple => quote!(Simple),
        ParameterStyle::Label => quote!(Label),
        ParameterStyle::Matrix => quote!(Matrix),
        ParameterStyle::Form => quote!(Form),
        ParameterStyle::Cookie => quote!(Cookie),
        ParameterStyle::SpaceDelimited => quote!(SpaceDelimited),
        ParameterStyle::PipeDelimited => quote!(PipeDelimited),
        ParameterStyle::DeepObject => quote!(DeepObject),
    }
}

/// The media types among which `Accept` chooses, with their variants; empty where there is nothing to choose.
fn alternatives(operation: &Operation) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for content in successes(operation).into_iter().flat_map(|response| &response.content) {
        let name = &content.media.name;
        if !all.iter().any(|(media_type, _)| media_type == name) {
            all.push((name.clone(), String::new()));
        }
    }
    if all.len() < 2 {
        return Vec::new();
    }
    let mut taken: Vec<String> = Vec::new();
    for (media_type, variant) in &mut all {
        let wanted = crate::ir::names::variant_name(media_type.rsplit('/').next().unwrap_or(media_type));
        *variant = free(&wanted, &taken.iter().map(String::as_str).collect::<Vec<_>>());
        taken.push(variant.clone());
    }
    all
}

fn accept_field(operation: &Operation) -> String {
    let taken: Vec<_> = in_structure(operation).map(|(_, field)| field.name.as_str()).collect();
    free("accept", &taken)
}

fn accept_enum(operation: &Operation, alternatives: &[(String, String)]) -> TokenStream {
    let name = ident(&format!("{}Accept", operation.type_stem));
    let text = documentation(&format!("The media types that [`Client::{}`] can ask for.", tokens::method(operation)));
    let variants: Vec<_> = alternatives.iter().map(|(_, variant)| ident(variant)).collect();
    let media_types: Vec<_> = alternatives.iter().map(|(media_type, _)| media_type).collect();
    let documentation = media_types.iter().map(|name| optional_documentation(Some(&format!("`{name}`"))));
    quote! {
        #text
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum #name {
            #(#documentation #variants,)*
        }
        impl #name {
            fn media_type(self) -> &'static str {
                match self {
                    #(Self::#variants => #media_types,)*
                }
            }
        }
    }
}
