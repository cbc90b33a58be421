//! Schemas, keyword by keyword, in one arena.
//!
//! Which keywords there are, and of what shape each is, is known to their table alone (`crate::grammar::KEYWORDS`). Here each is kept
//! as a value of that shape; what gives Rust code its types has a method, and what only validates is asked by its name.

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::reader::{Reader, members, text};
use crate::{Dialect, Keyword, Kind, Location, Node, Relation, SchemaType, Shape};

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
    keywords: Vec<(&'static Keyword, Location, KeywordValue)>,
    /// `x-violation-statuses`.
    pub violation_statuses: Vec<(String, u16)>,
}

/// The value of a keyword, by its shape.
#[derive(Clone, Debug)]
enum KeywordValue {
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
#[derive(Clone, Debug)]
pub struct Discriminator {
    pub property: String,
    /// Explicit `mapping`: value of the property, name of the component.
    pub mapping: Vec<(String, String)>,
}

static NO_PROPERTIES: LazyLock<IndexMap<String, SchemaRef>> = LazyLock::new(IndexMap::new);
static NO_DEPENDENCIES: LazyLock<IndexMap<String, Vec<String>>> = LazyLock::new(IndexMap::new);

/// One method for each shape: the value of a keyword by its name.
impl Schema {
    /// The schema without a keyword, which everything satisfies.
    pub(super) fn any(location: Location) -> Self {
        Self { location, is_nothing: false, keywords: Vec::new(), violation_statuses: Vec::new() }
    }

    /// One more of `allOf`.
    fn add_part(&mut self, part: SchemaRef) {
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

    pub fn format(&self) -> Option<&str> {
        self.text("format")
    }

    pub fn nullable(&self) -> bool {
        self.flag("nullable") || self.texts("type").iter().any(|name| name == "null") && self.types().next().is_some()
    }

    /// Whether null is the only type.
    pub fn is_null(&self) -> bool {
        self.has("type") && self.types().next().is_none()
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

impl Reader<'_> {
    /// Reads `components.schemas`: all have their place before any is read, since they refer to each other.
    pub(super) fn component_schemas(&mut self) {
        let nodes: Vec<(&String, &Node)> = self
            .document
            .get("components")
            .into_iter()
            .flat_map(|components| members(components, "schemas"))
            .map(|(name, member)| (name, &member.node))
            .collect();
        for (name, node) in &nodes {
            let id = self.reserve(node);
            self.schemas.components.insert((*name).clone(), id);
        }
        for (name, node) in nodes {
            let schema = self.keywords(node);
            let id = self.schemas.components[name];
            self.schemas.all[id.0] = schema;
        }
    }

    /// The schema at `node`: a component by reference, or one in place.
    pub(super) fn schema(&mut self, node: &Node) -> SchemaRef {
        if let Some(text) = node.reference()
            && !self.has_siblings(node)
        {
            return self.referred(text).unwrap_or_else(|| self.any(node));
        }
        let id = self.reserve(node);
        self.schemas.all[id.0] = self.keywords(node);
        SchemaRef::Inline(id)
    }

    /// A schema that is not written, where one could be.
    pub(super) fn any(&mut self, place: &Node) -> SchemaRef {
        SchemaRef::Inline(self.reserve(place))
    }

    fn reserve(&mut self, node: &Node) -> SchemaId {
        self.schemas.all.push(Schema::any(node.location.clone()));
        SchemaId(self.schemas.all.len() - 1)
    }

    /// Whether keywords stand beside a reference, as JSON Schema 2020-12 has it.
    fn has_siblings(&self, node: &Node) -> bool {
        self.dialect == Dialect::Draft202012
            && self.dialect.keywords().any(|keyword| node.get(keyword.field.name).is_some())
    }

    fn referred(&mut self, reference: &str) -> Option<SchemaRef> {
        let mut text = reference;
        let mut passed = Vec::new();
        // References that lead to each other end.
        while !passed.contains(&text) {
            if let Some(index) = component_name(text).and_then(|name| self.schemas.components.get_index_of(&name)) {
                return Some(SchemaRef::Component(index));
            }
            if let Some(id) = self.schemas.pointed.get(text) {
                return Some(SchemaRef::Inline(*id));
            }
            let target = self.document.pointer(text.strip_prefix('#')?)?;
            match target.reference().filter(|_| !self.has_siblings(target)) {
                Some(next) => {
                    passed.push(text);
                    text = next;
                }
                None => {
                    let id = self.reserve(target);
                    self.schemas.pointed.insert(text.to_owned(), id);
                    self.schemas.all[id.0] = self.keywords(target);
                    return Some(SchemaRef::Inline(id));
                }
            }
        }
        None
    }

    fn keywords(&mut self, node: &Node) -> Schema {
        let mut schema = Schema::any(node.location.clone());
        schema.is_nothing = node.as_bool() == Some(false);
        let target = node.reference().map(|text| self.referred(text).unwrap_or_else(|| self.any(node)));
        if let Some(target) = target {
            schema.add_part(target);
            if self.dialect == Dialect::OpenApi30 {
                return schema;
            }
        }
        for keyword in self.dialect.keywords() {
            let Some(node) = node.get(keyword.field.name) else { continue };
            match self.value_of(keyword.field.shape, node) {
                Some(KeywordValue::Schemas(parts)) if target.is_some() && keyword.field.name == "allOf" => {
                    parts.into_iter().for_each(|part| schema.add_part(part));
                }
                Some(value) => schema.keywords.push((keyword, node.location.clone(), value)),
                None => {}
            }
        }
        let statuses = members(node, "x-violation-statuses");
        schema.violation_statuses = statuses
            .filter_map(|(keyword, member)| Some((keyword.clone(), u16::try_from(member.node.as_u64()?).ok()?)))
            .collect();
        schema
    }

    fn value_of(&mut self, shape: &Shape, node: &Node) -> Option<KeywordValue> {
        Some(match shape {
            Shape::Text | Shape::Choice(_) => KeywordValue::Text(node.as_str()?.to_owned()),
            Shape::Boolean => KeywordValue::Flag(node.as_bool()?),
            Shape::Number => KeywordValue::Number(node.as_number()?.clone()),
            // `2.0` is an integer, too.
            Shape::Count => KeywordValue::Count(node.as_u64().or_else(|| whole(node.as_number()?.as_f64()?))?),
            Shape::Any => KeywordValue::Any(node.clone()),
            Shape::Reference(Kind::Schema) => KeywordValue::Schema(self.schema(node)),
            Shape::BooleanOrSchema => match node.as_bool() {
                Some(flag) => KeywordValue::Flag(flag),
                None => KeywordValue::Schema(self.schema(node)),
            },
            Shape::List(Shape::Text | Shape::Choice(_)) => KeywordValue::Texts(
                node.as_array()?.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
            ),
            Shape::List(Shape::Reference(Kind::Schema)) => {
                KeywordValue::Schemas(node.as_array()?.iter().map(|item| self.schema(item)).collect())
            }
            Shape::List(_) => KeywordValue::List(node.as_array()?.to_vec()),
            Shape::Map(Shape::List(_)) => {
                let members = node.as_object()?.iter();
                let texts = |node: &Node| {
                    node.as_array().into_iter().flatten().filter_map(|item| Some(item.as_str()?.to_owned())).collect()
                };
                KeywordValue::Dependencies(Box::new(
                    members.map(|(name, member)| (name.clone(), texts(&member.node))).collect(),
                ))
            }
            Shape::Map(_) => {
                let members = node.as_object()?.iter();
                KeywordValue::Properties(Box::new(
                    members.map(|(name, member)| (name.clone(), self.schema(&member.node))).collect(),
                ))
            }
            Shape::Object(Kind::Discriminator) => KeywordValue::Discriminator(Box::new(self.discriminator(node))),
            // For people and for tools of clients.
            Shape::Object(_) | Shape::Reference(_) | Shape::Patterned(_) => return None,
        })
    }

    fn discriminator(&self, node: &Node) -> Discriminator {
        let target = |text: &str| {
            let name = component_name(text).unwrap_or_else(|| text.to_owned());
            self.schemas.components.contains_key(&name).then_some(name)
        };
        let mapping = members(node, "mapping");
        Discriminator {
            property: text(node, "propertyName").unwrap_or_default(),
            mapping: mapping
                .filter_map(|(value, member)| Some((value.clone(), target(member.node.as_str()?)?)))
                .collect(),
        }
    }
}

fn whole(number: f64) -> Option<u64> {
    (number.fract() == 0.0 && (0.0..9.0e15).contains(&number)).then_some(number as u64)
}

/// The component that a reference names.
fn component_name(reference: &str) -> Option<String> {
    Some(reference.strip_prefix("#/components/schemas/")?.replace("~1", "/").replace("~0", "~"))
}
