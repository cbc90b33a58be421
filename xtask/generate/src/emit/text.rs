//! From tokens to the text of a file.

use proc_macro2::{TokenStream, TokenTree};

/// Items that are parsed and printed at once: the tree of a whole module would take more room than all else.
const ITEMS: usize = 64;

/// Formatted.
pub(super) fn print(tokens: TokenStream) -> String {
    let mut text = String::new();
    let mut part = Vec::new();
    let mut items = 0;
    let mut flush = |part: &mut Vec<TokenTree>| {
        let file = syn::parse2(part.drain(..).collect()).expect("the emitters write Rust");
        text.push_str(&prettyplease::unparse(&file));
    };
    for token in tokens {
        // Outside of all brackets, nothing but the end of an item is written so.
        items += usize::from(matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ';'));
        part.push(token);
        if items == ITEMS {
            flush(&mut part);
            items = 0;
        }
    }
    flush(&mut part);
    text
}

/// The text with blank lines between items, which the printer leaves out.
pub(super) fn spaced(text: &str) -> String {
    let goes_on = |line: &str| line.starts_with([' ', '}', ')', ']', '>', '!', '#']) || line.starts_with("for ");
    let starts_item = |line: &str| !goes_on(line) || line.starts_with("#[");
    let leads_item = |line: &str| line.starts_with("///") || line.starts_with("#[");
    let is_module_doc = |line: &str| line.starts_with("//!") || line.starts_with("#!");
    let mut out = String::with_capacity(text.len() + text.len() / 64);
    let mut before = "";
    for line in text.lines() {
        let kind = |line: &str| line.split([' ', '<']).find(|word| *word != "pub").map(str::to_owned);
        let is_first = starts_item(line) && !is_module_doc(line) && !leads_item(before) && !before.is_empty();
        let of_a_kind = before.ends_with(';') && !before.starts_with(['}', ')', ']']) && kind(before) == kind(line);
        let after_docs = is_module_doc(before) && !is_module_doc(line);
        let allowances = before.starts_with("//!") && line.starts_with("#!");
        // Methods too are told apart by a blank line.
        let next_method = before == "    }"
            && ["    ///", "    #[", "    fn ", "    pub ", "    async "].iter().any(|start| line.starts_with(start));
        if next_method || (is_first && !of_a_kind) || after_docs && starts_item(line) || allowances {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        before = line;
    }
    out
}
