//! Generated files onto the disk, or held against it.
//!
//! One rule says whose a file is: an output folder has a list of what was written there ([`MANIFEST`]). What it names
//! is replaced, and removed once nothing generates it any more; any other file is the user's. One that is in the way
//! is an error before anything is written. Nothing is reached through a symbolic link below the folder. Files are
//! replaced as a whole (written beside, then renamed), and unchanged ones are not touched.

mod manifest;

use std::{
    collections::BTreeSet,
    fs,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};

use manifest::Manifest;

pub use manifest::{MANIFEST, VERSION};
/// Contents by path, relative to the directory they are generated into.
pub use roster_generate::Files;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Make the disk equal to the files.
    Write,
    /// Only compare.
    Check,
}

/// The folders that files go to, and what the files are made of.
#[derive(Clone, Debug)]
pub struct Owned {
    /// Relative to the root, each with a list of its own; none is inside of another one.
    pub folders: Vec<PathBuf>,
    /// The document, or whatever else the lists shall name. What was made of something else is not touched.
    pub source: String,
}

/// What was done, or what is to be done; paths are relative to the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub unchanged: usize,
    /// Files whose content differs.
    pub stale: Vec<PathBuf>,
    pub missing: Vec<PathBuf>,
    pub orphaned: Vec<PathBuf>,
    /// Lists that do not name what is generated.
    pub lists: Vec<PathBuf>,
    /// Lists of what another version of this program generated, with that version.
    pub versions: Vec<(PathBuf, String)>,
}

impl Report {
    /// Whether the disk was equal to the files.
    pub fn is_clean(&self) -> bool {
        self.differences().is_empty()
    }

    /// What was done elsewhere, too.
    pub fn extend(&mut self, other: Self) {
        self.unchanged += other.unchanged;
        self.stale.extend(other.stale);
        self.missing.extend(other.missing);
        self.orphaned.extend(other.orphaned);
        self.lists.extend(other.lists);
        self.versions.extend(other.versions);
    }

    /// Every difference with its kind, by path.
    pub fn differences(&self) -> Vec<(&'static str, &Path)> {
        let kinds =
            [("stale", &self.stale), ("missing", &self.missing), ("orphaned", &self.orphaned), ("stale", &self.lists)];
        let mut all: Vec<_> =
            kinds.iter().flat_map(|(kind, paths)| paths.iter().map(|path| (*kind, path.as_path()))).collect();
        all.sort_by_key(|(_, path)| *path);
        all
    }
}

/// Makes the disk equal to `files`, or compares. `root` may be a symbolic link, or below one.
///
/// # Errors
/// A file or directory is in the way, cannot be read or cannot be written; the error names it. Before the first two,
/// nothing is written.
pub fn apply(root: &Path, files: &Files, owned: &Owned, mode: Mode) -> Result<Report> {
    check_root(root)?;
    let folders: Vec<Folder> =
        owned.folders.iter().map(|folder| Folder::inspect(root, folder, files, owned)).collect::<Result<_>>()?;
    let placed: usize = folders.iter().map(|folder| folder.wanted.len()).sum();
    ensure!(placed == files.len(), "{} files are outside of the output folders", files.len().abs_diff(placed));
    let in_the_way: Vec<_> = folders.iter().flat_map(|folder| &folder.in_the_way).collect();
    if let Some(first) = in_the_way.first() {
        let more = match in_the_way.len() - 1 {
            0 => String::new(),
            more => format!("; so are {more} more"),
        };
        bail!("{first}{more}");
    }
    let mut report = Report::default();
    for folder in folders {
        if mode == Mode::Write {
            folder.write(root, files)?;
        }
        report.extend(folder.report);
    }
    Ok(report)
}

/// Writes one file that the user named, as a whole, in place of the file that was there.
///
/// # Errors
/// There is something that is no plain file, or it cannot be written; the error names it.
pub fn write_file(target: &Path, content: &str) -> Result<()> {
    if fs::symlink_metadata(target).is_ok_and(|kind| !kind.is_file()) {
        bail!("{} is no plain file; choose another name", target.display());
    }
    let directory = target.parent().unwrap_or(Path::new(""));
    write(directory, target, content).with_context(|| format!("cannot write {}", target.display()))
}

/// An output folder as it was found, and what is to be done there. Paths are relative to the root.
struct Folder {
    path: PathBuf,
    listed: Manifest,
    source: String,
    wanted: BTreeSet<PathBuf>,
    report: Report,
    /// What keeps files from being written, in words.
    in_the_way: Vec<String>,
}

impl Folder {
    fn inspect(root: &Path, path: &Path, files: &Files, owned: &Owned) -> Result<Self> {
        let source = manifest::one_line(&owned.source);
        let wanted: BTreeSet<_> = files.keys().filter(|file| file.starts_with(path)).cloned().collect();
        let list = path.join(MANIFEST);
        if let Entry::Other(blocked) = entry(root, &list)?
            && blocked != list
        {
            bail!("{} is no plain directory; move it away, or choose another one", root.join(blocked).display());
        }
        let listed = Manifest::read(&root.join(path))?;
        let (report, in_the_way) = (Report::default(), Vec::new());
        let mut folder = Self { path: path.to_owned(), listed, source, wanted, report, in_the_way };
        for file in &folder.wanted.clone() {
            folder.look_at(root, file, &files[file])?;
        }
        for file in folder.listed.of(&folder.source) {
            let file = path.join(file);
            // What is a link or a directory by now is not what was written.
            if !folder.wanted.contains(&file) && matches!(entry(root, &file)?, Entry::File(_)) {
                folder.report.orphaned.push(file);
            }
        }
        if folder.listed != folder.listed.with(&folder.source, folder.names(&folder.wanted)) {
            folder.report.lists.push(list.clone());
        }
        if let Some(version) = folder.listed.other_version(&folder.source) {
            folder.report.versions.push((list, version.to_owned()));
        }
        Ok(folder)
    }

    /// What becomes of a file that is generated.
    fn look_at(&mut self, root: &Path, file: &Path, content: &str) -> Result<()> {
        let name = file.strip_prefix(&self.path).expect("wanted are files below the folder");
        ensure!(manifest::is_inside(name), "{} leads out of the output folder", file.display());
        let shown = root.join(file).display().to_string();
        match entry(root, file)? {
            Entry::None => self.report.missing.push(file.to_owned()),
            Entry::File(size) => {
                let same = size == content.len() as u64
                    && fs::read(root.join(file)).with_context(|| format!("cannot read {shown}"))? == content.as_bytes();
                match self.listed.source(name) {
                    Some(other) if other != self.source => self.in_the_way.push(format!(
                        "{shown} was generated from `{other}`, and would be replaced by what follows from `{}`; choose \
                         another directory",
                        self.source
                    )),
                    None if !same => self.in_the_way.push(format!(
                        "{shown} is in the way: it is not listed in {}, so it was not generated; move it away, or choose \
                         another directory",
                        root.join(&self.path).join(MANIFEST).display()
                    )),
                    _ if same => self.report.unchanged += 1,
                    _ => self.report.stale.push(file.to_owned()),
                }
            }
            Entry::Other(blocked) => self.in_the_way.push(format!(
                "{} is in the way, as it is no plain {}; move it away, or choose another directory",
                root.join(&blocked).display(),
                if blocked == file { "file" } else { "directory" }
            )),
        }
        Ok(())
    }

    /// The list first names old and new files, so that an interruption leaves none that it does not name.
    fn write(&self, root: &Path, files: &Files) -> Result<()> {
        let Report { stale, missing, orphaned, lists, .. } = &self.report;
        if stale.is_empty() && missing.is_empty() && orphaned.is_empty() && lists.is_empty() {
            return Ok(());
        }
        let folder = root.join(&self.path);
        let put = |path: &Path, content: &str| {
            let target = root.join(path);
            write(&folder, &target, content).with_context(|| format!("cannot write {}", target.display()))
        };
        let list = self.path.join(MANIFEST);
        if !lists.is_empty() {
            let both = self.names(&self.wanted).union(&self.listed.of(&self.source)).cloned().collect();
            put(&list, &self.listed.with(&self.source, both).text())?;
        }
        for path in stale.iter().chain(missing) {
            put(path, &files[path])?;
        }
        for path in orphaned {
            let target = root.join(path);
            fs::remove_file(&target).with_context(|| format!("cannot remove {}", target.display()))?;
            remove_empty_parents(root, &self.path, path);
        }
        if !lists.is_empty() {
            put(&list, &self.listed.with(&self.source, self.names(&self.wanted)).text())?;
        }
        Ok(())
    }

    /// Relative to the folder, as in its list.
    fn names(&self, paths: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        paths.iter().filter_map(|path| path.strip_prefix(&self.path).ok()).map(Path::to_owned).collect()
    }
}

/// What is at a path below the root, links not followed.
enum Entry {
    None,
    /// With its size in bytes.
    File(u64),
    /// A directory, a link or a device, at the path or above it: where, relative to the root.
    Other(PathBuf),
}

fn entry(root: &Path, path: &Path) -> Result<Entry> {
    let mut current = PathBuf::new();
    let count = path.components().count();
    for (index, part) in path.components().enumerate() {
        current.push(part);
        let target = root.join(&current);
        match fs::symlink_metadata(&target) {
            Ok(kind) if kind.is_dir() && index + 1 < count => {}
            Ok(kind) if kind.is_file() && index + 1 == count => return Ok(Entry::File(kind.len())),
            Ok(_) => return Ok(Entry::Other(current)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidFilename) => {
                return Ok(Entry::None);
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", target.display())),
        }
    }
    Ok(Entry::None)
}

fn check_root(root: &Path) -> Result<()> {
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    match fs::metadata(root) {
        Ok(kind) if kind.is_dir() => Ok(()),
        Ok(_) => bail!("{} is not a directory; choose another one", root.display()),
        Err(error) if error.kind() == ErrorKind::NotFound => match fs::symlink_metadata(root) {
            Ok(_) => bail!("{} is a symbolic link that leads nowhere; choose another directory", root.display()),
            Err(_) => Ok(()),
        },
        Err(error) => Err(error).with_context(|| format!("cannot read {}", root.display())),
    }
}

/// Into a file of `folder` first, so that no reader and no interruption ever sees half of the target.
fn write(folder: &Path, target: &Path, content: &str) -> Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for directory in [Some(folder), target.parent()].into_iter().flatten() {
        fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    }
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(&format!("{MANIFEST}-")).tempfile_in(folder)?;
    file.write_all(content.as_bytes())?;
    file.persist(target)?;
    Ok(())
}

/// `remove_dir` refuses what is not empty, which is the test.
fn remove_empty_parents(root: &Path, folder: &Path, path: &Path) {
    for directory in path.ancestors().skip(1).take_while(|directory| *directory != folder) {
        if fs::remove_dir(root.join(directory)).is_err() {
            return;
        }
    }
}
