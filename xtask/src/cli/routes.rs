//! `routes`: what is reachable where.

use anyhow::Result;

use super::{documents::Document, report};
use crate::routes;

/// Prints the table of each document; true unless one cannot be read.
///
/// # Errors
/// Standard output cannot be written to.
pub fn print(documents: &[Document]) -> Result<bool> {
    let mut clean = true;
    for (index, document) in documents.iter().enumerate() {
        let Some(bundle) = report::unwrap(document.bundle())? else {
            clean = false;
            continue;
        };
        report::print(bundle.warnings);
        if documents.len() > 1 {
            let gap = if index > 0 { "\n" } else { "" };
            report::say(&format!("{gap}{}\n", document.name))?;
        }
        report::say(&routes::table(&roster_document::Document::of(&bundle.document)))?;
    }
    Ok(clean)
}
