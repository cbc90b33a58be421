//! The public interface of the crates that generated code stands on, as a snapshot: what changes in one of these breaks
//! crates of others, or is told in `CHANGELOG.md`.
//!
//! It is read from the sources. `pub` is reachable there, as the lint `unreachable_pub` sees to.

use std::{collections::BTreeSet, fs, path::Path};

use syn::{
    Attribute, Expr, Field, Fields, FnArg, ImplItem, Item, ItemImpl, ItemMod, Meta, Pat, Signature, TraitItem, Type,
    Visibility, parse_quote,
};

/// Accept what changed by `INSTA_UPDATE=always cargo test -p xtask public_api`.
fn assert_public_api(name: &str, folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder).join("src");
    let mut crate_ = Crate::default();
    crate_.read(&root.join("lib.rs"), &root, "crate");
    insta::assert_snapshot!(name, crate_.public());
}

#[test]
fn roster_runtime() {
    assert_public_api("public_api_roster_runtime", "server/runtime");
}

#[test]
fn roster_wire() {
    assert_public_api("public_api_roster_wire", "server/wire");
}

#[test]
fn roster_client_runtime() {
    assert_public_api("public_api_roster_client_runtime", "client/runtime");
}

/// The modules of a crate, in the order of their declarations.
#[derive(Default)]
struct Crate {
    modules: Vec<(String, Vec<Item>)>,
}

impl Crate {
    /// `folder` is where the files of modules within are.
    fn read(&mut self, file: &Path, folder: &Path, path: &str) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let items = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display())).items;
        self.add(items, folder, path);
    }

    fn add(&mut self, items: Vec<Item>, folder: &Path, path: &str) {
        let index = self.modules.len();
        self.modules.push((path.to_owned(), Vec::new()));
        for mut item in items {
            if attributes(&mut item).is_some_and(|attributes| is_test(attributes)) {
                continue;
            }
            let Item::Mod(ItemMod { ident, content, .. }) = &item else {
                self.modules[index].1.push(item);
                continue;
            };
            let (path, folder, file) =
                (format!("{path}::{ident}"), folder.join(ident.to_string()), folder.join(format!("{ident}.rs")));
            match content {
                Some((_, items)) => self.add(items.clone(), &folder, &path),
                None if file.is_file() => self.read(&file, &folder, &path),
                None => self.read(&folder.join("mod.rs"), &folder, &path),
            }
            self.modules[index].1.push(item);
        }
    }

    fn public(self) -> String {
        let all = Types::new(self.modules.iter().flat_map(|(_, items)| items));
        let mut text = String::new();
        for (path, items) in &self.modules {
            // A name can be that of a private type here, and of a public one elsewhere.
            let here = Types::new(items);
            let private = &(&(&all.private - &all.public) | &here.private) - &here.public;
            let items: Vec<Item> = items.iter().filter_map(|item| public(item.clone(), &private)).collect();
            if !items.is_empty() {
                let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items };
                text.push_str(&format!("// {path}\n\n{}\n", prettyplease::unparse(&file)));
            }
        }
        text
    }
}

/// An item as others see it: without bodies, comments, and what is not public.
fn public(mut item: Item, private: &BTreeSet<String>) -> Option<Item> {
    if !matches!(item, Item::Impl(_) | Item::Macro(_)) && !is_public(visibility(&item)?) {
        return None;
    }
    if let Some(attributes) = attributes(&mut item) {
        strip(attributes);
    }
    match &mut item {
        Item::Const(item) => *item.expr = unsaid(),
        Item::Static(item) => *item.expr = unsaid(),
        Item::Fn(item) => {
            signature(&mut item.sig);
            item.block = parse_quote!({});
        }
        Item::Mod(item) => item.content = None,
        Item::Struct(item) => fields(&mut item.fields),
        Item::Enum(item) => item.variants.iter_mut().for_each(|variant| {
            strip(&mut variant.attrs);
            variant.fields.iter_mut().for_each(|field| strip(&mut field.attrs));
        }),
        Item::Trait(item) => item.items.iter_mut().for_each(of_trait),
        Item::Impl(item) => return implementation(item, private).then(|| Item::Impl(item.clone())),
        Item::Macro(item) => {
            // A call makes items; a definition is for others where it says so.
            let is_definition = item.mac.path.is_ident("macro_rules");
            if is_definition && !item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
                return None;
            }
        }
        _ => {}
    }
    Some(item)
}

/// Whether there is something in it for others.
fn implementation(item: &mut ItemImpl, private: &BTreeSet<String>) -> bool {
    let is_private =
        |name: &syn::Path| name.segments.last().is_some_and(|name| private.contains(&name.ident.to_string()));
    if let Type::Path(of) = &*item.self_ty
        && is_private(&of.path)
    {
        return false;
    }
    if let Some((of, _)) = &item.trait_ {
        // What its methods are called is said by the trait.
        item.items.retain(|item| matches!(item, ImplItem::Type(_)));
        return !is_private(of);
    }
    item.items.retain_mut(|item| match item {
        ImplItem::Fn(item) => {
            strip(&mut item.attrs);
            signature(&mut item.sig);
            item.block = parse_quote!({});
            is_public(&item.vis)
        }
        ImplItem::Const(item) => {
            strip(&mut item.attrs);
            item.expr = unsaid();
            is_public(&item.vis)
        }
        _ => true,
    });
    !item.items.is_empty()
}

fn of_trait(item: &mut TraitItem) {
    match item {
        TraitItem::Fn(item) => {
            strip(&mut item.attrs);
            signature(&mut item.sig);
            // Whether there is one decides whether the method has to be written.
            item.default = item.default.take().map(|_| parse_quote!({}));
        }
        TraitItem::Const(item) => {
            strip(&mut item.attrs);
            item.default = item.default.take().map(|(equal, _)| (equal, unsaid()));
        }
        TraitItem::Type(item) => strip(&mut item.attrs),
        _ => {}
    }
}

/// What a function does with its own values is its affair.
fn signature(signature: &mut Signature) {
    for input in &mut signature.inputs {
        match input {
            FnArg::Receiver(receiver) => receiver.mutability = None,
            FnArg::Typed(input) => {
                if let Pat::Ident(name) = &mut *input.pat {
                    name.mutability = None;
                }
            }
        }
    }
}

/// Private ones are one, which says that nobody else can write or match the whole.
fn fields(fields: &mut Fields) {
    let (public, private): (Vec<Field>, Vec<Field>) = fields.iter().cloned().partition(|field| is_public(&field.vis));
    let public = public.into_iter().map(|mut field| {
        strip(&mut field.attrs);
        field
    });
    match fields {
        Fields::Named(fields) => {
            fields.named = public.collect();
            if !private.is_empty() {
                fields.named.push(parse_quote!(private: _));
            }
        }
        Fields::Unnamed(fields) => {
            fields.unnamed = public.collect();
            if !private.is_empty() {
                fields.unnamed.push(parse_quote!(_));
            }
        }
        Fields::Unit => {}
    }
}

/// What is derived, and what the compiler acts on; no comments.
fn strip(attributes: &mut Vec<Attribute>) {
    const TOLD: [&str; 7] = ["cfg", "default", "deprecated", "derive", "macro_export", "must_use", "non_exhaustive"];
    attributes.retain(|attribute| {
        let is_hidden = matches!(&attribute.meta, Meta::List(list) if list.path.is_ident("doc"));
        is_hidden || TOLD.iter().any(|name| attribute.path().is_ident(name))
    });
}

fn is_test(attributes: &[Attribute]) -> bool {
    let is_test = |attribute: &&Attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    };
    attributes.iter().any(|attribute| is_test(&attribute))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn unsaid() -> Expr {
    parse_quote!(_)
}

/// The names of types and traits: of those that stay in the crate, and of the others.
#[derive(Default)]
struct Types {
    private: BTreeSet<String>,
    public: BTreeSet<String>,
}

impl Types {
    fn new<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut types = Self::default();
        for item in items {
            let (name, visibility) = match item {
                Item::Enum(item) => (&item.ident, &item.vis),
                Item::Struct(item) => (&item.ident, &item.vis),
                Item::Trait(item) => (&item.ident, &item.vis),
                Item::Type(item) => (&item.ident, &item.vis),
                Item::Union(item) => (&item.ident, &item.vis),
                _ => continue,
            };
            let names = if is_public(visibility) { &mut types.public } else { &mut types.private };
            names.insert(name.to_string());
        }
        types
    }
}

/// None for what has none of its own.
fn visibility(item: &Item) -> Option<&Visibility> {
    Some(match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::ExternCrate(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Mod(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::TraitAlias(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Union(item) => &item.vis,
        Item::Use(item) => &item.vis,
        _ => return None,
    })
}

fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Const(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::ExternCrate(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::TraitAlias(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Union(item) => &mut item.attrs,
        Item::Use(item) => &mut item.attrs,
        _ => return None,
    })
}
