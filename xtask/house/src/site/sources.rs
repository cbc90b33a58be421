//! Everything that the site is made of, read before anything is rendered.

use std::{fs, path::Path, sync::Arc};

use anyhow::{Context as _, Result};

use super::{
    calls::{self, Calls},
    catalogue::Catalogue,
    guide::{self, Guide, Text},
    programs::{self, Program},
    rulings::{self, Ruling},
};
use roster_document::{Diagnostics, Node};

/// The workspace, as far as the site is concerned.
pub(super) struct Sources {
    /// The workspace's directory.
    pub(super) root: std::path::PathBuf,
    /// The one that the other languages' programs are about is the first.
    pub(super) documents: Vec<Document>,
    pub(super) catalogue: Catalogue,
    pub(super) guides: Vec<Guide>,
    pub(super) rulings: Vec<Ruling>,
    pub(super) programs: Vec<Program>,
    pub(super) calls: Calls,
}

/// A document of the workspace, bundled.
pub(super) struct Document {
    /// As in file names: `twona`.
    pub(super) name: String,
    /// As people say it: `Twona`.
    pub(super) label: &'static str,
    pub(super) node: Node,
    pub(super) changes: Text,
}

impl Document {
    /// A text of `info`.
    pub(super) fn info(&self, key: &str) -> &str {
        self.node.get("info").and_then(|info| info.get(key)).and_then(Node::as_str).unwrap_or_default()
    }
}

/// What the documents are called in prose, in the order that the site has them in.
const LABELS: [(&str, &str); 2] = [("twona", "Twona"), ("docutools", "docutools")];

/// Reads it all; the inner error has what is wrong with the documents.
///
/// # Errors
/// A file is missing, or cannot be understood.
pub(super) fn read(root: &Path) -> Result<Result<Sources, Diagnostics>> {
    let mut catalogue = Catalogue::default();
    let mut documents = Vec::new();
    let mut found = Diagnostics::default();
    for (name, label) in LABELS {
        let directory = root.join("openapi").join(name);
        match roster_document::bundle(&directory.join("openapi.yaml")) {
            Ok(bundle) => {
                catalogue.add(name, &bundle.document);
                let changes = changes(&directory.join("CHANGELOG.md"))?;
                documents.push(Document { name: name.to_owned(), label, node: bundle.document, changes });
            }
            Err(problems) => found.extend(problems),
        }
    }
    if found.has_errors() {
        return Ok(Err(found));
    }
    let rulings = rulings::read(&root.join("openapi/rulings.yaml"))?;
    let guides = guide::read(root)?;
    let programs = programs::read(root)?;
    let calls = calls::read(root, &catalogue, &mut found)?;
    if found.has_errors() {
        return Ok(Err(found));
    }
    Ok(Ok(Sources { root: root.to_owned(), documents, catalogue, guides, rulings, programs, calls }))
}

/// A change log without its first heading, which the page has in its own words; lines keep their numbers.
fn changes(path: &Path) -> Result<Text> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let markdown = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("# ") => format!("\n{rest}"),
        _ => text,
    };
    Ok(Text { file: Arc::from(path), markdown })
}
