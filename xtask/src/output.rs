//! Generated files onto the disk, or held against it.
//!
//! Files are replaced as a whole (written beside, then renamed), unchanged ones are not touched, and generated files
//! that nothing generates any more are removed. What stands in the files is the emitters' business.

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// Contents by path, relative to the directory they are generated into.
pub use roster_generate::Files;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Make the disk equal to the files.
    Write,
    /// Only compare.
    Check,
}

/// Directories, relative to the root, in which a file that is not generated any more is an orphan.
#[derive(Clone, Debug, Default)]
pub struct Owned {
    /// Every file in these is generated.
    pub whole: Vec<PathBuf>,
    /// Files in these are generated if their first line says so (`@generated`).
    pub marked: Vec<PathBuf>,
}

/// What was done, or what is to be done; paths are relative to the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub unchanged: usize,
    /// Files whose content differs.
    pub stale: Vec<PathBuf>,
    pub missing: Vec<PathBuf>,
    pub orphaned: Vec<PathBuf>,
}

impl Report {
    /// Whether the disk was equal to the files.
    pub fn is_clean(&self) -> bool {
        self.stale.is_empty() && self.missing.is_empty() && self.orphaned.is_empty()
    }

    /// Every difference with its kind, by path.
    pub fn differences(&self) -> Vec<(&'static str, &Path)> {
        let kinds = [("stale", &self.stale), ("missing", &self.missing), ("orphaned", &self.orphaned)];
        let mut all: Vec<_> =
            kinds.iter().flat_map(|(kind, paths)| paths.iter().map(|path| (*kind, path.as_path()))).collect();
        all.sort_by_key(|(_, path)| *path);
        all
    }
}

/// Makes the disk equal to `files`, or compares; orphans are looked for beside the files and below, by their mark.
///
/// # Errors
/// A file or directory cannot be read or written; the error names it.
pub fn apply(root: &Path, files: &Files, mode: Mode) -> Result<Report> {
    let marked: BTreeSet<_> = files.keys().filter_map(|path| path.parent()).map(Path::to_owned).collect();
    apply_owned(root, files, &Owned { whole: Vec::new(), marked: marked.into_iter().collect() }, mode)
}

/// Like [`apply`], with the directories in which to look for orphans.
///
/// # Errors
/// As for [`apply`].
pub fn apply_owned(root: &Path, files: &Files, owned: &Owned, mode: Mode) -> Result<Report> {
    let mut report = Report::default();
    for (path, content) in files {
        let target = root.join(path);
        match fs::read(&target) {
            Ok(present) if present == content.as_bytes() => {
                report.unchanged += 1;
                continue;
            }
            Ok(_) => report.stale.push(path.clone()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => report.missing.push(path.clone()),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", target.display())),
        }
        if mode == Mode::Write {
            write(&target, content).with_context(|| format!("cannot write {}", target.display()))?;
        }
    }
    report.orphaned = orphans(root, files, owned)?.into_iter().collect();
    if mode == Mode::Write {
        for path in &report.orphaned {
            let target = root.join(path);
            fs::remove_file(&target).with_context(|| format!("cannot remove {}", target.display()))?;
            remove_empty_parents(root, path);
        }
    }
    Ok(report)
}

/// Beside the target first, so that no reader and no interruption ever sees half a file.
fn write(target: &Path, content: &str) -> Result<()> {
    let directory = target.parent().context("the path has no directory")?;
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(".generated-").tempfile_in(directory)?;
    file.write_all(content.as_bytes())?;
    file.persist(target)?;
    Ok(())
}

fn orphans(root: &Path, files: &Files, owned: &Owned) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    for directory in &owned.whole {
        collect(root, directory, files, false, &mut found)?;
    }
    for directory in &owned.marked {
        collect(root, directory, files, true, &mut found)?;
    }
    Ok(found)
}

fn collect(root: &Path, directory: &Path, files: &Files, marked: bool, found: &mut BTreeSet<PathBuf>) -> Result<()> {
    let absolute = root.join(directory);
    let entries = match fs::read_dir(&absolute) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", absolute.display())),
    };
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", absolute.display()))?;
        let path = directory.join(entry.file_name());
        let kind = entry.file_type().with_context(|| format!("cannot read {}", entry.path().display()))?;
        if kind.is_dir() {
            let name = entry.file_name();
            if name != "target" && !name.to_string_lossy().starts_with('.') {
                collect(root, &path, files, marked, found)?;
            }
        } else if kind.is_file() && !files.contains_key(&path) && (!marked || is_marked(&entry.path())?) {
            found.insert(path);
        }
    }
    Ok(())
}

/// Whether the first line says `@generated`.
fn is_marked(path: &Path) -> Result<bool> {
    use std::io::Read as _;
    let mut start = Vec::new();
    let file = fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    file.take(512).read_to_end(&mut start).with_context(|| format!("cannot read {}", path.display()))?;
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Ok(String::from_utf8_lossy(line).contains("@generated"))
}

/// `remove_dir` refuses what is not empty, which is the test.
fn remove_empty_parents(root: &Path, path: &Path) {
    for directory in path.ancestors().skip(1).filter(|directory| !directory.as_os_str().is_empty()) {
        if fs::remove_dir(root.join(directory)).is_err() {
            return;
        }
    }
}
