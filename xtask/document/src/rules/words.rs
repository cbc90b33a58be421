//! What is for people: licences, tags, servers' names, and examples.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Node, visit};

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    server_names(document, found);
    visit(document, &mut |kind, node, _| {
        if kind == Kind::License {
            license(node, found);
        }
    });
}

fn license(node: &Node, found: &mut Diagnostics) {
    let Some(identifier) = node.get("identifier") else { return };
    if node.get("url").is_some() {
        found.push(Diagnostic::invalid(
            "license-identifier",
            &identifier.location,
            "the licence has both `identifier` and `url`",
            "keep one of the two",
        ));
    }
    if identifier.as_str().is_some_and(|text| !is_spdx(text)) {
        found.push(Diagnostic::invalid(
            "license-identifier",
            &identifier.location,
            format!("`{}` is not an expression of SPDX", identifier.as_str().unwrap_or_default()),
            "write the identifier of a licence, several with AND or OR between them: `MIT OR Apache-2.0`",
        ));
    }
}

/// Whether a text has the form of a licence expression (SPDX 2.3, annex D); which identifiers there are is not asked.
fn is_spdx(text: &str) -> bool {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut depth = 0_usize;
    // Whether a licence has to come next.
    let mut is_open = true;
    for word in spaced.split_whitespace() {
        let fits = match word {
            "AND" | "OR" | "WITH" => !std::mem::replace(&mut is_open, true),
            "(" => {
                depth += 1;
                is_open
            }
            ")" => {
                let is_closed = depth > 0 && !is_open;
                depth = depth.saturating_sub(1);
                is_closed
            }
            name => std::mem::replace(&mut is_open, false) && is_identifier(name),
        };
        if !fits {
            return false;
        }
    }
    depth == 0 && !is_open
}

fn is_identifier(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
    };
    let name = name.strip_suffix('+').unwrap_or(name);
    match name.split_once(':') {
        Some((document, license)) => document.starts_with("DocumentRef-") && is_word(document) && is_word(license),
        None => is_word(name),
    }
}

/// A name says which of the servers is meant.
fn server_names(document: &Node, found: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for server in document.get("servers").and_then(Node::as_array).unwrap_or_default() {
        let Some(name) = server.get("name") else { continue };
        if name.as_str().is_some_and(|text| !seen.insert(text)) {
            found.push(Diagnostic::invalid(
                "duplicate-server",
                &name.location,
                format!("two servers are called `{}`", name.as_str().unwrap_or_default()),
                "give each its own name",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_spdx;

    #[test]
    fn licences_are_told_from_other_words() {
        for text in ["MIT", "GPL-2.0+", "MIT OR Apache-2.0", "(MIT AND BSD-3-Clause) OR LicenseRef-own", "A WITH b"] {
            assert!(is_spdx(text), "{text}");
        }
        for text in ["", "Apache 2.0", "MIT OR", "OR MIT", "(MIT", "MIT)", "()", "MIT/Apache", "MIT or Apache-2.0"] {
            assert!(!is_spdx(text), "{text}");
        }
        assert!(is_spdx("DocumentRef-spdx:LicenseRef-own"));
    }
}
