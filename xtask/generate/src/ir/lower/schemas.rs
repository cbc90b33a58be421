//! Schema Objects, keyword by keyword. Their Rust types are decided later, in [`super::decide`].

use std::collections::HashMap;

use crate::ir::{
    AdditionalProperties, Component, Discriminator, Pattern, PatternEngine, Schema, SchemaId, SchemaRef, SchemaType,
    lower::{
        fields::Fields,
        keywords::{enumeration, exclusive, repeated, schema_type, violation_statuses},
        references,
    },
    names::{self, Namer},
    pattern,
};
use indexmap::IndexMap;
use roster_document::{Diagnostic, Diagnostics, Node};

/// Keywords of JSON Schema, and of OpenAPI 3.1, that would restrict instances if they were known.
const FOREIGN: &[(&str, &str)] = &[
    ("$defs", "move the schemas to `components.schemas`"),
    ("const", "write `enum` with one value"),
    ("contains", "describe the rule in words"),
    ("contentEncoding", "write `format: byte`"),
    ("definitions", "move the schemas to `components.schemas`"),
    ("dependencies", "use `oneOf` over the allowed shapes"),
    ("dependentRequired", "use `oneOf` over the allowed shapes"),
    ("dependentSchemas", "use `oneOf` over the allowed shapes"),
    ("else", "use `oneOf` over the allowed shapes"),
    ("if", "use `oneOf` over the allowed shapes"),
    ("patternProperties", "use `additionalProperties`"),
    ("prefixItems", "use `items` with a `oneOf`, or an object"),
    ("propertyNames", "use `additionalProperties` and describe the names"),
    ("then", "use `oneOf` over the allowed shapes"),
    ("unevaluatedItems", "OpenAPI 3.0 cannot say this"),
    ("unevaluatedProperties", "use `additionalProperties`"),
];

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
        references::report_siblings(node, diagnostics);
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
        let fields = Fields::new(node, "a schema", diagnostics);
        if !fields.is_object() {
            return Schema::any(node.location.clone());
        }
        for (key, help) in FOREIGN {
            if let Some(value) = fields.take(key) {
                diagnostics.push(Diagnostic::error(
                    "unsupported-keyword",
                    &value.location,
                    format!("`{key}` is not a keyword of OpenAPI 3.0"),
                    *help,
                ));
            }
        }
        let mut schema = Schema::any(node.location.clone());
        schema.schema_type = schema_type(&fields, diagnostics);
        schema.nullable = fields.flag("nullable", diagnostics);
        schema.format = fields.text("format", diagnostics);
        schema.title = fields.text("title", diagnostics);
        schema.description = fields.text("description", diagnostics);
        schema.default = fields.take("default").map(Node::to_json);
        schema.enumeration = enumeration(&fields, schema.schema_type, diagnostics);
        schema.deprecated = fields.flag("deprecated", diagnostics);
        schema.read_only = fields.flag("readOnly", diagnostics);
        schema.write_only = fields.flag("writeOnly", diagnostics);
        self.bounds(&fields, &mut schema, diagnostics);
        self.composition(&fields, &mut schema, diagnostics);
        schema.violation_statuses = violation_statuses(&fields, diagnostics);
        if schema.read_only && schema.write_only {
            diagnostics.push(Diagnostic::error(
                "conflicting-keywords",
                &node.location,
                "the schema is `readOnly` and `writeOnly`",
                "remove one of them",
            ));
        }
        schema
    }

    fn bounds(&mut self, fields: &Fields<'_>, schema: &mut Schema, diagnostics: &mut Diagnostics) {
        schema.minimum = fields.number("minimum", diagnostics);
        schema.maximum = fields.number("maximum", diagnostics);
        schema.exclusive_minimum = exclusive(fields, "exclusiveMinimum", diagnostics);
        schema.exclusive_maximum = exclusive(fields, "exclusiveMaximum", diagnostics);
        schema.multiple_of = fields.number("multipleOf", diagnostics);
        if schema.multiple_of.as_ref().is_some_and(|number| number.as_f64().is_none_or(|number| number <= 0.0)) {
            diagnostics.push(Diagnostic::error(
                "invalid-keyword",
                &fields.node.location,
                "`multipleOf` is not greater than 0",
                "write a positive number",
            ));
        }
        schema.min_length = fields.count("minLength", diagnostics);
        schema.max_length = fields.count("maxLength", diagnostics);
        schema.min_items = fields.count("minItems", diagnostics);
        schema.max_items = fields.count("maxItems", diagnostics);
        schema.unique_items = fields.flag("uniqueItems", diagnostics);
        schema.min_properties = fields.count("minProperties", diagnostics);
        schema.max_properties = fields.count("maxProperties", diagnostics);
        if let Some(documented) = fields.text("pattern", diagnostics) {
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
        if let Some(items) = fields.take("items") {
            if items.as_array().is_some() {
                diagnostics.push(Diagnostic::error(
                    "unsupported-tuple",
                    &items.location,
                    "`items` is an array, one schema for each position",
                    "write one schema for all items, with `oneOf` where they differ",
                ));
            } else {
                schema.items = Some(self.schema(items, diagnostics));
            }
        } else if schema.schema_type == Some(SchemaType::Array) {
            diagnostics.push(Diagnostic::error(
                "missing-items",
                &fields.node.location,
                "an array without `items`",
                "add `items`; `items: {}` allows anything",
            ));
        }
        for (name, member) in fields.object("properties", diagnostics).into_iter().flatten() {
            let property = self.schema(&member.node, diagnostics);
            schema.properties.insert(name.clone(), property);
        }
        schema.required = fields.texts("required", diagnostics);
        if let Some(name) = repeated(&schema.required) {
            diagnostics.push(Diagnostic::error(
                "invalid-keyword",
                &fields.node.get("required").unwrap_or(fields.node).location,
                format!("`required` lists `{name}` twice"),
                "remove one of them",
            ));
        }
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
        schema.discriminator = fields.take("discriminator").map(|node| self.discriminator(node, diagnostics));
    }

    fn alternatives(&mut self, fields: &Fields<'_>, key: &str, diagnostics: &mut Diagnostics) -> Vec<SchemaRef> {
        let nodes = fields.array(key, diagnostics);
        if let Some(node) = fields.node.get(key).filter(|node| node.as_array().is_some_and(<[Node]>::is_empty)) {
            diagnostics.push(Diagnostic::error(
                "invalid-keyword",
                &node.location,
                format!("`{key}` is empty"),
                "list at least one schema",
            ));
        }
        nodes.iter().map(|node| self.schema(node, diagnostics)).collect()
    }

    fn discriminator(&mut self, node: &Node, diagnostics: &mut Diagnostics) -> Discriminator {
        let fields = Fields::new(node, "a discriminator", diagnostics);
        let property = fields.required_text("propertyName", diagnostics);
        let mapping = fields.object("mapping", diagnostics);
        let mut targets = Vec::new();
        for (value, member) in mapping.into_iter().flatten() {
            let target = member.node.as_str().map(|text| text.strip_prefix("#/components/schemas/").unwrap_or(text));
            match target.filter(|target| self.components.contains_key(*target)) {
                Some(target) => targets.push((value.clone(), target.to_owned())),
                None => diagnostics.push(Diagnostic::error(
                    "invalid-discriminator",
                    &member.node.location,
                    format!("the mapping of `{value}` names no component schema"),
                    "write the name of a schema of `components.schemas`, or a reference to it",
                )),
            }
        }
        Discriminator { property, mapping: targets }
    }
}

pub(super) fn ignored_extension(node: &Node, key: &str) -> Diagnostic {
    Diagnostic::warning(
        "ignored-extension",
        &node.location,
        format!("`{key}` is not kept here"),
        "put it on the object above",
    )
}
