//! Which documents a command works on: the given ones, or those of the workspace.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

/// A document to work on.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// As in the names of generated files: `twona`.
    pub(crate) name: String,
    /// Its root file.
    pub(crate) root: PathBuf,
    /// Whether it is one of the workspace's own.
    pub(crate) house: bool,
}

/// The root directory of the workspace: `""` where that is the current one, so that places are printed short.
pub(crate) fn workspace() -> Result<PathBuf> {
    let current = env::current_dir().context("the current directory cannot be read")?;
    let is_root = |directory: &Path| directory.join("Cargo.toml").is_file() && directory.join("openapi").is_dir();
    if is_root(&current) {
        return Ok(PathBuf::new());
    }
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    current
        .ancestors()
        .chain(manifest.as_deref().and_then(Path::parent))
        .find(|directory| is_root(directory))
        .map(Path::to_owned)
        .context("this is not inside of a workspace with an openapi/ directory; give a document with `--document FILE`")
}

/// The given documents, or where none is given, every `openapi/*/openapi.yaml` of the workspace, by name.
pub(crate) fn find(given: &[PathBuf]) -> Result<Vec<Document>> {
    if !given.is_empty() {
        return given.iter().map(|root| self::given(root)).collect();
    }
    of_workspace(&workspace()?)
}

/// Every `openapi/*/openapi.yaml` of the workspace at `root`, by name.
pub(crate) fn of_workspace(root: &Path) -> Result<Vec<Document>> {
    let openapi = root.join("openapi");
    let entries = openapi.read_dir().with_context(|| format!("cannot read {}", openapi.display()))?;
    let mut documents = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", openapi.display()))?;
        let root = openapi.join(entry.file_name()).join("openapi.yaml");
        if root.is_file() {
            let name = entry.file_name().to_string_lossy().into_owned();
            documents.push(Document { name, root, house: true });
        }
    }
    documents.sort_by(|left, right| left.name.cmp(&right.name));
    if documents.is_empty() {
        bail!("there is no openapi/*/openapi.yaml in this workspace; give a document with `--document FILE`");
    }
    Ok(documents)
}

/// Whether the file can be opened is a matter of usage; what is wrong inside of it is a finding.
fn given(root: &Path) -> Result<Document> {
    let kind = fs::metadata(root).with_context(|| format!("cannot read {}", root.display()))?;
    // A pipe would be waited for; that it is no file is said where it is read.
    if kind.is_file() {
        fs::File::open(root).with_context(|| format!("cannot read {}", root.display()))?;
    }
    let directory = root.parent().and_then(Path::file_name);
    let stem = root.file_stem().unwrap_or_default();
    let name = match directory {
        Some(directory) if stem == "openapi" => directory,
        _ => stem,
    };
    let house = workspace()
        .ok()
        .and_then(|workspace| workspace.join("openapi").canonicalize().ok())
        .zip(root.canonicalize().ok())
        .is_some_and(|(openapi, root)| root.starts_with(&openapi) && !root.starts_with(openapi.join("bundled")));
    Ok(Document { name: name.to_string_lossy().into_owned(), root: root.to_owned(), house })
}

/// The directory with what the workspace's documents share (`rulings.yaml`).
///
/// For other documents that the house rules are asked for, the one above the first document's.
pub(crate) fn house_directory(documents: &[Document], forced: bool) -> Result<PathBuf> {
    match documents.first() {
        Some(document) if forced && !document.house => {
            let directory = document.root.parent().unwrap_or(Path::new(""));
            Ok(if directory.join("rulings.yaml").is_file() { directory.to_owned() } else { directory.join("..") })
        }
        _ => Ok(workspace()?.join("openapi")),
    }
}
