//! The tiny documents, and the pipeline that turns one into stubs.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use roster_document::{Bundle, Diagnostic, Diagnostics};
use roster_generate::{
    Options, Understood,
    emit::{self, client, stubs},
    understand,
};
use roster_openapi::output::Files;

/// The repository.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate stands in the repository").to_owned()
}

pub(super) fn folder() -> PathBuf {
    root().join("tests/generator")
}

/// Names and paths of the documents in a folder below `tests/generator`, sorted.
pub(super) fn documents(kind: &str) -> Vec<(String, PathBuf)> {
    let mut documents: Vec<_> = fs::read_dir(folder().join(kind))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    documents.sort();
    documents
}

/// Everything that is generated for a document.
pub(super) struct Generated {
    /// Paths relative to the document's module.
    pub(super) files: Files,
    /// The client's, likewise.
    pub(super) client: Files,
    /// What the derived document has to be equal to.
    pub(super) acting: serde_json::Value,
    pub(super) warnings: Vec<Diagnostic>,
}

/// What is generated of webhooks and callbacks, where there are any.
pub(super) fn generate_mirrored(name: &str, path: &Path) -> Option<Result<Generated, Vec<Diagnostic>>> {
    let bundle = roster_document::bundle(path).ok()?.mirrored();
    let paths = bundle.document.get("paths").and_then(roster_document::Node::as_object);
    paths.filter(|paths| !paths.is_empty())?;
    Some(generate_bundle(name, &bundle))
}

/// The whole pipeline, as `cargo xtask generate --document` runs it; diagnostics are sorted.
pub(super) fn generate(name: &str, path: &Path) -> Result<Generated, Vec<Diagnostic>> {
    generate_bundle(name, &roster_document::bundle(path).map_err(Diagnostics::sorted)?)
}

fn generate_bundle(name: &str, bundle: &Bundle) -> Result<Generated, Vec<Diagnostic>> {
    let options = Options { name: name.to_owned(), strict: false, skip_unsupported: false };
    let Understood { document, api, found, .. } = understand(bundle, &options).map_err(Diagnostics::sorted)?;
    let source = emit::Options { source: format!("{name}.yaml") };
    let acting = roster_document::acting(&document);
    let (files, client) = (stubs::emit(&api, &source), client::emit(&api, &source));
    Ok(Generated { files, client, acting, warnings: found.sorted() })
}

/// Diagnostics as a person reads them, with paths that are the same on every machine.
pub(super) fn report(diagnostics: &[Diagnostic]) -> String {
    let mut report = String::new();
    for diagnostic in diagnostics {
        writeln!(report, "{diagnostic}").unwrap();
    }
    let folder = format!("{}/", folder().display());
    ["positive/", "negative/", "odd/"]
        .iter()
        .fold(report, |report, kind| report.replace(&format!("{folder}{kind}"), ""))
}
