//! What the tests of this run have got from the server: which operations, and which problems of each.
//!
//! The integration binary writes, one file per operation with a line per problem; the tests of `afterwards` read.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex},
};

use serde_json::Value;

/// Lines, and the files that they are in.
type Written = HashSet<(PathBuf, Vec<u8>)>;

/// The lines that are written already. The first note of a process empties the ledger.
static WRITTEN: LazyLock<Mutex<Written>> = LazyLock::new(|| {
    let _ = fs::remove_dir_all(folder());
    fs::create_dir_all(folder()).expect("the target folder can be written to");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    fs::write(folder().join(LAST_RUN), arguments.join(" ")).expect("the target folder can be written to");
    Mutex::default()
});

/// Notes that `operation` answered: with a problem document, or with something else.
pub(crate) fn note(document: &str, operation: &str, problem: Option<Value>) {
    let mut written = WRITTEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let path = folder().join(document).join(operation);
    let line = problem.map_or_else(Vec::new, |problem| format!("{problem}\n").into_bytes());
    if written.insert((path.clone(), line.clone())) {
        fs::create_dir_all(folder().join(document)).expect("the target folder can be written to");
        let file = File::options().append(true).create(true).open(path);
        file.and_then(|mut file| file.write_all(&line)).expect("the target folder can be written to");
    }
}

/// The operations noted by the last run of the integration binary, and the problems of each.
pub fn exercised(document: &str) -> Vec<(String, Vec<Value>)> {
    let Ok(entries) = fs::read_dir(folder().join(document)) else { return Vec::new() };
    entries
        .map(|entry| {
            let entry = entry.expect("a folder can be listed");
            let lines = fs::read_to_string(entry.path()).expect("the ledger can be read");
            let problems = lines.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
            (entry.file_name().to_string_lossy().into_owned(), problems)
        })
        .collect()
}

/// How the integration binary was last run, with its arguments; none where it never was.
pub fn last_run() -> Option<String> {
    let arguments = fs::read_to_string(folder().join(LAST_RUN)).ok()?;
    Some(format!("`{}`", format!("it {arguments}").trim_end()))
}

/// The file that has the arguments.
const LAST_RUN: &str = "arguments";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/exercised")
}
