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
        if !(kinds.has_any() || kinds.null) {
            kinds.string = true;
        }
        kinds
    }

    fn search(schema: &'static Schema, depth: usize) -> Self {
        let mut kinds = Self { null: schema.nullable, ..Self::default() };
        match schema.types() {
            [] if depth < MAXIMUM_DEPTH => kinds.search_parts(schema, depth),
            types => types.iter().for_each(|one| kinds.add_type(schema, *one)),
        }
        kinds
    }

    fn add_type(&mut self, schema: &'static Schema, schema_type: SchemaType) {
        match schema_type {
            SchemaType::Any => {}
            SchemaType::Null => self.null = true,
            SchemaType::Boolean => self.boolean = true,
            SchemaType::Integer => self.integer = true,
            SchemaType::Number => self.number = true,
            SchemaType::String => self.string = true,
            SchemaType::Array => self.array = Some(schema),
            SchemaType::Object => self.object = Some(schema),
        }
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
        let mut objects = 0;
        for member in schema.one_of.iter().chain(schema.any_of) {
            let found = Self::search(member.get(), depth + 1);
            objects += usize::from(found.object.is_some());
            self.add(found);
        }
        // An object of alternatives: its properties are those of all of them.
        if objects > 1 {
            self.object = Some(schema);
        }
        if !schema.properties.is_empty() {
            self.object = Some(schema);
        }
        if item_schemas(schema).next().is_some() {
            self.array = Some(schema);
        }
        let constant = schema.newer.and_then(|newer| newer.constant);
        for literal in schema.enumeration.iter().copied().chain(constant) {
            match literal {
                Literal::Null => self.null = true,
                Literal::Boolean(_) => self.boolean = true,
                Literal::Integer(_) | Literal::Unsigned(_) => self.integer = true,
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

/// The schema of a member of an object, also of one in parts or of alternatives: the first one that is documented.
pub(crate) fn member_schema(object: &'static Schema, name: &str) -> Option<SchemaRef> {
    named_member(object, name).or_else(|| member_by_pattern(object, name, 0)).or_else(|| match openness(object) {
        AdditionalProperties::Schema(additional) => Some(additional),
        _ => None,
    })
}

fn member_by_pattern(object: &'static Schema, name: &str, depth: usize) -> Option<SchemaRef> {
    let own = object.newer.and_then(|newer| newer.pattern_property(name));
    own.or_else(|| parts(object, depth).find_map(|part| member_by_pattern(part, name, depth + 1)))
}

/// The schema of an item of an array.
pub(crate) fn item_schema(array: &'static Schema, index: usize) -> Option<SchemaRef> {
    prefix_items(array).get(index).copied().or(array.items)
}

/// Every schema that items of an array have.
pub(crate) fn item_schemas(array: &'static Schema) -> impl Iterator<Item = &'static Schema> {
    prefix_items(array).iter().copied().chain(array.items).map(SchemaRef::get)
}

pub(crate) fn prefix_items(array: &'static Schema) -> &'static [SchemaRef] {
    array.newer.map_or(&[], |newer| newer.prefix_items)
}

/// The schema of a member that is documented by its name.
pub(crate) fn named_member(object: &'static Schema, name: &str) -> Option<SchemaRef> {
    fn find(object: &'static Schema, name: &str, depth: usize) -> Option<SchemaRef> {
        let own = object.properties.iter().find(|property| property.name == name).map(|property| property.schema);
        own.or_else(|| parts(object, depth).find_map(|part| find(part, name, depth + 1)))
    }
    find(object, name, 0)
}

/// Every schema that a member can have: that of the object itself, or else those of its alternatives.
#[cfg(feature = "multipart")]
pub(crate) fn named_members(object: &'static Schema, name: &str) -> Vec<SchemaRef> {
    fn own(object: &'static Schema, name: &str, depth: usize) -> Option<SchemaRef> {
        let here = object.properties.iter().find(|property| property.name == name).map(|property| property.schema);
        let parts = object.all_of.iter().filter(|_| depth < MAXIMUM_DEPTH);
        here.or_else(|| parts.into_iter().find_map(|part| own(part.get(), name, depth + 1)))
    }
    if let Some(own) = own(object, name, 0) {
        return vec![own];
    }
    fn collect(object: &'static Schema, name: &str, found: &mut Vec<SchemaRef>, depth: usize) {
        let own = object.properties.iter().filter(|property| property.name == name);
        found.extend(own.map(|property| property.schema));
        parts(object, depth).for_each(|part| collect(part, name, found, depth + 1));
    }
    let mut found = Vec::new();
    collect(object, name, &mut found, 0);
    found
}

/// The names of the documented members, each once, also of an object in parts or of alternatives.
pub(crate) fn member_names(object: &'static Schema) -> Vec<&'static str> {
    fn collect(object: &'static Schema, names: &mut Vec<&'static str>, depth: usize) {
        names.extend(object.properties.iter().map(|property| property.name));
        for part in parts(object, depth) {
            let before = names.len();
            collect(part, names, depth + 1);
            let mut index = before;
            while index < names.len() {
                if names[..index].contains(&names[index]) {
                    names.remove(index);
                } else {
                    index += 1;
                }
            }
        }
    }
    let mut names = Vec::new();
    collect(object, &mut names, 0);
    names
}

/// What is said of members without a documented name.
pub(crate) fn openness(object: &'static Schema) -> AdditionalProperties {
    fn find(object: &'static Schema, depth: usize) -> AdditionalProperties {
        if depth > MAXIMUM_DEPTH || !matches!(object.additional_properties, AdditionalProperties::Unspecified) {
            return object.additional_properties;
        }
        let of = |part: &SchemaRef| find(part.get(), depth + 1);
        let is_said = |found: &AdditionalProperties| !matches!(found, AdditionalProperties::Unspecified);
        let of_parts = object.all_of.iter().map(of).find(is_said);
        let alternatives = || object.one_of.iter().chain(object.any_of);
        let is_closed = |found: AdditionalProperties| matches!(found, AdditionalProperties::Forbidden);
        let of_alternatives = || match alternatives().map(of).all(is_closed) {
            true => alternatives().map(of).next(),
            false => alternatives().map(of).find(|found| is_said(found) && !is_closed(*found)),
        };
        of_parts.or_else(of_alternatives).unwrap_or(AdditionalProperties::Unspecified)
    }
    find(object, 0)
}

/// What an object is made of; none where that is too deep.
fn parts(object: &'static Schema, depth: usize) -> impl Iterator<Item = &'static Schema> {
    let all = object.all_of.iter().chain(object.one_of).chain(object.any_of);
    all.filter(move |_| depth < MAXIMUM_DEPTH).map(|part| part.get())
}

/// The schemas of a composed body that limit the number of its properties; `object` is what of it is an object.
pub(crate) fn find_counting(schema: &'static Schema, object: &'static Schema) -> Vec<&'static Schema> {
    fn collect(schema: &'static Schema, found: &mut Vec<&'static Schema>, depth: usize) {
        if schema.min_properties.is_some() || schema.max_properties.is_some() {
            found.push(schema);
        }
        if depth < MAXIMUM_DEPTH {
            schema.all_of.iter().for_each(|part| collect(part.get(), found, depth + 1));
        }
    }
    let mut found = Vec::new();
    collect(schema, &mut found, 0);
    if found.is_empty() {
        // It can be the only object among alternatives.
        collect(object, &mut found, 0);
    }
    found
}
