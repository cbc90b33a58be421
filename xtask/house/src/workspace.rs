//! The workspace with the documents that are maintained here.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use roster_document::Changes;
use roster_openapi::cli::{arguments, documents::Document};

/// The root directory of the workspace: `""` where that is the current one, so that places are printed short.
pub(crate) fn root() -> Result<PathBuf> {
    let current = env::current_dir().context("the current directory cannot be read")?;
    let is_root = |directory: &Path| directory.join("Cargo.toml").is_file() && directory.join("openapi").is_dir();
    if is_root(&current) {
        return Ok(PathBuf::new());
    }
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    current
        .ancestors()
        .chain(manifest.as_deref().into_iter().flat_map(Path::ancestors))
        .find(|directory| is_root(directory))
        .map(Path::to_owned)
        .context("this is not inside of a workspace with an openapi/ directory; give a document with `--document FILE`")
}

/// The given documents, or where none is given, those of the workspace.
pub(crate) fn find(given: &arguments::Documents) -> Result<Vec<Document>> {
    let arguments::Documents { document, changes } = given;
    match document.is_empty() {
        true => documents(&root()?),
        false => document.iter().map(|root| Ok(self::given(root)?.with(changes))).collect(),
    }
}

/// Every `openapi/*/openapi.yaml` of the workspace at `root`, by name.
pub(crate) fn documents(root: &Path) -> Result<Vec<Document>> {
    let openapi = root.join("openapi");
    let entries = openapi.read_dir().with_context(|| format!("cannot read {}", openapi.display()))?;
    let mut documents = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", openapi.display()))?;
        let root = openapi.join(entry.file_name()).join("openapi.yaml");
        if root.is_file() {
            let name = entry.file_name().to_string_lossy().into_owned();
            documents.push(Document { name, root, house: true, changes: Changes::default() });
        }
    }
    documents.sort_by(|left, right| left.name.cmp(&right.name));
    if documents.is_empty() {
        bail!("there is no openapi/*/openapi.yaml in this workspace; give a document with `--document FILE`");
    }
    Ok(documents)
}

/// A document that may be one of the workspace's own.
pub(crate) fn given(file: &Path) -> Result<Document> {
    let document = Document::given(file)?;
    let house = root()
        .ok()
        .and_then(|root| root.join("openapi").canonicalize().ok())
        .zip(file.canonicalize().ok())
        .is_some_and(|(openapi, file)| file.starts_with(&openapi) && !file.starts_with(openapi.join("bundled")));
    Ok(Document { house, ..document })
}

/// The directory with what the workspace's documents share (`rulings.yaml`).
///
/// For other documents that the house rules are asked for, the one above the first document's.
pub(crate) fn shared(documents: &[Document]) -> Result<PathBuf> {
    match documents.first() {
        Some(document) if !document.house => {
            let directory = document.root.parent().unwrap_or(Path::new(""));
            Ok(if directory.join("rulings.yaml").is_file() { directory.to_owned() } else { directory.join("..") })
        }
        _ => Ok(root()?.join("openapi")),
    }
}
