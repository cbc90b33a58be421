//! The official test suite of JSON Schema, draft 2020-12: what it says of each instance, the validator says too.
//!
//! The suite comes from outside: `ROSTER_TEST_JSON_SCHEMA` is the folder of its files, and `.ci/outside` sets it.

mod excluded;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use roster_runtime::schema::{ComponentSchema, SchemaRef};
use roster_runtime::validate::{Direction, is_valid, validate};
use roster_runtime::{DocumentInfo, describe};
use serde::Deserialize;
use serde_json::Value;

use crate::harness::{DOCUMENT, leak};
use excluded::EXCLUDED;

/// Cases of one schema.
#[derive(Deserialize)]
struct Group {
    description: String,
    schema: Value,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    description: String,
    data: Value,
    valid: bool,
}

#[test]
fn the_validator_says_what_the_official_suite_says() {
    let Ok(folder) = std::env::var("ROSTER_TEST_JSON_SCHEMA") else {
        eprintln!("left out: the official test suite of JSON Schema; set ROSTER_TEST_JSON_SCHEMA to its draft2020-12");
        return;
    };
    let mut faults = Vec::new();
    let mut unseen: BTreeSet<(&str, &str)> = EXCLUDED.iter().map(|(file, group, _)| (*file, *group)).collect();
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    let mut total = [0; 3];
    println!("{:<26}{:>6}{:>8}{:>10}", "file", "cases", "passed", "excluded");
    for (file, groups) in read(Path::new(&folder)) {
        let mut counts = [0; 3];
        for group in &groups {
            let (name, cases) = (group.description.as_str(), group.tests.len());
            let wrong = wrong_cases(group);
            counts[0] += cases;
            if let Some((of, name, reason)) = EXCLUDED.iter().find(|(of, excluded, _)| *of == file && *excluded == name)
            {
                counts[2] += cases;
                *by_reason.entry(reason).or_default() += cases;
                unseen.remove(&(*of, *name));
                if wrong.is_empty() {
                    faults.push(format!("{file}: {name}: is excluded, and passes"));
                }
            } else {
                counts[1] += cases - wrong.len();
                faults.extend(wrong.into_iter().map(|fault| format!("{file}: {name}: {fault}")));
            }
        }
        println!("{file:<26}{:>6}{:>8}{:>10}", counts[0], counts[1], counts[2]);
        total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    println!("{:<26}{:>6}{:>8}{:>10}", "", total[0], total[1], total[2]);
    by_reason.iter().for_each(|(reason, cases)| println!("{cases:>6} excluded: {reason}"));
    faults.extend(unseen.iter().map(|(file, group)| format!("{file}: {group}: is excluded, and not in the suite")));
    assert!(total[0] > 0, "there are no cases in {folder}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The files of the suite by their names, sorted.
fn read(folder: &Path) -> BTreeMap<String, Vec<Group>> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let read = |path: &Path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    files.map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(&path))).collect()
}

/// The cases of a group about which the validator says something else, asked for violations, for a yes or no, or by the
/// schema that is derived from the table; all, where there is no table of the schema.
fn wrong_cases(group: &Group) -> Vec<String> {
    let tables = tables::table(&group.schema).and_then(|schema| Ok((schema, tables::table(&derived(schema))?)));
    let (schema, derived) = match tables {
        Ok(tables) => tables,
        Err(reason) => return vec![reason; group.tests.len()],
    };
    let mut wrong = Vec::new();
    for Case { description, data, valid } in &group.tests {
        let findings = validate(schema, data, Direction::Either);
        if findings.is_empty() != *valid {
            wrong.push(format!("{description}: {findings:?}"));
        } else if is_valid(schema, data, Direction::Either) != *valid {
            wrong.push(format!("{description}: the short answer is another one"));
        } else if is_valid(derived, data, Direction::Either) != *valid {
            wrong.push(format!("{description}: the derived schema says something else"));
        }
    }
    wrong
}

/// The schema as the derived document has it.
fn derived(schema: SchemaRef) -> Value {
    let component: &'static ComponentSchema = leak(ComponentSchema { name: "Schema", schema: schema.get() });
    let document = describe::document(leak(DocumentInfo { schemas: leak([component]), ..DOCUMENT }));
    serde_json::to_value(document).unwrap()["components"]["schemas"]["Schema"].take()
}
