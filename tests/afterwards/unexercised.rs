//! What the tests got from the server, held against what the documents have: no operation without an exercise, no
//! example of a problem that the server does not give.

use std::collections::BTreeSet;

use roster_tests::{document::DOCUMENTS, ledger};
use serde_json::Value;

use super::require_a_whole_run;

#[test]
fn every_operation_is_exercised() {
    require_a_whole_run();
}

/// If you are here because it failed: mend the example, or write a test that gets the problem from the operation.
#[test]
fn documented_problems_are_what_the_operations_answer() {
    require_a_whole_run();
    let all: Vec<_> = DOCUMENTS.iter().flat_map(|document| ledger::exercised(document.name)).collect();
    let everywhere: BTreeSet<String> = all.iter().flat_map(|(_, problems)| problems).map(essence).collect();
    let (mut examples, mut missing) = (0, Vec::new());
    for document in DOCUMENTS.iter() {
        let exercised = ledger::exercised(document.name);
        for operation in document.operations() {
            let answered =
                exercised.iter().find(|(id, _)| *id == operation.id).map(|(_, problems)| problems.as_slice());
            for example in operation.problems() {
                examples += 1;
                let same_status = |problem: &&Value| problem["status"] == example["status"];
                let own: BTreeSet<String> =
                    answered.unwrap_or_default().iter().filter(same_status).map(essence).collect();
                // Few tests bring a server down; what no test gets from this operation, some other has answered.
                let known = if own.is_empty() { &everywhere } else { &own };
                if !known.contains(&essence(example)) {
                    missing.push(format!("{} {}: {} of {own:#?}", document.name, operation.id, essence(example)));
                }
            }
        }
    }
    assert!(examples > 100, "the documents have examples of problems, and not {examples}");
    assert!(missing.is_empty(), "examples of problems that no test gets:\n{}", missing.join("\n"));
}

/// What has to be the same, with `#` for words that have a digit, which are of the particular request.
fn essence(problem: &Value) -> String {
    let is_particular = |word: &&str| word.contains(|sign: char| sign.is_ascii_digit());
    let text = |value: &Value| {
        let words = value.as_str().unwrap_or_default().split(' ');
        words.map(|word| if is_particular(&word) { "#" } else { word }).collect::<Vec<_>>().join(" ")
    };
    let errors = problem["errors"].as_array().into_iter().flatten();
    let errors = errors
        .map(|error| format!("{}{} {}", text(&error["pointer"]), text(&error["parameter"]), text(&error["detail"])));
    let [title, code, detail] = ["title", "code", "detail"].map(|key| text(&problem[key]));
    format!("{} {title} ({code}): {detail} {:?}", problem["status"], errors.collect::<Vec<_>>())
}
