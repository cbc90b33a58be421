//! Copies of the documents that a test may change, and how what follows from them differs from the committed files.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use roster_openapi::output::{self, Mode};
use tempfile::TempDir;
use xtask::plan::{Plan, plan};

/// A workspace with the documents of this one, and nothing else.
pub(super) struct Copy(pub(super) TempDir);

impl Copy {
    pub(super) fn new() -> Self {
        let copy = Self(tempfile::tempdir().expect("a temporary folder"));
        for part in ["twona", "docutools", "shared"] {
            copy_folder(&repository().join("openapi").join(part), &copy.path(part));
        }
        copy
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join("openapi").join(path)
    }

    /// Replaces the one place in a file that says `old`.
    pub(super) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(path)).expect("a document's file");
        assert_eq!(text.matches(old).count(), 1, "{path}: {old}");
        fs::write(self.path(path), text.replace(old, new)).expect("the copy can be written to");
    }

    pub(super) fn append(&self, path: &str, more: &str) {
        let text = fs::read_to_string(self.path(path)).expect("a document's file");
        fs::write(self.path(path), text + more).expect("the copy can be written to");
    }

    pub(super) fn plan(&self) -> Plan {
        let plan = plan(self.0.path()).expect("the documents are found");
        let found: Vec<_> = plan.found.clone().sorted();
        assert!(found.is_empty(), "{}", found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        plan
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder of documents") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Lines that are taken away, and lines that come in their place, in order.
#[derive(Debug, Default)]
pub(super) struct Difference {
    pub(super) removed: Vec<String>,
    pub(super) added: Vec<String>,
}

/// The committed files which a plan changes, and how. New files and orphans there must be none.
pub(super) fn changes(plan: &Plan) -> BTreeMap<String, Difference> {
    let report = output::apply(&repository(), &plan.files, &plan.owned, Mode::Check).expect("files are read");
    assert_eq!((report.missing, report.orphaned, report.lists), (Vec::new(), Vec::new(), Vec::new()));
    let difference = |path: &PathBuf| {
        let committed = fs::read_to_string(repository().join(path)).expect("a committed file");
        (path.to_string_lossy().into_owned(), lines(&committed, &plan.files[path]))
    };
    report.stale.iter().map(difference).collect()
}

/// The shortest way from one text to the other, by lines (longest common subsequence).
fn lines(before: &str, after: &str) -> Difference {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let start = before.iter().zip(&after).take_while(|(left, right)| left == right).count();
    let (before, after) = (&before[start..], &after[start..]);
    let end = before.iter().rev().zip(after.iter().rev()).take_while(|(left, right)| left == right).count();
    let (before, after) = (&before[..before.len() - end], &after[..after.len() - end]);
    // common[i][j]: how long the longest common subsequence of before[i..] and after[j..] is.
    let mut common = vec![vec![0_u32; after.len() + 1]; before.len() + 1];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            common[i][j] = match before[i] == after[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut difference) = (0, 0, Difference::default());
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == after.len() || (i < before.len() && common[i + 1][j] >= common[i][j + 1]) {
            difference.removed.push(before[i].to_owned());
            i += 1;
        } else {
            difference.added.push(after[j].to_owned());
            j += 1;
        }
    }
    difference
}

pub(super) fn names<T>(changes: &BTreeMap<String, T>) -> Vec<&str> {
    changes.keys().map(String::as_str).collect()
}
