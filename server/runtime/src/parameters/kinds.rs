//! Which kinds of JSON value a schema can describe: what text has to be coerced to.

use crate::schema::{AdditionalProperties, Literal, Schema, SchemaRef, SchemaType};

/// How deep references are followed through compositions.
const MAXIMUM_DEPTH: usize = 16;

/// The kinds of value that a schema takes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kinds {
    pub(crate) boolean: bool,
    pub(crate) integer: bool,
    pub(crate) number: bool,
    pub(crate) string: bool,
    pub(crate) null: bool,
    /// The schema that is the array or the object.
    pub(crate) array: Option<&'static Schema>,
    pub(crate) object: Option<&'static Schema>,
}

impl Kinds {
    pub(crate) fn of(schema: &'static Schema) -> Self {
        let mut kinds = Self::search(schema, 0);
        if !kinds.has_any() {
            kinds.string = true;
        }
        kinds
    }

    fn search(schema: &'static Schema, depth: usize) -> Self {
        let mut kinds = Self { null: schema.nullable, ..Self::default() };
        match schema.schema_type {
            SchemaType::Boolean => kinds.boolean = true,
            SchemaType::Integer => kinds.integer = true,
            SchemaType::Number => kinds.number = true,
            SchemaType::String => kinds.string = true,
            SchemaType::Array => kinds.array = Some(schema),
            SchemaType::Object => kinds.object = Some(schema),
            SchemaType::Any if depth < MAXIMUM_DEPTH => kinds.search_parts(schema, depth),
            SchemaType::Any => {}
        }
        kinds
    }

    fn search_parts(&mut self, schema: &'static Schema, depth: usize) {
        if let Some(found) =
            schema.all_of.iter().map(|member| Self::search(member.get(), depth + 1)).find(Self::has_any)
        {
            self.add(found);
            // An object in parts: its properties are those of all parts.
            if found.object.is_some() && schema.all_of.len() > 1 {
                self.object = Some(schema);
            }
            return;
        }
        for member in schema.one_of.iter().chain(schema.any_of) {
            self.add(Self::search(member.get(), depth + 1));
        }
        if !schema.properties.is_empty() {
            self.object = Some(schema);
        }
        if schema.items.is_some() {
            self.array = Some(schema);
        }
        for literal in schema.enumeration {
            match literal {
                Literal::Null => self.null = true,
                Literal::Boolean(_) => self.boolean = true,
                Literal::Integer(_) => self.integer = true,
                Literal::Number(_) => self.number = true,
                Literal::String(_) => self.string = true,
                Literal::Json(_) => {}
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.boolean |= other.boolean;
        self.integer |= other.integer;
        self.number |= other.number;
        self.string |= other.string;
        self.null |= other.null;
        self.array = self.array.or(other.array);
        self.object = self.object.or(other.object);
    }

    fn has_any(&self) -> bool {
        self.is_scalar() || self.array.is_some() || self.object.is_some()
    }

    pub(crate) fn is_scalar(&self) -> bool {
        self.boolean || self.integer || self.number || self.string
    }
}

/// The schema of a member of an object, also of one in parts.
pub(crate) fn member_schema(object: &'static Schema, name: &str) -> Option<SchemaRef> {
    let own = object.properties.iter().find(|property| property.name == name).map(|property| property.schema);
    own.or_else(|| object.all_of.iter().find_map(|part| member_schema(part.get(), name))).or(
        match object.additional_properties {
            AdditionalProperties::Schema(additional) => Some(additional),
            _ => None,
        },
    )
}

/// The names of the documented members, also of an object in parts.
pub(crate) fn member_names(object: &'static Schema) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = object.properties.iter().map(|property| property.name).collect();
    for part in object.all_of {
        names.extend(member_names(part.get()));
    }
    names
}
