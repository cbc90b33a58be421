//! Defaults that their own schemas do not allow: nothing can be filled in with them.

use std::collections::BTreeMap;

use crate::rules::examples::{Direction, Sample, faults};
use crate::{Diagnostic, Diagnostics, Kind, Node, visit};

use super::{change, object};

/// Looks at schemas whose other faults are mended.
pub(super) fn mend(mended: &mut Node, found: &mut Diagnostics) {
    let mut samples = Vec::new();
    let mut pointers: Vec<String> = Vec::new();
    visit(mended, &mut |kind, node, pointer| {
        if kind == Kind::Schema
            && node.reference().is_none()
            && let Some(value) = node.get("default")
        {
            samples.push(Sample { schema: node, value, direction: Direction::Either });
            pointers.push(pointer.to_owned());
        }
    });
    let mut unfit: BTreeMap<&str, Diagnostic> = BTreeMap::new();
    // Of the several ways in which one is wrong, the first is told.
    for fault in faults(mended, &samples).unwrap_or_default().into_iter().rev() {
        let message = format!("the default does not fit its schema{}; it is left out", fault.reason);
        let diagnostic = Diagnostic::invalid("default", fault.place, message, "correct the default, or the schema");
        unfit.insert(&pointers[fault.sample], diagnostic);
    }
    change(mended, &mut |kind, node, pointer| {
        if kind == Kind::Schema
            && let Some(fault) = unfit.remove(pointer)
            && let Some(schema) = object(node)
        {
            found.push(fault);
            schema.shift_remove("default");
        }
    });
}
