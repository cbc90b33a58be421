//! Values of generated types, as somebody would write them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::rust::ident,
    ir::{Api, Choice, Field, Presence, Struct, Type, TypeDefinition, TypeKind},
};
use roster_document::SchemaRef;

pub(super) struct Literal {
    pub(super) code: TokenStream,
    /// Whether it has a value of its own, or is only empty.
    pub(super) is_telling: bool,
}

/// How deep values are written out.
const DEPTH: usize = 5;

/// A value of this type, with the schema's example; `name` is what it is for.
pub(super) fn literal(api: &Api, ty: &Type, schema: Option<SchemaRef>, name: &str) -> Option<Literal> {
    let code = value(api, ty, schema, name, DEPTH)?;
    Some(Literal { is_telling: is_telling(api, ty), code })
}

fn is_telling(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Map(_) | Type::Any | Type::Null | Type::Nullable(_) => false,
        Type::Array(inner) | Type::Boxed(inner) => is_telling(api, inner),
        Type::Named(id) => match &api.types[id.0].kind {
            TypeKind::Struct(object) => !object.fields.is_empty(),
            TypeKind::Alias(inner) => is_telling(api, inner),
            _ => true,
        },
        _ => true,
    }
}

fn value(api: &Api, ty: &Type, schema: Option<SchemaRef>, name: &str, depth: usize) -> Option<TokenStream> {
    let depth = depth.checked_sub(1)?;
    let example = || example(api, schema);
    Some(match ty {
        Type::Boolean => quote!(true),
        Type::Int32 => {
            let number = example().and_then(|value| i32::try_from(value.as_i64()?).ok()).unwrap_or(1);
            let number = proc_macro2::Literal::i32_unsuffixed(number.max(0));
            quote!(#number)
        }
        Type::Int64 | Type::UInt64 => {
            let number = example().and_then(|value| value.as_u64()).filter(|number| *number < 100_000).unwrap_or(1);
            let number = proc_macro2::Literal::u64_unsuffixed(number);
            quote!(#number)
        }
        Type::Number => {
            let number = example().and_then(|value| value.as_f64()).filter(|number| *number >= 0.0).unwrap_or(1.0);
            let number = proc_macro2::Literal::f64_unsuffixed(number);
            quote!(#number)
        }
        Type::AnyNumber => quote!(1.into()),
        Type::String => {
            let text = example().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_else(|| name.to_owned());
            quote!(#text.to_owned())
        }
        Type::DateTime | Type::Date | Type::Uuid | Type::Any | Type::Map(_) => quote!(Default::default()),
        Type::Ipv4 => quote!(std::net::Ipv4Addr::LOCALHOST),
        Type::Ipv6 => quote!(std::net::Ipv6Addr::LOCALHOST),
        Type::Base64 | Type::JsonText(_) | Type::Given(_) => return None,
        Type::Null => quote!(()),
        Type::Array(items) => {
            let schema = schema.and_then(|schema| api.document.schemas.get(schema).items());
            let item = value(api, items, schema, name, depth)?;
            quote!(vec![#item])
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|item| value(api, item, None, name, depth)).collect::<Option<Vec<_>>>()?;
            quote!((#(#items,)*))
        }
        Type::Nullable(_) => quote!(None),
        Type::Boxed(inner) => {
            let inner = value(api, inner, schema, name, depth)?;
            quote!(Box::new(#inner))
        }
        Type::Named(id) => return named(api, &api.types[id.0], name, depth),
    })
}

fn named(api: &Api, definition: &TypeDefinition, name: &str, depth: usize) -> Option<TokenStream> {
    let path = ident(&definition.name);
    let path = quote!(stubs::#path);
    Some(match &definition.kind {
        TypeKind::Struct(object) => structure(api, definition, object, &path, depth)?,
        TypeKind::StringEnum { variants, .. } => {
            let variant = ident(&variants.first()?.name);
            quote!(#path::#variant)
        }
        TypeKind::IntegerEnum(variants) => {
            let variant = ident(&variants.first()?.name);
            quote!(#path::#variant)
        }
        TypeKind::Constant(_) => path,
        TypeKind::Alias(inner) => value(api, inner, definition.schema, name, depth)?,
        TypeKind::Newtype(inner) => {
            let inner = value(api, inner, definition.schema, name, depth)?;
            quote!(#path(#inner))
        }
        TypeKind::Union(union) => {
            // What tells the branches apart would have to be right in the value.
            let is_told = matches!(union.choice, Choice::Discriminator(..));
            let branch = union.branches.iter().find_map(|branch| {
                let inner = value(api, &branch.ty, None, name, depth)?;
                (!(is_told && branch.holds_tag)).then_some((ident(&branch.variant), inner))
            });
            let (variant, inner) = branch?;
            quote!(#path::#variant(#inner))
        }
    })
}

fn structure(
    api: &Api,
    definition: &TypeDefinition,
    object: &Struct,
    path: &TokenStream,
    depth: usize,
) -> Option<TokenStream> {
    let fields = object.fields.iter().map(|field| {
        let name = ident(&field.name);
        let schema = definition.schema.and_then(|schema| {
            let schema = api.document.schemas.get(schema);
            schema.properties().get(&field.wire).copied()
        });
        let value = field_value(api, field, schema, depth)?;
        Some(quote!(#name: #value))
    });
    let fields = fields.collect::<Option<Vec<_>>>()?;
    let additional = object.additional.as_ref().map(|additional| {
        let name = ident(&additional.field);
        quote!(#name: Default::default(),)
    });
    Some(quote!(#path { #(#fields,)* #additional }))
}

fn field_value(api: &Api, field: &Field, schema: Option<SchemaRef>, depth: usize) -> Option<TokenStream> {
    let is_plain =
        matches!(field.ty, Type::Boolean | Type::Int32 | Type::Int64 | Type::UInt64 | Type::Number | Type::String);
    let inner = || value(api, &field.ty, schema, &field.wire, depth);
    Some(match (&field.presence, field.nullable) {
        (Presence::Optional, false) if is_plain => {
            let inner = inner()?;
            quote!(Some(#inner))
        }
        (Presence::Optional, _) | (_, true) => quote!(None),
        (Presence::Required | Presence::Default(_), false) => inner()?,
    })
}

/// The first that the schema has.
fn example(api: &Api, schema: Option<SchemaRef>) -> Option<serde_json::Value> {
    let schema = api.document.schemas.get(schema?);
    let example = schema.value("example").or_else(|| schema.list("examples").first())?;
    Some(example.to_json())
}
