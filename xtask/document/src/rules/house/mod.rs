//! The rules for this workspace's own documents, as `openapi/README.md` states them.
//!
//! Whoever changes a rule changes the README in the same commit.

mod bodies;
mod changes;
mod extensions;
mod names;
mod parts;
mod patterns;
mod problems;
mod prose;
mod rulings;
mod unions;

use std::path::Path;

use crate::Bundle;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Applies the house rules to documents that share the directory `directory` (with `rulings.yaml`).
///
/// `whole`: the bundles are all documents of the directory, so that what none of them refers to is a finding.
pub fn lint(bundles: &[&Bundle], directory: &Path, whole: bool) -> Diagnostics {
    let mut found = Diagnostics::default();
    for bundle in bundles {
        let document = &bundle.document;
        let operations = crate::operations(document);
        names::check(document, &operations, &mut found);
        prose::check(document, &mut found);
        bodies::check(document, &mut found);
        patterns::check(document, &mut found);
        unions::check(document, &mut found);
        extensions::check(document, &operations, &mut found);
        super::clashes::check(document, Diagnostic::error, &mut found);
        super::rejections::refuse(document, &operations, &mut found);
        problems::check(&operations, &mut found);
        changes::check(bundle, &mut found);
    }
    rulings::check(bundles, directory, whole, &mut found);
    if whole {
        parts::check(bundles, &mut found);
    }
    found
}
