//! Reads Schema Objects: keyword by keyword, as their table has them.

use super::{
    Discriminator, RustExtensions, Schema, SchemaId, SchemaRef,
    reader::{Reader, members, text},
    schema::KeywordValue,
};
use crate::{Keyword, Kind, Node, Shape, Value};

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
            && !has_siblings(node)
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
            match target.reference().filter(|_| !has_siblings(target)) {
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
        }
        for (keyword, node) in Keyword::all_of(node) {
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
        schema.rust = RustExtensions::of(node);
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
            Shape::OneOrMore(one) => match &node.value {
                Value::Array(_) => self.value_of(&Shape::List(one), node)?,
                _ => self.value_of(one, node)?,
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
            default: text(node, "defaultMapping").and_then(|text| target(&text)),
        }
    }
}

/// Whether keywords stand beside a reference, as JSON Schema 2020-12 has it.
fn has_siblings(node: &Node) -> bool {
    node.as_object().is_some_and(|schema| schema.keys().any(|name| Keyword::named(name).is_some()))
}

fn whole(number: f64) -> Option<u64> {
    (number.fract() == 0.0 && (0.0..9.0e15).contains(&number)).then_some(number as u64)
}

/// The component that a reference names.
fn component_name(reference: &str) -> Option<String> {
    Some(reference.strip_prefix("#/components/schemas/")?.replace("~1", "/").replace("~0", "~"))
}
