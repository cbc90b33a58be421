//! `collection`: the documents' requests for Postman and for Bruno.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Result, bail};

use super::{documents::Document, generate};
use crate::{
    collection,
    output::{self, Files, Mode, Owned, Report},
};

/// Where collections go without `--out`.
pub const OUT: &str = "target/collections";

/// Writes the collections of these documents; true unless something is wrong with one.
///
/// # Errors
/// Two documents have one name, or files cannot be written.
pub fn write(documents: &[Document], out: &Path) -> Result<bool> {
    let start = Instant::now();
    let Some(bundles) = generate::read_and_report(documents) else { return Ok(false) };
    let mut collections = BTreeMap::new();
    for (document, bundle) in &bundles {
        let collection = collection::read(&roster_document::Document::of(&bundle.document), &document.name);
        let name = &document.name;
        let mut files = Files::new();
        files.insert(format!("{name}.postman_collection.json").into(), collection::postman(&collection));
        files.insert(format!("{name}.postman_environment.json").into(), collection::environment(&collection));
        files.extend(collection::bruno(&collection));
        let owned = Owned { folders: vec![PathBuf::new()], source: name.clone() };
        if collections.insert(name, (files, owned)).is_some() {
            bail!("two of the documents are called `{name}`; write their collections to different directories");
        }
    }
    for (files, owned) in collections.values() {
        output::apply(out, files, owned, Mode::Check)?;
    }
    let mut report = Report::default();
    for (files, owned) in collections.values() {
        report.extend(output::apply(out, files, owned, Mode::Write)?);
    }
    generate::tell(out, &report, Mode::Write, start)
}
