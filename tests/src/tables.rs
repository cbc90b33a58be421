//! Tables of schemas, made at run time as the generator writes them, but for what JSON Schema does not know: which
//! alternative a discriminator names, and in which direction a property counts.
//!
//! A table that refers to itself can only be a static: such schemas are unfolded instead, so deep that few instances nest
//! deeper. All tables are leaked.

use std::collections::HashMap;

use indexmap::IndexMap;
use roster_document::{
    AdditionalProperties as Additional, Document, Keyword, SchemaId, SchemaRef as Reference, Version,
};
use roster_generate::{
    emit::stubs::{entries, is_plain, number_of_slots, places_of_tags},
    ir::PatternEngine,
};
use roster_runtime::schema::*;
use serde_json::Value;

/// How often a schema is unfolded within itself.
const UNFOLDED: usize = 6;

/// The tables of a document.
pub struct Tables<'document> {
    document: &'document Document,
    /// Patterns that are not here are run as they are written.
    patterns: &'document IndexMap<String, PatternEngine>,
    /// By schema: the place behind all that it refers to, but for what it is a part of itself.
    places: Vec<usize>,
    /// By schema, and how often what follows may still be unfolded.
    made: HashMap<(SchemaId, usize), SchemaRef>,
    compiled: HashMap<String, &'static Pattern>,
    /// Formats that are left out of the tables.
    without_formats: &'static [&'static str],
    /// Whether components are written where they are referred to.
    are_in_place: bool,
}

impl<'document> Tables<'document> {
    pub fn new(document: &'document Document, patterns: &'document IndexMap<String, PatternEngine>) -> Self {
        let mut places = Places { document, found: vec![None; document.schemas.all().len()], next: 0 };
        (0..places.found.len()).for_each(|id| places.visit(SchemaId(id)));
        let places = places.found.into_iter().flatten().collect();
        Self {
            document,
            patterns,
            places,
            made: HashMap::new(),
            compiled: HashMap::new(),
            without_formats: &[],
            are_in_place: false,
        }
    }

    /// As if the document had none of these formats.
    pub fn without_formats(self, formats: &'static [&'static str]) -> Self {
        Self { without_formats: formats, ..self }
    }

    /// As if the document had no components, and every schema stood where it is referred to.
    pub fn in_place(self) -> Self {
        Self { are_in_place: true, ..self }
    }

    pub fn table(&mut self, reference: Reference) -> SchemaRef {
        self.schema(reference, UNFOLDED)
    }

    fn schema(&mut self, reference: Reference, left: usize) -> SchemaRef {
        let id = self.document.schemas.id(reference);
        if let Some(made) = self.made.get(&(id, left)) {
            return *made;
        }
        let document = self.document;
        let schema: &'static Schema = leak(Inside { tables: self, id, left }.table(document.schema(reference)));
        let made = match document.schemas.component(reference) {
            Some(name) if !self.are_in_place => {
                SchemaRef::Component(leak(ComponentSchema { name: text(name), schema }))
            }
            _ => SchemaRef::Inline(schema),
        };
        self.made.insert((id, left), made);
        made
    }

    fn pattern(&mut self, documented: &str) -> &'static Pattern {
        if let Some(compiled) = self.compiled.get(documented) {
            return compiled;
        }
        let compiled: &'static Pattern = leak(match self.patterns.get(documented) {
            Some(PatternEngine::Linear(translated)) => Pattern::new(text(documented), text(translated)),
            Some(PatternEngine::Backtracking(translated)) => Pattern::backtracking(text(documented), text(translated)),
            None => Pattern::new(text(documented), text(documented)),
        });
        self.compiled.insert(documented.to_owned(), compiled);
        compiled
    }
}

/// Finds the places of schemas: the order in which a walk leaves them.
struct Places<'document> {
    document: &'document Document,
    found: Vec<Option<usize>>,
    next: usize,
}

impl Places<'_> {
    fn visit(&mut self, id: SchemaId) {
        if self.found[id.0].is_some() {
            return;
        }
        self.found[id.0] = Some(usize::MAX);
        for (_, inner) in self.document.schema(Reference::Inline(id)).subschemas() {
            self.visit(self.document.schemas.id(inner));
        }
        self.found[id.0] = Some(self.next);
        self.next += 1;
    }
}

/// One schema, and how often those that it is a part of may still be unfolded.
struct Inside<'tables, 'document> {
    tables: &'tables mut Tables<'document>,
    id: SchemaId,
    left: usize,
}

impl Inside<'_, '_> {
    fn schema(&mut self, reference: Reference) -> SchemaRef {
        let inner = self.tables.document.schemas.id(reference);
        let is_behind = self.tables.places[inner.0] < self.tables.places[self.id.0];
        match self.left.checked_sub(usize::from(!is_behind)) {
            Some(left) => self.tables.schema(reference, left),
            None => SchemaRef::Inline(&Schema::ANY),
        }
    }

    fn table(&mut self, schema: &roster_document::Schema) -> Schema {
        if schema.is_nothing {
            return Schema::NOTHING;
        }
        let one_type = schema.schema_type().map(schema_type);
        Schema {
            schema_type: if schema.is_null() { SchemaType::Null } else { one_type.unwrap_or(SchemaType::Any) },
            nullable: schema.nullable(),
            is_plain: is_plain(schema),
            format: schema.format().filter(|format| !self.tables.without_formats.contains(format)).map(text),
            enumeration: schema.enumeration().iter().map(literal).collect::<Vec<_>>().leak(),
            minimum: schema.number("minimum").map(bound),
            maximum: schema.number("maximum").map(bound),
            multiple_of: schema.number("multipleOf").map(bound),
            min_length: schema.count("minLength"),
            max_length: schema.count("maxLength"),
            pattern: schema.text("pattern").map(|pattern| self.tables.pattern(pattern)),
            items: self.one(schema, "items"),
            min_items: schema.count("minItems"),
            max_items: schema.count("maxItems"),
            unique_items: schema.flag("uniqueItems"),
            properties: self.properties(schema, "properties"),
            required: texts(schema.required()),
            index: Some(leak(PropertyIndex::new(
                self.slots(schema).leak(),
                places_of_tags(self.tables.document, schema).leak(),
            ))),
            additional_properties: match schema.additional_properties() {
                Additional::Unspecified => AdditionalProperties::Unspecified,
                Additional::Allowed => AdditionalProperties::Allowed,
                Additional::Forbidden => AdditionalProperties::Forbidden,
                Additional::Schema(reference) => AdditionalProperties::Schema(self.schema(reference)),
            },
            min_properties: schema.count("minProperties"),
            max_properties: schema.count("maxProperties"),
            all_of: self.many(schema, "allOf"),
            one_of: self.many(schema, "oneOf"),
            any_of: self.many(schema, "anyOf"),
            not: self.one(schema, "not"),
            newer: self.newer(schema),
            ..Schema::ANY
        }
    }

    fn newer(&mut self, schema: &roster_document::Schema) -> Option<&'static NewerKeywords> {
        let types: Vec<SchemaType> = schema.types().map(schema_type).collect();
        // A format by another name, and one type as ever.
        let is_old = |keyword: &Keyword| ["contentEncoding", "type"].contains(&keyword.field.name);
        let is_newer = |keyword: &Keyword| keyword.field.since > Version::V30 && keyword.field.acts && !is_old(keyword);
        let is_there = types.len() > 1
            || schema.has("exclusiveMinimum")
            || schema.has("exclusiveMaximum")
            || schema.keywords().any(is_newer);
        if !is_there {
            return None;
        }
        let patterns = schema.named_schemas("patternProperties").iter();
        let patterns = patterns
            .map(|(name, reference)| PatternProperty {
                pattern: self.tables.pattern(name),
                schema: self.schema(*reference),
            })
            .collect::<Vec<_>>();
        let dependent = schema.dependent_required().iter();
        let dependent =
            dependent.map(|(name, required)| DependentRequired { property: text(name), required: texts(required) });
        Some(leak(NewerKeywords {
            nothing: false,
            types: if types.len() > 1 { types.leak() } else { &[] },
            constant: schema.value("const").map(|value| literal(&value.to_json())),
            exclusive_minimum: schema.number("exclusiveMinimum").map(bound),
            exclusive_maximum: schema.number("exclusiveMaximum").map(bound),
            prefix_items: self.many(schema, "prefixItems"),
            contains: self.one(schema, "contains"),
            min_contains: schema.count("minContains"),
            max_contains: schema.count("maxContains"),
            unevaluated_items: self.one(schema, "unevaluatedItems"),
            pattern_properties: patterns.leak(),
            property_names: self.one(schema, "propertyNames"),
            dependent_required: dependent.collect::<Vec<_>>().leak(),
            dependent_schemas: self.properties(schema, "dependentSchemas"),
            unevaluated_properties: self.one(schema, "unevaluatedProperties"),
            condition: self.one(schema, "if"),
            consequence: self.one(schema, "then"),
            alternative: self.one(schema, "else"),
            // The suites hold to JSON Schema, by which nobody looks inside of strings.
            content: None,
        }))
    }

    fn slots(&self, schema: &roster_document::Schema) -> Vec<Slot> {
        let entries: Vec<_> = entries(self.tables.document, schema)
            .map(|(name, plain, required)| (name, plain.map_or(SchemaType::Any, schema_type), required))
            .collect();
        let mut slots = vec![Slot::FREE; number_of_slots(schema)];
        fill(&mut slots, &entries);
        slots
    }

    fn one(&mut self, schema: &roster_document::Schema, keyword: &str) -> Option<SchemaRef> {
        schema.schema(keyword).map(|reference| self.schema(reference))
    }

    fn many(&mut self, schema: &roster_document::Schema, keyword: &str) -> &'static [SchemaRef] {
        schema.schemas(keyword).iter().map(|reference| self.schema(*reference)).collect::<Vec<_>>().leak()
    }

    fn properties(&mut self, schema: &roster_document::Schema, keyword: &str) -> &'static [Property] {
        let properties = schema.named_schemas(keyword).iter();
        properties
            .map(|(name, reference)| Property { name: text(name), schema: self.schema(*reference) })
            .collect::<Vec<_>>()
            .leak()
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn text(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn texts(names: &[String]) -> &'static [&'static str] {
    names.iter().map(|name| text(name)).collect::<Vec<_>>().leak()
}

fn bound(number: &serde_json::Number) -> Bound {
    let integer = number.as_i64().map(Bound::Integer).or(number.as_u64().map(Bound::Unsigned));
    integer.unwrap_or_else(|| Bound::Number(number.as_f64().unwrap_or_default()))
}

fn schema_type(value: roster_document::SchemaType) -> SchemaType {
    use roster_document::SchemaType as Documented;

    match value {
        Documented::Array => SchemaType::Array,
        Documented::Boolean => SchemaType::Boolean,
        Documented::Integer => SchemaType::Integer,
        Documented::Number => SchemaType::Number,
        Documented::Object => SchemaType::Object,
        Documented::String => SchemaType::String,
    }
}

fn literal(value: &Value) -> Literal {
    match value {
        Value::Null => Literal::Null,
        Value::Bool(flag) => Literal::Boolean(*flag),
        Value::String(value) => Literal::String(text(value)),
        Value::Number(number) => match bound(number) {
            Bound::Integer(integer) => Literal::Integer(integer),
            Bound::Unsigned(integer) => Literal::Unsigned(integer),
            Bound::Number(number) => Literal::Number(number),
        },
        other => Literal::Json(text(&other.to_string())),
    }
}
