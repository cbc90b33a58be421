//! Tables of the suite's schemas: bundled and read as those of a document are, and made as the generator writes them.
//!
//! A table that refers to itself can only be a static: schemas are unfolded instead, deeper than the suite's instances
//! nest. Patterns are run as they are written; their translation has tests of its own.

use std::path::Path;

use roster_document::{AdditionalProperties as Additional, Document, SchemaId, SchemaRef as Reference};
use roster_runtime::schema::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::leak;

/// How often a schema is unfolded within itself.
const UNFOLDED: usize = 4;

/// A document whose one schema is in a file of its own, beside what the suite serves at a URL.
pub(super) struct Project {
    folder: TempDir,
}

impl Project {
    /// `remotes`: the suite's folder of what it serves.
    pub(super) fn new(remotes: &Path) -> Self {
        let folder = tempfile::tempdir().expect("there is room for the files");
        copy(remotes, folder.path()).unwrap_or_else(|error| panic!("{}: {error}", remotes.display()));
        let document = json!({
            "openapi": "3.2.0",
            "$self": "http://localhost:1234/openapi.json",
            "info": {"title": "Suite", "version": "1"},
            "components": {"schemas": {"Schema": {"$ref": "schema.json"}}},
        });
        std::fs::write(folder.path().join("openapi.json"), document.to_string()).expect("there is room for the files");
        Self { folder }
    }

    /// The table of a schema as the bundler has it, without what is assumed of its types (`mend`).
    pub(super) fn table(&self, schema: &Value) -> SchemaRef {
        std::fs::write(self.folder.path().join("schema.json"), schema.to_string())
            .expect("there is room for the files");
        let bundle = roster_document::bundle_in_part(&self.folder.path().join("openapi.json")).expect("it is OpenAPI");
        let document = Document::read(&bundle.document);
        let index = document.schemas.components().get_index_of("Schema").expect("the document has it");
        Tables { document: &document, unfolding: Vec::new() }.schema(Reference::Component(index))
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir_all(&to)?;
            copy(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

struct Tables<'document> {
    document: &'document Document,
    /// The schemas that are being unfolded.
    unfolding: Vec<SchemaId>,
}

impl Tables<'_> {
    fn schema(&mut self, reference: Reference) -> SchemaRef {
        let id = self.document.schemas.id(reference);
        if self.unfolding.iter().filter(|unfolding| **unfolding == id).count() == UNFOLDED {
            return SchemaRef::Inline(&Schema::ANY);
        }
        self.unfolding.push(id);
        let schema = self.table(self.document.schema(reference));
        self.unfolding.pop();
        SchemaRef::Inline(leak(schema))
    }

    fn table(&mut self, schema: &roster_document::Schema) -> Schema {
        if schema.is_nothing {
            return Schema::NOTHING;
        }
        let one_type = schema.schema_type().map(schema_type);
        Schema {
            schema_type: if schema.is_null() { SchemaType::Null } else { one_type.unwrap_or(SchemaType::Any) },
            nullable: schema.nullable(),
            format: schema.format().map(text),
            enumeration: schema.enumeration().iter().map(literal).collect::<Vec<_>>().leak(),
            minimum: schema.number("minimum").map(bound),
            maximum: schema.number("maximum").map(bound),
            multiple_of: schema.number("multipleOf").map(bound),
            min_length: schema.count("minLength"),
            max_length: schema.count("maxLength"),
            pattern: schema.text("pattern").map(pattern),
            items: self.one(schema, "items"),
            min_items: schema.count("minItems"),
            max_items: schema.count("maxItems"),
            unique_items: schema.flag("uniqueItems"),
            properties: self.properties(schema, "properties"),
            required: texts(schema.required()),
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
            newer: Some(leak(self.newer(schema))),
            ..Schema::ANY
        }
    }

    fn newer(&mut self, schema: &roster_document::Schema) -> NewerKeywords {
        let types: Vec<SchemaType> = schema.types().map(schema_type).collect();
        let patterns = schema.named_schemas("patternProperties").iter();
        let patterns = patterns
            .map(|(name, reference)| PatternProperty { pattern: pattern(name), schema: self.schema(*reference) })
            .collect::<Vec<_>>();
        let dependent = schema.dependent_required().iter();
        let dependent =
            dependent.map(|(name, required)| DependentRequired { property: text(name), required: texts(required) });
        NewerKeywords {
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
        }
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

fn text(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn texts(names: &[String]) -> &'static [&'static str] {
    names.iter().map(|name| text(name)).collect::<Vec<_>>().leak()
}

fn pattern(documented: &str) -> &'static Pattern {
    leak(Pattern::new(text(documented), text(documented)))
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
