//! The docs site: guides, references and rulings as pages that work from a server, from a folder, and offline.
//!
//! read sources -> render pages -> colour code -> check links -> write. Nothing of the site is committed.

mod assets;
mod base;
mod calls;
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

use std::path::{Path, PathBuf};

use anyhow::Result;

pub use base::BaseUrl;
use roster_document::Diagnostics;
use roster_openapi::output::{self, Files, Mode, Owned};

/// What is to be built, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// A directory of the site's own.
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
    let owned = Owned { folders: vec![PathBuf::new()], source: "docs".to_owned() };
    output::apply(&options.out, &files, &owned, Mode::Write)?;
    Ok(Ok(Summary { pages, links }))
}

/// The output's files, once more as the paths that links use.
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// A page or an asset under its path from the site's root.
fn insert(files: &mut Files, path: &str, content: String) {
    files.insert(PathBuf::from(path), content);
}
