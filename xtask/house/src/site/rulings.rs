//! The decisions on what the vendors leave open, and who carries them out.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::{
    catalogue::{self, Catalogue, Operation},
    sources::Document,
};

/// One entry of `openapi/rulings.yaml`; all texts but the id are Markdown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ruling {
    pub(super) id: String,
    pub(super) title: String,
    /// What the vendors' documentation says.
    pub(super) sources: String,
    pub(super) decision: String,
    pub(super) reason: String,
}

/// What carries a ruling out, in one document.
pub(super) struct Carriers<'catalogue> {
    /// The document as a whole, or each of its operations.
    pub(super) is_whole: bool,
    /// Empty where it is the whole document.
    pub(super) operations: Vec<&'catalogue Operation>,
}

/// Every ruling, in the file's order.
///
/// # Errors
/// The file cannot be read, or an entry has not the five texts.
pub(super) fn read(path: &Path) -> Result<Vec<Ruling>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_yaml::from_str(&text).with_context(|| path.display().to_string())
}

impl Ruling {
    /// Where a document carries it out.
    pub(super) fn carriers<'catalogue>(
        &self,
        document: &'catalogue Document,
        catalogue: &'catalogue Catalogue,
    ) -> Carriers<'catalogue> {
        let all: Vec<&Operation> = catalogue.of(&document.name).collect();
        let carrying: Vec<&Operation> =
            all.iter().copied().filter(|operation| operation.rulings.contains(&self.id)).collect();
        let nodes = [Some(&document.node), document.node.get("info")];
        let of_the_root = nodes.into_iter().flatten().any(|node| catalogue::ids(node).contains(&self.id));
        let is_whole = of_the_root || (!all.is_empty() && carrying.len() == all.len());
        Carriers { is_whole, operations: if is_whole { Vec::new() } else { carrying } }
    }
}
