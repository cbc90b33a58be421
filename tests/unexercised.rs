//! What the tests got from the server, held against what the documents have: no operation without an exercise, no
//! example of a problem that the server does not give.
//!
//! Cargo runs this binary after `it`, whose harness notes every validated answer.

use std::collections::BTreeSet;

use roster_tests::{document::DOCUMENTS, ledger};
use serde_json::Value;

/// The operations of a document with the problems that they answered, as the last run of `it` noted them.
///
/// # Panics
/// If it noted nothing.
fn exercised(document: &str) -> Vec<(String, Vec<Value>)> {
    let exercised = ledger::exercised(document);
    assert!(!exercised.is_empty(), "nothing is noted: run `cargo test -p roster-tests` as a whole");
    exercised
}

/// If you are here because it failed: write a test for the operation named.
#[test]
fn every_operation_is_exercised() {
    for document in DOCUMENTS.iter() {
        let exercised = exercised(document.name);
        let ids = document.operations().iter().map(|operation| operation.id.as_str());
        let unexercised: Vec<&str> = ids.filter(|id| !exercised.iter().any(|(noted, _)| noted == id)).collect();
        assert!(unexercised.is_empty(), "operations of {} without an exercise: {unexercised:?}", document.name);
    }
}

/// If you are here because it failed: mend the example, or write a test that gets the problem.
#[test]
fn documented_problems_are_what_the_server_answers() {
    let mut answered = BTreeSet::new();
    for document in DOCUMENTS.iter() {
        let problems = exercised(document.name).into_iter().flat_map(|(_, problems)| problems);
        answered.extend(problems.map(|problem| kind(&problem)));
    }
    let operations = DOCUMENTS.iter().flat_map(|document| document.operations());
    let examples: BTreeSet<String> = operations.flat_map(|operation| operation.problems()).map(kind).collect();
    assert!(examples.len() > 10, "the documents have examples of problems: {examples:#?}");
    let missing: Vec<&String> = examples.difference(&answered).collect();
    assert!(missing.is_empty(), "examples of problems that no test gets: {missing:#?}");
}

/// What has to be the same: all that is said, but for the numbers, names and patterns of the particular request.
fn kind(problem: &Value) -> String {
    let text = |key: &str| problem[key].as_str().unwrap_or_default();
    let is_particular = |word: &str| word.contains(|sign: char| sign.is_ascii_digit());
    let detail = text("detail").split(' ').map(|word| if is_particular(word) { "…" } else { word });
    let detail = detail.collect::<Vec<_>>().join(" ");
    format!("{} {} ({}, {}): {detail}", problem["status"], text("title"), text("code"), text("type"))
}
