//! Small pieces of Rust: identifiers, literals, documentation, types where they are used.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) use crate::emit::rust::ident;
use crate::{
    emit::rust,
    ir::{Api, Field, Items, Presence, Type, TypeKind, numbers::whole},
};

pub(super) fn integer(value: i64) -> TokenStream {
    if value == i64::MIN {
        return quote!(i64::MIN);
    }
    let magnitude = grouped(value.unsigned_abs());
    if value < 0 { quote!(-#magnitude) } else { quote!(#magnitude) }
}

pub(super) fn unsigned(value: u64) -> Literal {
    grouped(value)
}

/// With `_` between groups of digits, as clippy reads long numbers.
fn grouped(value: u64) -> Literal {
    let digits = value.to_string();
    if digits.len() < 6 {
        return Literal::u64_unsuffixed(value);
    }
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text.parse().expect("digits and underscores are a number")
}

pub(super) fn float(value: f64) -> TokenStream {
    let magnitude = Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() { quote!(-#magnitude) } else { quote!(#magnitude) }
}

/// Documentation comments of a Markdown text that was not written for rustdoc.
pub(super) fn docs(text: &str) -> TokenStream {
    let lines = doc_lines(text);
    quote!(#(#[doc = #lines])*)
}

/// [`docs`] for a module.
pub(super) fn module_docs(text: &str) -> TokenStream {
    let lines = doc_lines(text);
    quote!(#(#![doc = #lines])*)
}

/// The documentation of something that may have none.
pub(super) fn item_docs(text: Option<&str>, deprecated: bool) -> TokenStream {
    match (text.map(str::trim).filter(|text| !text.is_empty()), deprecated) {
        (Some(text), true) => docs(&format!("{text}\n\nDeprecated.")),
        (Some(text), false) => docs(text),
        (None, true) => docs("Deprecated."),
        (None, false) => TokenStream::new(),
    }
}

fn doc_lines(text: &str) -> Vec<String> {
    let mut in_fence = false;
    let mut lines = Vec::new();
    for line in text.trim().lines() {
        let line = rust::shown(line);
        let line = line.trim_end();
        let body = line.trim_start();
        if body.starts_with("```") || body.starts_with("~~~") {
            in_fence = !in_fence;
            // Whatever the language, rustdoc would compile it if it took it for Rust.
            let marker = &body[..3];
            lines.push(if in_fence { format!(" {marker}text") } else { format!(" {marker}") });
        } else if in_fence {
            lines.push(format!(" {line}"));
        } else if body.is_empty() {
            lines.push(String::new());
        } else {
            // Four blanks would make it a code block.
            let indent = (line.len() - body.len()).min(3);
            lines.push(format!(" {}{}", " ".repeat(indent), escape(body)));
        }
    }
    if in_fence {
        lines.push(" ```".to_owned());
    }
    lines
}

/// Keeps rustdoc from reading links and tags where Markdown readers see text.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut in_code = false;
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        let url = ["https://", "http://"].iter().any(|scheme| rest.starts_with(scheme));
        if character == '`' {
            in_code = !in_code && after.contains('`');
            out.push(character);
        } else if in_code {
            out.push(character);
        } else if url && !out.ends_with(['<', '(']) {
            let end = rest.find(|c: char| c.is_whitespace() || "<>)]\"'`".contains(c)).unwrap_or(rest.len());
            let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
            out.push_str(&format!("<{address}>"));
            rest = &rest[address.len()..];
            continue;
        } else if character == '[' && !is_link(rest) {
            out.push_str("\\[");
        } else if character == '<' && !after.starts_with("http") {
            out.push_str("\\<");
        } else {
            out.push(character);
        }
        rest = after;
    }
    out
}

/// Whether `[` opens a link with an address beside it.
fn is_link(rest: &str) -> bool {
    rest.find(']').is_some_and(|end| rest[end..].starts_with("](http") || rest[end..].starts_with("](mailto:"))
}

/// How a type is written from another module than that of the types (`types::User`), or from theirs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Types,
    Elsewhere,
}

/// A type where it is used.
pub(super) fn ty(api: &Api, value: &Type, from: From) -> TokenStream {
    let scope = match from {
        From::Types => TokenStream::new(),
        From::Elsewhere => quote!(types::),
    };
    rust::spell(api, value, &scope, &quote!(roster_runtime::))
}

/// A sequence of items.
pub(super) fn items(api: &Api, items: &Items) -> TokenStream {
    rust::items(api, items, &quote!(types::), &quote!(roster_runtime::))
}

/// The type of a field with regard to presence and null, and its serde attribute where it can be absent.
pub(super) fn field_type(api: &Api, field: &Field, from: From) -> (TokenStream, Option<TokenStream>) {
    let inner = ty(api, &field.ty, from);
    let skipped = || Some(quote!(skip_serializing_if = "Option::is_none"));
    match (&field.presence, field.nullable) {
        (Presence::Optional, false) => (quote!(Option<#inner>), skipped()),
        (Presence::Optional, true) => (quote!(Option<roster_runtime::Nullable<#inner>>), skipped()),
        (Presence::Required | Presence::Default(_), true) => (quote!(Option<#inner>), None),
        (Presence::Required | Presence::Default(_), false) => (inner, None),
    }
}

/// An expression for a default, of the type of the field.
pub(super) fn default_value(api: &Api, field: &Field, value: &serde_json::Value, from: From) -> TokenStream {
    if field.nullable {
        if value.is_null() {
            return quote!(None);
        }
        let inner = value_of(api, &field.ty, value, from);
        return quote!(Some(#inner));
    }
    value_of(api, &field.ty, value, from)
}

fn value_of(api: &Api, value_type: &Type, value: &serde_json::Value, from: From) -> TokenStream {
    let plain = match (value_type, value) {
        (Type::Boolean, serde_json::Value::Bool(flag)) => Some(quote!(#flag)),
        (Type::Int32 | Type::Int64 | Type::UInt64, serde_json::Value::Number(number)) => {
            whole(number).map(|number| match (number.as_i64(), number.as_u64()) {
                (Some(signed), _) => integer(signed),
                (None, Some(unsigned)) => {
                    let unsigned = self::unsigned(unsigned);
                    quote!(#unsigned)
                }
                (None, None) => unreachable!("it is an integer of 64 bits"),
            })
        }
        (Type::Number, serde_json::Value::Number(number)) => number.as_f64().map(float),
        (Type::String, serde_json::Value::String(text)) if text.is_empty() => Some(quote!(String::new())),
        (Type::String, serde_json::Value::String(text)) => Some(quote!(#text.to_owned())),
        (Type::Array(_), serde_json::Value::Array(items)) if items.is_empty() => Some(quote!(Vec::new())),
        (Type::Boxed(inner), value) => {
            let inner = value_of(api, inner, value, from);
            Some(quote!(Box::new(#inner)))
        }
        (Type::Named(id), value) => {
            let definition = &api.types[id.0];
            let variant = match &definition.kind {
                TypeKind::Alias(aliased) => return value_of(api, aliased, value, from),
                TypeKind::Constant(_) => {
                    let path = ty(api, value_type, from);
                    return quote!(#path);
                }
                TypeKind::StringEnum { variants, .. } => {
                    variants.iter().find(|variant| value.as_str() == Some(&variant.value)).map(|variant| &variant.name)
                }
                TypeKind::IntegerEnum(variants) => {
                    variants.iter().find(|variant| value.as_i64() == Some(variant.value)).map(|variant| &variant.name)
                }
                _ => None,
            };
            variant.map(|variant| {
                let path = ty(api, value_type, from);
                let variant = ident(variant);
                quote!(#path::#variant)
            })
        }
        _ => None,
    };
    plain.unwrap_or_else(|| {
        let text = with_whole_numbers(value).to_string();
        quote!(serde_json::from_str(#text).expect("the generator held the default against its schema"))
    })
}

/// The value with `1` for `1.0`: only so it decodes into an integer.
fn with_whole_numbers(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => whole(number).unwrap_or_else(|| number.clone()).into(),
        Value::Array(items) => items.iter().map(with_whole_numbers).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), with_whole_numbers(member))).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_is_safe_for_rustdoc() {
        let text = "See [x] and [y](https://a.b), <id>, `<id>[0]`, https://a.b/c.\n\n    let code = 1;\n```rust\nfn f() {}\n```";
        assert_eq!(
            doc_lines(text),
            [
                " See \\[x] and [y](https://a.b), \\<id>, `<id>[0]`, <https://a.b/c>.",
                "",
                "    let code = 1;",
                " ```text",
                " fn f() {}",
                " ```",
            ]
        );
    }

    #[test]
    fn documentation_has_no_character_that_the_compiler_refuses() {
        assert_eq!(doc_lines("a\u{202e}b\rc \u{2066}*/ \"#\n\tx\u{0}"), [" abc */ \"#", "    x"]);
    }

    #[test]
    fn numbers_are_grouped() {
        let texts = [0, -5, 99999, 1_048_576, i64::MAX].map(|value| integer(value).to_string());
        assert_eq!(texts, ["0", "- 5", "99999", "1_048_576", "9_223_372_036_854_775_807"]);
        assert_eq!(float(-0.5).to_string(), "- 0.5");
    }
}
