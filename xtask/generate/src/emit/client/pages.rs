//! Operations whose answers are pages of a list: beside the method for one page, another one for all.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    methods, responses,
    tokens::{self, deprecated, documentation, ident, spell_model},
};
use crate::ir::{Api, Next, Operation, Pages, Step, Told};

/// The method that asks for one page, the one that goes through all of them, and what both begin with.
pub(super) fn methods(
    operation: &Operation,
    pages: &Pages,
    arguments: &[TokenStream],
    names: &[TokenStream],
    call: &TokenStream,
) -> TokenStream {
    let (name, answer) = (tokens::method(operation), ident(&operation.response_type));
    let (all, write) = (ident(&pages.method_name), ident(&pages.call_name));
    let text = documentation(&methods::description(operation));
    let text_of_all = documentation(&format!(
        "The pages of [`Client::{name}`], from the one that is asked for to the last, each as it is answered. \
         `items` of it gives what is on them."
    ));
    let deprecated = deprecated(operation.deprecated);
    quote! {
        #text
        #deprecated
        pub async fn #name(&self, #(#arguments),*) -> Result<#answer, Error> {
            let response = self.#write(#(#names),*).send().await?;
            <#answer as pages::Paged>::read(response).await
        }

        #text_of_all
        #deprecated
        pub fn #all(&self, #(#arguments),*) -> pages::Pages<'_, #answer> {
            pages::Pages::new(self.#write(#(#names),*))
        }

        fn #write(&self, #(#arguments),*) -> ::roster_client_runtime::http::Call<'_> {
            #call
        }
    }
}

/// What the runtime has to know of a page.
pub(super) fn implementation(api: &Api, operation: &Operation, pages: &Pages) -> Option<TokenStream> {
    let answer = ident(&operation.response_type);
    let item = spell_model(api, &pages.item);
    let read = methods::read(operation);
    let (pattern, is_only) = responses::body_pattern(api, operation, &pages.variant)?;
    let other = |value: TokenStream| (!is_only).then(|| quote!(_ => #value,));
    let (items, into_items) = (slice(&pages.items), Place::owned(&pages.items).list());
    let (no_items, none) = (other(quote!(&[])), other(quote!(Vec::new())));
    let paging = paging(pages);
    let told = told(pages).map(|told| {
        let other = other(quote!(pages::Told::default()));
        quote! {
            fn told(&self) -> pages::Told {
                match self {
                    #pattern => #told,
                    #other
                }
            }
        }
    });
    Some(quote! {
        impl pages::Paged for #answer {
            type Item = #item;

            const PAGING: pages::Paging = #paging;

            async fn read(response: ::roster_client_runtime::http::Response) -> Result<Self, Error> {
                #read
            }

            fn items(&self) -> &[Self::Item] {
                match self {
                    #pattern => #items,
                    #no_items
                }
            }

            fn into_items(self) -> Vec<Self::Item> {
                match self {
                    #pattern => #into_items,
                    #none
                }
            }

            #told
        }
    })
}

fn paging(pages: &Pages) -> TokenStream {
    let count = match &pages.count {
        Some((parameter, first)) => {
            let first = Literal::i64_unsuffixed(*first);
            quote!(Some((#parameter, #first)))
        }
        None => quote!(None),
    };
    let source = |told: &Told| match told {
        Told::Header(name) => quote!(pages::Source::Header(#name)),
        Told::Body(_) => quote!(pages::Source::Body),
    };
    let next = match &pages.next {
        Next::Address(told) => {
            let source = source(told);
            quote!(Address(#source))
        }
        Next::Cursor(parameter, told) => {
            let source = source(told);
            quote!(Cursor(#parameter, #source))
        }
        Next::Page => quote!(Page),
        Next::Offset => quote!(Offset),
    };
    let total = match &pages.total {
        Some(Told::Header(name)) => quote!(Some(#name)),
        Some(Told::Body(_)) | None => quote!(None),
    };
    quote! {
        pages::Paging {
            count: #count,
            next: pages::Next::#next,
            total: #total,
        }
    }
}

/// What is read of the body; none where it tells nothing.
fn told(pages: &Pages) -> Option<TokenStream> {
    let next = match &pages.next {
        Next::Address(Told::Body(steps)) | Next::Cursor(_, Told::Body(steps)) => {
            let value = Place::of(steps).reference();
            Some(quote!(next: pages::text(#value),))
        }
        _ => None,
    };
    let more = pages.more.as_ref().map(|(steps, is_more)| {
        let value = Place::of(steps).reference();
        let negation = (!is_more).then(|| quote!(.map(|is_last| !is_last)));
        quote!(has_more: pages::is_so(#value) #negation,)
    });
    let total = match &pages.total {
        Some(Told::Body(steps)) => {
            let value = Place::of(steps).reference();
            Some(quote!(total: pages::count(#value),))
        }
        _ => None,
    };
    let fields: Vec<_> = [next, more, total].into_iter().flatten().collect();
    let rest = (fields.len() < 3).then(|| quote!(..pages::Told::default()));
    (!fields.is_empty()).then(|| quote!(pages::Told { #(#fields)* #rest }))
}

/// The items, borrowed.
fn slice(steps: &[Step]) -> TokenStream {
    match Place::of(steps) {
        Place::Certain(place) if steps.is_empty() => place,
        Place::Certain(place) => quote!(&#place),
        Place::Possible(place) => quote!(#place.map(Vec::as_slice).unwrap_or_default()),
    }
}

/// An expression for what is somewhere in `body`.
enum Place {
    /// It is there.
    Certain(TokenStream),
    /// An `Option` of it, or of a reference to it.
    Possible(TokenStream),
}

impl Place {
    fn of(steps: &[Step]) -> Self {
        Self::walk(steps, true)
    }

    /// Taken out of the body.
    fn owned(steps: &[Step]) -> Self {
        Self::walk(steps, false)
    }

    fn walk(steps: &[Step], is_borrowed: bool) -> Self {
        steps.iter().fold(Self::Certain(quote!(body)), |place, step| {
            let field = ident(&step.field);
            let is_certain = !step.is_optional && !step.is_nullable;
            let borrow = is_borrowed.then(|| quote!(.as_ref()));
            let place = match (place, is_certain) {
                (Self::Certain(place), true) => return Self::Certain(quote!(#place.#field)),
                (Self::Certain(place), false) => quote!(#place.#field #borrow),
                (Self::Possible(place), true) if is_borrowed => quote!(#place.map(|value| &value.#field)),
                (Self::Possible(place), true) => quote!(#place.map(|value| value.#field)),
                (Self::Possible(place), false) => quote!(#place.and_then(|value| value.#field #borrow)),
            };
            if !(step.is_optional && step.is_nullable) {
                return Self::Possible(place);
            }
            let option = if is_borrowed { quote!(as_option) } else { quote!(into_option) };
            Self::Possible(quote!(#place.and_then(::roster_client_runtime::Nullable::#option)))
        })
    }

    fn reference(self) -> TokenStream {
        match self {
            Self::Certain(place) => quote!(Some(&#place)),
            Self::Possible(place) => place,
        }
    }

    fn list(self) -> TokenStream {
        match self {
            Self::Certain(place) => place,
            Self::Possible(place) => quote!(#place.unwrap_or_default()),
        }
    }
}
