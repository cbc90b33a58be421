//! Tables of schemas: every component, and every inline schema that a Rust type stands for.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::tokens::{self, ident, member};
use crate::ir::{Api, PatternEngine};
use roster_document::{AdditionalProperties, Discriminator, Schema, SchemaRef, SchemaType};

pub(super) fn module(api: &Api) -> TokenStream {
    let here = TokenStream::new();
    let components = api.components.iter().enumerate().map(|(index, component)| {
        let constant = ident(&component.constant);
        let name = &component.name;
        let table = table(api, api.document.schema(SchemaRef::Component(index)), &here);
        quote! {
            pub static #constant: ComponentSchema = ComponentSchema { name: #name, schema: &#table };
        }
    });
    let inline = api.constants.iter().map(|(id, constant)| {
        let constant = ident(constant);
        let table = table(api, api.document.schema(SchemaRef::Inline(*id)), &here);
        quote!(pub static #constant: Schema = #table;)
    });
    let use_patterns = has_patterns(api).then(|| {
        quote!(
            use super::patterns;
        )
    });
    quote! {
        //! Schemas as tables: what requests are validated by, and what the document is derived from.

        #![allow(unused_imports)]

        use roster_runtime::schema::{
            AdditionalProperties, Bound, ComponentSchema, Discriminator, Literal, Property, Schema,
            SchemaRef::{Component, Inline},
            SchemaType,
        };

        #use_patterns

        #(#components)*
        #(#inline)*
    }
}

/// The patterns of all schemas, each once; none where there are none.
pub(super) fn patterns(api: &Api) -> Option<TokenStream> {
    let statics = api.patterns.iter().enumerate().map(|(index, (documented, engine))| {
        let constant = pattern_name(index);
        let value = match engine {
            PatternEngine::Linear(translated) => quote!(Pattern::new(#documented, #translated)),
            PatternEngine::Backtracking(translated) => quote!(Pattern::backtracking(#documented, #translated)),
        };
        quote!(pub(super) static #constant: Pattern = #value;)
    });
    (!api.patterns.is_empty()).then(|| {
        quote! {
            //! Patterns, as documented and as they are run; compiled on first use.

            use roster_runtime::schema::Pattern;

            #(#statics)*
        }
    })
}

pub(super) fn has_patterns(api: &Api) -> bool {
    !api.patterns.is_empty()
}

/// `Schema { …, ..Schema::ANY }`.
pub(super) fn table(api: &Api, schema: &Schema, path: &TokenStream) -> TokenStream {
    let flag = |key: &str, keyword: &str| tokens::flag_member(key, schema.flag(keyword));
    let one = |key: &str, keyword: &str| {
        member(key, schema.schema(keyword).map(|reference| some(schema_ref(api, reference, path))))
    };
    let many = |key: &str, keyword: &str| {
        let items: Vec<_> = schema.schemas(keyword).iter().map(|reference| schema_ref(api, *reference, path)).collect();
        tokens::list_member(key, &items)
    };
    let count = |key: &str, keyword: &str| {
        member(key, schema.count(keyword).map(|count| some(quote_literal(tokens::unsigned(count)))))
    };
    let bound = |key: &str, keyword: &str| member(key, schema.number(keyword).map(|number| some(self::bound(number))));
    let properties: Vec<_> = schema
        .properties()
        .iter()
        .map(|(name, property)| {
            let property = schema_ref(api, *property, path);
            quote!(Property { name: #name, schema: #property })
        })
        .collect();
    let enumeration: Vec<_> = schema.enumeration().iter().map(literal).collect();
    let violation_statuses: Vec<_> =
        schema.violation_statuses.iter().map(|(keyword, status)| quote!((#keyword, #status))).collect();
    let members = [
        member("schema_type", schema.schema_type().map(schema_type)),
        flag("nullable", "nullable"),
        tokens::text_member("format", schema.format()),
        member("default", schema.default().map(|value| some(literal(value)))),
        tokens::list_member("enumeration", &enumeration),
        flag("deprecated", "deprecated"),
        flag("read_only", "readOnly"),
        flag("write_only", "writeOnly"),
        bound("minimum", "minimum"),
        bound("maximum", "maximum"),
        flag("exclusive_minimum", "exclusiveMinimum"),
        flag("exclusive_maximum", "exclusiveMaximum"),
        bound("multiple_of", "multipleOf"),
        count("min_length", "minLength"),
        count("max_length", "maxLength"),
        member("pattern", schema.text("pattern").map(|pattern| pattern_constant(api, pattern))),
        one("items", "items"),
        count("min_items", "minItems"),
        count("max_items", "maxItems"),
        flag("unique_items", "uniqueItems"),
        tokens::list_member("properties", &properties),
        tokens::texts_member("required", schema.required()),
        member("additional_properties", additional(api, schema.additional_properties(), path)),
        count("min_properties", "minProperties"),
        count("max_properties", "maxProperties"),
        many("all_of", "allOf"),
        many("one_of", "oneOf"),
        many("any_of", "anyOf"),
        one("not", "not"),
        tokens::list_member("titles", &titles(api, schema)),
        tokens::text_member("forbidden", forbidden(api, schema).as_deref()),
        member("discriminator", schema.discriminator().map(|value| discriminator(value, true))),
        tokens::list_member("violation_statuses", &violation_statuses),
    ];
    if members.iter().all(TokenStream::is_empty) {
        return quote!(Schema::ANY);
    }
    quote!(Schema { #(#members)* ..Schema::ANY })
}

/// What refusals call the alternatives that are written in place; nothing where none has a title.
fn titles(api: &Api, schema: &Schema) -> Vec<TokenStream> {
    let title = |alternative: &SchemaRef| match alternative {
        SchemaRef::Inline(_) => api.document.schema(*alternative).title(),
        SchemaRef::Component(_) => None,
    };
    let titles: Vec<_> = schema.one_of().iter().chain(schema.any_of()).map(title).collect();
    let written = if titles.iter().any(Option::is_some) { titles } else { Vec::new() };
    written.into_iter().map(tokens::optional_text).collect()
}

/// The first paragraph of what is said of the values that `not` forbids, as the end of a sentence.
fn forbidden(api: &Api, schema: &Schema) -> Option<String> {
    let text = api.document.schema(schema.schema("not")?).description()?.split("\n\n").next()?;
    Some(text.trim_end().trim_end_matches('.').replace('\n', " "))
}

/// `SchemaRef` of a schema with a table of its own, or of one in place; `path` leads to the schemas' module.
pub(super) fn schema_ref(api: &Api, reference: SchemaRef, path: &TokenStream) -> TokenStream {
    let table = match api.constant(reference).map(ident) {
        Some(constant) => quote!(&#path #constant),
        None => {
            let table = table(api, api.document.schema(reference), path);
            quote!(&#table)
        }
    };
    match reference {
        SchemaRef::Component(_) => quote!(Component(#table)),
        SchemaRef::Inline(_) => quote!(Inline(#table)),
    }
}

/// The table of a discriminator.
pub(super) fn discriminator(value: &Discriminator, optional: bool) -> TokenStream {
    let property = &value.property;
    let mapping = value.mapping.iter().map(|(value, component)| quote!((#value, #component)));
    let table = quote!(&Discriminator { property: #property, mapping: &[#(#mapping),*] });
    if optional { some(table) } else { table }
}

fn some(value: TokenStream) -> TokenStream {
    quote!(Some(#value))
}

fn quote_literal(literal: proc_macro2::Literal) -> TokenStream {
    quote!(#literal)
}

fn pattern_name(index: usize) -> proc_macro2::Ident {
    ident(&format!("PATTERN_{}", index + 1))
}

fn pattern_constant(api: &Api, pattern: &str) -> TokenStream {
    let index = api.patterns.get_index_of(pattern).expect("the patterns of all schemas are there");
    let constant = pattern_name(index);
    quote!(Some(&patterns::#constant))
}

fn schema_type(value: SchemaType) -> TokenStream {
    match value {
        SchemaType::Boolean => quote!(SchemaType::Boolean),
        SchemaType::Integer => quote!(SchemaType::Integer),
        SchemaType::Number => quote!(SchemaType::Number),
        SchemaType::String => quote!(SchemaType::String),
        SchemaType::Array => quote!(SchemaType::Array),
        SchemaType::Object => quote!(SchemaType::Object),
    }
}

fn additional(api: &Api, value: AdditionalProperties, path: &TokenStream) -> Option<TokenStream> {
    Some(match value {
        AdditionalProperties::Unspecified => return None,
        AdditionalProperties::Allowed => quote!(AdditionalProperties::Allowed),
        AdditionalProperties::Forbidden => quote!(AdditionalProperties::Forbidden),
        AdditionalProperties::Schema(reference) => {
            let schema = schema_ref(api, reference, path);
            quote!(AdditionalProperties::Schema(#schema))
        }
    })
}

fn bound(number: &serde_json::Number) -> TokenStream {
    if let Some(integer) = number.as_i64() {
        let integer = tokens::integer(integer);
        return quote!(Bound::Integer(#integer));
    }
    if let Some(integer) = number.as_u64() {
        let integer = tokens::unsigned(integer);
        return quote!(Bound::Unsigned(#integer));
    }
    let float = tokens::float(number.as_f64().unwrap_or_default());
    quote!(Bound::Number(#float))
}

fn literal(value: &Json) -> TokenStream {
    match value {
        Json::Null => quote!(Literal::Null),
        Json::Bool(flag) => quote!(Literal::Boolean(#flag)),
        Json::String(text) => quote!(Literal::String(#text)),
        Json::Number(number) if number.is_i64() => {
            let integer = tokens::integer(number.as_i64().unwrap_or_default());
            quote!(Literal::Integer(#integer))
        }
        Json::Number(number) if number.is_u64() => {
            let integer = tokens::unsigned(number.as_u64().unwrap_or_default());
            quote!(Literal::Unsigned(#integer))
        }
        Json::Number(number) if number.is_f64() => {
            let float = tokens::float(number.as_f64().unwrap_or_default());
            quote!(Literal::Number(#float))
        }
        other => {
            let text = other.to_string();
            quote!(Literal::Json(#text))
        }
    }
}
