//! Tables of schemas: every component, and every inline schema that a Rust type stands for.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::tokens::{self, ident, member};
use crate::ir::{
    AdditionalProperties, Api, Discriminator, Pattern, PatternEngine, Schema, SchemaId, SchemaRef, SchemaType,
};

pub(super) fn module(api: &Api) -> TokenStream {
    let here = TokenStream::new();
    let components = api.components.values().map(|component| {
        let constant = ident(&component.constant);
        let name = &component.name;
        let table = table(api, &api.schemas[component.schema.0], &here);
        quote! {
            pub static #constant: ComponentSchema = ComponentSchema { name: #name, schema: &#table };
        }
    });
    let inline = api.schemas.iter().filter_map(|schema| {
        let constant = ident(schema.constant.as_ref()?);
        let table = table(api, schema, &here);
        Some(quote!(pub static #constant: Schema = #table;))
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
    let statics = api.patterns.iter().enumerate().map(|(index, pattern)| {
        let constant = pattern_name(index);
        let documented = &pattern.documented;
        let value = match &pattern.engine {
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
    let one = |key: &str, reference: Option<SchemaRef>| {
        member(key, reference.map(|reference| some(schema_ref(api, reference, path))))
    };
    let many = |key: &str, references: &[SchemaRef]| {
        let items: Vec<_> = references.iter().map(|reference| schema_ref(api, *reference, path)).collect();
        tokens::list_member(key, &items)
    };
    let count =
        |key: &str, count: Option<u64>| member(key, count.map(|count| some(quote_literal(tokens::unsigned(count)))));
    let bound_member =
        |key: &str, number: &Option<serde_json::Number>| member(key, number.as_ref().map(|number| some(bound(number))));
    let properties: Vec<_> = schema
        .properties
        .iter()
        .map(|(name, property)| {
            let property = schema_ref(api, *property, path);
            quote!(Property { name: #name, schema: #property })
        })
        .collect();
    let enumeration: Vec<_> = schema.enumeration.iter().map(literal).collect();
    let violation_statuses: Vec<_> =
        schema.violation_statuses.iter().map(|(keyword, status)| quote!((#keyword, #status))).collect();
    let members = [
        member("schema_type", schema.schema_type.map(schema_type)),
        tokens::flag_member("nullable", schema.nullable),
        tokens::text_member("format", schema.format.as_deref()),
        member("default", schema.default.as_ref().map(|value| some(literal(value)))),
        tokens::list_member("enumeration", &enumeration),
        tokens::flag_member("deprecated", schema.deprecated),
        tokens::flag_member("read_only", schema.read_only),
        tokens::flag_member("write_only", schema.write_only),
        bound_member("minimum", &schema.minimum),
        bound_member("maximum", &schema.maximum),
        tokens::flag_member("exclusive_minimum", schema.exclusive_minimum),
        tokens::flag_member("exclusive_maximum", schema.exclusive_maximum),
        bound_member("multiple_of", &schema.multiple_of),
        count("min_length", schema.min_length),
        count("max_length", schema.max_length),
        member("pattern", schema.pattern.as_ref().map(|pattern| pattern_constant(api, pattern))),
        one("items", schema.items),
        count("min_items", schema.min_items),
        count("max_items", schema.max_items),
        tokens::flag_member("unique_items", schema.unique_items),
        tokens::list_member("properties", &properties),
        tokens::texts_member("required", &schema.required),
        member("additional_properties", additional(api, schema.additional_properties, path)),
        count("min_properties", schema.min_properties),
        count("max_properties", schema.max_properties),
        many("all_of", &schema.all_of),
        many("one_of", &schema.one_of),
        many("any_of", &schema.any_of),
        one("not", schema.not),
        tokens::list_member("titles", &titles(api, schema)),
        tokens::text_member("forbidden", forbidden(api, schema).as_deref()),
        member("discriminator", schema.discriminator.as_ref().map(|value| discriminator(value, true))),
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
        SchemaRef::Inline(id) => api.schemas[id.0].title.as_deref(),
        SchemaRef::Component(_) => None,
    };
    let titles: Vec<_> = schema.one_of.iter().chain(&schema.any_of).map(title).collect();
    let written = if titles.iter().any(Option::is_some) { titles } else { Vec::new() };
    written.into_iter().map(tokens::optional_text).collect()
}

/// The first paragraph of what is said of the values that `not` forbids, as the end of a sentence.
fn forbidden(api: &Api, schema: &Schema) -> Option<String> {
    let text = api.schema(schema.not?).description.as_deref()?.split("\n\n").next()?;
    Some(text.trim_end().trim_end_matches('.').replace('\n', " "))
}

/// `SchemaRef` of a schema with a table of its own, or of one in place; `path` leads to the schemas' module.
pub(super) fn schema_ref(api: &Api, reference: SchemaRef, path: &TokenStream) -> TokenStream {
    match reference {
        SchemaRef::Component(index) => {
            let constant = ident(&api.components[index].constant);
            quote!(Component(&#path #constant))
        }
        SchemaRef::Inline(id) => {
            let schema = inline_schema(api, id, path);
            quote!(Inline(#schema))
        }
    }
}

/// `&` of a schema's table, or of the table written in place.
fn inline_schema(api: &Api, id: SchemaId, path: &TokenStream) -> TokenStream {
    match &api.schemas[id.0].constant {
        Some(constant) => {
            let constant = ident(constant);
            quote!(&#path #constant)
        }
        None => {
            let table = table(api, &api.schemas[id.0], path);
            quote!(&#table)
        }
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

fn pattern_constant(api: &Api, pattern: &Pattern) -> TokenStream {
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
