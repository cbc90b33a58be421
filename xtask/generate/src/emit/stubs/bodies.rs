//! Request bodies: how each is decoded, enums over several media types, typed parts.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::tokens::{self, From, ident, item_docs};
use crate::ir::{Api, Body, Multipart, Operation, PartForm, RequestForm};

/// How a handler is given the body of an operation.
pub(super) struct Argument {
    /// The type of the handler's argument.
    pub(super) ty: TokenStream,
    /// The type that is decoded.
    pub(super) decoded: TokenStream,
    /// An expression for the argument, of the decoded `body`.
    pub(super) value: TokenStream,
}

pub(super) fn argument(api: &Api, body: &Body) -> Argument {
    let (ty, decoded, is_wrapped) = match &body.enum_type {
        Some(name) => {
            let name = format_ident!("{name}");
            (quote!(#name), quote!(#name), false)
        }
        None => {
            let form = &body.content[0].form;
            let wrapped = matches!(form, RequestForm::Json(_) | RequestForm::Form(_) | RequestForm::Text);
            (payload(api, form), wrapper(api, form), wrapped)
        }
    };
    match (body.required, is_wrapped) {
        (true, true) => Argument { ty, decoded, value: quote!(body.0) },
        (true, false) => Argument { ty, decoded, value: quote!(body) },
        (false, true) => Argument {
            ty: quote!(Option<#ty>),
            decoded: quote!(Option<#decoded>),
            value: quote!(body.map(|body| body.0)),
        },
        (false, false) => Argument { ty: quote!(Option<#ty>), decoded: quote!(Option<#decoded>), value: quote!(body) },
    }
}

/// What a handler works with.
fn payload(api: &Api, form: &RequestForm) -> TokenStream {
    match form {
        RequestForm::Json(ty) | RequestForm::Form(ty) => tokens::ty(api, ty, From::Elsewhere),
        RequestForm::Text => quote!(String),
        RequestForm::Multipart(multipart) => {
            let name = format_ident!("{}", multipart.stream_type);
            quote!(#name)
        }
        RequestForm::Items(items) => tokens::items(api, items),
        RequestForm::Raw => quote!(roster_runtime::Raw),
    }
}

/// What implements `FromBody`.
fn wrapper(api: &Api, form: &RequestForm) -> TokenStream {
    let payload = payload(api, form);
    match form {
        RequestForm::Json(_) => quote!(roster_runtime::Json<#payload>),
        RequestForm::Form(_) => quote!(roster_runtime::Form<#payload>),
        RequestForm::Text => quote!(roster_runtime::Text),
        RequestForm::Multipart(_) | RequestForm::Items(_) | RequestForm::Raw => payload,
    }
}

/// The types that belong to the body of an operation.
pub(super) fn definitions(api: &Api, operation: &Operation) -> TokenStream {
    let Some(body) = &operation.body else { return TokenStream::new() };
    let multipart = body.content.iter().filter_map(|content| match &content.form {
        RequestForm::Multipart(multipart) => Some(self::multipart(api, operation, multipart)),
        _ => None,
    });
    let choice = body.enum_type.as_ref().map(|name| choice(api, operation, body, name));
    quote!(#(#multipart)* #choice)
}

fn choice(api: &Api, operation: &Operation, body: &Body, name: &str) -> TokenStream {
    let name = format_ident!("{name}");
    let variants = body.content.iter().map(|content| {
        let variant = ident(&content.variant);
        let payload = payload(api, &content.form);
        let docs = tokens::docs(&format!("`{}`", content.media.name));
        quote!(#docs #variant(#payload),)
    });
    let last = body.content.len() - 1;
    let arms = body.content.iter().enumerate().map(|(index, content)| {
        let variant = ident(&content.variant);
        let wrapper = wrapper(api, &content.form);
        let convert = match content.form {
            RequestForm::Json(_) | RequestForm::Form(_) | RequestForm::Text => quote!(|body| Self::#variant(body.0)),
            RequestForm::Multipart(_) | RequestForm::Items(_) | RequestForm::Raw => quote!(Self::#variant),
        };
        let index = Literal::usize_unsuffixed(index);
        let pattern = if index.to_string() == last.to_string() { quote!(_) } else { quote!(#index) };
        quote!(#pattern => <#wrapper as roster_runtime::FromBody>::from_body(source).await.map(#convert),)
    });
    let docs = tokens::docs(&format!("Bodies of `{} {}`, by media type.", operation.method, operation.path));
    quote! {
        #docs
        #[derive(Debug)]
        pub enum #name {
            #(#variants)*
        }

        impl roster_runtime::FromBody for #name {
            async fn from_body(source: roster_runtime::BodySource) -> Result<Self, roster_runtime::BodyRejection> {
                match source.index() {
                    #(#arms)*
                }
            }
        }
    }
}

fn multipart(api: &Api, operation: &Operation, multipart: &Multipart) -> TokenStream {
    let stream = format_ident!("{}", multipart.stream_type);
    let part = format_ident!("{}", multipart.part_type);
    let variants = multipart.parts.iter().map(|one| {
        let variant = ident(&one.variant);
        let docs = item_docs(one.documentation.as_deref(), false);
        match &one.form {
            PartForm::File => quote!(#docs #variant(roster_runtime::FilePart),),
            PartForm::Value(ty) => {
                let ty = tokens::ty(api, ty, From::Elsewhere);
                quote!(#docs #variant(#ty),)
            }
        }
    });
    let arms = multipart.parts.iter().map(|one| {
        let (name, variant) = (&one.name, ident(&one.variant));
        match &one.form {
            PartForm::File => quote!(#name => #part::#variant(part.into_file()),),
            PartForm::Value(_) => quote!(#name => #part::#variant(part.into_value().await?),),
        }
    });
    let (other_variant, other_arm) = match multipart.open {
        true => (
            Some(quote! {
                /// A part that the document does not name.
                Other(roster_runtime::Part),
            }),
            quote!(_ => #part::Other(part),),
        ),
        false => (None, quote!(_ => continue,)),
    };
    let next = match multipart.parts.is_empty() && !multipart.open {
        true => quote! {
            while self.0.next_part().await?.is_some() {}
            Ok(None)
        },
        false => quote! {
            while let Some(part) = self.0.next_part().await? {
                return Ok(Some(match part.name.as_str() {
                    #(#arms)*
                    #other_arm
                }));
            }
            Ok(None)
        },
    };
    let stream_docs =
        tokens::docs(&format!("The body of `{} {}`: parts, as they arrive.", operation.method, operation.path));
    let part_docs = tokens::docs(&format!("A part of the body of `{} {}`.", operation.method, operation.path));
    quote! {
        #stream_docs
        #[derive(Debug)]
        pub struct #stream(roster_runtime::Multipart);

        impl #stream {
            /// The next part; `None` after the last one.
            ///
            /// # Errors
            /// A part that breaks its schema, or at the end a required part that did not come.
            pub async fn next_part(&mut self) -> Result<Option<#part>, Problem> {
                #next
            }
        }

        impl roster_runtime::FromBody for #stream {
            async fn from_body(source: roster_runtime::BodySource) -> Result<Self, roster_runtime::BodyRejection> {
                <roster_runtime::Multipart as roster_runtime::FromBody>::from_body(source).await.map(Self)
            }
        }

        #part_docs
        #[derive(Debug)]
        pub enum #part {
            #(#variants)*
            #other_variant
        }
    }
}
