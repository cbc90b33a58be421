//! `lint`: what is wrong with documents.

use anyhow::Result;

use super::{
    arguments::{Format, Lint},
    console,
    documents::Document,
    report,
    settings::Settings,
};
use roster_document::{Bundle, Diagnostics, rules};

/// Says what is wrong with these documents, and what `further` finds in those that could be read; true unless there are errors.
///
/// # Errors
/// `further` cannot read what it needs, or standard output cannot be written to.
pub fn lint(
    documents: &[Document],
    arguments: &Lint,
    settings: &Settings,
    further: impl FnOnce(&[(&Document, Bundle)]) -> Result<Diagnostics>,
) -> Result<bool> {
    let Lint { errors_only, format, .. } = *arguments;
    let strict = arguments.strict || settings.lint.strict;
    console::step(Some("reading"));
    let mut found = Diagnostics::default();
    let mut bundles = Vec::new();
    for document in documents {
        match document.bundle() {
            Ok(bundle) => {
                let mut of_document = rules::everything(&bundle.document);
                if !document.house {
                    of_document.extend(rules::clashing_names(&bundle.document));
                    of_document.extend(rules::undocumented(&bundle.document));
                }
                of_document.extend(bundle.warnings.clone());
                found.extend(if strict || document.house { of_document.strict() } else { of_document });
                bundles.push((document, bundle));
            }
            Err(problems) => found.extend(problems),
        }
    }
    found.extend(further(&bundles)?);
    let files: Vec<_> = bundles.iter().flat_map(|(_, bundle)| bundle.files.clone()).collect();
    let found = settings.apply(found, Some(&files));
    let found = report::Findings::new(found, errors_only);
    match format {
        Format::Human => found.print_human(documents.len())?,
        format => found.print_for_programs(format)?,
    }
    let strict = strict || documents.iter().all(|document| document.house);
    Ok(if strict { found.is_empty() } else { !found.has_errors() })
}
