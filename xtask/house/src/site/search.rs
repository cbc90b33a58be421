//! What can be searched: guides by heading, operations, rulings. The browser makes the index of it.

use anyhow::Result;
use serde::Serialize;

use super::{markdown::Section, rulings::Ruling, sources::Sources};

/// A place that a search can find.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Record {
    /// From the site's root; no two are equal.
    id: String,
    kind: &'static str,
    title: String,
    /// What the place is part of.
    context: String,
    words: String,
}

/// A guide's sections.
pub(super) fn sections(href: &str, guide: &str, summary: &str, sections: &[Section]) -> Vec<Record> {
    sections
        .iter()
        .map(|section| {
            let words = section.words.split_whitespace().collect::<Vec<_>>().join(" ");
            match &section.heading {
                Some(heading) => Record {
                    id: format!("{href}#{}", heading.id),
                    kind: "guide",
                    title: heading.title.clone(),
                    context: guide.to_owned(),
                    words,
                },
                None => Record {
                    id: href.to_owned(),
                    kind: "guide",
                    title: guide.to_owned(),
                    context: "Guide".to_owned(),
                    words: format!("{summary} {words}"),
                },
            }
        })
        .collect()
}

/// Every operation and every ruling.
pub(super) fn reference(sources: &Sources) -> Vec<Record> {
    let operations = sources.catalogue.all().iter().map(|operation| {
        let label = sources
            .documents
            .iter()
            .find(|document| document.name == operation.document)
            .map_or("", |document| document.label);
        Record {
            id: operation.href.clone(),
            kind: "operation",
            title: operation.summary.clone(),
            context: format!("{label} · {} {}", operation.method, operation.path),
            words: format!("{} {} {}", operation.id, operation.tag, operation.description),
        }
    });
    let rulings = sources.rulings.iter().map(|Ruling { id, title, sources, decision, reason }| Record {
        id: format!("rulings.html#{id}"),
        kind: "ruling",
        title: title.clone(),
        context: format!("Ruling {id}"),
        words: format!("{decision} {sources} {reason}"),
    });
    operations.chain(rulings).collect()
}

/// The records as a script, so that pages can read them from a folder too.
///
/// # Errors
/// Only where the serialiser fails, which no record is known to bring about.
pub(super) fn script(records: &[Record]) -> Result<String> {
    let lines = records.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("window.rosterRecords = [\n{}\n];\n", lines.join(",\n")))
}
