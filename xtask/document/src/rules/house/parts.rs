//! Parts: what stands in a file that documents refer to is referred to itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Bundle, Node, Target, escape};

/// Checks every file but the roots, whose parts the bundler knows.
pub(super) fn check(bundles: &[&Bundle], found: &mut Diagnostics) {
    let roots: BTreeSet<_> = bundles.iter().filter_map(|bundle| bundle.files.first()).collect();
    let targets: BTreeSet<&Target> = bundles.iter().flat_map(|bundle| &bundle.targets).collect();
    let mut files = BTreeMap::new();
    for file in bundles.iter().flat_map(|bundle| &bundle.files).filter(|file| !roots.contains(file)) {
        if let Ok(root) = crate::load(file) {
            files.insert(file.clone(), root);
        }
    }
    for (file, root) in &files {
        if targets.iter().any(|target| target.file == *file && target.pointer.is_empty()) {
            continue;
        }
        for (name, member) in root.as_object().into_iter().flatten() {
            let own = format!("/{}", escape(name));
            let is_used = targets.iter().any(|target| {
                target.file == *file && (target.pointer == own || target.pointer.starts_with(&format!("{own}/")))
            });
            // A reference that is only passed on has no content of its own.
            if !is_used && Node::reference(&member.node).is_none() {
                found.push(Diagnostic::error(
                    "unused-part",
                    &member.key,
                    format!("no document refers to `{name}` of `{}`", file.display()),
                    "refer to it, or remove it",
                ));
            }
        }
    }
}
