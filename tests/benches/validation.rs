//! What validation costs, beside the crate `jsonschema`, on the same schemas and values.
//!
//! `ROSTER_BENCH_CORPUS=FOLDER cargo bench -p roster-tests` takes schemas of the documents in a folder, else of our own.
//! Values are made from the tables; broken ones differ from them in one place. Both sides agree on all of them.
//!
//! `is_valid`: yes or no, of valid values. `valid` and `broken`: every violation, with its place and a sentence, of valid
//! values and of broken ones. Nanoseconds for a value, ours before theirs, the best of many rounds by turns; and how many
//! times as long theirs takes.

use std::{
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use roster_runtime::validate::{Direction, is_valid, validate};
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
    for heading in ["is_valid", "valid", "broken"] {
        print!("{heading:>10} {:>10} {:>6}", "jsonschema", "ratio");
    }
    println!();
    let mut sums = [[0.0; 2]; 3];
    for case in &cases {
        let times = measure(rounds, case);
        sums.as_flattened_mut().iter_mut().zip(times.as_flattened()).for_each(|(sum, time)| *sum += time);
        print(times, &case.name);
    }
    print(sums.map(|pair| pair.map(|sum| sum / cases.len() as f64)), "on average");
}

fn print(times: [[f64; 2]; 3], name: &str) {
    for [ours, theirs] in times {
        print!("{ours:>10.0} {theirs:>10.0} {:>6.2}", theirs / ours);
    }
    println!(" {name}");
}

fn measure(rounds: usize, case: &Case) -> [[f64; 2]; 3] {
    let Pair { ours, theirs, .. } = &case.pair;
    let ours_fits = |value: &Value| usize::from(is_valid(*ours, value, Direction::Either));
    let theirs_fits = |value: &Value| usize::from(theirs.is_valid(value));
    let ours_collects = |value: &Value| black_box(validate(*ours, value, Direction::Either)).len();
    let theirs_collects = |value: &Value| {
        let errors = theirs.iter_errors(value);
        let errors = errors.map(|error| (error.instance_path().to_string(), error.to_string()));
        black_box(errors.collect::<Vec<_>>()).len()
    };
    [
        race(rounds, &case.valid, [&ours_fits, &theirs_fits]),
        race(rounds, &case.valid, [&ours_collects, &theirs_collects]),
        race(rounds, &case.broken, [&ours_collects, &theirs_collects]),
    ]
}

/// Nanoseconds for a value, of each side.
fn race(rounds: usize, values: &[Value], sides: [&dyn Fn(&Value) -> usize; 2]) -> [f64; 2] {
    let run = |side: &dyn Fn(&Value) -> usize| {
        values.iter().for_each(|value| {
            black_box(side(black_box(value)));
        });
    };
    // About a tenth of a millisecond a round.
    let start = Instant::now();
    run(sides[0]);
    let times = (100_000 / start.elapsed().as_nanos().max(1)).clamp(1, 1000);
    let mut best = [Duration::MAX; 2];
    for _ in 0..rounds {
        for (best, side) in best.iter_mut().zip(sides) {
            let start = Instant::now();
            (0..times).for_each(|_| run(side));
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
