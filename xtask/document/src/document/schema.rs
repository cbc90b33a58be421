//! Schemas, keyword by keyword, in one arena.
//!
//! Which keywords there are, and of what shape each is, is known to their table alone (`crate::grammar::KEYWORDS`). Here each is kept
//! as a value of that shape; what gives Rust code its types has a method, and what only validates is asked by its name.

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::RustExtensions;
use crate::{Keyword, Location, Node, Relation, SchemaType, Value, is_json};

/// An index into [`Schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub usize);

/// A schema where it is used: in place, or a component by `$ref`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SchemaRef {
    Inline(SchemaId),
    /// An index into the components of [`Schemas`].
    Component(usize),
}

/// Every schema of a document.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    pub(super) all: Vec<Schema>,
    pub(super) components: IndexMap<String, SchemaId>,
    pub(super) pointed: IndexMap<String, SchemaId>,
}

impl Schemas {
    pub fn get(&self, reference: SchemaRef) -> &Schema {
        &self.all[self.id(reference).0]
    }

    pub fn id(&self, reference: SchemaRef) -> SchemaId {
        match reference {
            SchemaRef::Inline(id) => id,
            SchemaRef::Component(index) => self.components[index],
        }
    }

    /// Every schema, those in place included, by [`SchemaId`].
    pub fn all(&self) -> &[Schema] {
        &self.all
    }

    /// `components.schemas`, in the document's order.
    pub fn components(&self) -> &IndexMap<String, SchemaId> {
        &self.components
    }

    /// The name of the component that `reference` names, if it names one.
    pub fn component(&self, reference: SchemaRef) -> Option<&str> {
        match reference {
            SchemaRef::Inline(_) => None,
            SchemaRef::Component(index) => self.components.get_index(index).map(|(name, _)| name.as_str()),
        }
    }

    /// Schemas that are referred to where they stand inside others: `#/components/schemas/User/properties/name`.
    pub fn pointed(&self) -> &IndexMap<String, SchemaId> {
        &self.pointed
    }
}

/// A Schema Object (section 4.7.24).
#[derive(Clone, Debug)]
pub struct Schema {
    pub location: Location,
    /// The schema `false`, which nothing satisfies.
    pub is_nothing: bool,
    pub(super) keywords: Vec<(&'static Keyword, Location, KeywordValue)>,
    /// `x-violation-statuses`.
    pub violation_statuses: Vec<(String, u16)>,
    pub rust: Option<Box<RustExtensions>>,
}

/// The value of a keyword, by its shape.
#[derive(Clone, Debug)]
pub(super) enum KeywordValue {
    Flag(bool),
    Count(u64),
    Number(serde_json::Number),
    Text(String),
    Texts(Vec<String>),
    Any(Node),
    List(Vec<Node>),
    Schema(SchemaRef),
    Schemas(Vec<SchemaRef>),
    Properties(Box<IndexMap<String, SchemaRef>>),
    Dependencies(Box<IndexMap<String, Vec<String>>>),
    Discriminator(Box<Discriminator>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdditionalProperties {
    Unspecified,
    Allowed,
    Forbidden,
    Schema(SchemaRef),
}

/// Section 4.7.25.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discriminator {
    pub property: String,
    /// Explicit `mapping`: value of the property, name of the component.
    pub mapping: Vec<(String, String)>,
    /// The component for values that name none, and where the property is absent (`defaultMapping`).
    pub default: Option<String>,
}

static NO_PROPERTIES: LazyLock<IndexMap<String, SchemaRef>> = LazyLock::new(IndexMap::new);
static NO_DEPENDENCIES: LazyLock<IndexMap<String, Vec<String>>> = LazyLock::new(IndexMap::new);

/// One method for each shape: the value of a keyword by its name.
impl Schema {
    /// The schema without a keyword, which everything satisfies.
    pub(super) fn any(location: Location) -> Self {
        Self { location, is_nothing: false, keywords: Vec::new(), violation_statuses: Vec::new(), rust: None }
    }

    /// One more of `allOf`.
    pub(super) fn add_part(&mut self, part: SchemaRef) {
        let parts = self.keywords.iter_mut().find(|(keyword, _, _)| keyword.field.name == "allOf");
        if let Some((_, _, KeywordValue::Schemas(parts))) = parts {
            parts.push(part);
            return;
        }
        let all_of = Keyword::named("allOf").expect("the table has it");
        self.keywords.push((all_of, self.location.clone(), KeywordValue::Schemas(vec![part])));
    }

    fn keyword(&self, name: &str) -> Option<&KeywordValue> {
        self.keywords.iter().find(|(keyword, _, _)| keyword.field.name == name).map(|(_, _, value)| value)
    }

    /// The keywords that it has, in the order of their table.
    pub fn keywords(&self) -> impl Iterator<Item = &'static Keyword> {
        self.keywords.iter().map(|(keyword, _, _)| *keyword)
    }

    /// Where the value of a keyword stands; the schema's own place where it is absent.
    pub fn location_of(&self, name: &str) -> &Location {
        self.keywords
            .iter()
            .find(|(keyword, _, _)| keyword.field.name == name)
            .map_or(&self.location, |(_, location, _)| location)
    }

    pub fn has(&self, name: &str) -> bool {
        self.keyword(name).is_some()
    }

    /// `false` where the keyword is absent.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.keyword(name), Some(KeywordValue::Flag(true)))
    }

    pub fn count(&self, name: &str) -> Option<u64> {
        match self.keyword(name)? {
            KeywordValue::Count(count) => Some(*count),
            _ => None,
        }
    }

    pub fn number(&self, name: &str) -> Option<&serde_json::Number> {
        match self.keyword(name)? {
            KeywordValue::Number(number) => Some(number),
            _ => None,
        }
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        match self.keyword(name)? {
            KeywordValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Empty where the keyword is absent.
    pub fn texts(&self, name: &str) -> &[String] {
        match self.keyword(name) {
            Some(KeywordValue::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// Of a keyword whose value can be anything.
    pub fn value(&self, name: &str) -> Option<&Node> {
        match self.keyword(name)? {
            KeywordValue::Any(value) => Some(value),
            _ => None,
        }
    }

    /// Empty where the keyword is absent.
    pub fn list(&self, name: &str) -> &[Node] {
        match self.keyword(name) {
            Some(KeywordValue::List(values)) => values,
            _ => &[],
        }
    }

    pub fn schema(&self, name: &str) -> Option<SchemaRef> {
        match self.keyword(name)? {
            KeywordValue::Schema(schema) => Some(*schema),
            _ => None,
        }
    }

    /// Empty where the keyword is absent.
    pub fn schemas(&self, name: &str) -> &[SchemaRef] {
        match self.keyword(name) {
            Some(KeywordValue::Schemas(schemas)) => schemas,
            _ => &[],
        }
    }

    /// Schemas by name; empty where the keyword is absent.
    pub fn named_schemas(&self, name: &str) -> &IndexMap<String, SchemaRef> {
        match self.keyword(name) {
            Some(KeywordValue::Properties(properties)) => properties,
            _ => &NO_PROPERTIES,
        }
    }

    /// `dependentRequired`; empty where absent.
    pub fn dependent_required(&self) -> &IndexMap<String, Vec<String>> {
        match self.keyword("dependentRequired") {
            Some(KeywordValue::Dependencies(dependencies)) => dependencies,
            _ => &NO_DEPENDENCIES,
        }
    }
}

/// The keywords that decide types.
impl Schema {
    /// The one type besides null.
    pub fn schema_type(&self) -> Option<SchemaType> {
        let mut types = self.types();
        types.next().filter(|_| types.next().is_none())
    }

    /// The types besides null, of which JSON Schema 2020-12 can list several.
    pub fn types(&self) -> impl Iterator<Item = SchemaType> {
        self.text("type").into_iter().chain(self.texts("type").iter().map(String::as_str)).filter_map(SchemaType::of)
    }

    /// `byte` is base64, which 2020-12 says by `contentEncoding`.
    pub fn format(&self) -> Option<&str> {
        match self.text("contentEncoding") {
            Some("base64") => Some("byte"),
            _ => self.text("format"),
        }
    }

    /// The schema of the JSON inside of a string: `contentSchema`, where `contentMediaType` is JSON as it is.
    pub fn json_inside(&self) -> Option<SchemaRef> {
        let is_json = self.text("contentMediaType").is_some_and(is_json) && !self.has("contentEncoding");
        self.schema("contentSchema").filter(|_| is_json)
    }

    /// Whether null is one of several types.
    pub fn nullable(&self) -> bool {
        self.texts("type").iter().any(|name| name == "null") && self.types().next().is_some()
    }

    /// Whether null is the only type.
    pub fn is_null(&self) -> bool {
        self.has("type") && self.types().next().is_none()
    }

    /// Whether null is the only instance.
    pub fn is_only_null(&self) -> bool {
        let is_null = |node: &Node| matches!(node.value, Value::Null);
        let listed = self.list("enum");
        self.is_null() || self.value("const").is_some_and(is_null) || !listed.is_empty() && listed.iter().all(is_null)
    }

    pub fn title(&self) -> Option<&str> {
        self.text("title")
    }

    pub fn description(&self) -> Option<&str> {
        self.text("description")
    }

    pub fn default(&self) -> Option<Json> {
        self.value("default").map(Node::to_json)
    }

    /// `enum`; empty where absent.
    pub fn enumeration(&self) -> Vec<Json> {
        self.list("enum").iter().map(Node::to_json).collect()
    }

    pub fn items(&self) -> Option<SchemaRef> {
        self.schema("items")
    }

    pub fn properties(&self) -> &IndexMap<String, SchemaRef> {
        self.named_schemas("properties")
    }

    pub fn required(&self) -> &[String] {
        self.texts("required")
    }

    pub fn additional_properties(&self) -> AdditionalProperties {
        match self.keyword("additionalProperties") {
            Some(KeywordValue::Flag(true)) => AdditionalProperties::Allowed,
            Some(KeywordValue::Flag(false)) => AdditionalProperties::Forbidden,
            Some(KeywordValue::Schema(schema)) => AdditionalProperties::Schema(*schema),
            _ => AdditionalProperties::Unspecified,
        }
    }

    pub fn all_of(&self) -> &[SchemaRef] {
        self.schemas("allOf")
    }

    pub fn one_of(&self) -> &[SchemaRef] {
        self.schemas("oneOf")
    }

    pub fn any_of(&self) -> &[SchemaRef] {
        self.schemas("anyOf")
    }

    pub fn discriminator(&self) -> Option<&Discriminator> {
        match self.keyword("discriminator")? {
            KeywordValue::Discriminator(discriminator) => Some(discriminator),
            _ => None,
        }
    }

    /// The schemas inside this one, each with what it is to this one.
    pub fn subschemas(&self) -> impl Iterator<Item = (Relation, SchemaRef)> {
        let holding = self.keywords.iter().filter_map(|(keyword, _, value)| Some((keyword.relation?, value)));
        holding.flat_map(|(relation, value)| {
            let schemas = match value {
                KeywordValue::Schema(schema) => vec![*schema],
                KeywordValue::Schemas(schemas) => schemas.clone(),
                KeywordValue::Properties(properties) => properties.values().copied().collect(),
                _ => Vec::new(),
            };
            schemas.into_iter().map(move |schema| (relation, schema))
        })
    }

    /// The schemas that instances are made of; negations describe none.
    pub fn parts(&self) -> impl Iterator<Item = SchemaRef> {
        self.subschemas().filter(|(relation, _)| *relation != Relation::Negation).map(|(_, schema)| schema)
    }

    /// The schemas that hold of the very same instance.
    pub fn composition(&self) -> impl Iterator<Item = SchemaRef> {
        self.subschemas().filter(|(relation, _)| Relation::COMPOSITION.contains(relation)).map(|(_, schema)| schema)
    }
}
