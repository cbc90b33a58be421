//! The keywords of Schema Objects as data: what stands there, whose values they constrain, which schemas they hold.

use super::{
    ANY, BOOLEAN, COUNT, EXTERNAL_DOCS, Field, Kind, NUMBER, SCHEMA, SCHEMA_LIST, SCHEMAS, Shape, TEXT, TEXTS,
    optional, prose,
};
use crate::{Node, SchemaType};

/// Which Schema Objects a document has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Those of OpenAPI 3.0.
    OpenApi30,
    /// Those of JSON Schema 2020-12, which OpenAPI has from 3.1 on.
    Draft202012,
}

impl Dialect {
    /// The dialect that the version of a document says.
    pub(crate) fn of(document: &Node) -> Self {
        let version = document.get("openapi").and_then(Node::spelling);
        let is_newer = version.is_some_and(|version| version.starts_with("3.") && !version.starts_with("3.0"));
        if is_newer { Self::Draft202012 } else { Self::OpenApi30 }
    }

    /// Its keywords, in the order of their table.
    pub fn keywords(self) -> impl Iterator<Item = &'static Keyword> {
        KEYWORDS.iter().filter(move |keyword| keyword.is_of(self))
    }
}

/// A keyword of schemas.
#[derive(Debug)]
pub struct Keyword {
    pub field: Field,
    /// The dialects that have it, in this form.
    pub dialects: &'static [Dialect],
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
}

impl Relation {
    /// Of the schemas that a schema consists of.
    pub(crate) const COMPOSITION: [Self; 2] = [Self::Part, Self::Alternative];
}

impl Keyword {
    /// About values of any type.
    const fn any(field: Field) -> Self {
        Self { field, dialects: &[Dialect::OpenApi30, Dialect::Draft202012], types: &[], relation: None }
    }

    const fn of(types: &'static [SchemaType], field: Field) -> Self {
        Self { types, ..Self::any(field) }
    }

    const fn only(self, dialects: &'static [Dialect]) -> Self {
        Self { dialects, ..self }
    }

    const fn is_of(&self, dialect: Dialect) -> bool {
        let mut index = 0;
        while index < self.dialects.len() {
            if self.dialects[index] as u8 == dialect as u8 {
                return true;
            }
            index += 1;
        }
        false
    }

    const fn holding(self, relation: Relation) -> Self {
        Self { relation: Some(relation), ..self }
    }

    /// One of OpenAPI 3.0.
    pub fn named(name: &str) -> Option<&'static Self> {
        Dialect::OpenApi30.keywords().find(|keyword| keyword.field.name == name)
    }

    /// Those of OpenAPI 3.0 with schemas of a relation.
    pub(crate) fn with(relation: Relation) -> impl Iterator<Item = &'static Self> {
        Dialect::OpenApi30.keywords().filter(move |keyword| keyword.relation == Some(relation))
    }
}

/// The schemas in a schema of OpenAPI 3.0 that are one of these to it.
pub fn subschemas<'node>(schema: &'node Node, relations: &[Relation]) -> impl Iterator<Item = &'node Node> {
    let keywords =
        Dialect::OpenApi30.keywords().filter(|keyword| keyword.relation.is_some_and(|it| relations.contains(&it)));
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
    keyword.and_then(|keyword| keyword.relation).is_some_and(|relation| relation != Relation::Child)
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
        let is_schema =
            matches!(shape, Shape::Reference(Kind::Schema) | Shape::Object(Kind::Schema) | Shape::BooleanOrSchema);
        keywords.push(is_schema.then(|| Keyword::named(token)).flatten());
        shape = shape.member(token).unwrap_or(ANY);
    }
    keywords
}

const ARRAY: &[SchemaType] = &[SchemaType::Array];
const NUMERIC: &[SchemaType] = &[SchemaType::Integer, SchemaType::Number];
const OBJECT: &[SchemaType] = &[SchemaType::Object];
const STRING: &[SchemaType] = &[SchemaType::String];
const TYPES: &Shape = &Shape::Choice(&SchemaType::NAMES);

const OPENAPI_30: &[Dialect] = &[Dialect::OpenApi30];
const DRAFT_2020_12: &[Dialect] = &[Dialect::Draft202012];

/// In the order of the specification (OpenAPI 3.0.3, section 4.7.24), then those that came later.
pub const KEYWORDS: &[Keyword] = &[
    Keyword::any(prose(optional("title", TEXT))),
    Keyword::of(NUMERIC, optional("multipleOf", NUMBER)),
    Keyword::of(NUMERIC, optional("maximum", NUMBER)),
    Keyword::of(NUMERIC, optional("exclusiveMaximum", BOOLEAN)).only(OPENAPI_30),
    Keyword::of(NUMERIC, optional("minimum", NUMBER)),
    Keyword::of(NUMERIC, optional("exclusiveMinimum", BOOLEAN)).only(OPENAPI_30),
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
    Keyword::any(optional("nullable", BOOLEAN)).only(OPENAPI_30),
    Keyword::any(optional("discriminator", &Shape::Object(Kind::Discriminator))),
    Keyword::any(optional("readOnly", BOOLEAN)),
    Keyword::any(optional("writeOnly", BOOLEAN)),
    Keyword::any(prose(optional("xml", &Shape::Object(Kind::Xml)))),
    Keyword::any(prose(optional("externalDocs", EXTERNAL_DOCS))),
    Keyword::any(prose(optional("example", ANY))),
    Keyword::any(optional("deprecated", BOOLEAN)),
    Keyword::any(optional("type", &Shape::List(TYPES))).only(DRAFT_2020_12),
    Keyword::any(optional("const", ANY)).only(DRAFT_2020_12),
    Keyword::of(NUMERIC, optional("exclusiveMaximum", NUMBER)).only(DRAFT_2020_12),
    Keyword::of(NUMERIC, optional("exclusiveMinimum", NUMBER)).only(DRAFT_2020_12),
    Keyword::of(ARRAY, optional("prefixItems", SCHEMA_LIST)).only(DRAFT_2020_12).holding(Relation::Child),
    Keyword::of(ARRAY, optional("contains", SCHEMA)).only(DRAFT_2020_12).holding(Relation::Child),
    Keyword::of(ARRAY, optional("minContains", COUNT)).only(DRAFT_2020_12),
    Keyword::of(ARRAY, optional("maxContains", COUNT)).only(DRAFT_2020_12),
    Keyword::of(ARRAY, optional("unevaluatedItems", SCHEMA)).only(DRAFT_2020_12).holding(Relation::Child),
    Keyword::of(OBJECT, optional("patternProperties", SCHEMAS)).only(DRAFT_2020_12).holding(Relation::Child),
    Keyword::of(OBJECT, optional("propertyNames", SCHEMA)).only(DRAFT_2020_12).holding(Relation::Child),
    Keyword::of(OBJECT, optional("dependentRequired", &Shape::Map(TEXTS))).only(DRAFT_2020_12),
    Keyword::of(OBJECT, optional("dependentSchemas", SCHEMAS)).only(DRAFT_2020_12).holding(Relation::Condition),
    Keyword::of(OBJECT, optional("unevaluatedProperties", SCHEMA)).only(DRAFT_2020_12).holding(Relation::Child),
    Keyword::any(optional("if", SCHEMA)).only(DRAFT_2020_12).holding(Relation::Condition),
    Keyword::any(optional("then", SCHEMA)).only(DRAFT_2020_12).holding(Relation::Condition),
    Keyword::any(optional("else", SCHEMA)).only(DRAFT_2020_12).holding(Relation::Condition),
];

/// Those of OpenAPI 3.0.
pub(super) const FIELDS: [Field; COUNT_OF_FIELDS] = {
    let mut fields = [KEYWORDS[0].field; COUNT_OF_FIELDS];
    let (mut index, mut count) = (0, 0);
    while index < KEYWORDS.len() {
        if KEYWORDS[index].is_of(Dialect::OpenApi30) {
            fields[count] = KEYWORDS[index].field;
            count += 1;
        }
        index += 1;
    }
    fields
};

const COUNT_OF_FIELDS: usize = {
    let (mut index, mut count) = (0, 0);
    while index < KEYWORDS.len() {
        count += KEYWORDS[index].is_of(Dialect::OpenApi30) as usize;
        index += 1;
    }
    count
};
