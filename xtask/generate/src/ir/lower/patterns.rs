//! Patterns of schemas, translated for the engines that run them.

use indexmap::{IndexMap, map::Entry};

use crate::ir::{PatternEngine, pattern};
use roster_document::{Diagnostic, Diagnostics, Document, SchemaId};

use super::usage;

/// Each pattern once; those that no engine has are reported where they stand.
pub(super) fn of(document: &Document, diagnostics: &mut Diagnostics) -> IndexMap<String, PatternEngine> {
    let mut translated: IndexMap<&str, Result<PatternEngine, String>> = IndexMap::new();
    let has_table = usage::with_tables(document);
    let schemas = document.schemas.all().iter().enumerate();
    for (_, schema) in schemas.filter(|(index, _)| has_table.contains(&SchemaId(*index))) {
        let of_names =
            schema.named_schemas("patternProperties").keys().map(|name| (name.as_str(), "patternProperties"));
        for (documented, keyword) in schema.text("pattern").map(|text| (text, "pattern")).into_iter().chain(of_names) {
            let result = match translated.entry(documented) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(pattern::translate(documented)),
            };
            if let Err(reason) = result {
                diagnostics.push(Diagnostic::error(
                    "unsupported-pattern",
                    schema.location_of(keyword),
                    format!("the pattern `{documented}` {reason}"),
                    "write it without that, or state the rule in the description",
                ));
            }
        }
    }
    translated.into_iter().filter_map(|(documented, engine)| Some((documented.to_owned(), engine.ok()?))).collect()
}
