//! How each operation is called in each language: regions of programs that tests run, called after operations.
//!
//! A region says by names with a slash which operations it shows: `[sample twona/users_get]`. Every operation has one in
//! each language.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result};
use roster_document::{Diagnostic, Diagnostics, Location};

use super::{
    catalogue::{Catalogue, Operation},
    programs::{LANGUAGES, Language},
    samples,
};

/// The calls of all operations.
#[derive(Debug, Default)]
pub(super) struct Calls(BTreeMap<String, Vec<(Language, String)>>);

impl Calls {
    /// The calls of an operation, in the order of the languages.
    pub(super) fn of(&self, document: &str, id: &str) -> &[(Language, String)] {
        self.0.get(&format!("{document}/{id}")).map_or(&[], Vec::as_slice)
    }
}

/// Reads the programs of every language; what is missing, or there twice, is found.
///
/// # Errors
/// A program cannot be read, or its regions cannot be told apart.
pub(super) fn read(root: &Path, catalogue: &Catalogue, found: &mut Diagnostics) -> Result<Calls> {
    let mut calls = Calls::default();
    for language in LANGUAGES {
        let shown = shown(root, language, catalogue, found)?;
        for operation in catalogue.all() {
            let name = name(operation);
            match shown.get(&name) {
                Some(text) => calls.0.entry(name).or_default().push((language, text.clone())),
                None => found.push(Diagnostic::error(
                    "operation-not-shown",
                    &operation.location,
                    format!("no {} program shows how {} is called", language.name, operation.id),
                    format!("mark a call in {}: `[sample {name}]` before it, `[/sample]` behind it", language.calls),
                )),
            }
        }
    }
    Ok(calls)
}

fn name(operation: &Operation) -> String {
    format!("{}/{}", operation.document, operation.id)
}

/// What the programs of a language show, by the names of operations.
fn shown(
    root: &Path,
    language: Language,
    catalogue: &Catalogue,
    found: &mut Diagnostics,
) -> Result<BTreeMap<String, String>> {
    let folder = root.join(language.calls);
    let unreadable = || format!("cannot read {}", folder.display());
    let entries: Vec<_> = fs::read_dir(&folder).and_then(Iterator::collect).with_context(unreadable)?;
    let mut paths: Vec<_> = entries.iter().map(fs::DirEntry::path).filter(|path| path.is_file()).collect();
    paths.sort();
    let mut shown = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for region in samples::regions(&text).with_context(|| path.display().to_string())? {
            let location = Location::new(path.as_path(), u32::try_from(region.line).unwrap_or(u32::MAX), 1);
            for name in region.names.iter().filter(|name| name.contains('/')) {
                if catalogue.find(name).is_err() {
                    found.push(Diagnostic::error(
                        "sample-without-operation",
                        &location,
                        format!("there is no operation `{name}`"),
                        "`cargo xtask routes` lists the operations",
                    ));
                } else if shown.insert(name.clone(), region.text.clone()).is_some() {
                    found.push(Diagnostic::error(
                        "operation-shown-twice",
                        &location,
                        format!("another region of the {} programs is called `{name}`, too", language.name),
                        "leave it at one of them",
                    ));
                }
            }
        }
    }
    Ok(shown)
}

#[cfg(test)]
mod tests;
