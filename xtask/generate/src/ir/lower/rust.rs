//! `x-rust-…`: names, types and derived traits that a document or an overlay gives.
//!
//! What is wrong with one by itself is found before anything is named; clashes are found where names are given out.

use std::collections::{HashMap, HashSet};

use super::{Lowering, RESERVED};
use crate::ir::{
    TypeKind,
    names::{Namer, is_keyword},
};
use roster_document::{Diagnostic, Diagnostics, Document, Location, SchemaId, SchemaRef, Stated};

/// Refuses what is no name, no type and no trait.
pub(super) fn check(document: &Document, diagnostics: &mut Diagnostics) {
    for operation in &document.operations {
        let parameters = operation.parameters.iter().filter_map(|parameter| parameter.rust_name.as_ref());
        operation.rust_name.iter().chain(parameters).for_each(|name| check_snake(name, diagnostics));
    }
    for name in type_names(document).filter(|name| RESERVED.contains(&name.text.as_str())) {
        let message = format!("`{}` is a name that generated code has another use for", name.text);
        report(&name.location, message, "choose another name", diagnostics);
    }
    let components: HashSet<SchemaId> = document.schemas.components().values().copied().collect();
    for (index, schema) in document.schemas.all().iter().enumerate() {
        let Some(rust) = &schema.rust else { continue };
        if let Some(name) = &rust.name {
            let is_component = components.contains(&SchemaId(index));
            match is_component || is_camel(&name.text) {
                true => check_camel(&name.text, &name.location, diagnostics),
                false => check_snake(name, diagnostics),
            }
        }
        for (value, name) in &rust.variants {
            check_camel(name, &value.location, diagnostics);
            let is_listed = schema.enumeration().iter().any(|listed| text_of(listed) == value.text);
            if !is_listed {
                let message = format!("`{}` is none of the values of the schema's `enum`", value.text);
                report(&value.location, message, "write the value as it stands there", diagnostics);
            }
        }
        if let Some(ty) = rust.ty.as_ref().filter(|ty| syn::parse_str::<syn::Type>(&ty.text).is_err()) {
            let message = format!("`{}` is not a type of Rust", ty.text);
            report(&ty.location, message, "write a path: `std::num::NonZeroU64`, `crate::Money`", diagnostics);
        }
        for derive in rust.derive.iter().filter(|derive| syn::parse_str::<syn::Path>(&derive.text).is_err()) {
            let message = format!("`{}` is not the path of a trait", derive.text);
            report(&derive.location, message, "write a path: `Eq`, `strum::EnumIter`", diagnostics);
        }
    }
}

/// The names that schemas give to their types.
pub(super) fn type_names(document: &Document) -> impl Iterator<Item = &Stated> {
    let components: HashSet<SchemaId> = document.schemas.components().values().copied().collect();
    document.schemas.all().iter().enumerate().filter_map(move |(index, schema)| {
        let name = schema.rust.as_ref()?.name.as_ref()?;
        // One value is a variant of an enum.
        let is_value = schema.value("const").is_some() || schema.enumeration().len() == 1;
        (is_camel(&name.text) && (!is_value || components.contains(&SchemaId(index)))).then_some(name)
    })
}

fn report(place: &Location, message: String, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::error("rust-extension", place, message, help));
}

fn clash(name: &Stated, first: &Location, diagnostics: &mut Diagnostics) {
    let message = format!("the name `{}` is taken, at {first}", name.text);
    report(&name.location, message, "choose another name for one of the two", diagnostics);
}

fn check_identifier(text: &str, place: &Location, diagnostics: &mut Diagnostics) -> bool {
    // Those four cannot be raw identifiers.
    let is_word = is_keyword(text) || ["self", "Self", "super", "crate"].contains(&text);
    let message = match syn::parse_str::<proc_macro2::Ident>(text) {
        _ if is_word => format!("`{text}` is a keyword of Rust"),
        Err(_) => format!("`{text}` is not an identifier of Rust"),
        Ok(_) => return true,
    };
    report(place, message, "choose another name, of letters, digits and `_`", diagnostics);
    false
}

fn check_snake(name: &Stated, diagnostics: &mut Diagnostics) {
    if check_identifier(&name.text, &name.location, diagnostics) && name.text.chars().any(char::is_uppercase) {
        let message = format!("`{}` is not in snake case", name.text);
        report(&name.location, message, "write it in small letters, with `_` between words", diagnostics);
    }
}

fn check_camel(text: &str, place: &Location, diagnostics: &mut Diagnostics) {
    if check_identifier(text, place, diagnostics) && (!is_camel(text) || text.contains('_')) {
        let message = format!("`{text}` is the name of a type or a variant, and not in camel case");
        report(place, message, "begin each word with a capital letter, without `_`", diagnostics);
    }
}

fn is_camel(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
}

/// A value as `x-rust-variants` has it.
pub(super) fn text_of(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Lowering<'_> {
    /// What a schema calls itself: a type or a variant where `camel`, else a field.
    fn stated_name(&self, schema: SchemaRef, camel: bool) -> Option<&Stated> {
        let name = self.schema(schema).rust.as_ref()?.name.as_ref()?;
        (is_camel(&name.text) == camel).then_some(name)
    }

    /// The name of a type, or of a variant.
    pub(super) fn given_name(&mut self, schema: SchemaRef) -> Option<String> {
        let name = self.stated_name(schema, true)?.clone();
        self.used_names.insert(name.location);
        Some(name.text)
    }

    /// The field for a property that all of these describe.
    pub(super) fn given_field(&mut self, schemas: &[SchemaRef]) -> Option<Stated> {
        let inline = schemas.iter().filter(|schema| matches!(schema, SchemaRef::Inline(_)));
        let name = inline.filter_map(|schema| self.stated_name(*schema, false)).next()?.clone();
        self.used_names.insert(name.location.clone());
        Some(name)
    }

    /// The names of one scope that are given, told where two are one; others come after them.
    pub(super) fn reserve<'a>(&mut self, names: impl Iterator<Item = &'a Stated>) -> Namer {
        let mut namer = Namer::default();
        let mut taken: HashMap<&str, &Location> = HashMap::new();
        for name in names {
            match taken.get(name.text.as_str()) {
                Some(first) if **first != name.location => clash(name, first, &mut self.diagnostics),
                _ => {
                    taken.insert(&name.text, &name.location);
                    namer.unique(&name.text);
                }
            }
        }
        namer
    }

    /// Tells of names that nothing has, and of traits that nothing derives.
    pub(super) fn report_unused(&mut self) {
        let derives = self.types.iter().filter(|declared| matches!(declared.kind(), Some(TypeKind::Alias(_))));
        let schemas = derives.filter_map(|declared| self.schema(declared.schema?).rust.as_ref()?.derive.first());
        let idle: Vec<Location> = schemas.map(|derive| derive.location.clone()).collect();
        for place in idle {
            self.diagnostics.push(Diagnostic::warning(
                "rust-extension",
                &place,
                "the schema is only another name of a type, and derives nothing",
                "remove `x-rust-derive`, or move it to the schema of that type",
            ));
        }
        let schemas = self.document.schemas.all().iter().filter_map(|schema| schema.rust.as_ref());
        let unused: Vec<Stated> = schemas
            .filter_map(|rust| rust.name.clone())
            .filter(|name| !self.used_names.contains(&name.location))
            .collect();
        for name in unused {
            let kind = if is_camel(&name.text) { "type or variant" } else { "field" };
            self.diagnostics.push(Diagnostic::warning(
                "rust-extension",
                &name.location,
                format!("no {kind} is made of the schema that could be called `{}`", name.text),
                "remove it, or move it to the schema of a property, a component or a value",
            ));
        }
    }
}
