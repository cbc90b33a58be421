//! Schema Objects, keyword by keyword. Their Rust types are decided later, in [`super::decide`].

use std::collections::HashMap;

use crate::ir::{
    AdditionalProperties, Component, Discriminator, Pattern, PatternEngine, Schema, SchemaId, SchemaRef,
    lower::{
        fields::Fields,
        keywords::{schema_type, violation_statuses},
        references,
    },
    names::{self, Namer},
    pattern,
};
use indexmap::IndexMap;
use roster_document::{Diagnostic, Diagnostics, Node};

/// What lowering schemas collects.
pub(super) struct Schemas<'n> {
    document: &'n Node,
    pub(super) arena: Vec<Schema>,
    pub(super) components: IndexMap<String, Component>,
    /// Schemas that are referred to by a pointer below a component.
    pointed: HashMap<String, SchemaId>,
    patterns: HashMap<String, Result<PatternEngine, String>>,
    pub(super) constants: Namer,
}

impl<'n> Schemas<'n> {
    /// All component schemas of the document.
    pub(super) fn of(document: &'n Node, diagnostics: &mut Diagnostics) -> Self {
        let mut schemas = Self {
            document,
            arena: Vec::new(),
            components: IndexMap::new(),
            pointed: HashMap::new(),
            patterns: HashMap::new(),
            constants: Namer::default(),
        };
        let nodes: Vec<(&String, &Node)> = document
            .get("components")
            .and_then(|components| components.get("schemas")?.as_object())
            .into_iter()
            .flatten()
            .filter(|(key, _)| !key.starts_with("x-"))
            .map(|(key, member)| (key, &member.node))
            .collect();
        for (name, node) in &nodes {
            let schema = schemas.reserve(node);
            let constant = schemas.constants.unique_snake(&names::constant_name(name));
            let component = Component { name: (*name).clone(), constant, schema, rust: None };
            schemas.components.insert((*name).clone(), component);
        }
        for (index, (_, node)) in nodes.into_iter().enumerate() {
            let id = schemas.components[index].schema;
            let schema = match node.get("$ref") {
                Some(_) => {
                    let target = schemas.schema(node, diagnostics);
                    Schema { all_of: vec![target], ..Schema::any(node.location.clone()) }
                }
                None => schemas.read(node, diagnostics),
            };
            schemas.arena[id.0] = schema;
        }
        schemas
    }

    /// The schema at `node`: a component by reference, or one in place.
    pub(super) fn schema(&mut self, node: &Node, diagnostics: &mut Diagnostics) -> SchemaRef {
        let Some(reference) = node.get("$ref") else {
            let id = self.reserve(node);
            self.arena[id.0] = self.read(node, diagnostics);
            return SchemaRef::Inline(id);
        };
        self.referred(reference, diagnostics).unwrap_or_else(|| SchemaRef::Inline(self.reserve(node)))
    }

    fn referred(&mut self, reference: &Node, diagnostics: &mut Diagnostics) -> Option<SchemaRef> {
        let Some(text) = reference.as_str() else {
            diagnostics.push(references::unsupported(reference, "a `$ref` has to be a string"));
            return None;
        };
        if let Some(key) = text.strip_prefix("#/components/schemas/") {
            let key = key.replace("~1", "/").replace("~0", "~");
            if let Some(index) = self.components.get_index_of(&key) {
                return Some(SchemaRef::Component(index));
            }
        }
        if let Some(id) = self.pointed.get(text) {
            return Some(SchemaRef::Inline(*id));
        }
        let Some(pointer) = text.strip_prefix('#').filter(|pointer| pointer.starts_with('/')) else {
            diagnostics.push(references::unsupported(reference, &format!("`{text}` leads out of the document")));
            return None;
        };
        let Some(target) = self.document.pointer(pointer) else {
            diagnostics.push(references::unresolved(reference, text));
            return None;
        };
        if target.get("$ref").is_some() {
            return Some(self.schema(target, diagnostics));
        }
        let id = self.reserve(target);
        self.pointed.insert(text.to_owned(), id);
        let words = text.replace("#/components/schemas/", "").replace("/properties/", " ").replace('/', " ");
        let constant = self.constants.unique_snake(&names::constant_name(&words));
        self.arena[id.0] = Schema { constant: Some(constant), ..self.read(target, diagnostics) };
        Some(SchemaRef::Inline(id))
    }

    pub(super) fn get(&self, reference: SchemaRef) -> &Schema {
        match reference {
            SchemaRef::Inline(id) => &self.arena[id.0],
            SchemaRef::Component(index) => &self.arena[self.components[index].schema.0],
        }
    }

    /// A schema that is not written, where one could be.
    pub(super) fn any(&mut self, place: &Node) -> SchemaRef {
        SchemaRef::Inline(self.reserve(place))
    }

    fn reserve(&mut self, node: &Node) -> SchemaId {
        self.arena.push(Schema::any(node.location.clone()));
        SchemaId(self.arena.len() - 1)
    }

    fn read(&mut self, node: &Node, diagnostics: &mut Diagnostics) -> Schema {
        let fields = Fields::new(node);
        let mut schema = Schema::any(node.location.clone());
        schema.schema_type = fields.text("type").as_deref().and_then(schema_type);
        schema.nullable = fields.flag("nullable");
        schema.format = fields.text("format");
        schema.title = fields.text("title");
        schema.description = fields.text("description");
        schema.default = fields.take("default").map(Node::to_json);
        schema.enumeration = fields.array("enum").iter().map(Node::to_json).collect();
        schema.deprecated = fields.flag("deprecated");
        schema.read_only = fields.flag("readOnly");
        schema.write_only = fields.flag("writeOnly");
        self.bounds(&fields, &mut schema, diagnostics);
        self.composition(&fields, &mut schema, diagnostics);
        schema.violation_statuses = violation_statuses(&fields);
        schema
    }

    fn bounds(&mut self, fields: &Fields<'_>, schema: &mut Schema, diagnostics: &mut Diagnostics) {
        schema.minimum = fields.number("minimum");
        schema.maximum = fields.number("maximum");
        schema.exclusive_minimum = fields.flag("exclusiveMinimum");
        schema.exclusive_maximum = fields.flag("exclusiveMaximum");
        schema.multiple_of = fields.number("multipleOf");
        schema.min_length = fields.count("minLength");
        schema.max_length = fields.count("maxLength");
        schema.min_items = fields.count("minItems");
        schema.max_items = fields.count("maxItems");
        schema.unique_items = fields.flag("uniqueItems");
        schema.min_properties = fields.count("minProperties");
        schema.max_properties = fields.count("maxProperties");
        if let Some(documented) = fields.text("pattern") {
            let location = &fields.node.get("pattern").unwrap_or(fields.node).location;
            let translated = self.patterns.entry(documented.clone()).or_insert_with(|| pattern::translate(&documented));
            match translated {
                Ok(engine) => schema.pattern = Some(Pattern { documented, engine: engine.clone() }),
                Err(reason) => diagnostics.push(Diagnostic::error(
                    "unsupported-pattern",
                    location,
                    format!("the pattern `{documented}` {reason}"),
                    "write it without that, or state the rule in the description",
                )),
            }
        }
    }

    fn composition(&mut self, fields: &Fields<'_>, schema: &mut Schema, diagnostics: &mut Diagnostics) {
        schema.items = fields.take("items").map(|items| self.schema(items, diagnostics));
        for (name, member) in fields.object("properties").into_iter().flatten() {
            let property = self.schema(&member.node, diagnostics);
            schema.properties.insert(name.clone(), property);
        }
        schema.required = fields.texts("required");
        schema.additional_properties = match fields.take("additionalProperties") {
            None => AdditionalProperties::Unspecified,
            Some(node) => match node.as_bool() {
                Some(true) => AdditionalProperties::Allowed,
                Some(false) => AdditionalProperties::Forbidden,
                None => AdditionalProperties::Schema(self.schema(node, diagnostics)),
            },
        };
        schema.all_of = self.alternatives(fields, "allOf", diagnostics);
        schema.one_of = self.alternatives(fields, "oneOf", diagnostics);
        schema.any_of = self.alternatives(fields, "anyOf", diagnostics);
        schema.not = fields.take("not").map(|node| self.schema(node, diagnostics));
        schema.discriminator = fields.take("discriminator").map(|node| self.discriminator(node));
    }

    fn alternatives(&mut self, fields: &Fields<'_>, key: &str, diagnostics: &mut Diagnostics) -> Vec<SchemaRef> {
        fields.array(key).iter().map(|node| self.schema(node, diagnostics)).collect()
    }

    fn discriminator(&self, node: &Node) -> Discriminator {
        let fields = Fields::new(node);
        let target = |text: &str| {
            let name = text.strip_prefix("#/components/schemas/").unwrap_or(text);
            self.components.contains_key(name).then(|| name.to_owned())
        };
        let mapping = fields.object("mapping").into_iter().flatten();
        let mapping = mapping.filter_map(|(value, member)| Some((value.clone(), target(member.node.as_str()?)?)));
        Discriminator { property: fields.required_text("propertyName"), mapping: mapping.collect() }
    }
}
