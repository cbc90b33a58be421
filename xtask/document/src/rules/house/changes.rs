//! Change logs: the version of a document has an entry in the `CHANGELOG.md` beside its root.

use std::fs;

use crate::Bundle;
use crate::diagnostic::{Diagnostic, Diagnostics};

pub(super) fn check(bundle: &Bundle, found: &mut Diagnostics) {
    let Some(node) = bundle.document.get("info").and_then(|info| info.get("version")) else { return };
    let (Some(version), Some(root)) = (node.as_str(), bundle.files.first()) else { return };
    let changes = fs::read_to_string(root.with_file_name("CHANGELOG.md")).unwrap_or_default();
    if !versions(&changes).any(|listed| listed == version) {
        found.push(Diagnostic::error(
            "unlisted-version",
            &node.location,
            format!("the version `{version}` has no entry in the document's CHANGELOG.md"),
            format!("write there what has changed for callers, below `## {version} - YYYY-MM-DD`"),
        ));
    }
}

/// What the headings of the second level are about (Keep a Changelog, 1.1.0): `## [2.0.0] - 2026-11-22`.
fn versions(changes: &str) -> impl Iterator<Item = &str> {
    let headings = changes.lines().filter_map(|line| line.strip_prefix("## "));
    headings.filter_map(|heading| heading.split_whitespace().next()).map(|name| name.trim_matches(['[', ']']))
}
