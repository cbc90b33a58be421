//! Types of schemas: which Rust type each is, and the definitions of those that need one.

use std::{collections::btree_map::Entry, rc::Rc};

use serde_json::Value as Json;

use super::{
    Declared, Lowering, derives, documentation,
    usage::Use,
    view::{UnionView, Values, View},
};
use crate::ir::{
    Additional, Field, Presence, Struct, Type, TypeId, TypeKind, Variant,
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
    /// A string that holds JSON.
    JsonText(SchemaRef),
    /// With every schema that its items have to satisfy.
    Array(Vec<SchemaRef>),
    /// With every schema of each of its items.
    Tuple(Vec<Vec<SchemaRef>>),
    /// An array of items of several forms.
    Mixed(Vec<SchemaRef>),
    /// With the forms that values can have; any, where there are none.
    Map(Vec<SchemaRef>),
    Struct,
    StringEnum(Values),
    IntegerEnum(Values),
    Constant(Json),
    Union(UnionView),
    /// A list of types.
    Types(Vec<SchemaType>),
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
        or_null(ty, self.view(reference).nullable)
    }

    /// The items of a schema that is an array and not null, looking through names.
    pub(super) fn items_of(&mut self, reference: SchemaRef, stem: &str) -> Option<Type> {
        let view = self.view(reference);
        match classify(&view) {
            Class::Array(_) | Class::Mixed(_) if !view.nullable => match self.type_of(reference, stem) {
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
        let stated = schema.and_then(|id| self.given_name(SchemaRef::Inline(id)));
        let name = stated.unwrap_or_else(|| self.unique_type(stem));
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
            derives: documented.map(derives).unwrap_or_default(),
        });
        (TypeId(self.types.len() - 1), name)
    }

    /// The type, where it can be written down without declaring one.
    fn without_definition(&mut self, class: &Class, stem: &str) -> Option<Type> {
        Some(match class {
            Class::Other(other) => self.type_of(*other, stem),
            Class::Plain(ty) => ty.clone(),
            Class::JsonText(inside) => {
                Type::JsonText(Box::new(self.nullable_type_of(*inside, &format!("{stem}Content"))))
            }
            Class::Array(items) => Type::Array(Box::new(self.items_type(items, &format!("{stem}Item")))),
            Class::Tuple(items) => {
                let items = items.iter().enumerate();
                Type::Tuple(
                    items.map(|(index, one)| self.items_type(one, &format!("{stem}Item{}", index + 1))).collect(),
                )
            }
            Class::Mixed(forms) => Type::Array(Box::new(self.type_of_forms(forms, &format!("{stem}Item")))),
            Class::Map(forms) => Type::Map(Box::new(self.type_of_forms(forms, &format!("{stem}Value")))),
            Class::Struct
            | Class::StringEnum(_)
            | Class::IntegerEnum(_)
            | Class::Constant(_)
            | Class::Union(_)
            | Class::Types(_) => return None,
        })
    }

    fn kind(&mut self, class: Class, view: &View, name: &str, uses: Use) -> TypeKind {
        match class {
            Class::Struct => TypeKind::Struct(self.structure(view, name, uses)),
            Class::StringEnum(values) => {
                let mut namer = self.reserve(values.named.iter().map(|(_, name)| name));
                let name = |_: &Self, value: &String, _: &Option<SchemaRef>| names::variant_name(value);
                let variants = self.variants(&values, &mut namer, |value| value.as_str().map(str::to_owned), name);
                TypeKind::StringEnum { variants, other: values.is_open.then(|| namer.unique("Other")) }
            }
            Class::IntegerEnum(values) => {
                let name = |lowering: &Self, value: &i64, described: &Option<SchemaRef>| {
                    let title = described.and_then(|described| lowering.schema(described).title());
                    match (title, value) {
                        (Some(title), _) => names::variant_name(title),
                        (None, 0..) => format!("Value{value}"),
                        (None, _) => format!("Minus{}", value.unsigned_abs()),
                    }
                };
                let mut namer = self.reserve(values.named.iter().map(|(_, name)| name));
                TypeKind::IntegerEnum(self.variants(&values, &mut namer, Json::as_i64, name))
            }
            Class::Constant(value) => TypeKind::Constant(value),
            Class::Union(union) => TypeKind::Union(self.union(view, &union, name, uses)),
            Class::Types(types) => TypeKind::Union(self.union_of_types(view, &types, name, uses)),
            class => TypeKind::Alias(self.without_definition(&class, name).unwrap_or(Type::Any)),
        }
    }

    fn structure(&mut self, view: &View, name: &str, uses: Use) -> Struct {
        let stated: Vec<_> = view.properties.values().map(|schemas| self.given_field(schemas)).collect();
        let mut namer = self.reserve(stated.iter().flatten());
        let mut fields = Vec::new();
        for ((wire, schemas), stated) in view.properties.iter().zip(stated) {
            let field = match stated {
                Some(name) => name.text,
                None => namer.unique_snake(&names::snake_name(wire)),
            };
            fields.push(self.field(wire, field, schemas, view.required.contains(wire), name, uses));
        }
        let additional = self.additional(view, name);
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
        let additional = additional.map(|(ty, patterns)| Additional {
            field: namer.unique_snake("additional_properties"),
            ty,
            patterns,
        });
        Struct { fields, additional, closed: view.additional == AdditionalProperties::Forbidden }
    }

    /// The type of the properties that have no field of their own, and the patterns that their names match, where others
    /// are not kept.
    fn additional(&mut self, view: &View, name: &str) -> Option<(Type, Vec<String>)> {
        let stem = format!("{name}AdditionalProperty");
        match view.additional {
            AdditionalProperties::Allowed => Some((Type::Any, Vec::new())),
            AdditionalProperties::Unspecified if !view.patterns.is_empty() => {
                let forms = forms_of_values(view);
                Some((self.type_of_forms(&forms, &stem), view.patterns.keys().cloned().collect()))
            }
            // The properties of those that extend the base.
            AdditionalProperties::Unspecified => view.is_base.then(|| (Type::Any, Vec::new())),
            AdditionalProperties::Forbidden if view.patterns.is_empty() => None,
            AdditionalProperties::Forbidden | AdditionalProperties::Schema(_) => {
                let forms = forms_of_values(view);
                Some((self.type_of_forms(&forms, &stem), Vec::new()))
            }
        }
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
        let default = default.filter(|value| nullable || !value.is_null() || self.holds_null(&ty));
        let presence = match default {
            Some(default) if !required => Presence::Default(default),
            _ if required && !one_way => Presence::Required,
            _ => Presence::Optional,
        };
        Field {
            wire: wire.to_owned(),
            name,
            // A value of any type may be null; only `Option` of it needs to tell null from absence.
            nullable: if self.holds_null(&ty) { presence == Presence::Optional } else { nullable },
            ty,
            presence,
            documentation: described,
            deprecated,
        }
    }

    /// Whether null is a value of the type itself: of any JSON, and of null alone.
    pub(super) fn holds_null(&mut self, ty: &Type) -> bool {
        let Type::Named(id) = ty else { return matches!(ty, Type::Any | Type::Null) };
        match (self.types[id.0].kind(), self.types[id.0].schema) {
            (Some(TypeKind::Alias(Type::Null)), _) => true,
            (Some(TypeKind::Alias(Type::Any)), schema) => {
                schema.is_none_or(|reference| says_no_form(self.schema(reference)))
            }
            // A component that is not decided yet is told by its schema.
            (None, Some(reference)) => {
                let view = self.view(reference);
                match classify(&view) {
                    Class::Plain(Type::Any) => says_no_form(self.schema(reference)),
                    Class::Plain(ty) => ty == Type::Null,
                    _ => false,
                }
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
            && shaping.iter().all(|(_, other)| other.types.is_empty() || other.types == view.types)
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

    /// The type of items that satisfy each of these schemas.
    fn items_type(&mut self, schemas: &[SchemaRef], stem: &str) -> Type {
        match schemas {
            [] => return Type::Any,
            [one] => return self.nullable_type_of(*one, stem),
            _ => {}
        }
        let nullable = schemas.iter().all(|schema| self.view(*schema).nullable);
        let uses = self.uses_of_all(schemas);
        let ty = self.merged_type(schemas, stem, uses);
        or_null(ty, nullable)
    }

    /// The type of values of which each satisfies one of these schemas: theirs, where all have the same, or else an enum
    /// of them; any, where there are none.
    pub(super) fn type_of_forms(&mut self, forms: &[SchemaRef], stem: &str) -> Type {
        let Some(first) = forms.first() else { return Type::Any };
        let (nulls, others): (Vec<_>, Vec<_>) =
            forms.iter().copied().partition(|form| self.schema(*form).is_only_null());
        let mut distinct: Vec<(Type, SchemaRef)> = Vec::new();
        let mut nullable = !nulls.is_empty();
        for form in others {
            nullable |= self.view(form).nullable;
            let ty = self.type_of(form, stem);
            if !distinct.iter().any(|(other, _)| *other == ty) {
                distinct.push((ty, form));
            }
        }
        match distinct.as_slice() {
            [] => Type::Null,
            [(ty, _)] => or_null(ty.clone(), nullable),
            several if several.iter().any(|(ty, _)| *ty == Type::Any) => Type::Any,
            several => {
                let branches: Vec<SchemaRef> = several.iter().map(|(_, form)| *form).collect();
                let uses = self.uses_of_all(&branches);
                let location = self.schema(*first).location.clone();
                let union = Some(UnionView { any_of: true, branches, discriminator: None });
                let ty = self.synthetic(&View { union, ..View::any(location) }, stem, uses);
                or_null(ty, nullable)
            }
        }
    }

    fn uses_of_all(&self, schemas: &[SchemaRef]) -> Use {
        schemas.iter().fold(Use::default(), |mut uses, schema| {
            uses.add(self.uses_of(*schema));
            uses
        })
    }

    /// The variants of the values that `read` gives.
    fn variants<T>(
        &mut self,
        values: &Values,
        namer: &mut Namer,
        read: impl Fn(&Json) -> Option<T>,
        name: impl Fn(&Self, &T, &Option<SchemaRef>) -> String,
    ) -> Vec<Variant<T>> {
        let of = |json: &Json| {
            let value = read(json)?;
            let described = values.described.iter().find(|(other, _)| other == json).map(|(_, described)| *described);
            let stated = values.named.iter().find(|(other, _)| other == json).map(|(_, stated)| stated);
            let name = match stated {
                Some(stated) => {
                    self.used_names.insert(stated.location.clone());
                    stated.text.clone()
                }
                None => namer.unique(&name(self, &value, &described)),
            };
            let documentation = described.and_then(|described| documentation(self.schema(described)));
            Some(Variant { name, value, documentation })
        };
        values.listed.iter().filter_map(of).collect()
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

fn or_null(ty: Type, nullable: bool) -> Type {
    if nullable && !matches!(ty, Type::Any | Type::Null) { Type::Nullable(Box::new(ty)) } else { ty }
}

fn says_no_form(schema: &Schema) -> bool {
    schema.types().next().is_none()
        && schema.properties().is_empty()
        && schema.items().is_none()
        && schema.composition().next().is_none()
        && schema.additional_properties() == AdditionalProperties::Unspecified
}

fn same_plain(left: &Class, right: &Class) -> bool {
    matches!((left, right), (Class::Plain(left), Class::Plain(right)) if left == right)
}

/// The type, an object being told by its properties too.
pub(super) fn shape_of(view: &View) -> Option<SchemaType> {
    let is_object = view.types.is_empty() && !view.properties.is_empty();
    view.schema_type().or_else(|| is_object.then_some(SchemaType::Object))
}

pub(super) fn classify(view: &View) -> Class {
    if let Some(given) = &view.given {
        return Class::Plain(Type::Given(given.clone()));
    }
    if view.is_opaque {
        return Class::Plain(Type::Any);
    }
    if let Some(other) = view.wraps {
        return Class::Other(other);
    }
    if view.is_null {
        return Class::Plain(Type::Null);
    }
    if let Some(union) = &view.union {
        return Class::Union(union.clone());
    }
    if view.types.len() > 1 {
        let is_there = |one: &&SchemaType| {
            view.values.as_ref().is_none_or(|values| values.listed.iter().any(|value| one.holds(value)))
        };
        let types: Vec<SchemaType> = view.types.iter().filter(is_there).copied().collect();
        return match types.as_slice() {
            [] => Class::Plain(Type::Any),
            [one] => classify(&view.of_type(*one)),
            _ => Class::Types(types),
        };
    }
    if let Some(class) = view.values.as_ref().and_then(|values| enumeration(values, view.schema_type())) {
        return class;
    }
    match view.schema_type() {
        Some(SchemaType::Boolean) => Class::Plain(Type::Boolean),
        Some(SchemaType::Integer) => Class::Plain(match view.format.as_deref() {
            Some("int32") => Type::Int32,
            Some("int64") => Type::Int64,
            _ if view.is_unsigned => Type::UInt64,
            _ => Type::Int64,
        }),
        Some(SchemaType::Number) => Class::Plain(Type::Number),
        Some(SchemaType::String) if let Some(inside) = view.inside => Class::JsonText(inside),
        Some(SchemaType::String) => Class::Plain(match view.format.as_deref() {
            Some("date-time") => Type::DateTime,
            Some("date") => Type::Date,
            Some("uuid") => Type::Uuid,
            Some("ipv4") => Type::Ipv4,
            Some("ipv6") => Type::Ipv6,
            Some("byte") => Type::Base64,
            _ => Type::String,
        }),
        Some(SchemaType::Array) => array(view),
        Some(SchemaType::Object) => object(view),
        None if !(view.items.is_empty() && view.prefix.is_empty()) && view.properties.is_empty() => array(view),
        None if !view.properties.is_empty()
            || !view.patterns.is_empty()
            || view.additional != AdditionalProperties::Unspecified =>
        {
            object(view)
        }
        None => Class::Plain(Type::Any),
    }
}

/// More items than this have no tuple: the standard library's traits end there.
const MAX_TUPLE: usize = 12;

fn array(view: &View) -> Class {
    let own = view.prefix.len();
    if own == 0 {
        return Class::Array(view.items.clone());
    }
    let is_within = view.max_items.is_some_and(|most| most <= own as u64);
    if own <= MAX_TUPLE && view.min_items == own as u64 && (is_within || view.is_closed_array) {
        return Class::Tuple(view.prefix.clone());
    }
    let rest = if is_within || view.is_closed_array { &[] } else { view.items.as_slice() };
    let are_known = is_within || view.is_closed_array || !rest.is_empty();
    let forms: Vec<SchemaRef> = view.prefix.iter().map(Vec::as_slice).chain([rest]).flatten().copied().collect();
    // Of several schemas that all hold of an item, no one has its form.
    let are_single = rest.len() <= 1 && view.prefix.iter().all(|schemas| schemas.len() == 1);
    if are_known && are_single { Class::Mixed(forms) } else { Class::Array(Vec::new()) }
}

fn object(view: &View) -> Class {
    let keeps_some = view.additional == AdditionalProperties::Unspecified && !view.patterns.is_empty();
    if !view.properties.is_empty() || keeps_some {
        return Class::Struct;
    }
    match view.additional {
        AdditionalProperties::Allowed | AdditionalProperties::Unspecified => Class::Map(Vec::new()),
        AdditionalProperties::Forbidden if view.patterns.is_empty() => Class::Struct,
        AdditionalProperties::Forbidden | AdditionalProperties::Schema(_) => Class::Map(forms_of_values(view)),
    }
}

/// The schemas of properties that have no name of their own.
fn forms_of_values(view: &View) -> Vec<SchemaRef> {
    let additional = match view.additional {
        AdditionalProperties::Schema(values) => Some(values),
        _ => None,
    };
    view.patterns.values().copied().chain(additional).collect()
}

/// A Rust enum, where all values are strings or all are integers; null is told by `nullable`. What is one value of another
/// kind, or a constant, is a type of its own.
fn enumeration(values: &Values, schema_type: Option<SchemaType>) -> Option<Class> {
    let is_integer = matches!(schema_type, None | Some(SchemaType::Integer));
    match values.listed.as_slice() {
        [one] if values.is_constant => Some(Class::Constant(one.clone())),
        listed if listed.iter().all(Json::is_string) => Some(Class::StringEnum(values.clone())),
        listed if is_integer && listed.iter().all(Json::is_i64) => Some(Class::IntegerEnum(values.clone())),
        [one] => Some(Class::Constant(one.clone())),
        _ => None,
    }
}
