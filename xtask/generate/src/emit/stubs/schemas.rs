//! Tables of schemas: every component, and every inline schema that a Rust type stands for.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::{
    print,
    table::{
        self, Expression, call, flag_member, list_member, member, optional_text, reference, some, structure, text,
        text_member, texts_member, tuple, word,
    },
    tokens::ident,
};
use crate::ir::{Api, PatternEngine};
use roster_document::{AdditionalProperties, Discriminator, Document, Keyword, Schema, SchemaRef, SchemaType};

pub(super) fn module(api: &Api) -> String {
    let use_patterns = has_patterns(api).then(|| {
        quote!(
            use super::patterns;
        )
    });
    let imports = imports();
    let mut module = print(quote! {
        //! Schemas as tables: what requests are validated by, and what the document is derived from.

        #![allow(unused_imports)]

        #imports

        #use_patterns
    });
    for (index, component) in api.components.iter().enumerate() {
        let schema = table(api, api.document.schema(SchemaRef::Component(index)), "");
        let members = [member("name", Some(text(&component.name))), member("schema", Some(reference(schema)))];
        let declaration = format!("pub static {}: ComponentSchema", component.constant);
        table::push_item(&mut module, &declaration, &structure("ComponentSchema", members, None));
    }
    for (id, constant) in &api.constants {
        let schema = table(api, api.document.schema(SchemaRef::Inline(*id)), "");
        table::push_item(&mut module, &format!("pub static {constant}: Schema"), &schema);
    }
    module
}

/// The patterns of all schemas, each once; none where there are none.
pub(super) fn patterns(api: &Api) -> Option<TokenStream> {
    let statics = api.patterns.iter().enumerate().map(|(index, (documented, engine))| {
        let constant = ident(&pattern_name(index));
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

/// Whatever a table of a schema may name.
pub(super) fn imports() -> TokenStream {
    quote! {
        use roster_runtime::schema::{
            AdditionalProperties, Bound, ComponentSchema, DependentRequired, Discriminator, Literal, NewerKeywords,
            PatternProperty, Property, PropertyIndex, Schema,
            SchemaRef::{self, Component, Inline},
            SchemaType, slots,
        };
    }
}

/// `Schema { …, ..Schema::ANY }`; `path` leads to the schemas' module.
fn table(api: &Api, schema: &Schema, path: &str) -> Expression {
    if schema.is_nothing {
        return word("Schema::NOTHING");
    }
    let flag = |key, keyword| flag_member(key, schema.flag(keyword));
    let one =
        |key, keyword| member(key, schema.schema(keyword).map(|reference| some(schema_ref(api, reference, path))));
    let many = |key, keyword| {
        list_member(key, schema.schemas(keyword).iter().map(|reference| schema_ref(api, *reference, path)).collect())
    };
    let count = |key, keyword| member(key, schema.count(keyword).map(|count| some(table::unsigned(count))));
    let enumeration: Vec<_> = schema.enumeration().iter().map(literal).collect();
    let statuses = schema.violation_statuses.iter();
    let violation_statuses: Vec<_> =
        statuses.map(|(keyword, status)| tuple([text(keyword), word(format!("{status}u16"))])).collect();
    let members = [
        member("schema_type", type_of(schema)),
        flag_member("nullable", schema.nullable()),
        text_member("format", schema.format()),
        member("default", schema.default().map(|value| some(literal(&value)))),
        list_member("enumeration", enumeration),
        flag("deprecated", "deprecated"),
        flag("read_only", "readOnly"),
        flag("write_only", "writeOnly"),
        bound_member("minimum", schema.number("minimum")),
        bound_member("maximum", schema.number("maximum")),
        bound_member("multiple_of", schema.number("multipleOf")),
        count("min_length", "minLength"),
        count("max_length", "maxLength"),
        member("pattern", schema.text("pattern").map(|pattern| some(pattern_constant(api, pattern)))),
        one("items", "items"),
        count("min_items", "minItems"),
        count("max_items", "maxItems"),
        flag("unique_items", "uniqueItems"),
        list_member("properties", properties(api, schema, "properties", path)),
        texts_member("required", schema.required()),
        member("index", index(api, schema).map(|index| some(reference(index)))),
        member("additional_properties", additional(api, schema.additional_properties(), path)),
        count("min_properties", "minProperties"),
        count("max_properties", "maxProperties"),
        many("all_of", "allOf"),
        many("one_of", "oneOf"),
        many("any_of", "anyOf"),
        one("not", "not"),
        list_member("titles", titles(api, schema)),
        text_member("forbidden", forbidden(api, schema).as_deref()),
        member("discriminator", schema.discriminator().map(|value| some(discriminator(value)))),
        list_member("violation_statuses", violation_statuses),
        member("newer", newer(api, schema, path).map(|keywords| some(reference(keywords)))),
    ];
    if members.iter().all(Option::is_none) {
        return word("Schema::ANY");
    }
    let rest = if is_plain(schema) { "Schema::PLAIN" } else { "Schema::ANY" };
    structure("Schema", members, Some(rest.into()))
}

/// What OpenAPI 3.0 does not have, or writes in another way, where there is some of it.
fn newer(api: &Api, schema: &Schema, path: &str) -> Option<Expression> {
    let one =
        |key, keyword| member(key, schema.schema(keyword).map(|reference| some(schema_ref(api, reference, path))));
    let count = |key, keyword| member(key, schema.count(keyword).map(|count| some(table::unsigned(count))));
    let types: Vec<_> = schema.types().map(schema_type).collect();
    let prefix = schema.schemas("prefixItems").iter().map(|reference| schema_ref(api, *reference, path));
    let patterns = schema.named_schemas("patternProperties").iter().map(|(pattern, property)| {
        let members = [("pattern", pattern_constant(api, pattern)), ("schema", schema_ref(api, *property, path))];
        structure("PatternProperty", members.map(|(key, value)| member(key, Some(value))), None)
    });
    let dependent = schema.dependent_required().iter().map(|(name, required)| {
        let members = [("property", text(name)), ("required", table::texts(required))];
        structure("DependentRequired", members.map(|(key, value)| member(key, Some(value))), None)
    });
    let members = [
        list_member("types", if types.len() > 1 { types } else { Vec::new() }),
        member("constant", schema.value("const").map(|value| some(literal(&value.to_json())))),
        bound_member("exclusive_minimum", schema.number("exclusiveMinimum")),
        bound_member("exclusive_maximum", schema.number("exclusiveMaximum")),
        list_member("prefix_items", prefix.collect()),
        one("contains", "contains"),
        count("min_contains", "minContains"),
        count("max_contains", "maxContains"),
        one("unevaluated_items", "unevaluatedItems"),
        list_member("pattern_properties", patterns.collect()),
        one("property_names", "propertyNames"),
        list_member("dependent_required", dependent.collect()),
        list_member("dependent_schemas", properties(api, schema, "dependentSchemas", path)),
        one("unevaluated_properties", "unevaluatedProperties"),
        one("condition", "if"),
        one("consequence", "then"),
        one("alternative", "else"),
        member("content", schema.json_inside().map(|content| some(schema_ref(api, content, path)))),
    ];
    let is_there = members.iter().any(Option::is_some);
    is_there.then(|| structure("NewerKeywords", members, Some("NewerKeywords::NONE".into())))
}

/// The schemas of a keyword by the names of properties.
fn properties(api: &Api, schema: &Schema, keyword: &str, path: &str) -> Vec<Expression> {
    let property = |(name, property): (&String, &SchemaRef)| {
        let members = [("name", text(name)), ("schema", schema_ref(api, *property, path))];
        structure("Property", members.map(|(key, value)| member(key, Some(value))), None)
    };
    schema.named_schemas(keyword).iter().map(property).collect()
}

/// Keywords that ask nothing of a value.
const SILENT: [&str; 4] = ["default", "deprecated", "readOnly", "writeOnly"];

/// Whether nothing is asked of a value but its type, and of an integer that it is an `int64`.
pub fn is_plain(schema: &Schema) -> bool {
    let Some(schema_type) = schema.schema_type() else { return false };
    let is_silent = |keyword: &Keyword| match keyword.field.name {
        "type" => true,
        "format" => matches!((schema_type, schema.format()), (SchemaType::Integer, Some("int64"))),
        name => SILENT.contains(&name) || !keyword.field.acts,
    };
    schema_type.is_scalar() && schema.keywords().all(is_silent)
}

/// How the properties of a schema are found, where it has some.
fn index(api: &Api, schema: &Schema) -> Option<Expression> {
    let number = number_of_slots(schema);
    let entries = entries(&api.document, schema).map(|(name, plain, is_required)| {
        let plain = plain.map_or_else(|| word("SchemaType::Any"), schema_type);
        tuple([text(name), plain, table::boolean(is_required)])
    });
    let tags = table::places(&places_of_tags(&api.document, schema));
    let lists = [(table::list(entries), "), "), (tags, ")")];
    let new = || table::on_one_line(format!("PropertyIndex::new(&slots::<{number}>("), lists);
    (!schema.named_schemas("properties").is_empty()).then(new)
}

/// Of each property: its name, its type if nothing else is asked of it, and whether it is required.
pub fn entries<'schema>(
    document: &Document,
    schema: &'schema Schema,
) -> impl Iterator<Item = (&'schema str, Option<SchemaType>, bool)> {
    schema.named_schemas("properties").iter().map(|(name, property)| {
        let property = document.schema(*property);
        let plain = property.schema_type().filter(|_| is_plain(property));
        (&name[..], plain, schema.required().contains(name))
    })
}

/// How many slots the runtime finds the properties of a schema by.
pub fn number_of_slots(schema: &Schema) -> usize {
    let properties = schema.named_schemas("properties").len();
    (properties + properties / 2 + 1).next_power_of_two()
}

/// The most choices of a property that tells objects apart.
const MAXIMUM_TAGS: usize = 8;

/// The places of the properties that tell objects of the schema from others by their value.
pub fn places_of_tags(document: &Document, schema: &Schema) -> Vec<usize> {
    let is_tag = |property: &SchemaRef| {
        let property = document.schema(*property);
        property.value("const").is_some() || (1..=MAXIMUM_TAGS).contains(&property.enumeration().len())
    };
    let properties = schema.named_schemas("properties").values().enumerate();
    properties.filter(|(_, property)| is_tag(property)).map(|(place, _)| place).collect()
}

/// What refusals call the alternatives that are written in place; nothing where none has a title.
fn titles(api: &Api, schema: &Schema) -> Vec<Expression> {
    let title = |alternative: &SchemaRef| match alternative {
        SchemaRef::Inline(_) => api.document.schema(*alternative).title(),
        SchemaRef::Component(_) => None,
    };
    let titles: Vec<_> = schema.one_of().iter().chain(schema.any_of()).map(title).collect();
    let written = if titles.iter().any(Option::is_some) { titles } else { Vec::new() };
    written.into_iter().map(optional_text).collect()
}

/// The first paragraph of what is said of the values that `not` forbids, as the end of a sentence.
fn forbidden(api: &Api, schema: &Schema) -> Option<String> {
    let text = api.document.schema(schema.schema("not")?).description()?.split("\n\n").next()?;
    Some(text.trim_end().trim_end_matches('.').replace('\n', " "))
}

/// `SchemaRef` of a schema with a table of its own, or of one in place; `path` leads to the schemas' module.
pub(super) fn schema_ref(api: &Api, reference: SchemaRef, path: &str) -> Expression {
    let table = match api.constant(reference) {
        Some(constant) => word(format!("{path}{constant}")),
        None => table(api, api.document.schema(reference), path),
    };
    match reference {
        SchemaRef::Component(_) => call("Component", table::reference(table)),
        SchemaRef::Inline(_) => call("Inline", table::reference(table)),
    }
}

/// The table of a discriminator.
pub(super) fn discriminator(value: &Discriminator) -> Expression {
    let mapping = value.mapping.iter().map(|(value, component)| tuple([text(value), text(component)]));
    let members = [
        member("property", Some(text(&value.property))),
        member("mapping", Some(table::list(mapping))),
        member("default", Some(optional_text(value.default.as_deref()))),
    ];
    reference(structure("Discriminator", members, None))
}

fn pattern_name(index: usize) -> String {
    format!("PATTERN_{}", index + 1)
}

pub(super) fn pattern_constant(api: &Api, pattern: &str) -> Expression {
    let index = api.patterns.get_index_of(pattern).expect("the patterns of all schemas are there");
    reference(word(format!("patterns::{}", pattern_name(index))))
}

/// The one type; several are among what is newer.
fn type_of(schema: &Schema) -> Option<Expression> {
    let null = schema.is_null().then(|| word("SchemaType::Null"));
    null.or(schema.schema_type().map(schema_type))
}

fn schema_type(value: SchemaType) -> Expression {
    match value {
        SchemaType::Boolean => word("SchemaType::Boolean"),
        SchemaType::Integer => word("SchemaType::Integer"),
        SchemaType::Number => word("SchemaType::Number"),
        SchemaType::String => word("SchemaType::String"),
        SchemaType::Array => word("SchemaType::Array"),
        SchemaType::Object => word("SchemaType::Object"),
    }
}

fn additional(api: &Api, value: AdditionalProperties, path: &str) -> Option<Expression> {
    Some(match value {
        AdditionalProperties::Unspecified => return None,
        AdditionalProperties::Allowed => word("AdditionalProperties::Allowed"),
        AdditionalProperties::Forbidden => word("AdditionalProperties::Forbidden"),
        AdditionalProperties::Schema(reference) => {
            call("AdditionalProperties::Schema", schema_ref(api, reference, path))
        }
    })
}

fn bound_member(key: &'static str, number: Option<&serde_json::Number>) -> Option<Expression> {
    member(key, number.map(|number| some(bound(number))))
}

fn bound(number: &serde_json::Number) -> Expression {
    if let Some(integer) = number.as_i64() {
        return call("Bound::Integer", table::integer(integer));
    }
    if let Some(integer) = number.as_u64() {
        return call("Bound::Unsigned", table::unsigned(integer));
    }
    call("Bound::Number", table::float(number.as_f64().unwrap_or_default()))
}

pub(super) fn literal(value: &Json) -> Expression {
    match value {
        Json::Null => word("Literal::Null"),
        Json::Bool(flag) => call("Literal::Boolean", table::boolean(*flag)),
        Json::String(value) => call("Literal::String", text(value)),
        Json::Number(number) if number.is_i64() => {
            call("Literal::Integer", table::integer(number.as_i64().unwrap_or_default()))
        }
        Json::Number(number) if number.is_u64() => {
            call("Literal::Unsigned", table::unsigned(number.as_u64().unwrap_or_default()))
        }
        Json::Number(number) if number.is_f64() => {
            call("Literal::Number", table::float(number.as_f64().unwrap_or_default()))
        }
        other => call("Literal::Json", text(&other.to_string())),
    }
}
