//! Rust that stubs and client spell alike: identifiers, and the types of values.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use roster_document::{Location, SchemaId};

use crate::ir::{
    Api, Item, ItemForm, Items, Type, TypeId,
    names::{is_keyword, snake_name},
};

/// A name of the IR, with `r#` where Rust needs it.
pub(super) fn ident(name: &str) -> Ident {
    if is_keyword(name) { Ident::new_raw(name, Span::call_site()) } else { Ident::new(name, Span::call_site()) }
}

/// A line of documentation: without control characters, and without those that change the direction of text, which the
/// compiler refuses.
pub(super) fn shown(line: &str) -> String {
    let turns = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let line = line.replace('\t', "    ");
    line.chars().filter(|character| !character.is_control() && !turns(*character)).collect()
}

/// A type definition that derives more than it does by itself.
pub(super) fn with_derives(item: TokenStream, derives: &[String]) -> TokenStream {
    if derives.is_empty() {
        return item;
    }
    let name = |path: &str| path.rsplit("::").next().unwrap_or(path).trim().to_owned();
    let mut own = own_derives(&item);
    // Some implement them without deriving them.
    own.extend(["Deserialize", "Serialize"].map(str::to_owned));
    let more = derives.iter().filter(|path| !own.contains(&name(path)));
    let more: Vec<TokenStream> = more.map(|path| path.parse().expect("what is no path was refused")).collect();
    if more.is_empty() { item } else { quote!(#[derive(#(#more),*)] #item) }
}

/// The traits that an item derives at its top, by their names.
fn own_derives(item: &TokenStream) -> HashSet<String> {
    let mut tokens = item.clone().into_iter().peekable();
    let mut names = HashSet::new();
    while let Some(TokenTree::Punct(_)) =
        tokens.next_if(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#'))
    {
        let Some(TokenTree::Group(attribute)) = tokens.next() else { break };
        for token in attribute.stream() {
            if let TokenTree::Group(list) = token {
                names.extend(list.stream().into_iter().map(|token| token.to_string()));
            }
        }
    }
    names
}

/// What is asked of each type that a schema names, so that the compiler names the schema where it is not so.
pub(super) fn given_types(api: &Api) -> TokenStream {
    let schemas = &api.document.schemas;
    let components: HashMap<_, _> = schemas.components().iter().map(|(name, id)| (*id, name)).collect();
    let checks: Vec<TokenStream> = schemas
        .all()
        .iter()
        .enumerate()
        .filter_map(|(index, schema)| {
            let path: TokenStream = schema.rust.as_ref()?.ty.as_ref()?.text.parse().ok()?;
            let Location { line, column, .. } = schema.location;
            let name = match components.get(&SchemaId(index)) {
                Some(name) => format!("x_rust_type_of_{}", snake_name(name)),
                None => format!("x_rust_type_in_line_{line}_column_{column}"),
            };
            let name = ident(&name);
            Some(quote! {
                {
                    fn #name<T>()
                    where
                        T: Clone + std::fmt::Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
                        T: Send + Sync + 'static,
                    {
                    }
                    let _ = #name::<#path>;
                }
            })
        })
        .collect();
    if checks.is_empty() { TokenStream::new() } else { quote!(const _: () = { #(#checks)* };) }
}

/// The type of a sequence, with `scope` and `runtime` as for [`spell`].
pub(super) fn items(api: &Api, items: &Items, scope: &TokenStream, runtime: &TokenStream) -> TokenStream {
    let item = match &items.enum_type {
        Some(name) => {
            let name = ident(name);
            quote!(#scope #name)
        }
        None => item(api, &items.items[0], scope, runtime),
    };
    quote!(#runtime Items<#item>)
}

fn item(api: &Api, item: &Item, scope: &TokenStream, runtime: &TokenStream) -> TokenStream {
    match &item.form {
        ItemForm::Json(ty) | ItemForm::Text(ty) => spell(api, ty, scope, runtime),
        ItemForm::Binary => quote!(#runtime BinaryPart),
    }
}

/// The enums of items that differ by position, beside the document's own types.
pub(super) fn item_enums(api: &Api, runtime: &TokenStream) -> TokenStream {
    api.item_enums().into_iter().map(|(name, items)| item_enum(api, name, items, runtime)).collect()
}

fn item_enum(api: &Api, name: &str, items: &Items, runtime: &TokenStream) -> TokenStream {
    let name = ident(name);
    let items = items.possible();
    let variants: Vec<_> = items.iter().map(|item| ident(&item.variant)).collect();
    let types = items.iter().map(|one| item(api, one, &TokenStream::new(), runtime));
    let methods: Vec<_> =
        items.iter().map(|item| if item.form == ItemForm::Binary { quote!(binary) } else { quote!(value) }).collect();
    let last = items.len() - 1;
    let places = (0..=last).map(|index| match index {
        index if index == last => quote!(_),
        index => Literal::usize_unsuffixed(index).into_token_stream(),
    });
    quote! {
        /// An item of a sequence, by its position.
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants(#types),)*
        }

        impl #runtime sequence::ReadItem for #name {
            fn read_item<R: #runtime sequence::ItemReader>(reader: R) -> Result<Self, R::Error> {
                match reader.index() {
                    #(#places => reader.#methods().map(Self::#variants),)*
                }
            }
        }

        impl #runtime sequence::WriteItem for #name {
            fn write_item<W: #runtime sequence::ItemWriter>(&self, writer: W) -> Result<(), W::Error> {
                match self {
                    #(Self::#variants(item) => writer.#methods(item),)*
                }
            }
        }
    }
}

/// A type where it is used; `scope` is put before the names of the document's own types, `runtime` before those of the
/// runtime.
pub(super) fn spell(api: &Api, ty: &Type, scope: &TokenStream, runtime: &TokenStream) -> TokenStream {
    let inner = |ty| spell(api, ty, scope, runtime);
    match ty {
        Type::Boolean => quote!(bool),
        Type::Int32 => quote!(i32),
        Type::Int64 => quote!(i64),
        Type::UInt64 => quote!(u64),
        Type::Number => quote!(f64),
        Type::AnyNumber => quote!(serde_json::Number),
        Type::String => quote!(String),
        Type::DateTime => quote!(chrono::DateTime<chrono::Utc>),
        Type::Date => quote!(chrono::NaiveDate),
        Type::Uuid => quote!(uuid::Uuid),
        Type::Ipv4 => quote!(std::net::Ipv4Addr),
        Type::Ipv6 => quote!(std::net::Ipv6Addr),
        Type::Base64 => quote!(#runtime Base64),
        Type::JsonText(value) => {
            let value = inner(value);
            quote!(#runtime JsonText<#value>)
        }
        Type::Null => quote!(()),
        Type::Any => quote!(serde_json::Value),
        Type::Given(path) => path.parse().expect("what is no type was refused"),
        Type::Array(items) => {
            let items = inner(items);
            quote!(Vec<#items>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(inner);
            quote!((#(#items,)*))
        }
        Type::Map(values) => {
            let values = inner(values);
            quote!(std::collections::BTreeMap<String, #values>)
        }
        Type::Nullable(value) => {
            let value = inner(value);
            quote!(Option<#value>)
        }
        Type::Boxed(value) => {
            let value = inner(value);
            quote!(Box<#value>)
        }
        Type::Named(TypeId(index)) => {
            let name = ident(&api.types[*index].name);
            quote!(#scope #name)
        }
    }
}
