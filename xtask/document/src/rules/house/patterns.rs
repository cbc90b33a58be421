//! Patterns: what every regular expression engine reads alike, whether it works on characters or on bytes.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Node, visit};

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    visit(document, &mut |kind, node, _| {
        let pattern = (kind == Kind::Schema).then(|| node.get("pattern")).flatten();
        let Some((pattern, text)) = pattern.and_then(|pattern| Some((pattern, pattern.as_str()?))) else { return };
        if let Some(part) = unlike(text) {
            found.push(Diagnostic::error(
                "portable-pattern",
                &pattern.location,
                format!("engines of other languages read `{part}` of the pattern in other ways, or not at all"),
                "write it with ASCII characters, `\\x00` to `\\x7F` and escaped punctuation alone; what the server checks \
                 beyond that goes into the description",
            ));
        }
    });
}

/// The first part of a pattern that engines differ in.
fn unlike(pattern: &str) -> Option<&str> {
    let bytes = pattern.as_bytes();
    let mut place = 0;
    while place < bytes.len() {
        let rest = &pattern[place..];
        match bytes[place..] {
            [b'\\', b'x', b'0'..=b'7', low, ..] if low.is_ascii_hexdigit() => place += 4,
            [b'\\', next, ..] if next.is_ascii_punctuation() => place += 2,
            [b'\\', ..] => return rest.get(..4).or(rest.get(..2)).or(Some(rest)),
            [b'(', b'?', next, ..] if next != b':' => return rest.get(..3),
            [byte, ..] if !byte.is_ascii() => {
                return rest.chars().next().and_then(|first| rest.get(..first.len_utf8()));
            }
            _ => place += 1,
        }
    }
    None
}
