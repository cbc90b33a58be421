//! `collection`: the documents' requests for Postman and for Bruno.

use std::{path::PathBuf, time::Instant};

use anyhow::Result;

use super::{documents, generate};
use crate::{
    collection,
    output::{Files, Mode, Owned},
};

/// Where collections go without `--out`, below the workspace's root.
const OUT: &str = "target/collections";

/// Writes the collections of these documents, or of the workspace's; true unless something is wrong with a document.
pub(crate) fn write(documents: &[PathBuf], out: Option<PathBuf>) -> Result<bool> {
    let start = Instant::now();
    let out = out.map_or_else(|| Ok(documents::workspace()?.join(OUT)), anyhow::Ok)?;
    let Some(bundles) = generate::read_and_report(&documents::find(documents)?) else { return Ok(false) };
    let (mut files, mut owned) = (Files::new(), Owned::default());
    for (document, bundle) in &bundles {
        let collection = collection::read(&bundle.document, &document.name);
        let name = &document.name;
        files.insert(format!("{name}.postman_collection.json").into(), collection::postman(&collection));
        files.insert(format!("{name}.postman_environment.json").into(), collection::environment(&collection));
        files.extend(collection::bruno(&collection));
        owned.marked.push(name.into());
    }
    generate::finish(&out, &files, &owned, Mode::Write, start)
}
