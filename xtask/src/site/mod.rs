//! The docs site: guides, references and rulings as pages that work from a server, from a folder, and offline.
//!
//! read sources -> render pages -> colour code -> check links -> write. Nothing of the site is committed.

mod assets;
mod base;
mod catalogue;
mod code;
mod guide;
mod links;
mod markdown;
mod node;
mod pages;
mod programs;
mod reference;
mod rulings;
pub mod samples;
mod search;
mod sources;
mod templates;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use crate::output::{self, Files, Mode, Owned};
pub use base::BaseUrl;
use roster_document::Diagnostics;

/// What every page of a built site says of itself; a directory without it is not ours to empty.
const MARK: &str = "<meta name=\"generator\" content=\"cargo xtask docs\">";

/// What is to be built, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// A directory of the site's own: whatever else is in it goes.
    pub out: PathBuf,
    /// Where the site will be published; without it, pages name no address of their own.
    pub base_url: Option<BaseUrl>,
}

/// How much was written.
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    pub pages: usize,
    /// Links between pages, each of which leads somewhere.
    pub links: usize,
}

/// Builds the site from the workspace at `root`; nothing is written unless every page could be made.
///
/// # Errors
/// Sources, Node or packages are missing, or the output cannot be written. What is wrong inside of the sources comes
/// as the inner error.
pub fn build(root: &Path, options: &Options) -> Result<Result<Summary, Diagnostics>> {
    refuse_foreign(&options.out)?;
    let sources = match sources::read(root)? {
        Ok(sources) => sources,
        Err(found) => return Ok(Err(found)),
    };
    let node = node::Packages::install(root)?;
    let mut found = Diagnostics::default();
    let mut files = pages::render(&sources, options.base_url.as_ref(), &mut found)?;
    if found.has_errors() {
        return Ok(Err(found));
    }
    code::colour(&mut files, &node)?;
    let links = links::check(&files, &sources.catalogue, options.base_url.as_ref())?;
    let pages = files.keys().filter(|path| links::is_page(path)).count();
    files.extend(assets::files(&node)?);
    files.extend(reference::downloads(&sources)?);
    let owned = Owned { whole: vec![PathBuf::new()], marked: Vec::new() };
    output::apply_owned(&options.out, &files, &owned, Mode::Write)?;
    Ok(Ok(Summary { pages, links }))
}

/// What is in the way of a site would be removed, so only an older site may be.
fn refuse_foreign(out: &Path) -> Result<()> {
    let is_empty = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", out.display())),
    };
    if !is_empty && !fs::read_to_string(out.join("index.html")).is_ok_and(|page| page.contains(MARK)) {
        bail!("{} has other files in it; choose another directory", out.display());
    }
    Ok(())
}

/// The output's files, once more as the paths that links use.
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// A page or an asset under its path from the site's root.
fn insert(files: &mut Files, path: &str, content: String) {
    files.insert(PathBuf::from(path), content);
}
