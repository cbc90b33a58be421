//! Whether a bundled document makes sense: one module per family of rules.
//!
//! Here are the rules that hold for every OpenAPI document; `house` has those of this workspace's own.
//! Every rule reports all that it finds, at the place in the file where it was written.

mod callbacks;
mod clashes;
pub(crate) mod examples;
mod extensions;
mod media_types;
mod operations;
mod parameters;
pub(crate) mod paths;
mod rejections;
pub(crate) mod schemas;
mod security;
mod structure;
mod words;

pub mod house;

use crate::{Diagnostic, Diagnostics, Node, mend, operation::webhooks, operations as operations_of};

/// Applies the rules for every document, but for those about examples, to a document that is mended.
pub fn lint(document: &Node) -> Diagnostics {
    let operations = operations_of(document);
    let mut found = Diagnostics::default();
    structure::check(document, &mut found);
    paths::check(document, &operations, &mut found);
    let all: Vec<_> = operations.iter().copied().chain(webhooks(document)).collect();
    parameters::check(document, &all, &mut found);
    operations::check(document, &all, &mut found);
    security::check(document, &mut found);
    words::check(document, &mut found);
    schemas::check(document, &mut found);
    media_types::check(document, &mut found);
    callbacks::check(document, &mut found);
    extensions::check(document, &operations, &mut found);
    found
}

/// All that is found in a bundled document, those faults included that have a clear meaning.
pub fn everything(document: &Node) -> Diagnostics {
    let (document, mut found) = mend(document);
    found.extend(lint(&document));
    if !found.has_errors() {
        found.extend(examples(&document));
    }
    found
}

/// Holds examples against their schemas. A schema of the wrong form would be blamed on the examples: ask
/// where [`lint`] found no error.
pub fn examples(document: &Node) -> Diagnostics {
    let mut found = Diagnostics::default();
    examples::check(document, &mut found);
    found
}

/// Warns of names that clients in other languages cannot have as they are.
///
/// In our own documents these are errors, among the house rules.
pub fn clashing_names(document: &Node) -> Diagnostics {
    let mut found = Diagnostics::default();
    clashes::check(document, Diagnostic::warning, &mut found);
    found
}

/// Warns of statuses that a generated server answers and the document leaves out.
///
/// Our own documents have to have them all: there this is among the house rules.
pub fn undocumented(document: &Node) -> Diagnostics {
    let mut found = Diagnostics::default();
    rejections::warn(document, &operations_of(document), &mut found);
    found
}
