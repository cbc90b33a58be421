//! From documents to files: every stage in order, and nothing written unless all of them succeeded.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Result, bail};

use super::{arguments::Generate, console, documents::Document, report, runtime, settings::Settings};
use crate::output::{self, Files, Mode, Owned, Report};
use roster_document::{Bundle, Diagnostic, Diagnostics, Node, mend, rules};
use roster_generate::{Options, Understood, emit, ir::Api, lines, understand};

/// Crates of a document: its stubs, its client, or both; true unless something is wrong or, with `--check`, stale.
///
/// # Errors
/// The outputs do not go together, or files cannot be read or written.
pub fn crates(document: &Document, arguments: &Generate, settings: &Settings) -> Result<bool> {
    let start = Instant::now();
    report::set_format(arguments.format);
    let runtime = arguments.runtime.clone().unwrap_or_default();
    if arguments.out.is_none() && arguments.client.is_none() {
        bail!("nothing is to be written of {}; say where with `--out`, `--client` or both", document.root.display());
    }
    if arguments.out == arguments.client {
        bail!("`--out` and `--client` are one directory; choose another one for one of them");
    }
    if arguments.module && runtime == runtime::Source::Vendored {
        bail!("`--module` writes modules, and vendored sources are a package of their own; choose another `--runtime`");
    }
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    let Some(read) = read_for_code(document, arguments, settings)? else { return Ok(false) };
    write(document, &read, arguments, &runtime, mode, start)
}

/// The crates that the arguments ask for.
pub(super) fn write(
    document: &Document,
    read: &Read,
    arguments: &Generate,
    runtime: &runtime::Source,
    mode: Mode,
    start: Instant,
) -> Result<bool> {
    let mut clean = true;
    let name = format!("{}{}", document.name, if arguments.webhooks { "-webhooks" } else { "" });
    for output in kinds(arguments) {
        console::step(Some("writing code"));
        let options = emit::CrateOptions {
            name: (output.name)(&name),
            layout: layout(output.directory, arguments.module)?,
            runtime: runtime.resolve(output.side, output.directory)?,
            source: document.source(),
            skipped: read.skipped.clone(),
            found: read.found.clone(),
        };
        let files = (output.emit)(&read.api, &options);
        let owned = Owned { folders: vec![PathBuf::new()], source: format!("{name}{}", output.suffix) };
        clean &= finish(output.directory, &files, &owned, mode, start)?;
        if arguments.module && mode == Mode::Write {
            let dependencies = (output.dependencies)(&read.api, &options.runtime).join("\n");
            console::status(&format!("{} needs these dependencies:\n{dependencies}", output.directory.display()));
        }
    }
    Ok(clean)
}

/// A document as code is made of it.
pub(super) struct Read {
    pub(super) api: Api,
    /// The operations that are left out, a line each.
    skipped: Vec<String>,
    found: Vec<Diagnostic>,
}

/// Understands a document, and says what was found; none where that stands in the way.
pub(super) fn read_for_code(document: &Document, arguments: &Generate, settings: &Settings) -> Result<Option<Read>> {
    console::step(Some("reading"));
    let Some(bundle) = report::unwrap(document.changes.bundle_in_part(&document.root))? else { return Ok(None) };
    let bundle = if arguments.webhooks { bundle.mirrored() } else { bundle };
    if arguments.webhooks && bundle.document.get("paths").and_then(Node::as_object).is_none_or(|paths| paths.is_empty())
    {
        bail!("{} has neither webhooks nor callbacks", document.root.display());
    }
    if let Some(problem) = too_large(&bundle.document) {
        report::print(problem);
        return Ok(None);
    }
    let Generate { skip_unsupported, strict, .. } = *arguments;
    let options = Options { name: document.name.clone(), strict: strict || document.house, skip_unsupported };
    let Some(understood) = report::unwrap(understand(&bundle, &options))? else { return Ok(None) };
    let Understood { document: read, api, skipped, found } = understood;
    let mut told = found.clone();
    if arguments.out.is_some() {
        told.extend(rules::undocumented(&read));
    }
    let told = settings.apply(told, None);
    let is_refused = told.has_errors();
    report::print(told);
    if is_refused {
        return Ok(None);
    }
    // From here on everything that is needed is in the IR, and the text needs the room.
    drop((bundle, read));
    let skipped = lines(&skipped);
    for line in &skipped {
        console::status(&format!("left out: {line}"));
    }
    Ok(Some(Read { api, skipped, found: found.sorted() }))
}

/// One kind of code that is made of a document.
struct Output<'a> {
    directory: &'a Path,
    /// Whose runtime it stands on.
    side: &'static str,
    name: fn(&str) -> String,
    emit: fn(&Api, &emit::CrateOptions) -> Files,
    dependencies: fn(&Api, &emit::Runtime) -> Vec<String>,
    /// What tells its list of files from another kind's.
    suffix: &'static str,
}

fn kinds(arguments: &Generate) -> impl Iterator<Item = Output<'_>> {
    let stubs = arguments.out.as_deref().map(|directory| Output {
        directory,
        side: "server",
        name: emit::crate_name,
        emit: emit::stubs::emit_crate,
        dependencies: emit::stubs::dependencies,
        suffix: "",
    });
    let client = arguments.client.as_deref().map(|directory| Output {
        directory,
        side: "client",
        name: emit::client_crate_name,
        emit: emit::client::emit_crate,
        dependencies: emit::client::dependencies,
        suffix: ", as a client",
    });
    stubs.into_iter().chain(client)
}

fn layout(directory: &Path, is_module: bool) -> Result<emit::Layout> {
    Ok(match runtime::workspace_around(directory)? {
        _ if is_module => emit::Layout::Module,
        Some(_) => emit::Layout::Member,
        None => emit::Layout::Alone,
    })
}

/// Values of a document that code is made of: 10,000 operations or so, and about 1 GiB of memory.
const MAX_VALUES: usize = 300_000;

fn too_large(document: &Node) -> Option<Diagnostics> {
    let count = document.count();
    let mut found = Diagnostics::default();
    if count > MAX_VALUES {
        found.push(Diagnostic::error(
            "too-much-code",
            &document.location,
            format!("the document has {count} values; code is made of at most {MAX_VALUES}"),
            "leave out the operations and schemas that the server does not need, or make several documents of it",
        ));
    }
    (!found.is_empty()).then_some(found)
}

/// Every document bundled and without errors that matter here; none after the findings were printed.
pub fn read_and_report(documents: &[Document]) -> Option<Vec<(Document, Bundle)>> {
    let mut found = Diagnostics::default();
    let bundles = read(documents, &mut found);
    let failed = found.has_errors();
    report::print(found);
    (!failed).then_some(bundles)
}

/// The documents that could be bundled.
pub fn read(documents: &[Document], found: &mut Diagnostics) -> Vec<(Document, Bundle)> {
    let mut bundles = Vec::new();
    for document in documents {
        match document.bundle() {
            Ok(bundle) => {
                let (mended, mut of_document) = mend(&bundle.document);
                of_document.extend(rules::lint(&mended));
                of_document.extend(bundle.warnings.clone());
                if document.house {
                    of_document = of_document.strict();
                } else {
                    of_document.extend(rules::undocumented(&bundle.document));
                }
                found.extend(of_document);
                bundles.push((document.clone(), bundle));
            }
            Err(problems) => found.extend(problems),
        }
    }
    bundles
}

/// Writes or compares, and says what came of it.
///
/// # Errors
/// Files cannot be read or written, or are in the way.
pub fn finish(root: &Path, files: &Files, owned: &Owned, mode: Mode, start: Instant) -> Result<bool> {
    tell(root, &output::apply(root, files, owned, mode)?, mode, start)
}

/// Says what came of it; true unless there is something to be done.
pub(super) fn tell(root: &Path, report: &Report, mode: Mode, start: Instant) -> Result<bool> {
    let seconds = start.elapsed().as_secs_f64();
    let written = report.stale.len() + report.missing.len();
    match mode {
        Mode::Write => {
            let removed = match report.orphaned.len() {
                0 => String::new(),
                count => format!(", removed {count}"),
            };
            console::status(&format!("wrote {written}, unchanged {}{removed}, in {seconds:.1} s", report.unchanged));
            Ok(true)
        }
        Mode::Check if report.is_clean() => {
            let files = report::plural(report.unchanged, "generated file");
            console::status(&format!("all {files} are up to date, in {seconds:.1} s"));
            Ok(true)
        }
        Mode::Check => {
            report::differences(root, &report.differences())?;
            let count = report.differences().len();
            for (list, version) in &report.versions {
                console::status(&format!(
                    "{} was generated by version {version}, and this is version {}: what differs may be that",
                    root.join(list).display(),
                    output::VERSION
                ));
            }
            let files =
                if count == 1 { "1 generated file is".to_owned() } else { format!("{count} generated files are") };
            let program = console::program();
            console::status(&format!(
                "{files} not what the documents say; run `{program} generate` and commit the result"
            ));
            Ok(false)
        }
    }
}
