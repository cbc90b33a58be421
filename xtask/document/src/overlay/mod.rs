//! OpenAPI Overlays, 1.0 and 1.1: changes of a document that stand in a file of their own.
//!
//! They change the root file of a document before its references are followed; other files of it are as they are. What an
//! overlay writes keeps its place in the overlay, and its references are relative to the document, as all of its others.

mod apply;
mod query;
mod read;

use std::path::{Path, PathBuf};

use crate::{Location, Node, diagnostic::Diagnostics, load::Budget};
use query::Query;

/// Applies the overlays in these files to the root file of a document, one after the other.
///
/// # Errors
/// Everything that is wrong with them, or in the way of an action.
pub(crate) fn apply(
    document: &Node,
    root: &Path,
    overlays: &[PathBuf],
    budget: &mut Budget,
) -> Result<(Node, Diagnostics), Diagnostics> {
    let mut found = Diagnostics::default();
    let mut read = Vec::new();
    for file in overlays {
        read.extend(read::read(file, root, budget, &mut found));
    }
    let mut document = document.clone();
    if !found.has_errors() {
        let actions = read.iter().flat_map(|overlay| &overlay.actions);
        apply::apply(actions, &mut document, budget, &mut found);
    }
    if found.has_errors() { Err(found) } else { Ok((document, found)) }
}

struct Overlay {
    actions: Vec<Action>,
}

struct Action {
    version: Version,
    target: Query,
    /// Where the member stands that says what is done.
    place: Location,
    change: Change,
}

enum Change {
    Update(Node),
    Copy(Query),
    Remove,
}

/// A minor version of the Overlay Specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V10,
    V11,
}
