//! The official test suite of JSON Schema, draft 2020-12: what it says of each instance, the validator says too.
//!
//! Its schemas go the way of those of an OpenAPI document: bundled, read, made to tables, and derived back.

mod excluded;
mod project;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use roster_runtime::schema::{ComponentSchema, SchemaRef};
use roster_runtime::validate::{Direction, is_valid, validate};
use roster_runtime::{DocumentInfo, describe};
use serde::Deserialize;
use serde_json::Value;

use excluded::EXCLUDED;
use project::Project;
use roster_tests::outside::require;

/// The formats that are checked; the suite has a file for each.
const FORMATS: [&str; 12] = [
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "ipv4",
    "ipv6",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

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
    let Some(folder) = require("ROSTER_TEST_JSON_SCHEMA") else { return };
    let mut faults = Vec::new();
    let mut unseen: BTreeSet<[&str; 3]> = EXCLUDED.iter().map(|(case, _)| *case).collect();
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    let mut total = [0; 3];
    let mut table = format!("{:<26}{:>6}{:>8}{:>10}\n", "file", "cases", "passed", "excluded");
    let folder = Path::new(&folder);
    let project = Project::new(&folder.join("../../remotes"));
    let mut of_formats = read(&folder.join("optional/format"));
    let formats = FORMATS.map(|format| {
        let groups = of_formats.remove(format).unwrap_or_else(|| panic!("the suite has no cases of {format}"));
        (format!("format {format}"), groups)
    });
    for (file, groups) in read(folder).into_iter().chain(formats) {
        let mut counts = [0; 3];
        for group in &groups {
            let schema = project.table(&group.schema);
            let derived = project.table(&derived(schema));
            for case in &group.tests {
                let name = [file.as_str(), &group.description, &case.description];
                let fault = fault(schema, derived, case);
                counts[0] += 1;
                match (EXCLUDED.iter().find(|(excluded, _)| *excluded == name), fault) {
                    (None, None) => counts[1] += 1,
                    (None, Some(fault)) => faults.push(format!("{}: {fault}", name.join(": "))),
                    (Some(_), None) => faults.push(format!("{}: is excluded, and passes", name.join(": "))),
                    (Some((_, reason)), Some(_)) => {
                        counts[2] += 1;
                        *by_reason.entry(reason).or_default() += 1;
                    }
                }
                unseen.retain(|excluded| *excluded != name);
            }
        }
        writeln!(table, "{file:<26}{:>6}{:>8}{:>10}", counts[0], counts[1], counts[2]).expect("memory takes it");
        total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    writeln!(table, "{:<26}{:>6}{:>8}{:>10}\n", "", total[0], total[1], total[2]).expect("memory takes it");
    for (reason, cases) in by_reason {
        writeln!(table, "{cases:>6} excluded: {reason}").expect("memory takes it");
    }
    faults.extend(unseen.iter().map(|name| format!("{}: is excluded, and not in the suite", name.join(": "))));
    assert!(total[0] > 0, "there are no cases in {}", folder.display());
    insta::assert_snapshot!("table", table);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The files of the suite by their names, sorted.
fn read(folder: &Path) -> BTreeMap<String, Vec<Group>> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.map(|entry| entry.expect("the folder can be read").path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let read = |path: &Path| {
        let text = std::fs::read(path).expect("the file can be read");
        serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    files
        .map(|path| {
            (path.with_extension("").file_name().unwrap_or_default().to_string_lossy().into_owned(), read(&path))
        })
        .collect()
}

/// Tables are static in generated code; a test may leak.
fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// What the validator says otherwise: asked for violations, for a yes or no, or by the schema that is derived from the table.
fn fault(schema: SchemaRef, derived: SchemaRef, case: &Case) -> Option<String> {
    let findings = validate(schema, &case.data, Direction::Either);
    if findings.is_empty() != case.valid {
        Some(format!("{findings:?}"))
    } else if is_valid(schema, &case.data, Direction::Either) != case.valid {
        Some("the short answer is another one".to_owned())
    } else if is_valid(derived, &case.data, Direction::Either) != case.valid {
        Some("the derived schema says something else".to_owned())
    } else {
        None
    }
}

/// The schema as the derived document has it.
fn derived(schema: SchemaRef) -> Value {
    let component: &'static ComponentSchema = leak(ComponentSchema { name: "Schema", schema: schema.get() });
    let document = describe::document(leak(DocumentInfo {
        name: "suite",
        title: "Suite",
        version: "1",
        security_schemes: &[],
        schemas: leak([component]),
        operations: &[],
        lenient_json: false,
    }));
    serde_json::to_value(document).expect("it is JSON")["components"]["schemas"]["Schema"].take()
}
