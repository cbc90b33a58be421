//! How much there is to parse in a drawing, counted in one pass over its text, before it is parsed.
//!
//! The parser compares each attribute with all others of its element, and hands every prefix in scope on to each element
//! that declares another one: both grow faster than the text.

use std::{collections::HashSet, iter};

use super::{MAXIMUM_NODES, TOO_COMPLEX};
use crate::images::ImageError;

/// An element has up to two.
const MAXIMUM_TAGS: usize = 2 * MAXIMUM_NODES as usize;
/// Of one element.
const MAXIMUM_ATTRIBUTES: usize = 256;
/// Prefixes that are declared anywhere, each counted once.
const MAXIMUM_PREFIXES: usize = 64;

/// Refuses a drawing that takes long to parse.
pub(super) fn check(text: &str) -> Result<(), ImageError> {
    let mut prefixes = HashSet::new();
    // No value of an attribute has a `<` in it, so every tag ends before the next one.
    for (index, tag) in text.split('<').skip(1).enumerate() {
        let mut attributes = 0;
        for name in names(tag) {
            attributes += 1;
            prefixes.extend(name.split_once("xmlns").map(|(_, prefix)| prefix.trim_end_matches(['=', ' '])));
        }
        if index >= MAXIMUM_TAGS || attributes > MAXIMUM_ATTRIBUTES || prefixes.len() > MAXIMUM_PREFIXES {
            return Err(TOO_COMPLEX);
        }
    }
    Ok(())
}

/// What stands before each quoted value of a tag.
fn names(tag: &str) -> impl Iterator<Item = &str> {
    let mut rest = tag;
    iter::from_fn(move || {
        let (name, value) = rest.split_at(rest.find(['"', '\'', '>'])?);
        let quote = value.chars().next().filter(|quote| *quote != '>')?;
        rest = value[1..].split_once(quote).map_or("", |(_, rest)| rest);
        Some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_tag_has_is_counted_as_it_is_parsed() {
        let of = |tag| names(tag).collect::<Vec<_>>();
        assert_eq!(of(r#"rect a="1" b='">' c = "'"/>text "quoted""#), ["rect a=", " b=", " c = "]);
        assert_eq!(of("/g>"), [""; 0]);
        assert_eq!(of("rect a=\"unclosed"), ["rect a="]);
    }
}
