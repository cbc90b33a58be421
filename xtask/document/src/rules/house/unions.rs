//! Unions: only where the generators of clients do not look, for many languages have none.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::grammar::ENFORCED;
use crate::{Kind, Node, visit};

const KEYWORDS: [&str; 3] = ["oneOf", "anyOf", "not"];

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    visit(document, &mut |kind, node, pointer| {
        if kind != Kind::Schema || pointer.split('/').any(|token| token == ENFORCED) {
            return;
        }
        for (keyword, member) in KEYWORDS.iter().filter_map(|keyword| Some((keyword, node.as_object()?.get(keyword)?)))
        {
            found.push(Diagnostic::error(
                "portable-union",
                &member.key,
                format!("`{keyword}` becomes code that does not compile, or types without a use, in clients of other languages"),
                format!("write a schema that holds for all alternatives, and move `{keyword}` into an `{ENFORCED}` beside it"),
            ));
        }
    });
}
