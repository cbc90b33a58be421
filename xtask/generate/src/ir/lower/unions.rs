//! `oneOf` and `anyOf` as enums: their branches, and which values of a discriminator name each.

use serde_json::Value as Json;

use super::{
    Lowering,
    definitions::{Class, classify, shape_of},
    usage::Use,
    view::{UnionView, View},
};
use crate::ir::{
    Branch, Choice, Type, Union,
    names::{self, Namer},
};
use roster_document::{Diagnostic, SchemaRef, SchemaType};

impl Lowering<'_> {
    pub(super) fn union(&mut self, view: &View, union: &UnionView, name: &str, uses: Use) -> Union {
        let mut base = view.clone();
        base.union = None;
        base.wraps = None;
        let mut namer = Namer::reserving(&["Self"]);
        let mut branches = Vec::new();
        let mut objects = 0;
        for reference in &union.branches {
            let branch_view = self.view(*reference);
            let variant = namer.unique(&self.branch_name(*reference, &branch_view));
            let stem = format!("{name}{variant}");
            objects += usize::from(shape_of(&branch_view) == Some(SchemaType::Object));
            // The base adds nothing to a branch that has its type already.
            let alone = !base.shapes_beyond_type()
                && base.required.is_empty()
                && (base.types.is_empty() || shape_of(&branch_view).is_some_and(|shape| base.types == [shape]));
            let ty = if alone {
                with_digits(self.nullable_type_of(*reference, &stem), &branch_view)
            } else {
                match base.clone().merge(&branch_view) {
                    Ok(merged) => with_digits(self.synthetic(&merged, &stem, uses), &merged),
                    Err(reason) => {
                        let message =
                            format!("an alternative does not go with what stands beside it: it would be {reason}");
                        let location = branch_view.location.clone();
                        self.nothing(&location, message, "let the schemas agree");
                        Type::Any
                    }
                }
            };
            let (tags, holds_tag) = self.tags(union, *reference, &base, &branch_view);
            branches.push(Branch { variant, ty, tags, holds_tag });
        }
        let schemas = union.branches.clone();
        let choice = match &union.discriminator {
            Some(discriminator) => Choice::Discriminator(discriminator.clone(), schemas),
            None => match (self.json_types(&schemas), self.constants(&schemas)) {
                (Some(types), _) => Choice::Type(types),
                (None, Some((property, values))) => Choice::Constant(property, values),
                (None, None) => Choice::Schema(schemas),
            },
        };
        let loses = union.any_of && matches!(choice, Choice::Schema(_)) && objects > 1;
        let several = loses.then(|| namer.unique("Several"));
        Union { choice, branches, several }
    }

    /// The JSON types of several schemas, where each has another one.
    fn json_types(&mut self, schemas: &[SchemaRef]) -> Option<Vec<SchemaType>> {
        let numeric = [SchemaType::Integer, SchemaType::Number];
        let mut types: Vec<SchemaType> = Vec::new();
        for schema in schemas {
            let view = self.view(*schema);
            let own = shape_of(&view).filter(|_| !(view.nullable || view.is_opaque))?;
            if types.iter().any(|other| *other == own || numeric.contains(other) && numeric.contains(&own)) {
                return None;
            }
            types.push(own);
        }
        Some(types)
    }

    /// A property that every one of several schemas requires, as a constant of its own: the first such, with the constants.
    fn constants(&mut self, schemas: &[SchemaRef]) -> Option<(String, Vec<Json>)> {
        let views: Vec<_> = schemas.iter().map(|schema| self.view(*schema)).collect();
        let (first, others) = views.split_first().filter(|(_, others)| !others.is_empty())?;
        first.required.iter().find_map(|property| {
            let mut values = Vec::new();
            for view in std::iter::once(first).chain(others) {
                let value = self.constant(view, property).filter(|value| !values.contains(value))?;
                values.push(value);
            }
            Some((property.clone(), values))
        })
    }

    /// The only value that a required property of objects can have.
    fn constant(&mut self, view: &View, property: &str) -> Option<Json> {
        let is_object = shape_of(view) == Some(SchemaType::Object) && !view.nullable && !view.is_opaque;
        if !is_object || !view.required.contains(property) {
            return None;
        }
        view.properties.get(property)?.iter().find_map(|schema| {
            let view = self.view(*schema);
            match &view.values.as_ref().filter(|values| !values.is_open)?.listed[..] {
                [Json::Number(number)] if number.is_f64() => None,
                [one] if !(view.nullable || one.is_array() || one.is_object()) => Some(one.clone()),
                _ => None,
            }
        })
    }

    /// The union of a list of types.
    pub(super) fn union_of_types(&mut self, view: &View, types: &[SchemaType], name: &str, uses: Use) -> Union {
        let branches = types.iter().map(|one| {
            let variant = names::type_name(one.name());
            let view = view.of_type(*one);
            let ty = with_digits(self.synthetic(&view, &format!("{name}{variant}"), uses), &view);
            Branch { variant, ty, tags: Vec::new(), holds_tag: true }
        });
        Union { branches: branches.collect(), choice: Choice::Type(types.to_vec()), several: None }
    }

    /// The discriminator's values for a branch, and whether the branch has the property.
    fn tags(&mut self, union: &UnionView, reference: SchemaRef, base: &View, view: &View) -> (Vec<String>, bool) {
        let Some(discriminator) = &union.discriminator else { return (Vec::new(), true) };
        // What has no name does not stand beside a discriminator.
        let Some(component) = self.document.schemas.component(reference).map(str::to_owned) else {
            return (Vec::new(), true);
        };
        let property = &discriminator.property;
        let holds = [base, view].iter().any(|view| view.properties.contains_key(property));
        let requires = [base, view].iter().any(|view| view.required.contains(property));
        let location = view.location.clone();
        // An alternative that has alternatives itself leaves the property to them.
        // Where there is a default, absence has a meaning.
        if !requires && view.union.is_none() && discriminator.default.is_none() {
            self.diagnostics.push(Diagnostic::warning(
                "optional-discriminator",
                &location,
                format!("`{component}` does not require `{property}`, by which the discriminator tells it"),
                "add it to `required`; without it the first alternative that fits is taken",
            ));
        }
        let mapped = discriminator.mapping.iter().filter(|(_, target)| *target == component);
        let mut tags: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
        if tags.is_empty() {
            tags.push(component);
        }
        (tags, holds)
    }

    fn branch_name(&mut self, reference: SchemaRef, view: &View) -> String {
        if let Some(name) = self.given_name(reference) {
            return name;
        }
        if let Some(component) = self.document.schemas.component(reference) {
            return names::type_name(component);
        }
        if let Some(title) = self.schema(reference).title() {
            return names::type_name(title);
        }
        let name = match classify(view) {
            Class::Other(other) => {
                return self.document.schemas.component(other).map_or_else(|| "Value".to_owned(), names::type_name);
            }
            Class::Plain(ty) => match ty {
                Type::Boolean => "Boolean",
                Type::Int32 | Type::Int64 | Type::UInt64 => "Integer",
                Type::Number => "Number",
                Type::String => "String",
                Type::DateTime => "DateTime",
                Type::Date => "Date",
                Type::Uuid => "Uuid",
                Type::Ipv4 => "Ipv4",
                Type::Ipv6 => "Ipv6",
                Type::Null => "Null",
                Type::Base64 => "Base64",
                _ => "Any",
            },
            Class::JsonText(_) => "Json",
            Class::Array(_) | Class::Tuple(_) | Class::Mixed(_) => "Array",
            Class::Map(_) => "Map",
            Class::Struct => "Object",
            Class::Constant(Json::String(text)) => return names::variant_name(&text),
            Class::Constant(Json::Number(number)) => return names::variant_name(&number.to_string()),
            Class::StringEnum(_) | Class::IntegerEnum(_) | Class::Constant(_) => "Constant",
            Class::Union(_) | Class::Types(_) => "Alternative",
        };
        name.to_owned()
    }
}

/// A number that stands for itself has no size to fit into: it comes back with the digits that it had.
fn with_digits(ty: Type, view: &View) -> Type {
    match ty {
        Type::Number if !matches!(view.format.as_deref(), Some("float" | "double")) => Type::AnyNumber,
        Type::Nullable(inner) => Type::Nullable(Box::new(with_digits(*inner, view))),
        other => other,
    }
}
