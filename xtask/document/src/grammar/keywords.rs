//! The keywords of Schema Objects as data: what stands there, whose values they constrain, which schemas they hold.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    ANY, BOOLEAN, COUNT, EXTERNAL_DOCS, Field, Kind, NUMBER, SCHEMA, SCHEMA_LIST, SCHEMAS, Shape, TEXT, TEXTS,
    optional, prose, since,
};
use crate::{Node, SchemaType, Version};

/// A keyword of schemas.
#[derive(Debug)]
pub struct Keyword {
    pub field: Field,
    /// The types of the values that it constrains; empty where it is about any.
    pub types: &'static [SchemaType],
    /// What the schemas in it are to the schema that it belongs to; none where there are none.
    pub relation: Option<Relation>,
}

/// What a schema inside another is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same instance, which fits each of them.
    Part,
    /// The same instance, which fits one of them.
    Alternative,
    /// The same instance, which does not fit.
    Negation,
    /// The same instance, which fits or does not: what else holds depends on it.
    Condition,
    /// Something in the instance.
    Child,
    /// Not applied where it stands.
    Definition,
}

impl Relation {
    /// Of the schemas that a schema consists of.
    pub(crate) const COMPOSITION: [Self; 2] = [Self::Part, Self::Alternative];
}

impl Keyword {
    /// About values of any type.
    const fn any(field: Field) -> Self {
        Self { field, types: &[], relation: None }
    }

    const fn of(types: &'static [SchemaType], field: Field) -> Self {
        Self { types, ..Self::any(field) }
    }

    const fn holding(self, relation: Relation) -> Self {
        Self { relation: Some(relation), ..self }
    }

    pub fn named(name: &str) -> Option<&'static Self> {
        Some(&KEYWORDS[*POSITIONS.get(name)?])
    }

    /// The keywords that a schema has, in the order of their table, each with its value.
    pub(crate) fn all_of(schema: &Node) -> impl Iterator<Item = (&'static Self, &Node)> {
        let members = schema.as_object().into_iter().flatten();
        let mut found: Vec<_> =
            members.filter_map(|(name, member)| Some((*POSITIONS.get(name.as_str())?, &member.node))).collect();
        found.sort_unstable_by_key(|(position, _)| *position);
        found.into_iter().map(|(position, node)| (&KEYWORDS[position], node))
    }

    /// Those with schemas of a relation.
    pub(crate) fn with(relation: Relation) -> impl Iterator<Item = &'static Self> {
        KEYWORDS.iter().filter(move |keyword| keyword.relation == Some(relation))
    }
}

/// The schemas in a schema that are one of these to it.
pub fn subschemas<'node>(schema: &'node Node, relations: &[Relation]) -> impl Iterator<Item = &'node Node> {
    let keywords = KEYWORDS.iter().filter(|keyword| keyword.relation.is_some_and(|it| relations.contains(&it)));
    keywords.filter_map(|keyword| Some((keyword, schema.get(keyword.field.name)?))).flat_map(|(keyword, node)| {
        match keyword.field.shape {
            Shape::List(_) => node.as_array().into_iter().flatten().collect(),
            Shape::Map(_) => node.as_object().into_iter().flatten().map(|(_, member)| &member.node).collect(),
            _ => vec![node],
        }
    })
}

/// Whether the schema at a pointer of a document is about the same instance as the schema that it stands in.
pub(crate) fn is_in_place(pointer: &str) -> bool {
    // The keyword is the last token, or stands before an index or the name of a property.
    let keyword = along(&Shape::Object(Kind::Document), pointer).into_iter().rev().take(2).flatten().next();
    let relation = keyword.and_then(|keyword| keyword.relation);
    relation.is_some_and(|relation| !matches!(relation, Relation::Child | Relation::Definition))
}

/// Whether what a pointer leads to, from something of this shape, stands in a schema that nothing may fit.
pub(crate) fn is_negated(shape: &'static Shape, pointer: &str) -> bool {
    along(shape, pointer).into_iter().flatten().any(|keyword| keyword.relation == Some(Relation::Negation))
}

/// The tokens of a pointer, from something of this shape, as the keywords of schemas that they are: a property may be
/// called like one.
fn along(mut shape: &'static Shape, pointer: &str) -> Vec<Option<&'static Keyword>> {
    let mut keywords = Vec::new();
    for token in pointer.split('/').skip(1) {
        let is_schema = matches!(shape, Shape::Reference(Kind::Schema) | Shape::BooleanOrSchema);
        keywords.push(is_schema.then(|| Keyword::named(token)).flatten());
        shape = shape.member(token).unwrap_or(ANY);
    }
    keywords
}

const ARRAY: &[SchemaType] = &[SchemaType::Array];
const NUMERIC: &[SchemaType] = &[SchemaType::Integer, SchemaType::Number];
const OBJECT: &[SchemaType] = &[SchemaType::Object];
const STRING: &[SchemaType] = &[SchemaType::String];
const TYPES: &Shape =
    &Shape::OneOrMore(&Shape::Choice(&["array", "boolean", "integer", "null", "number", "object", "string"]));

/// The keyword, as one that came with JSON Schema 2020-12, which OpenAPI has from 3.1 on.
const fn newer(keyword: Keyword) -> Keyword {
    Keyword { field: since(Version::V31, keyword.field), ..keyword }
}

/// A schema that values have to fit too, and that only we know of: the generators of clients that know no unions would
/// make what does not compile of it.
pub(crate) const ENFORCED: &str = "x-enforced";

/// In the order of OpenAPI 3.0.3, section 4.7.24, then those that came later.
pub const KEYWORDS: &[Keyword] = &[
    Keyword::any(prose(optional("title", TEXT))),
    Keyword::of(NUMERIC, optional("multipleOf", NUMBER)),
    Keyword::of(NUMERIC, optional("maximum", NUMBER)),
    // A boolean in OpenAPI 3.0, which `mend` reads as the number.
    Keyword::of(NUMERIC, optional("exclusiveMaximum", NUMBER)),
    Keyword::of(NUMERIC, optional("minimum", NUMBER)),
    Keyword::of(NUMERIC, optional("exclusiveMinimum", NUMBER)),
    Keyword::of(STRING, optional("maxLength", COUNT)),
    Keyword::of(STRING, optional("minLength", COUNT)),
    Keyword::of(STRING, optional("pattern", TEXT)),
    Keyword::of(ARRAY, optional("maxItems", COUNT)),
    Keyword::of(ARRAY, optional("minItems", COUNT)),
    Keyword::of(ARRAY, optional("uniqueItems", BOOLEAN)),
    Keyword::of(OBJECT, optional("maxProperties", COUNT)),
    Keyword::of(OBJECT, optional("minProperties", COUNT)),
    Keyword::of(OBJECT, optional("required", TEXTS)),
    Keyword::any(optional("enum", &Shape::List(ANY))),
    Keyword::any(optional("type", TYPES)),
    Keyword::any(optional("allOf", SCHEMA_LIST)).holding(Relation::Part),
    Keyword::any(optional("oneOf", SCHEMA_LIST)).holding(Relation::Alternative),
    Keyword::any(optional("anyOf", SCHEMA_LIST)).holding(Relation::Alternative),
    Keyword::any(optional("not", SCHEMA)).holding(Relation::Negation),
    Keyword::of(ARRAY, optional("items", SCHEMA)).holding(Relation::Child),
    Keyword::of(OBJECT, optional("properties", SCHEMAS)).holding(Relation::Child),
    Keyword::of(OBJECT, optional("additionalProperties", &Shape::BooleanOrSchema)).holding(Relation::Child),
    Keyword::any(prose(optional("description", TEXT))),
    Keyword::any(optional("format", TEXT)),
    Keyword::any(optional("default", ANY)),
    // Read as the type null.
    Keyword::any(Field { until: Version::V30, ..optional("nullable", BOOLEAN) }),
    Keyword::any(optional("discriminator", &Shape::Object(Kind::Discriminator))),
    Keyword::any(optional("readOnly", BOOLEAN)),
    Keyword::any(optional("writeOnly", BOOLEAN)),
    Keyword::any(prose(optional("xml", &Shape::Object(Kind::Xml)))),
    Keyword::any(prose(optional("externalDocs", EXTERNAL_DOCS))),
    Keyword::any(prose(optional("example", ANY))),
    Keyword::any(optional("deprecated", BOOLEAN)),
    newer(Keyword::any(optional("const", ANY))),
    newer(Keyword::of(ARRAY, optional("prefixItems", SCHEMA_LIST)).holding(Relation::Child)),
    newer(Keyword::of(ARRAY, optional("contains", SCHEMA)).holding(Relation::Child)),
    newer(Keyword::of(ARRAY, optional("minContains", COUNT))),
    newer(Keyword::of(ARRAY, optional("maxContains", COUNT))),
    newer(Keyword::of(ARRAY, optional("unevaluatedItems", SCHEMA)).holding(Relation::Child)),
    newer(Keyword::of(OBJECT, optional("patternProperties", SCHEMAS)).holding(Relation::Child)),
    newer(Keyword::of(OBJECT, optional("propertyNames", SCHEMA)).holding(Relation::Child)),
    newer(Keyword::of(OBJECT, optional("dependentRequired", &Shape::Map(TEXTS)))),
    newer(Keyword::of(OBJECT, optional("dependentSchemas", SCHEMAS)).holding(Relation::Condition)),
    newer(Keyword::of(OBJECT, optional("unevaluatedProperties", SCHEMA)).holding(Relation::Child)),
    newer(Keyword::any(optional("if", SCHEMA)).holding(Relation::Condition)),
    newer(Keyword::any(optional("then", SCHEMA)).holding(Relation::Condition)),
    newer(Keyword::any(optional("else", SCHEMA)).holding(Relation::Condition)),
    newer(Keyword::of(STRING, optional("contentEncoding", TEXT))),
    newer(Keyword::of(STRING, optional("contentMediaType", TEXT))),
    newer(Keyword::of(STRING, optional("contentSchema", SCHEMA)).holding(Relation::Definition)),
    newer(Keyword::any(prose(optional("examples", &Shape::List(ANY))))),
    newer(Keyword::any(prose(optional("$comment", TEXT)))),
    newer(Keyword::any(prose(optional("$schema", TEXT)))),
    // What references of other schemas lead to; the bundler has followed them.
    newer(Keyword::any(prose(optional("$id", TEXT)))),
    newer(Keyword::any(prose(optional("$anchor", TEXT)))),
    newer(Keyword::any(prose(optional("$dynamicAnchor", TEXT)))),
    newer(Keyword::any(prose(optional("$dynamicRef", TEXT)))),
    newer(Keyword::any(prose(optional("$defs", SCHEMAS))).holding(Relation::Definition)),
    // Of no version of OpenAPI; `mend` reads it as keywords of the schema itself.
    Keyword::any(optional(ENFORCED, SCHEMA)).holding(Relation::Part),
];

/// Where in the table a keyword stands.
static POSITIONS: LazyLock<HashMap<&str, usize>> =
    LazyLock::new(|| KEYWORDS.iter().enumerate().map(|(position, keyword)| (keyword.field.name, position)).collect());

/// The fields of Schema Objects.
pub(super) const FIELDS: [Field; KEYWORDS.len()] = {
    let mut fields = [KEYWORDS[0].field; KEYWORDS.len()];
    let mut index = 0;
    while index < KEYWORDS.len() {
        fields[index] = KEYWORDS[index].field;
        index += 1;
    }
    fields
};
