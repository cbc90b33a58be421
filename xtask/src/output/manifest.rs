//! The list of what was written into an output folder, which is what says whose a file there is.
//!
//! Lines of text: `from NAME` for what the files were made of, `by VERSION` for the program that made them, and under
//! these a path a line, sorted, with two spaces in front. There are no hashes: a list that is committed has to survive a merge of two branches that generated.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};

/// The version of what is generated.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The name of the list in an output folder.
pub const MANIFEST: &str = ".roster-generated";

const HEAD: &str = "# What Roster generated here. It replaces and removes these files, and touches no other.\n";

/// More than any list has; what is longer is not one.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What was made, by what it was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest(BTreeMap<String, Made>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Made {
    /// The version of the program; lists of the first versions have none.
    version: Option<String>,
    paths: BTreeSet<PathBuf>,
}

impl Manifest {
    /// Reads the list of a folder; an empty one where there is none.
    ///
    /// # Errors
    /// There is something of its name that is no such list, or that names a path outside of the folder.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(MANIFEST);
        let kind = match fs::symlink_metadata(&path) {
            Ok(kind) => kind,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let help = "restore it, or remove it together with what was generated here";
        ensure!(
            kind.is_file() && kind.len() <= LONGEST,
            "{} is not the list of generated files; {help}",
            path.display()
        );
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut manifest = Self::default();
        let mut source = None;
        for (index, line) in text.lines().enumerate() {
            if let Some(name) = line.strip_prefix("from ") {
                source = Some(name.to_owned());
            } else if let (Some(version), Some(source)) = (line.strip_prefix("by "), &source) {
                manifest.0.entry(source.clone()).or_default().version = Some(version.to_owned());
            } else if let (Some(listed), Some(source)) = (line.strip_prefix("  "), &source) {
                let listed = Path::new(listed);
                if !is_inside(listed) {
                    bail!("{}:{}: the path leads out of the folder; {help}", path.display(), index + 1);
                }
                manifest.0.entry(source.clone()).or_default().paths.insert(listed.to_owned());
            } else if !(line.starts_with('#') || line.trim().is_empty()) {
                bail!("{}:{}: this is not a line of the list; {help}", path.display(), index + 1);
            }
        }
        Ok(manifest)
    }

    /// What was made of `source`.
    pub(super) fn of(&self, source: &str) -> BTreeSet<PathBuf> {
        self.0.get(source).map(|made| made.paths.clone()).unwrap_or_default()
    }

    /// The version that made it, where that is another one than this.
    pub(super) fn other_version(&self, source: &str) -> Option<&str> {
        self.0.get(source)?.version.as_deref().filter(|version| *version != VERSION)
    }

    /// What a file was made of, if it is listed.
    pub(super) fn source(&self, path: &Path) -> Option<&str> {
        self.0.iter().find(|(_, made)| made.paths.contains(path)).map(|(source, _)| source.as_str())
    }

    /// The list in which these are the files made of `source`.
    pub(super) fn with(&self, source: &str, paths: BTreeSet<PathBuf>) -> Self {
        let mut manifest = self.clone();
        manifest.0.insert(source.to_owned(), Made { version: Some(VERSION.to_owned()), paths });
        manifest.0.retain(|_, made| !made.paths.is_empty());
        manifest
    }

    pub(super) fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (source, Made { version, paths }) in &self.0 {
            text.push_str(&format!("from {source}\n"));
            text.extend(version.iter().map(|version| format!("by {version}\n")));
            for path in paths {
                let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
                text.push_str(&format!("  {}\n", parts.join("/")));
            }
        }
        text
    }
}

/// Whether a path stays below the folder that it is relative to.
pub(super) fn is_inside(path: &Path) -> bool {
    path.components().next().is_some() && path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// The name of a source as a list can have it: on one line.
pub(super) fn one_line(source: &str) -> String {
    source.chars().map(|letter| if letter.is_control() { '_' } else { letter }).collect()
}
