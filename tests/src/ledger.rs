//! Which operations the tests of this run have exercised, so that the list of the others can be held to be empty.
//!
//! The integration binary writes, one empty file per operation; the `exercised` test, which cargo runs after it, reads.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Once,
};

static START: Once = Once::new();

/// Notes that `operation` answered with something other than 501. The first note of a process empties the ledger.
pub(crate) fn note(document: &str, operation: &str) {
    START.call_once(|| {
        let _ = fs::remove_dir_all(folder());
    });
    let folder = folder().join(document);
    fs::create_dir_all(&folder).expect("the target folder can be written to");
    fs::write(folder.join(operation), "").expect("the target folder can be written to");
}

/// The operations noted by the last run of the integration binary.
pub fn exercised(document: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder().join(document)) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a folder can be listed").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/exercised")
}
