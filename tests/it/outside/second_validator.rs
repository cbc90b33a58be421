//! Schemas of others, validated by the runtime and by the crate `jsonschema`: both say the same of every value.
//!
//! `roster_tests::two_validators` says what is left out, and why.

use std::path::Path;

use roster_runtime::validate::{Direction, validate};
use roster_tests::{
    corpus::{Share, documents, shared},
    outside::require,
    two_validators::pairs,
};

/// The most schemas of a document, and values of a schema.
const SCHEMAS: usize = 300;
const INSTANCES: usize = 40;
/// The most faults that are told of a document.
const TOLD: usize = 5;

#[derive(Default)]
struct Outcome {
    document: String,
    schemas: usize,
    instances: usize,
    /// As both say.
    valid: usize,
    faults: Vec<String>,
    unread: Option<String>,
}

#[test]
fn both_validators_say_the_same() {
    let Some(corpus) = require("ROSTER_TEST_CORPUS") else { return };
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(corpus);
    let share = Share::of_environment();
    let documents = documents(&corpus).into_iter().enumerate().filter(|(place, _)| share.has(*place));
    let mut outcomes = shared(documents.collect(), |(_, (path, _)), _| outcome(&corpus, &path));
    outcomes.sort_by(|left, right| left.document.cmp(&right.document));
    let width = outcomes.iter().map(|outcome| outcome.document.len()).max().unwrap_or_default();
    println!("{:width$}{:>9}{:>11}{:>9}", "document", "schemas", "instances", "valid");
    for Outcome { document, schemas, instances, valid, unread, .. } in &outcomes {
        match unread {
            Some(why) => println!("{document:width$} not read: {why}"),
            None => println!("{document:width$}{schemas:>9}{instances:>11}{valid:>9}"),
        }
    }
    let sum = |count: fn(&Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
    let (schemas, instances, valid) = (sum(|one| one.schemas), sum(|one| one.instances), sum(|one| one.valid));
    println!("{:width$}{schemas:>9}{instances:>11}{valid:>9}", "all");
    assert!(valid > 0 && instances > valid, "{valid} of {instances} values are valid");
    let faults: Vec<&str> = outcomes.iter().flat_map(|outcome| &outcome.faults).map(String::as_str).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn outcome(corpus: &Path, path: &Path) -> Outcome {
    let document = path.strip_prefix(corpus).unwrap_or(path).display().to_string();
    let mut outcome = Outcome { document, ..Outcome::default() };
    let pairs = match pairs(path, SCHEMAS) {
        Ok(pairs) => pairs,
        Err(why) => return Outcome { unread: Some(why), ..outcome },
    };
    outcome.schemas = pairs.len();
    for pair in pairs {
        for value in pair.instances(INSTANCES) {
            outcome.instances += 1;
            let (ours, theirs) = (pair.ours_is_valid(&value), pair.theirs.is_valid(&value));
            outcome.valid += usize::from(ours && theirs);
            if ours != theirs && outcome.faults.len() < TOLD {
                let findings = validate(pair.ours, &value, Direction::Either);
                let errors: Vec<String> = pair.theirs.iter_errors(&value).map(|error| error.to_string()).collect();
                outcome.faults.push(format!(
                    "{} {}: {value}\n    ours: {findings:?}\n    theirs: {errors:?}",
                    outcome.document, pair.pointer
                ));
            }
        }
    }
    outcome
}
