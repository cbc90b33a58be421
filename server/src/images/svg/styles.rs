//! What the styles of a drawing cost: to parse, to try on its elements, and to copy to those that they fit.
//!
//! The parser of styles reckons a line and a column wherever a value ends, each time from the beginning of the text; it
//! repeats the declarations of a rule for each of its selectors; and a selector looks for ancestors along every way there
//! is. So texts are counted before they are parsed, and what the parser made of them is counted before it is used.

use resvg::usvg::roxmltree::Document;
use simplecss::{Declaration, Selector, StyleSheet};

use super::TOO_COMPLEX;
use crate::images::ImageError;

/// So many bytes that are gone over again weigh as much as an element.
const EFFORT: u64 = 100_000;
/// Selectors, times the declarations that are repeated for them.
const MAXIMUM_REPETITIONS: usize = 1_000_000;
/// Comparisons of an element with a part of a selector.
const MAXIMUM_TRIES: u64 = 2_000_000;
/// Bytes of declarations, times the elements that each may be copied to.
const MAXIMUM_COPIES: u64 = 64_000_000;
/// What a declaration costs beside its text, in bytes.
const DECLARATION: u64 = 16;
/// How many properties `font` sets.
const FONT: u64 = 20;

/// What it weighs to parse a style sheet, or the value of a `style` attribute.
pub(super) fn weigh(text: &str) -> u64 {
    let ends = text.bytes().filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).count();
    (ends as u64).saturating_mul(text.len() as u64) / EFFORT
}

/// Refuses style sheets that are too much for a drawing of this weight, whose elements lie this deep within each other.
pub(super) fn check(document: &Document<'_>, texts: &[&str], weight: u64, height: u32) -> Result<(), ImageError> {
    let mut sheet = StyleSheet::new();
    for text in texts {
        let repetitions = text.matches(',').count().saturating_mul(text.matches(':').count());
        if repetitions > MAXIMUM_REPETITIONS {
            return Err(TOO_COMPLEX);
        }
        sheet.parse_more(text);
    }
    let reach = u64::from(height).max(longest_gap(document));
    let (mut tries, mut copies) = (0u64, 0u64);
    for rule in &sheet.rules {
        tries = tries.saturating_add(tries_of(&rule.selector, reach));
        copies = copies.saturating_add(rule.declarations.iter().map(size_of).sum());
    }
    let is_cheap = tries.saturating_mul(weight) <= MAXIMUM_TRIES && copies.saturating_mul(weight) <= MAXIMUM_COPIES;
    if is_cheap { Ok(()) } else { Err(TOO_COMPLEX) }
}

/// How often parts of a selector are compared with an element, where each search meets as many others as can be.
fn tries_of(selector: &Selector<'_>, reach: u64) -> u64 {
    let text = selector.to_string();
    let words: Vec<&str> = text.split(' ').collect();
    let ancestors = words.windows(2).filter(|pair| !pair.contains(&">")).count();
    let siblings = text.matches(":first-child").count();
    let parts = 1 + text.matches(['[', ':']).count() as u64;
    let searches = u32::try_from(ancestors + siblings).unwrap_or(u32::MAX);
    parts.saturating_mul(reach.saturating_pow(searches))
}

fn size_of(declaration: &Declaration<'_>) -> u64 {
    let properties = if declaration.name == "font" { FONT } else { 1 };
    DECLARATION * properties + declaration.value.len() as u64
}

/// The most texts and comments between two elements.
fn longest_gap(document: &Document<'_>) -> u64 {
    let (mut gap, mut longest) = (0, 0);
    for node in document.descendants().flat_map(|parent| parent.children()) {
        gap = if node.is_element() { 0 } else { gap + 1 };
        longest = longest.max(gap);
    }
    longest
}
