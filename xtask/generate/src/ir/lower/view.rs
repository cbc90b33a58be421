//! What a schema says about the form of its instances, with `allOf` merged in.
//!
//! Constraints stay where they are: the tables keep every schema as it was written, and the validator applies each.

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value as Json;

use super::Lowering;
use crate::ir::numbers::is_unsigned;
use roster_document::{AdditionalProperties, Discriminator, Location, Schema, SchemaId, SchemaRef, SchemaType};

/// The form of instances: type, members and alternatives.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) location: Location,
    pub(super) schema_type: Option<SchemaType>,
    pub(super) format: Option<String>,
    /// Whether integers are never negative and go beyond `i64`.
    pub(super) is_unsigned: bool,
    pub(super) values: Option<Vec<Json>>,
    pub(super) nullable: bool,
    /// Every schema that the items of an array have to satisfy.
    pub(super) items: Vec<SchemaRef>,
    /// Each property with every schema that it has to satisfy.
    pub(super) properties: IndexMap<String, Vec<SchemaRef>>,
    pub(super) required: IndexSet<String>,
    pub(super) additional: AdditionalProperties,
    pub(super) union: Option<UnionView>,
    /// Several lists of alternatives hold at once: there is no one Rust type for it, and the validator holds values
    /// against all of them.
    pub(super) is_opaque: bool,
    /// A discriminator without alternatives: of a base that others extend by `allOf`.
    pub(super) is_base: bool,
    /// The one schema that alone gives the form, where the others of `allOf` only add constraints.
    pub(super) wraps: Option<SchemaRef>,
}

#[derive(Clone, Debug)]
pub(super) struct UnionView {
    pub(super) any_of: bool,
    pub(super) branches: Vec<SchemaRef>,
    pub(super) discriminator: Option<Discriminator>,
}

impl View {
    /// Whether it says anything about the form.
    pub(super) fn is_shaping(&self) -> bool {
        self.schema_type.is_some() || !self.required.is_empty() || self.shapes_beyond_type()
    }

    /// Whether it says more than a type and which properties are required.
    pub(super) fn shapes_beyond_type(&self) -> bool {
        self.format.is_some()
            || self.values.is_some()
            || !self.items.is_empty()
            || !self.properties.is_empty()
            || self.additional != AdditionalProperties::Unspecified
            || self.union.is_some()
            || self.is_opaque
    }

    /// Both at once; the reason where nothing can be both.
    pub(super) fn merge(mut self, other: &Self) -> Result<Self, String> {
        self.is_opaque |= other.is_opaque;
        self.schema_type = match (self.schema_type, other.schema_type) {
            (Some(SchemaType::Integer), Some(SchemaType::Number))
            | (Some(SchemaType::Number), Some(SchemaType::Integer)) => Some(SchemaType::Integer),
            (Some(left), Some(right)) if left != right => {
                return Err(format!("of the types {} and {}", left.name(), right.name()));
            }
            (left, right) => left.or(right),
        };
        self.format = match (self.format, &other.format) {
            (Some(left), Some(right)) if left != *right => both_formats(left, right),
            (left, right) => left.or_else(|| right.clone()),
        };
        self.values = match (self.values, &other.values) {
            (Some(left), Some(right)) => {
                let both: Vec<Json> = left.into_iter().filter(|value| right.contains(value)).collect();
                if both.is_empty() {
                    return Err("of two enumerations without a common value".to_owned());
                }
                Some(both)
            }
            (left, right) => left.or_else(|| right.clone()),
        };
        self.items.extend(other.items.iter().filter(|items| !self.items.contains(items)).copied().collect::<Vec<_>>());
        for (name, schemas) in &other.properties {
            let all = self.properties.entry(name.clone()).or_default();
            all.extend(schemas.iter().filter(|schema| !all.contains(schema)).copied().collect::<Vec<_>>());
        }
        self.required.extend(other.required.iter().cloned());
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

/// Formats that decide a Rust type.
const TYPED_FORMATS: [&str; 8] = ["int32", "int64", "uint64", "date-time", "date", "uuid", "byte", "binary"];

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
        let mut parts = schema.all_of().to_vec();
        let unions = self.unions_of(&mut own, schema, &mut parts);
        own.is_opaque = unions.len() > 1;
        own.union = if own.is_opaque { None } else { unions.into_iter().next() };
        own.is_base = own.union.is_none() && schema.discriminator().is_some();
        let view = if parts.is_empty() { own } else { self.merged(own, &parts, schema) };
        let view = Rc::new(view);
        self.views.insert(id, Rc::clone(&view));
        view
    }

    /// The alternatives, where they differ in form; those that only add constraints are the validator's. Null among them
    /// is no form of its own; what is the only other one is a part.
    fn unions_of(&mut self, own: &mut View, schema: &Schema, parts: &mut Vec<SchemaRef>) -> Vec<UnionView> {
        let mut unions = Vec::new();
        for (any_of, all) in [(false, schema.one_of()), (true, schema.any_of())] {
            let branches: Vec<SchemaRef> =
                all.iter().copied().filter(|branch| !self.schema(*branch).is_only_null()).collect();
            if branches.len() < all.len() && own.schema_type.is_none() {
                own.nullable = true;
                if let [one] = branches.as_slice() {
                    parts.push(*one);
                    continue;
                }
            }
            let shaping = branches.iter().any(|branch| {
                // A branch by reference is a type of its own; only what stands in place can be mere constraints.
                if matches!(branch, SchemaRef::Component(_)) {
                    return true;
                }
                let view = self.view_of(self.document.schemas.id(*branch));
                view.shapes_beyond_type() || (view.schema_type.is_some() && view.schema_type != own.schema_type)
            });
            if shaping {
                let discriminator = schema.discriminator().cloned();
                unions.push(UnionView { any_of, branches, discriminator });
            }
        }
        unions
    }

    fn merged(&mut self, own: View, parts: &[SchemaRef], schema: &Schema) -> View {
        let location = own.location.clone();
        let is_base = own.is_base;
        let own_nullable = own.nullable;
        let views: Vec<(SchemaRef, Rc<View>)> =
            parts.iter().map(|part| (*part, self.view_of(self.document.schemas.id(*part)))).collect();
        let nullable = own_nullable || (schema.schema_type().is_none() && views.iter().all(|(_, view)| view.nullable));

        let mut shaping = views.iter().filter(|(_, view)| view.is_shaping());
        let wraps = match (shaping.next(), shaping.next()) {
            (Some((part, view)), None) if !own.shapes_beyond_type() => {
                let same_type = own.schema_type.is_none() || own.schema_type == view.schema_type;
                (same_type && own.required.is_subset(&view.required)).then_some(*part)
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
        View { location, nullable, is_base, wraps, ..merged }
    }
}

/// What the schema says without its composition.
fn own_view(schema: &Schema) -> View {
    View {
        location: schema.location.clone(),
        schema_type: schema.schema_type(),
        format: schema.format().map(str::to_owned),
        values: schema.has("enum").then(|| schema.enumeration()).filter(|values| !values.is_empty()),
        is_unsigned: is_unsigned(schema),
        nullable: schema.nullable(),
        items: schema.items().into_iter().collect(),
        properties: schema.properties().iter().map(|(name, schema)| (name.clone(), vec![*schema])).collect(),
        required: schema.required().iter().cloned().collect(),
        additional: schema.additional_properties(),
        union: None,
        is_opaque: false,
        is_base: false,
        wraps: None,
    }
}
