//! Who gets what: every operation of both documents, tried by callers of every kind.
//!
//! The table as a whole is a snapshot, `tests/snapshots/authorities.snap`. Apart from that each answer is held against
//! what the document says of the operation, so that a wrong snapshot is not accepted along with a right one.

mod callers;

use std::fmt::Write;

use roster_tests::{
    document::{DOCUMENTS, Document, Operation},
    requests,
};
use serde_json::Value;

use callers::{Kind, World};

/// What one caller got: the status, and the problem's code where there is one.
struct Outcome {
    status: u16,
    code: String,
}

/// What a caller of this kind has to get: a status, or any success.
fn expected(operation: &Operation, kind: Kind) -> Option<u16> {
    if !operation.is_guarded {
        return None;
    }
    if !kind.is_signed_in() {
        return Some(401);
    }
    let authorities = kind.authorities();
    let needed = &operation.authorities;
    if !needed.is_empty() && !needed.iter().any(|name| authorities.contains(&name.as_str())) {
        return Some(operation.refusal);
    }
    if kind == Kind::Stranger {
        return requests::names_an_entity(operation).then_some(404);
    }
    // The one rule that no list of authorities says: others are unsubscribed by administrators (rulings D9, D27).
    let is_of_others =
        matches!(&*operation.id, "users_resubscribe" | "users_unsubscribe") && !authorities.contains(&"admin");
    is_of_others.then_some(403)
}

#[tokio::test]
async fn every_operation_answers_each_kind_of_caller_as_documented() {
    let world = World::start().await;
    let mut table = header();
    let mut surprises = Vec::new();
    for document in DOCUMENTS.iter() {
        for operation in document.operations() {
            write!(table, "{:<10} {:<26}", document.name, operation.id).expect("a string takes it");
            for kind in Kind::ALL {
                let outcome = attempt(&world, document, operation, kind).await;
                let is_as_expected = match expected(operation, kind) {
                    Some(status) => outcome.status == status,
                    None => (200..400).contains(&outcome.status),
                };
                if !is_as_expected {
                    surprises.push(format!("{} {} as {kind:?}: {}", document.name, operation.id, outcome.status));
                }
                write!(table, " {:<17}", format!("{} {}", outcome.status, outcome.code).trim_end())
                    .expect("a string takes it");
            }
            table.truncate(table.trim_end().len());
            table.push('\n');
        }
    }
    assert!(surprises.is_empty(), "not what the documents say:\n{}\n{table}", surprises.join("\n"));
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../../snapshots" }, {
        insta::assert_snapshot!("authorities", table);
    });
}

/// Makes a valid request as a caller of this kind.
async fn attempt(world: &World, document: &Document, operation: &Operation, kind: Kind) -> Outcome {
    let request = requests::valid(&world.app, world.caller(kind), document.name, &operation.id).await;
    let response = request.send().await;
    let problem: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let code = problem["code"].as_str().unwrap_or_default().to_owned();
    Outcome { status: response.status.as_u16(), code }
}

fn header() -> String {
    let mut line = format!("{:<10} {:<26}", "document", "operation");
    for kind in Kind::ALL {
        write!(line, " {:<17}", kind.name()).expect("a string takes it");
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}
