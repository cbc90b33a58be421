//! Whether a bundled document makes sense: one module per family of rules.
//!
//! Here are the rules that hold for every OpenAPI 3.0 document; `house` has those of this workspace's own.
//! Every rule reports all that it finds, at the place in the file where it was written.

mod examples;
mod media_types;
mod operations;
mod parameters;
mod paths;
mod rejections;
mod schemas;
mod security;
mod structure;

pub mod house;

use crate::Bundle;
use crate::diagnostic::Diagnostics;

/// Which rules are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Everything,
    /// Those whose findings make generated code wrong; what is merely ignored is a warning.
    Generation,
}

/// Applies the rules for every document.
pub fn lint(bundle: &Bundle, scope: Scope) -> Diagnostics {
    let document = &bundle.document;
    let operations = crate::operations(document);
    let mut found = Diagnostics::default();
    structure::check(document, scope, &mut found);
    paths::check(document, &operations, &mut found);
    parameters::check(document, &operations, &mut found);
    operations::check(document, &operations, &mut found);
    security::check(document, &mut found);
    schemas::check(document, &mut found);
    media_types::check(document, &mut found);
    // A schema of the wrong form would be blamed on the examples.
    if scope == Scope::Everything && !found.has_errors() {
        examples::check(document, &mut found);
    }
    found
}

/// Warns of statuses that a generated server answers and the document leaves out.
///
/// Our own documents have to have them all: there this is among the house rules.
pub fn undocumented(bundle: &Bundle) -> Diagnostics {
    let mut found = Diagnostics::default();
    rejections::warn(&bundle.document, &crate::operations(&bundle.document), &mut found);
    found
}
