//! A guide as it is written: what its front matter says, and its Markdown.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use super::markdown::{self, Heading};

/// One file of `openapi/guides/`.
#[derive(Clone, Debug)]
pub(super) struct Guide {
    /// The file's name without its ending, and that of its page.
    pub(super) name: String,
    pub(super) front: Front,
    pub(super) text: Text,
    pub(super) headings: Vec<Heading>,
}

/// What stands between the first two lines of dashes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Front {
    pub(super) title: String,
    /// One sentence.
    pub(super) summary: String,
    /// Where it stands among the guides.
    pub(super) order: u32,
}

/// Markdown, and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) file: Arc<Path>,
    pub(super) markdown: String,
}

/// Every guide, in order.
///
/// # Errors
/// A guide cannot be read, or its front matter is not complete; the error names the file.
pub(super) fn read(root: &Path) -> Result<Vec<Guide>> {
    let directory = root.join("openapi/guides");
    let mut paths: Vec<PathBuf> = fs::read_dir(&directory)
        .with_context(|| format!("cannot read {}", directory.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()
        .with_context(|| format!("cannot read {}", directory.display()))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let mut guides = paths.iter().map(|path| one(path)).collect::<Result<Vec<Guide>>>()?;
    ensure!(!guides.is_empty(), "there are no guides in {}", directory.display());
    guides.sort_by(|left, right| (left.front.order, &left.name).cmp(&(right.front.order, &right.name)));
    Ok(guides)
}

fn one(path: &Path) -> Result<Guide> {
    let markdown = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let front = front(&markdown).with_context(|| format!("the front matter of {}", path.display()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let headings = markdown::headings(&markdown);
    Ok(Guide { name, front, text: Text { file: Arc::from(path), markdown }, headings })
}

fn front(markdown: &str) -> Result<Front> {
    let (front, _) = markdown
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .context("it begins with a line `---`, and another one ends it")?;
    serde_yaml::from_str(front).context("it has `title`, `summary` and `order`, and nothing else")
}
