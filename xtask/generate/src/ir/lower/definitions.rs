//! Types of schemas: which Rust type each is, and the definitions of those that need one.

use std::{collections::btree_map::Entry, rc::Rc};

use serde_json::Value as Json;

use super::{
    Declared, Lowering, documentation,
    usage::Use,
    view::{UnionView, View},
};
use crate::ir::{
    Field, Presence, Struct, Type, TypeId, TypeKind, Variant,
    names::{self, Namer},
};
use roster_document::{AdditionalProperties, Schema, SchemaId, SchemaRef, SchemaType};

/// Types that are made for what no schema says alone: alternatives times what stands beside them, level by level.
const MAX_UNFOLDED: usize = 4096;

/// What kind of Rust type a view asks for.
pub(super) enum Class {
    /// The type of another schema.
    Other(SchemaRef),
    Plain(Type),
    /// With every schema that its items have to satisfy.
    Array(Vec<SchemaRef>),
    Map(Option<SchemaRef>),
    Struct,
    StringEnum(Vec<String>),
    IntegerEnum(Vec<i64>),
    Union(UnionView),
}

impl Lowering<'_> {
    /// Fills in the type that was declared for a component, after those that it is composed of: what stands in
    /// place there is named after them.
    pub(super) fn define_component(&mut self, index: usize) {
        if !self.defined.insert(index) {
            return;
        }
        let reference = SchemaRef::Component(index);
        for part in self.schema(reference).composition() {
            if let SchemaRef::Component(part) = part {
                self.define_component(part);
            }
        }
        let view = self.view(reference);
        let name = self.types[index].name.clone();
        let uses = self.uses_of(reference);
        let kind = match classify(&view) {
            Class::Other(SchemaRef::Component(other)) if other == index => TypeKind::Alias(Type::Any),
            class => match self.without_definition(&class, &name) {
                Some(ty) => TypeKind::Alias(ty),
                None => self.kind(class, &view, &name, uses),
            },
        };
        self.types[index].defined = Some((kind, view.nullable));
    }

    /// The type of a schema where it is used, without regard to `nullable`. `stem` names it where it has no name.
    pub(super) fn type_of(&mut self, reference: SchemaRef, stem: &str) -> Type {
        let id = match reference {
            SchemaRef::Component(index) => return Type::Named(TypeId(index)),
            SchemaRef::Inline(id) => id,
        };
        if let Some(ty) = self.inline.get(&id) {
            return ty.clone();
        }
        if !self.deciding.insert(id) {
            let location = self.schema(reference).location.clone();
            let help = "move the schema to `components.schemas`, and refer to it there";
            self.error("unsupported-recursion", &location, "the schema contains itself without a name", help);
            return Type::Any;
        }
        let view = self.view(reference);
        let class = classify(&view);
        let ty = match self.without_definition(&class, stem) {
            Some(ty) => ty,
            None => {
                let uses = self.uses_of(reference);
                let (type_id, name) = self.declare(stem, Some(id), uses);
                self.inline.insert(id, Type::Named(type_id));
                let kind = self.kind(class, &view, &name, uses);
                self.types[type_id.0].defined = Some((kind, view.nullable));
                Type::Named(type_id)
            }
        };
        self.deciding.remove(&id);
        self.inline.insert(id, ty.clone());
        ty
    }

    /// [`Self::type_of`], with `Option` where null is allowed.
    pub(super) fn nullable_type_of(&mut self, reference: SchemaRef, stem: &str) -> Type {
        let ty = self.type_of(reference, stem);
        if self.view(reference).nullable && ty != Type::Any { Type::Nullable(Box::new(ty)) } else { ty }
    }

    /// The items of a schema that is an array and not null, looking through names.
    pub(super) fn items_of(&mut self, reference: SchemaRef, stem: &str) -> Option<Type> {
        let view = self.view(reference);
        match classify(&view) {
            Class::Array(_) if !view.nullable => match self.type_of(reference, stem) {
                Type::Array(items) => Some(*items),
                Type::Named(id) => match self.types[id.0].kind() {
                    Some(TypeKind::Alias(Type::Array(items))) => Some((**items).clone()),
                    _ => None,
                },
                _ => None,
            },
            Class::Other(other) if !view.nullable && other != reference => self.items_of(other, stem),
            _ => None,
        }
    }

    /// Names a type, of a schema in place or of what no schema holds alone.
    fn declare(&mut self, stem: &str, schema: Option<SchemaId>, uses: Use) -> (TypeId, String) {
        let name = self.unique_type(stem);
        if let Some(Entry::Vacant(constant)) = schema.map(|id| self.constants.entry(id)) {
            constant.insert(self.constant_names.unique_snake(&names::constant_name(&name)));
        }
        let schema = schema.map(SchemaRef::Inline);
        let documented = schema.map(|schema| self.schema(schema));
        self.types.push(Declared {
            name: name.clone(),
            schema,
            directions: uses.into(),
            defined: None,
            documentation: documented.and_then(documentation),
            deprecated: documented.is_some_and(|schema| schema.flag("deprecated")),
        });
        (TypeId(self.types.len() - 1), name)
    }

    /// The type, where it can be written down without declaring one.
    fn without_definition(&mut self, class: &Class, stem: &str) -> Option<Type> {
        Some(match class {
            Class::Other(other) => self.type_of(*other, stem),
            Class::Plain(ty) => ty.clone(),
            Class::Array(items) => {
                let stem = format!("{stem}Item");
                let items = match items.as_slice() {
                    [] => Type::Any,
                    [one] => self.nullable_type_of(*one, &stem),
                    several => self.items_type(several, &stem),
                };
                Type::Array(Box::new(items))
            }
            Class::Map(values) => {
                let values = values.map(|values| self.nullable_type_of(values, &format!("{stem}Value")));
                Type::Map(Box::new(values.unwrap_or(Type::Any)))
            }
            Class::Struct | Class::StringEnum(_) | Class::IntegerEnum(_) | Class::Union(_) => return None,
        })
    }

    fn kind(&mut self, class: Class, view: &View, name: &str, uses: Use) -> TypeKind {
        match class {
            Class::Struct => TypeKind::Struct(self.structure(view, name, uses)),
            Class::StringEnum(values) => TypeKind::StringEnum(variants(values, |value| names::variant_name(value))),
            Class::IntegerEnum(values) => {
                let name = |value: &i64| match value {
                    0.. => format!("Value{value}"),
                    _ => format!("Minus{}", value.unsigned_abs()),
                };
                TypeKind::IntegerEnum(variants(values, name))
            }
            Class::Union(union) => TypeKind::Union(self.union(view, &union, name, uses)),
            class => TypeKind::Alias(self.without_definition(&class, name).unwrap_or(Type::Any)),
        }
    }

    fn structure(&mut self, view: &View, name: &str, uses: Use) -> Struct {
        let mut namer = Namer::default();
        let mut fields = Vec::new();
        for (wire, schemas) in &view.properties {
            let field = namer.unique_snake(&names::snake_name(wire));
            fields.push(self.field(wire, field, schemas, view.required.contains(wire), name, uses));
        }
        let additional = match view.additional {
            AdditionalProperties::Schema(schema) => {
                Some(self.nullable_type_of(schema, &format!("{name}AdditionalProperty")))
            }
            AdditionalProperties::Allowed => Some(Type::Any),
            // The properties of those that extend the base.
            AdditionalProperties::Unspecified if view.is_base => Some(Type::Any),
            AdditionalProperties::Unspecified | AdditionalProperties::Forbidden => None,
        };
        if additional.is_none() {
            // Required, and not described: it has to be there all the same.
            for wire in view.required.iter().filter(|name| !view.properties.contains_key(*name)) {
                fields.push(Field {
                    wire: wire.clone(),
                    name: namer.unique_snake(&names::snake_name(wire)),
                    ty: Type::Any,
                    nullable: false,
                    presence: Presence::Required,
                    documentation: None,
                    deprecated: false,
                });
            }
        }
        let additional = additional.map(|ty| (namer.unique_snake("additional_properties"), ty));
        Struct { fields, additional, closed: view.additional == AdditionalProperties::Forbidden }
    }

    /// The field for a property, all of whose schemas hold.
    fn field(
        &mut self,
        wire: &str,
        name: String,
        schemas: &[SchemaRef],
        required: bool,
        parent: &str,
        uses: Use,
    ) -> Field {
        let ty = self.merged_type(schemas, &format!("{parent}{}", names::type_name(wire)), uses);
        let parts: Vec<_> = schemas.iter().map(|reference| self.schema(*reference)).collect();
        let default = parts.iter().find_map(|schema| schema.default());
        let one_way = parts
            .iter()
            .any(|schema| (schema.flag("readOnly") && uses.request) || (schema.flag("writeOnly") && uses.response));
        let inline = |reference: &&SchemaRef| matches!(reference, SchemaRef::Inline(_));
        let described = schemas.iter().filter(inline).find_map(|reference| documentation(self.schema(*reference)));
        let deprecated = schemas.iter().filter(inline).any(|reference| self.schema(*reference).flag("deprecated"));
        let nullable = schemas.iter().all(|reference| self.view(*reference).nullable);
        let default = default.filter(|value| nullable || !value.is_null() || self.is_any(&ty));
        let presence = match default {
            Some(default) if !required => Presence::Default(default),
            _ if required && !one_way => Presence::Required,
            _ => Presence::Optional,
        };
        Field {
            wire: wire.to_owned(),
            name,
            // A value of any type may be null; only `Option` of it needs to tell null from absence.
            nullable: if self.is_any(&ty) { presence == Presence::Optional } else { nullable },
            ty,
            presence,
            documentation: described,
            deprecated,
        }
    }

    /// Whether the type holds any JSON, null included.
    pub(super) fn is_any(&self, ty: &Type) -> bool {
        match ty {
            Type::Any => true,
            Type::Named(id) => {
                // A component that is not decided yet is told by its schema.
                matches!(self.types[id.0].kind(), None | Some(TypeKind::Alias(Type::Any)))
                    && self.types[id.0].schema.is_none_or(|reference| says_no_form(self.schema(reference)))
            }
            _ => false,
        }
    }

    /// The type of values that satisfy every one of `schemas`.
    fn merged_type(&mut self, schemas: &[SchemaRef], stem: &str, uses: Use) -> Type {
        if let [one] = schemas {
            return self.type_of(*one, stem);
        }
        let views: Vec<(SchemaRef, Rc<View>)> =
            schemas.iter().map(|reference| (*reference, self.view(*reference))).collect();
        let shaping: Vec<_> = views.iter().filter(|(_, view)| view.is_shaping()).collect();
        match shaping.as_slice() {
            [] => return Type::Any,
            [(one, _)] => return self.type_of(*one, stem),
            _ => {}
        }
        // What says nothing but the type that the others have, too, changes no form.
        let strong: Vec<_> = shaping.iter().filter(|(_, view)| view.shapes_beyond_type()).collect();
        if let [(one, view)] = strong.as_slice()
            && shaping.iter().all(|(_, other)| other.schema_type.is_none() || other.schema_type == view.schema_type)
        {
            return self.type_of(*one, stem);
        }
        // Repetitions of one form: the type of the first, without hoisting the others.
        let (first, rest) = shaping.split_first().expect("there are several");
        if let (Class::Plain(ty), true) =
            (classify(&first.1), rest.iter().all(|(_, view)| same_plain(&classify(view), &classify(&first.1))))
        {
            return ty;
        }
        let mut merged = (*first.1).clone();
        for (_, view) in rest {
            merged = match merged.clone().merge(view) {
                Ok(merged) => merged,
                Err(reason) => {
                    let location = view.location.clone();
                    let message = format!("no value satisfies all of `allOf`: a property would be {reason}");
                    self.nothing(&location, message, "let the schemas of the property agree");
                    View { is_opaque: true, ..merged }
                }
            };
        }
        self.synthetic(&merged, stem, uses)
    }

    /// The type of items that satisfy several schemas.
    fn items_type(&mut self, schemas: &[SchemaRef], stem: &str) -> Type {
        let nullable = schemas.iter().all(|schema| self.view(*schema).nullable);
        let uses = schemas.iter().fold(Use::default(), |mut uses, schema| {
            uses.add(self.uses_of(*schema));
            uses
        });
        let ty = self.merged_type(schemas, stem, uses);
        if nullable && ty != Type::Any { Type::Nullable(Box::new(ty)) } else { ty }
    }

    /// The type of a view that no schema holds alone.
    pub(super) fn synthetic(&mut self, view: &View, stem: &str, uses: Use) -> Type {
        let class = classify(view);
        if let Some(ty) = self.without_definition(&class, stem) {
            return ty;
        }
        self.unfolded += 1;
        if self.unfolded > MAX_UNFOLDED {
            if self.unfolded == MAX_UNFOLDED + 1 {
                let message = format!("the schemas of the document unfold to more than {MAX_UNFOLDED} types");
                let help = "give alternatives that several schemas extend a component of their own, and refer to it";
                self.error("unsupported-composition", &view.location, message, help);
            }
            return Type::Any;
        }
        let (id, name) = self.declare(stem, None, uses);
        let kind = self.kind(class, view, &name, uses);
        self.types[id.0].defined = Some((kind, false));
        Type::Named(id)
    }
}

fn says_no_form(schema: &Schema) -> bool {
    schema.schema_type().is_none()
        && schema.properties().is_empty()
        && schema.items().is_none()
        && schema.composition().next().is_none()
        && schema.additional_properties() == AdditionalProperties::Unspecified
}

fn variants<T>(values: Vec<T>, name: impl Fn(&T) -> String) -> Vec<Variant<T>> {
    let mut namer = Namer::default();
    values.into_iter().map(|value| Variant { name: namer.unique(&name(&value)), value }).collect()
}

fn same_plain(left: &Class, right: &Class) -> bool {
    matches!((left, right), (Class::Plain(left), Class::Plain(right)) if left == right)
}

/// The type, an object being told by its properties too.
pub(super) fn shape_of(view: &View) -> Option<SchemaType> {
    view.schema_type.or_else(|| (!view.properties.is_empty()).then_some(SchemaType::Object))
}

pub(super) fn classify(view: &View) -> Class {
    if view.is_opaque {
        return Class::Plain(Type::Any);
    }
    if let Some(other) = view.wraps {
        return Class::Other(other);
    }
    if let Some(union) = &view.union {
        return Class::Union(union.clone());
    }
    if let Some(values) = &view.values
        && let Some(class) = enumeration(values, view.schema_type)
    {
        return class;
    }
    match view.schema_type {
        Some(SchemaType::Boolean) => Class::Plain(Type::Boolean),
        Some(SchemaType::Integer) => Class::Plain(match view.format.as_deref() {
            Some("int32") => Type::Int32,
            Some("int64") => Type::Int64,
            _ if view.is_unsigned => Type::UInt64,
            _ => Type::Int64,
        }),
        Some(SchemaType::Number) => Class::Plain(Type::Number),
        Some(SchemaType::String) => Class::Plain(match view.format.as_deref() {
            Some("date-time") => Type::DateTime,
            Some("date") => Type::Date,
            Some("uuid") => Type::Uuid,
            Some("byte") => Type::Base64,
            _ => Type::String,
        }),
        Some(SchemaType::Array) => Class::Array(view.items.clone()),
        Some(SchemaType::Object) => object(view),
        None if !view.items.is_empty() && view.properties.is_empty() => Class::Array(view.items.clone()),
        None if !view.properties.is_empty() || view.additional != AdditionalProperties::Unspecified => object(view),
        None => Class::Plain(Type::Any),
    }
}

fn object(view: &View) -> Class {
    if !view.properties.is_empty() {
        return Class::Struct;
    }
    match view.additional {
        AdditionalProperties::Schema(values) => Class::Map(Some(values)),
        AdditionalProperties::Allowed | AdditionalProperties::Unspecified => Class::Map(None),
        AdditionalProperties::Forbidden => Class::Struct,
    }
}

/// A Rust enum, where all values are strings or all are integers; null is told by `nullable`.
fn enumeration(values: &[Json], schema_type: Option<SchemaType>) -> Option<Class> {
    let untyped_null = schema_type.is_none() && values.contains(&Json::Null);
    let present: Vec<&Json> = values.iter().filter(|value| !value.is_null()).collect();
    if present.is_empty() || untyped_null {
        return None;
    }
    if let Some(texts) = present.iter().map(|value| value.as_str().map(str::to_owned)).collect() {
        return Some(Class::StringEnum(texts));
    }
    if matches!(schema_type, None | Some(SchemaType::Integer))
        && let Some(numbers) = present.iter().map(|value| value.as_i64()).collect()
    {
        return Some(Class::IntegerEnum(numbers));
    }
    None
}
