//! What the tests over HTTP have noted, looked at as a whole: a step of its own, after `cargo test -p roster-tests --test it`.

mod plans;
mod unexercised;

use roster_tests::{document::DOCUMENTS, ledger};

/// # Panics
/// If the last run of `it` was none, or only a part of it.
fn require_a_whole_run() {
    let exercised: Vec<_> = DOCUMENTS.iter().map(|document| (document, ledger::exercised(document.name))).collect();
    let mut missing = Vec::new();
    for (document, exercised) in exercised {
        let ids = document.operations().iter().map(|operation| &operation.id);
        let unexercised = ids.filter(|id| !exercised.iter().any(|(noted, _)| noted == *id));
        missing.extend(unexercised.map(|id| format!("{} {id}", document.name)));
    }
    assert!(
        missing.is_empty(),
        "no test has called these operations; run all of `cargo test -p roster-tests --test it` first (its last run was \
         {}), or write a test\n{}",
        ledger::last_run().as_deref().unwrap_or("none"),
        missing.join("\n")
    );
}
