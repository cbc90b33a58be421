//! `oneOf` and `anyOf` as enums: their branches, and which values of a discriminator name each.

use super::{
    Lowering,
    definitions::{Class, classify, shape_of},
    usage::Use,
    view::{UnionView, View},
};
use crate::ir::{
    Branch, Type, Union,
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
                && (base.schema_type.is_none() || base.schema_type == shape_of(&branch_view));
            let ty = if alone {
                self.nullable_type_of(*reference, &stem)
            } else {
                match base.clone().merge(&branch_view) {
                    Ok(merged) => self.synthetic(&merged, &stem, uses),
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
            branches.push(Branch { variant, ty, schema: *reference, tags, holds_tag });
        }
        let discriminator = union.discriminator.as_ref().map(|discriminator| discriminator.property.clone());
        let mapping = union.discriminator.as_ref().map(|discriminator| discriminator.mapping.clone());
        let loses = union.any_of && discriminator.is_none() && objects > 1;
        let several = loses.then(|| namer.unique("Several"));
        Union { discriminator, branches, mapping: mapping.unwrap_or_default(), any_of: union.any_of, several }
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
        if !requires && view.union.is_none() {
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

    fn branch_name(&self, reference: SchemaRef, view: &View) -> String {
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
                Type::Base64 => "Base64",
                _ => "Any",
            },
            Class::Array(_) => "Array",
            Class::Map(_) => "Map",
            Class::Struct => "Object",
            Class::StringEnum(_) | Class::IntegerEnum(_) => "Constant",
            Class::Union(_) => "Alternative",
        };
        name.to_owned()
    }
}
