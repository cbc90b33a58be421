//! What validation costs, beside the crate `jsonschema`, on the same schemas and values.
//!
//! `ROSTER_BENCH_CORPUS=FOLDER cargo bench -p roster-tests` takes schemas of the documents in a folder, else of our own.
//! Values are made from the tables; broken ones differ from them in one place. Both sides agree on all of them.
//!
//! `valid`: the runtime looks for all violations, as it does for a request; the other one only says yes. `broken`: both
//! collect every violation, with its place and a sentence. Nanoseconds for a value, the best of many rounds by turns.

use std::{
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use roster_runtime::validate::{Direction, validate};
use roster_tests::{
    corpus::documents,
    two_validators::{Pair, pairs},
};
use serde_json::Value;

/// How many schemas are measured, of how many of a document.
const MEASURED: usize = 20;
const SCHEMAS: usize = 300;
const INSTANCES: usize = 40;
/// Larger values would be all that is measured.
const MAXIMUM_SIZE: usize = 20_000;

struct Case {
    name: String,
    pair: Pair,
    valid: Vec<Value>,
    broken: Vec<Value>,
}

fn main() {
    // Without this argument, it is a test run: that it works is all that is asked.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { 60 } else { 1 };
    let cases = cases();
    println!(
        "{:>10} {:>10} {:>6} {:>10} {:>10} {:>6}",
        "valid", "jsonschema", "ratio", "broken", "jsonschema", "ratio"
    );
    let mut sums = [0.0; 4];
    for case in &cases {
        let [ours, theirs] =
            race(rounds, &case.valid, ours, |value| usize::from(case.pair.theirs.is_valid(value)), case);
        let [ours_broken, theirs_broken] = race(rounds, &case.broken, self::ours, |value| theirs_of(case, value), case);
        let times = [ours, theirs, ours_broken, theirs_broken];
        sums.iter_mut().zip(times).for_each(|(sum, time)| *sum += time);
        print(times, &case.name);
    }
    print(sums.map(|sum| sum / cases.len() as f64), "on average");
}

fn print([ours, theirs, ours_broken, theirs_broken]: [f64; 4], name: &str) {
    let (valid, broken) = (theirs / ours, theirs_broken / ours_broken);
    println!("{ours:>10.0} {theirs:>10.0} {valid:>6.2} {ours_broken:>10.0} {theirs_broken:>10.0} {broken:>6.2} {name}");
}

fn ours(case: &Case, value: &Value) -> usize {
    validate(case.pair.ours, black_box(value), Direction::Either).len()
}

fn theirs_of(case: &Case, value: &Value) -> usize {
    let errors = case.pair.theirs.iter_errors(black_box(value));
    errors.map(|error| (error.instance_path().to_string(), error.to_string())).collect::<Vec<_>>().len()
}

/// Nanoseconds for a value, of each side.
fn race(
    rounds: usize,
    values: &[Value],
    ours: impl Fn(&Case, &Value) -> usize,
    theirs: impl Fn(&Value) -> usize,
    case: &Case,
) -> [f64; 2] {
    let mut best = [Duration::MAX; 2];
    // About a tenth of a millisecond a round.
    let start = Instant::now();
    values.iter().for_each(|value| {
        black_box(ours(case, value));
    });
    let times = (100_000 / start.elapsed().as_nanos().max(1)).clamp(1, 1000);
    for _ in 0..rounds {
        let sides: [&dyn Fn(&Value) -> usize; 2] = [&|value| ours(case, value), &theirs];
        for (best, side) in best.iter_mut().zip(sides) {
            let start = Instant::now();
            for _ in 0..times {
                values.iter().for_each(|value| {
                    black_box(side(value));
                });
            }
            *best = (*best).min(start.elapsed());
        }
    }
    best.map(|best| best.as_nanos() as f64 / times as f64 / values.len() as f64)
}

/// Of each document the schema with the largest value, then of each the next one, until there are enough.
fn cases() -> Vec<Case> {
    let mut by_document: Vec<Vec<Case>> = paths().iter().map(|path| cases_of(path)).collect();
    let mut cases = Vec::new();
    while cases.len() < MEASURED && by_document.iter().any(|cases| !cases.is_empty()) {
        cases.extend(by_document.iter_mut().filter_map(Vec::pop).take(MEASURED - cases.len()));
    }
    cases
}

fn paths() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let Ok(corpus) = std::env::var("ROSTER_BENCH_CORPUS") else {
        println!("ROSTER_BENCH_CORPUS is not set: schemas of our own documents");
        return ["twona", "docutools"].map(|name| root.join(format!("openapi/bundled/{name}.yaml"))).to_vec();
    };
    let mut paths: Vec<PathBuf> = documents(&root.join(corpus)).into_iter().map(|(path, _)| path).collect();
    paths.sort();
    paths
}

/// The schemas of a document, those with the largest values last.
fn cases_of(path: &Path) -> Vec<Case> {
    let document = path.file_name().unwrap_or_default().to_string_lossy();
    let size = |value: &Value| value.to_string().len();
    let mut cases: Vec<(usize, Case)> = pairs(path, SCHEMAS)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|pair| {
            let mut instances = pair.instances(INSTANCES);
            instances.retain(|value| value.is_object() && pair.ours_is_valid(value) == pair.theirs.is_valid(value));
            let (valid, broken): (Vec<Value>, Vec<Value>) =
                instances.into_iter().partition(|value| pair.ours_is_valid(value));
            let largest = valid.iter().map(size).max()?;
            let is_usable = largest <= MAXIMUM_SIZE && !broken.is_empty();
            let name = format!("{document} {}", pair.pointer.replace("/components/schemas/", ""));
            is_usable.then_some((largest, Case { name, pair, valid, broken }))
        })
        .collect();
    cases.sort_by_key(|(size, _)| *size);
    cases.into_iter().map(|(_, case)| case).collect()
}
