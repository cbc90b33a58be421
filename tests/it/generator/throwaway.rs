//! A package that exists only while tests look at it: under `target/generator-tests`, compiled by the very cargo that
//! runs the tests, with the workspace's versions, without the network.
//!
//! All of them share one target directory, apart from the workspace's, where nobody holds a lock on it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::documents::root;

/// What generated stubs, clients and exercises stand on, in the workspace's versions.
const DEPENDENCIES: &[&str] = &[
    "axum",
    "bytes",
    "chrono",
    "futures-util",
    "http",
    "reqwest",
    "serde",
    "serde_json",
    "tokio",
    "utoipa",
    "utoipa-axum",
    "uuid",
];

pub(super) struct Throwaway {
    directory: PathBuf,
    written: BTreeSet<PathBuf>,
}

impl Throwaway {
    /// An empty package; what an earlier run left is reused where it is the same.
    pub(super) fn new(name: &str) -> Self {
        Self::named(name, &format!("generator-{name}"))
    }

    /// An empty package in a folder of another name.
    pub(super) fn named(folder: &str, name: &str) -> Self {
        let directory = root().join("target/generator-tests").join(folder);
        let mut package = Self { directory, written: BTreeSet::new() };
        package.write("Cargo.toml", &manifest(name));
        package.write("Cargo.lock", &fs::read_to_string(root().join("Cargo.lock")).unwrap());
        package
    }

    /// Writes a file if it differs, so that an unchanged package is not compiled again.
    pub(super) fn write(&mut self, path: impl AsRef<Path>, content: &str) {
        let path = self.directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if fs::read_to_string(&path).ok().as_deref() != Some(content) {
            fs::write(&path, content).unwrap();
        }
        self.written.insert(path);
    }

    /// Runs cargo on the package, without files of earlier runs.
    pub(super) fn cargo(&self, arguments: &[&str]) -> Output {
        self.remove_leftovers(&self.directory.join("src"));
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(arguments)
            .args(["--offline", "--quiet"])
            .env("CARGO_TARGET_DIR", root().join("target/generator-tests/target"))
            .env("CARGO_TERM_COLOR", "never")
            .current_dir(&self.directory)
            .output()
            .expect("cargo runs, as it ran this test")
    }

    fn remove_leftovers(&self, directory: &Path) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.remove_leftovers(&path);
            } else if !self.written.contains(&path) {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

/// Fails with everything that cargo printed, unless it succeeded.
#[track_caller]
pub(super) fn expect_success(output: &Output) {
    assert!(
        output.status.success(),
        "{}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    );
}

/// The workspace's own lines for these dependencies.
fn versions(dependencies: &[&str]) -> String {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let lines: Vec<_> = dependencies
        .iter()
        .map(|dependency| {
            let prefix = format!("{dependency} = ");
            workspace
                .lines()
                .find(|line| line.starts_with(&prefix))
                .expect("a dependency of the workspace, on one line")
        })
        .collect();
    lines.join("\n")
}

fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [lib]\ndoctest = false\n\n\
         [features]\ndefault = [\"conformance\"]\nconformance = [\"roster-runtime/conformance\"]\n\n\
         [dependencies]\n{}\nroster-runtime = {{ path = {:?} }}\n\
         roster-client-runtime = {{ path = {:?}, default-features = false }}\n\n\
         [profile.dev]\ndebug = 0\n\n[workspace]\n",
        versions(DEPENDENCIES),
        root().join("server/runtime"),
        root().join("client/runtime"),
    )
}
