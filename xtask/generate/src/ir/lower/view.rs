//! What a schema says about the form of its instances, with `allOf` merged in.
//!
//! Constraints stay where they are: the tables keep every schema as it was written, and the validator applies each.

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value as Json;

use super::{Lowering, rust::text_of};
use crate::ir::numbers::is_unsigned;
use roster_document::{
    AdditionalProperties, Discriminator, Location, Node, Schema, SchemaId, SchemaRef, SchemaType, Stated,
};

/// The form of instances: type, members and alternatives.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) location: Location,
    /// Those of which instances are, besides null; empty where nothing is said.
    pub(super) types: Vec<SchemaType>,
    /// Whether null is the only instance.
    pub(super) is_null: bool,
    pub(super) format: Option<String>,
    /// Of the JSON inside of a string.
    pub(super) inside: Option<SchemaRef>,
    /// Whether integers are never negative and go beyond `i64`.
    pub(super) is_unsigned: bool,
    pub(super) values: Option<Values>,
    pub(super) nullable: bool,
    /// Every schema that the items of an array have to satisfy, behind those that have their own.
    pub(super) items: Vec<SchemaRef>,
    /// Every schema for each of the first items.
    pub(super) prefix: Vec<Vec<SchemaRef>>,
    pub(super) min_items: u64,
    pub(super) max_items: Option<u64>,
    /// Whether there are no items behind those that have their own schema.
    pub(super) is_closed_array: bool,
    /// Each property with every schema that it has to satisfy.
    pub(super) properties: IndexMap<String, Vec<SchemaRef>>,
    pub(super) required: IndexSet<String>,
    pub(super) additional: AdditionalProperties,
    /// The properties whose names match a pattern.
    pub(super) patterns: IndexMap<String, SchemaRef>,
    pub(super) union: Option<UnionView>,
    /// Several lists of alternatives hold at once: there is no one Rust type for it, and the validator holds values
    /// against all of them.
    pub(super) is_opaque: bool,
    /// A discriminator without alternatives: of a base that others extend by `allOf`.
    pub(super) is_base: bool,
    /// The one schema that alone gives the form, where the others of `allOf` only add constraints.
    pub(super) wraps: Option<SchemaRef>,
    /// The Rust type that the schema names itself.
    pub(super) given: Option<String>,
}

/// The values that are listed, by `enum`, `const`, or alternatives of these; null is told by [`View::nullable`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Values {
    pub(super) listed: Vec<Json>,
    /// Listed by `const`.
    pub(super) is_constant: bool,
    /// Any other string may be there as well.
    pub(super) is_open: bool,
    /// The alternatives that say more of a value.
    pub(super) described: Vec<(Json, SchemaRef)>,
    /// The variants that the document names.
    pub(super) named: Vec<(Json, Stated)>,
}

#[derive(Clone, Debug)]
pub(super) struct UnionView {
    pub(super) any_of: bool,
    pub(super) branches: Vec<SchemaRef>,
    pub(super) discriminator: Option<Discriminator>,
}

impl View {
    /// That of which nothing is said.
    pub(super) fn any(location: Location) -> Self {
        Self {
            location,
            types: Vec::new(),
            is_null: false,
            format: None,
            inside: None,
            is_unsigned: false,
            values: None,
            nullable: false,
            items: Vec::new(),
            prefix: Vec::new(),
            min_items: 0,
            max_items: None,
            is_closed_array: false,
            properties: IndexMap::new(),
            required: IndexSet::new(),
            additional: AdditionalProperties::Unspecified,
            patterns: IndexMap::new(),
            union: None,
            is_opaque: false,
            is_base: false,
            wraps: None,
            given: None,
        }
    }

    /// The one type besides null.
    pub(super) fn schema_type(&self) -> Option<SchemaType> {
        match self.types.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Its instances of one of its types.
    pub(super) fn of_type(&self, schema_type: SchemaType) -> Self {
        let values = self.values.clone().map(|mut values| {
            values.listed.retain(|value| schema_type.holds(value));
            values
        });
        Self { types: vec![schema_type], values, nullable: false, ..self.clone() }
    }

    /// Whether it says anything about the form.
    pub(super) fn is_shaping(&self) -> bool {
        !self.types.is_empty() || !self.required.is_empty() || self.shapes_beyond_type()
    }

    /// Whether it says more than a type and which properties are required.
    pub(super) fn shapes_beyond_type(&self) -> bool {
        self.given.is_some()
            || self.is_null
            || self.format.is_some()
            || self.inside.is_some()
            || self.values.is_some()
            || !self.items.is_empty()
            || !self.prefix.is_empty()
            || !self.properties.is_empty()
            || !self.patterns.is_empty()
            || self.additional != AdditionalProperties::Unspecified
            || self.union.is_some()
            || self.is_opaque
    }

    /// Both at once; the reason where nothing can be both.
    pub(super) fn merge(mut self, other: &Self) -> Result<Self, String> {
        self.is_opaque |= other.is_opaque;
        self.is_null |= other.is_null;
        self.types = common_types(&self.types, &other.types)
            .ok_or_else(|| format!("of the types {} and {}", names(&self.types), names(&other.types)))?;
        self.format = match (self.format, &other.format) {
            (Some(left), Some(right)) if left != *right => both_formats(left, right),
            (left, right) => left.or_else(|| right.clone()),
        };
        self.inside = self.inside.or(other.inside);
        self.values = match (self.values, &other.values) {
            (Some(left), Some(right)) => Some(left.and(right)?),
            (left, right) => left.or_else(|| right.clone()),
        };
        add_missing(&mut self.items, &other.items);
        for (index, schemas) in other.prefix.iter().enumerate() {
            match self.prefix.get_mut(index) {
                Some(all) => add_missing(all, schemas),
                None => self.prefix.push(schemas.clone()),
            }
        }
        self.min_items = self.min_items.max(other.min_items);
        self.is_closed_array |= other.is_closed_array;
        self.max_items = self.max_items.into_iter().chain(other.max_items).min();
        for (name, schemas) in &other.properties {
            add_missing(self.properties.entry(name.clone()).or_default(), schemas);
        }
        self.required.extend(other.required.iter().cloned());
        for (pattern, schema) in &other.patterns {
            self.patterns.entry(pattern.clone()).or_insert(*schema);
        }
        self.additional = match (self.additional, other.additional) {
            (AdditionalProperties::Forbidden, _) | (_, AdditionalProperties::Forbidden) => {
                AdditionalProperties::Forbidden
            }
            // The validator holds them against both; one type for values of two schemas is any.
            (AdditionalProperties::Schema(left), AdditionalProperties::Schema(right)) if left != right => {
                AdditionalProperties::Allowed
            }
            (AdditionalProperties::Schema(left), _) => AdditionalProperties::Schema(left),
            (AdditionalProperties::Unspecified, right) => right,
            (AdditionalProperties::Allowed, AdditionalProperties::Schema(right)) => AdditionalProperties::Schema(right),
            (left, _) => left,
        };
        self.union = match (self.union, &other.union) {
            (Some(left), Some(right)) if left.branches != right.branches => {
                self.is_opaque = true;
                None
            }
            (left, right) => left.or_else(|| right.clone()),
        };
        self.is_unsigned |= other.is_unsigned;
        self.nullable = self.nullable && other.nullable;
        self.wraps = None;
        Ok(self)
    }
}

impl Values {
    /// Those that both list.
    fn and(mut self, other: &Self) -> Result<Self, String> {
        let is_listed = |value: &Json| other.is_open && value.is_string() || other.listed.contains(value);
        if self.is_open && !other.is_open {
            self.listed = other.listed.iter().filter(|value| value.is_string()).cloned().collect();
        } else {
            self.listed.retain(is_listed);
        }
        if self.listed.is_empty() {
            return Err("of two enumerations without a common value".to_owned());
        }
        self.is_open &= other.is_open;
        self.is_constant |= other.is_constant;
        self.described.extend(other.described.iter().cloned());
        self.named.extend(other.named.iter().cloned());
        Ok(self)
    }
}

fn add_missing(all: &mut Vec<SchemaRef>, more: &[SchemaRef]) {
    for schema in more {
        if !all.contains(schema) {
            all.push(*schema);
        }
    }
}

/// The types of values that are of both lists, where no type is said for any; none where there are no such.
fn common_types(left: &[SchemaType], right: &[SchemaType]) -> Option<Vec<SchemaType>> {
    if left.is_empty() || right.is_empty() {
        return Some([left, right].concat());
    }
    let both = |left: SchemaType| {
        right.iter().find_map(|right| match (left, *right) {
            (SchemaType::Integer, SchemaType::Number) | (SchemaType::Number, SchemaType::Integer) => {
                Some(SchemaType::Integer)
            }
            (left, right) => (left == right).then_some(left),
        })
    };
    let common: Vec<SchemaType> = left.iter().filter_map(|left| both(*left)).collect();
    (!common.is_empty()).then_some(common)
}

fn names(types: &[SchemaType]) -> String {
    types.iter().map(|one| one.name()).collect::<Vec<_>>().join(" or ")
}

/// The format of what has two: the narrower one where it has a type, none where values have no common form but text.
fn both_formats(left: String, right: &str) -> Option<String> {
    let has_type = |format: &str| TYPED_FORMATS.contains(&format);
    match (left.as_str(), right) {
        ("int32", "int64") | ("int64", "int32") => Some("int32".to_owned()),
        (_, right) if !has_type(right) => Some(left),
        (left, right) if !has_type(left) => Some(right.to_owned()),
        _ => None,
    }
}

/// Formats that decide a Rust type. They are those whose values have one in what generated code stands on, and are read
/// from it and written to it without a loss: `byte` and `binary` as bytes, instants and dates by `chrono`, `uuid`,
/// addresses by the standard library, which writes an `ipv6` as RFC 5952 has it. Other formats are text that is checked:
/// `url` would write `uri` otherwise than it was read, and nothing that is depended on has a `time` with an offset, a
/// `duration` as ISO 8601 has it, or a `decimal`.
const TYPED_FORMATS: [&str; 10] =
    ["int32", "int64", "uint64", "date-time", "date", "uuid", "ipv4", "ipv6", "byte", "binary"];

impl Lowering<'_> {
    pub(super) fn view(&mut self, reference: SchemaRef) -> Rc<View> {
        self.view_of(self.document.schemas.id(reference))
    }

    fn view_of(&mut self, id: SchemaId) -> Rc<View> {
        if let Some(view) = self.views.get(&id) {
            return Rc::clone(view);
        }
        let schema = self.schema(SchemaRef::Inline(id));
        let mut own = own_view(schema);
        own.is_closed_array = schema.items().is_some_and(|items| self.schema(items).is_nothing);
        let alternatives = self.alternatives_of(&mut own, schema);
        own.is_base = own.union.is_none() && schema.discriminator().is_some();
        let parts: Vec<SchemaRef> = schema.all_of().iter().copied().chain(alternatives).collect();
        let view = if parts.is_empty() { own } else { self.merged(own, schema, &parts) };
        let view = Rc::new(view);
        self.views.insert(id, Rc::clone(&view));
        view
    }

    /// Puts what `oneOf` and `anyOf` say of the form into the view; gives back the schemas of which each is the only
    /// alternative besides null, which hold as those of `allOf` do.
    fn alternatives_of(&mut self, own: &mut View, schema: &Schema) -> Vec<SchemaRef> {
        let mut unions = Vec::new();
        let mut parts = Vec::new();
        for (any_of, branches) in [(false, schema.one_of()), (true, schema.any_of())] {
            let branches: Vec<SchemaRef> =
                branches.iter().filter(|branch| !self.schema(**branch).is_nothing).copied().collect();
            let (nulls, branches): (Vec<_>, Vec<_>) =
                branches.into_iter().partition(|branch| self.schema(*branch).is_only_null());
            if !nulls.is_empty() {
                own.nullable |= own.types.is_empty() && !branches.is_empty();
                own.is_null |= branches.is_empty();
                if let [one] = branches.as_slice() {
                    parts.push(*one);
                    continue;
                }
            }
            if !self.are_forms(own, &branches) {
                continue;
            }
            match self.values_of(&branches, any_of) {
                Some(values) => {
                    if own.types.is_empty() {
                        let is_text = values.listed.iter().all(Json::is_string);
                        own.types.push(if is_text { SchemaType::String } else { SchemaType::Integer });
                    }
                    let both = own.values.take().and_then(|listed| listed.and(&values).ok());
                    own.values = Some(both.unwrap_or(values));
                }
                None => {
                    let discriminator = schema.discriminator().cloned();
                    unions.push(UnionView { any_of, branches, discriminator });
                }
            }
        }
        own.is_opaque = unions.len() > 1;
        own.union = if own.is_opaque { None } else { unions.pop() };
        parts
    }

    /// Whether alternatives differ in form; those that only add constraints are the validator's.
    fn are_forms(&mut self, own: &View, branches: &[SchemaRef]) -> bool {
        branches.iter().any(|branch| {
            // A branch by reference is a type of its own; only what stands in place can be mere constraints.
            if matches!(branch, SchemaRef::Component(_)) {
                return true;
            }
            let view = self.view(*branch);
            view.shapes_beyond_type() || (!view.types.is_empty() && view.types != own.types)
        })
    }

    /// The values of alternatives that are nothing but these, in the document's order: all of one kind and each
    /// described by a schema in place, or strings beside any other string.
    fn values_of(&mut self, branches: &[SchemaRef], any_of: bool) -> Option<Values> {
        let mut found = Values::default();
        for branch in branches {
            let schema = self.schema(*branch);
            if schema.composition().next().is_some() {
                return None;
            }
            let view = self.view(*branch);
            match &view.values {
                Some(values) if !values.is_open => {
                    let is_described = values.listed.len() == 1 && (schema.title().or(schema.description())).is_some();
                    found.named.extend(values.named.iter().cloned());
                    if let ([value], Some(rust)) = (values.listed.as_slice(), &schema.rust) {
                        found.named.extend(rust.name.clone().map(|name| (value.clone(), name)));
                    }
                    found.described.extend(is_described.then(|| (values.listed[0].clone(), *branch)));
                    let missing = values.listed.iter().filter(|value| !found.listed.contains(value));
                    let missing: Vec<Json> = missing.cloned().collect();
                    found.listed.extend(missing);
                }
                None if view.schema_type() == Some(SchemaType::String) && view.format.is_none() && !found.is_open => {
                    found.is_open = any_of;
                    found.is_open.then_some(())?;
                }
                _ => return None,
            }
        }
        let is_in_place = branches.iter().all(|branch| matches!(branch, SchemaRef::Inline(_)));
        let are_integers = found.listed.iter().all(Json::is_i64) && !found.is_open;
        let are_strings = found.listed.iter().all(Json::is_string);
        ((are_strings || are_integers) && (is_in_place || found.is_open) && !found.listed.is_empty()).then_some(found)
    }

    fn merged(&mut self, own: View, schema: &Schema, parts: &[SchemaRef]) -> View {
        let location = own.location.clone();
        let is_base = own.is_base;
        let own_nullable = own.nullable;
        let given = own.given.clone();
        let views: Vec<(SchemaRef, Rc<View>)> =
            parts.iter().map(|part| (*part, self.view_of(self.document.schemas.id(*part)))).collect();
        let nullable = own_nullable || (schema.types().next().is_none() && views.iter().all(|(_, view)| view.nullable));

        let mut shaping = views.iter().filter(|(_, view)| view.is_shaping());
        let wraps = match (shaping.next(), shaping.next()) {
            (Some((part, view)), None) if !own.shapes_beyond_type() => {
                let same_type = own.types.is_empty() || own.types == view.types;
                let adds_nothing = same_type && own.required.is_subset(&view.required);
                // What stands in place as the only alternative has no name of its own.
                let is_alternative = matches!(part, SchemaRef::Inline(_)) && !schema.all_of().contains(part);
                let wrapped = if is_alternative { view.wraps } else { Some(*part) };
                wrapped.filter(|_| adds_nothing)
            }
            _ => None,
        };
        let mut merged = own;
        for (_, view) in &views {
            merged = match merged.clone().merge(view) {
                Ok(merged) => merged,
                Err(reason) => {
                    let message = format!("no value satisfies all of `allOf`: it would be {reason}");
                    self.nothing(&location, message, "let the schemas agree, or use `oneOf`");
                    View { is_opaque: true, ..merged }
                }
            };
        }
        View { location, nullable, is_base, wraps, given, ..merged }
    }
}

/// What the schema says without its composition.
fn own_view(schema: &Schema) -> View {
    let constant = schema.value("const").map(Node::to_json);
    let is_constant = constant.is_some();
    let listed = constant.map_or_else(|| schema.enumeration(), |value| vec![value]);
    let has_null = listed.contains(&Json::Null);
    let present: Vec<Json> = listed.iter().filter(|value| !value.is_null()).cloned().collect();
    let is_null = schema.is_only_null();
    let rust = schema.rust.as_deref();
    let named = rust.into_iter().flat_map(|rust| &rust.variants).filter_map(|(text, name)| {
        let value = present.iter().find(|value| text_of(value) == text.text)?;
        Some((value.clone(), Stated { text: name.clone(), location: text.location.clone() }))
    });
    let named = named.collect();
    let values = Values { listed: present, is_constant, named, ..Values::default() };
    let mut types: Vec<SchemaType> = schema.types().collect();
    if types.contains(&SchemaType::Number) {
        types.retain(|one| *one != SchemaType::Integer);
    }
    let prefix = schema.schemas("prefixItems").iter().map(|item| vec![*item]);
    let patterns = schema.named_schemas("patternProperties").iter();
    View {
        types,
        is_null,
        format: schema.format().map(str::to_owned),
        inside: schema.json_inside(),
        values: Some(values).filter(|values| !values.listed.is_empty()),
        is_unsigned: is_unsigned(schema),
        nullable: !is_null && (schema.nullable() || has_null && schema.types().next().is_none()),
        items: schema.items().into_iter().collect(),
        prefix: prefix.collect(),
        min_items: schema.count("minItems").unwrap_or_default(),
        max_items: schema.count("maxItems"),
        properties: schema.properties().iter().map(|(name, schema)| (name.clone(), vec![*schema])).collect(),
        required: schema.required().iter().cloned().collect(),
        additional: schema.additional_properties(),
        patterns: patterns.map(|(pattern, schema)| (pattern.clone(), *schema)).collect(),
        given: rust.and_then(|rust| Some(rust.ty.as_ref()?.text.clone())),
        ..View::any(schema.location.clone())
    }
}
