//! The list of operations that no test exercises, held to be what is written here.
//!
//! Cargo runs this binary after `it`, whose harness notes each operation that it got a validated answer from.
//! If you are here because it failed: write a test for the operation named, or take it off the list if it is
//! exercised now. The list may only shrink.

use roster_tests::{document::DOCUMENTS, ledger};

/// None is left.
const UNEXERCISED: [(&str, &[&str]); 2] = [("twona", &[]), ("docutools", &[])];

#[test]
fn every_other_operation_is_exercised() {
    let is_noted = DOCUMENTS.iter().any(|document| !ledger::exercised(document.name).is_empty());
    assert!(is_noted, "nothing is noted: run `cargo test -p roster-tests` as a whole");
    for (document, (name, expected)) in DOCUMENTS.iter().zip(UNEXERCISED) {
        assert_eq!(document.name, name);
        let exercised = ledger::exercised(name);
        let mut unexercised: Vec<&str> = document
            .operations()
            .iter()
            .map(|operation| operation.id.as_str())
            .filter(|id| !exercised.iter().any(|noted| noted == id))
            .collect();
        unexercised.sort_unstable();
        assert_eq!(unexercised, expected, "operations of {name} without an exercise");
    }
}
