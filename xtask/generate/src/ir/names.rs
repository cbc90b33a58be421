//! Rust names for what documents call by any string.
//!
//! Each function is pure: the same text gives the same name. [`Namer`] keeps the names of one scope apart by a
//! numeric suffix, in the order in which they are asked for.

use std::collections::HashMap;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// The names of one scope. A name that is taken gets `2`, `3` … appended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Namer {
    /// Every name given out, and the last suffix tried for it.
    taken: HashMap<String, usize>,
}

impl Namer {
    /// A scope in which some names are somebody else's.
    pub(crate) fn reserving(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|name| ((*name).to_owned(), 1)).collect() }
    }

    /// `wanted`, or the first free variation of it: `Name2`, and for `Self_` it is `Self2`.
    pub(crate) fn unique(&mut self, wanted: &str) -> String {
        self.numbered(wanted, wanted.trim_end_matches('_'))
    }

    /// Like [`Self::unique`], for names in snake case: `name_2`.
    pub(crate) fn unique_snake(&mut self, wanted: &str) -> String {
        self.numbered(wanted, &if wanted.ends_with('_') { wanted.to_owned() } else { format!("{wanted}_") })
    }

    pub(crate) fn is_taken(&self, name: &str) -> bool {
        self.taken.contains_key(name)
    }

    /// Lets a name be given out again.
    pub(crate) fn release(&mut self, name: &str) {
        self.taken.remove(name);
    }

    /// `wanted`, or `stem` with a number.
    fn numbered(&mut self, wanted: &str, stem: &str) -> String {
        let Some(mut suffix) = self.taken.get(wanted).copied() else {
            self.taken.insert(wanted.to_owned(), 1);
            return wanted.to_owned();
        };
        loop {
            suffix += 1;
            let name = format!("{stem}{suffix}");
            if !self.taken.contains_key(&name) {
                self.taken.insert(wanted.to_owned(), suffix);
                self.taken.insert(name.clone(), 1);
                return name;
            }
        }
    }
}

/// A type: `user-page` is `UserPage`.
pub(crate) fn type_name(text: &str) -> String {
    identifier(&words(text).to_upper_camel_case(), "Type")
}

/// A variant of an enum: `in_progress` is `InProgress`, `1` is `Value1`, the empty string is `Empty`.
pub(crate) fn variant_name(text: &str) -> String {
    if text.is_empty() {
        return "Empty".to_owned();
    }
    // A variant named `Self` does not compile.
    match identifier(&words(text).to_upper_camel_case(), "Value") {
        name if name == "Self" => "SelfValue".to_owned(),
        name => name,
    }
}

/// A field, method or module: `pageSize` is `page_size`.
pub fn snake_name(text: &str) -> String {
    let name = identifier(&words(text).to_snake_case(), "_");
    // These cannot be raw identifiers.
    match name.as_str() {
        "self" | "super" | "crate" | "_" => format!("{name}_"),
        _ => name,
    }
}

/// The file and module of a tag: ASCII, as the compiler wants of module files, and short enough for file systems.
pub(crate) fn module_name(text: &str) -> String {
    let ascii: String = text.chars().map(|character| if character.is_ascii() { character } else { ' ' }).collect();
    if !ascii.chars().any(|character| character.is_ascii_alphanumeric()) {
        return "tag".to_owned();
    }
    let mut name = snake_name(&ascii);
    if name.len() > LONGEST_MODULE {
        name.truncate(LONGEST_MODULE);
        name.truncate(name.trim_end_matches('_').len());
    }
    name
}

/// In bytes. File systems take 255, and there has to be room for a number and an ending.
const LONGEST_MODULE: usize = 100;

/// A constant: `users_list` is `USERS_LIST`.
pub(crate) fn constant_name(text: &str) -> String {
    identifier(&words(text).to_shouty_snake_case(), "_")
}

/// Whether Rust needs `r#` before the name.
pub fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
        "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
        "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    KEYWORDS.binary_search(&name).is_ok()
}

/// `text` with what has no letter in it spelled out, so that case conversion finds words.
fn words(text: &str) -> String {
    if !text.chars().any(char::is_alphanumeric) {
        return text.chars().map(|character| format!("{} ", symbol(character))).collect();
    }
    match text.chars().next() {
        Some(sign @ ('+' | '-')) if text[1..].starts_with(char::is_alphanumeric) => {
            format!("{} {}", symbol(sign), &text[1..])
        }
        // One word, however HTTP spells it.
        _ => text.replace("ETag", "Etag"),
    }
}

fn symbol(character: char) -> String {
    let word = match character {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '=' => "equals",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '?' => "question",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '^' => "caret",
        '~' => "tilde",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '_' => "underscore",
        '(' | '[' | '{' => "open",
        ')' | ']' | '}' => "close",
        '"' | '\'' | '`' => "quote",
        ' ' | '\t' | '\n' => "blank",
        other => return format!("u{:x}", u32::from(other)),
    };
    word.to_owned()
}

/// `name` without characters that identifiers cannot have, and with `prefix` where it would start with a digit.
fn identifier(name: &str, prefix: &str) -> String {
    // The cheap answer for nearly every name.
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let kept: String = if plain || syn::parse_str::<proc_macro2::Ident>(name).is_ok() {
        name.to_owned()
    } else {
        name.chars().map(|character| spelled(character, prefix)).collect()
    };
    match kept.chars().next() {
        None => prefix.to_owned(),
        Some(first) if first.is_numeric() => format!("{prefix}{kept}"),
        _ => kept,
    }
}

/// The character itself where identifiers can contain it, else its code point.
fn spelled(character: char, prefix: &str) -> String {
    if syn::parse_str::<proc_macro2::Ident>(&format!("a{character}")).is_ok() {
        return character.to_string();
    }
    let letter = if prefix == "_" { 'u' } else { 'U' };
    format!("{letter}{:x}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awkward_enum_values_become_variants() {
        let names =
            ["", "1", "a-b", "a_b", "+1", "-1", "-name", "*", ">=", "Größe", "日本", "Self", "type", "x²", "🎉"]
                .map(variant_name);
        assert_eq!(
            names,
            [
                "Empty",
                "Value1",
                "AB",
                "AB",
                "Plus1",
                "Minus1",
                "MinusName",
                "Star",
                "GreaterEquals",
                "Größe",
                "日本",
                "SelfValue",
                "Type",
                "XUb2",
                "U1f389"
            ]
        );
    }

    #[test]
    fn fields_are_identifiers_and_keywords_stay_for_raw_identifiers() {
        let names = ["pageSize", "type", "self", "2fa", "@id", "$ref", "", "X-Rate-Limit", "_", "ETag"].map(snake_name);
        assert_eq!(
            names,
            ["page_size", "type", "self_", "_2fa", "id", "ref", "__", "x_rate_limit", "underscore", "etag"]
        );
        assert!(is_keyword("type") && is_keyword("abstract") && is_keyword("yield") && !is_keyword("self"));
    }

    #[test]
    fn collisions_are_numbered_in_order() {
        let mut namer = Namer::reserving(&["Api"]);
        let names = ["AB", "AB", "AB2", "AB", "Api", "Self_", "Self_"].map(|name| namer.unique(name));
        assert_eq!(names, ["AB", "AB2", "AB22", "AB3", "Api2", "Self_", "Self2"]);
    }

    #[test]
    fn modules_are_ascii() {
        assert_eq!(["Größe", "日本", "User Groups"].map(module_name), ["gr_e", "tag", "user_groups"]);
        assert_eq!(module_name(&"word ".repeat(80)), ["word"; 20].join("_"));
    }
}
