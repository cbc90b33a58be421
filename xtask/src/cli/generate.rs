//! From documents to files: every stage in order, and nothing written unless all of them succeeded.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Result, bail};

use super::{
    documents::{self, Document},
    report, runtime,
};
use crate::output::{self, Files, Mode, Owned, Report};
use roster_document::{Bundle, Diagnostic, Diagnostics, Node, bundle_in_part, mend, rules};
use roster_generate::{Options, Understood, emit, ir::Api, lines, understand};

const BUNDLED: &str = "openapi/bundled";
const STUBS: &str = "server/stubs/src";
const CLIENT: &str = "client/src/generated";

/// Everything that follows from the documents of a workspace, before anything of it is written.
pub struct Plan {
    /// By path, relative to the workspace's root.
    pub files: Files,
    /// Where they go.
    pub owned: Owned,
    /// What was found on the way; with an error among it, `files` are not complete and must not be written.
    pub found: Diagnostics,
}

/// Runs every stage for the documents of the workspace at `root`, in memory.
///
/// # Errors
/// `root` has no documents, or they cannot be listed. What is wrong inside of them is in [`Plan::found`].
pub fn plan(root: &Path) -> Result<Plan> {
    let mut found = Diagnostics::default();
    let bundles = read(&documents::of_workspace(root)?, &mut found);
    let mut files = Files::new();
    // Whoever changes a document wants the findings of its bundle first: the later stages would repeat them.
    if !found.has_errors() {
        for (document, bundle) in &bundles {
            files.extend(bundled(document, bundle)?);
            match code(document, bundle, &mut found) {
                Ok(code) => files.extend(code),
                Err(problems) => found.extend(problems),
            }
        }
    }
    let owned = of_the_workspace(&[CLIENT, BUNDLED, STUBS]);
    Ok(Plan { files, owned, found })
}

/// Makes the workspace's generated files what [`plan`] says; true unless something is wrong or, with `Check`, stale.
pub(crate) fn workspace(mode: Mode) -> Result<bool> {
    let start = Instant::now();
    let root = documents::workspace()?;
    let Plan { files, owned, found } = plan(&root)?;
    let failed = found.has_errors();
    report::print(found);
    if failed { Ok(false) } else { finish(&root, &files, &owned, mode, start) }
}

/// The bundles of the workspace's documents, and nothing else.
pub(crate) fn bundles(mode: Mode) -> Result<bool> {
    let start = Instant::now();
    let root = documents::workspace()?;
    let Some(bundles) = read_and_report(&documents::find(&[])?) else { return Ok(false) };
    let mut files = Files::new();
    for (document, bundle) in &bundles {
        files.extend(bundled(document, bundle)?);
    }
    let owned = of_the_workspace(&[BUNDLED]);
    finish(&root, &files, &owned, mode, start)
}

/// What becomes of a document that is not as it should be.
pub(crate) struct Leniency {
    pub(crate) skip_unsupported: bool,
    pub(crate) strict: bool,
}

/// What to write of a document, and where.
pub(crate) struct Outputs<'a> {
    /// Directories, one for each kind of code.
    pub(crate) stubs: Option<&'a Path>,
    pub(crate) client: Option<&'a Path>,
    /// Modules of somebody's crate, instead of crates.
    pub(crate) as_modules: bool,
    pub(crate) runtime: runtime::Source,
}

/// Crates of any document: its stubs, its client, or both.
pub(crate) fn crates(document: &Path, outputs: &Outputs<'_>, leniency: Leniency, mode: Mode) -> Result<bool> {
    let start = Instant::now();
    if outputs.stubs == outputs.client {
        bail!("`--out` and `--client` are one directory; choose another one for one of them");
    }
    if outputs.as_modules && outputs.runtime == runtime::Source::Vendored {
        bail!("`--module` writes modules, and vendored sources are a package of their own; choose another `--runtime`");
    }
    let document = documents::find(&[document.to_owned()])?.remove(0);
    let Some(bundle) = report::unwrap(bundle_in_part(&document.root))? else { return Ok(false) };
    if let Some(problem) = too_large(&bundle.document) {
        report::print(problem);
        return Ok(false);
    }
    let Leniency { skip_unsupported, strict } = leniency;
    let options = Options { name: document.name.clone(), strict: strict || document.house, skip_unsupported };
    let Some(understood) = report::unwrap(understand(&bundle, &options))? else { return Ok(false) };
    let Understood { document: read, api, skipped, found } = understood;
    report::print(found.clone());
    if outputs.stubs.is_some() {
        report::print(rules::undocumented(&read));
    }
    // From here on everything that is needed is in the IR, and the text needs the room.
    drop((bundle, read));
    let skipped = lines(&skipped);
    for line in &skipped {
        eprintln!("left out: {line}");
    }
    let source = document.root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let found = found.sorted();
    let mut clean = true;
    for output in outputs.kinds() {
        let options = emit::CrateOptions {
            name: (output.name)(&document.name),
            layout: outputs.layout(output.directory)?,
            runtime: outputs.runtime.resolve(output.runtime, output.directory)?,
            source: source.clone(),
            skipped: skipped.clone(),
            found: found.clone(),
        };
        let files = (output.emit)(&api, &options);
        let owned = Owned { folders: vec![PathBuf::new()], source: format!("{}{}", document.name, output.suffix) };
        clean &= finish(output.directory, &files, &owned, mode, start)?;
        if outputs.as_modules && mode == Mode::Write {
            let dependencies = (output.dependencies)(&options.runtime).join("\n");
            eprintln!("{} needs these dependencies:\n{dependencies}", output.directory.display());
        }
    }
    Ok(clean)
}

/// One kind of code that is made of a document.
struct Output<'a> {
    directory: &'a Path,
    /// The runtime's folder in the repository.
    runtime: &'static str,
    name: fn(&str) -> String,
    emit: fn(&Api, &emit::CrateOptions) -> Files,
    dependencies: fn(&emit::Runtime) -> Vec<String>,
    /// What tells its list of files from another kind's.
    suffix: &'static str,
}

impl Outputs<'_> {
    fn kinds(&self) -> impl Iterator<Item = Output<'_>> {
        let stubs = self.stubs.map(|directory| Output {
            directory,
            runtime: "server/runtime",
            name: emit::crate_name,
            emit: emit::stubs::emit_crate,
            dependencies: emit::stubs::dependencies,
            suffix: "",
        });
        let client = self.client.map(|directory| Output {
            directory,
            runtime: "client/runtime",
            name: emit::client_crate_name,
            emit: emit::client::emit_crate,
            dependencies: emit::client::dependencies,
            suffix: ", as a client",
        });
        stubs.into_iter().chain(client)
    }

    fn layout(&self, directory: &Path) -> Result<emit::Layout> {
        if self.as_modules {
            return Ok(emit::Layout::Module);
        }
        Ok(match runtime::workspace_around(directory)? {
            Some(_) => emit::Layout::Member,
            None => emit::Layout::Alone,
        })
    }
}

/// Folders of the workspace, whose files follow from all of its documents.
fn of_the_workspace(folders: &[&str]) -> Owned {
    Owned { folders: folders.iter().map(PathBuf::from).collect(), source: "openapi".to_owned() }
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
pub(super) fn read_and_report(documents: &[Document]) -> Option<Vec<(Document, Bundle)>> {
    let mut found = Diagnostics::default();
    let bundles = read(documents, &mut found);
    let failed = found.has_errors();
    report::print(found);
    (!failed).then_some(bundles)
}

/// The documents that could be bundled.
fn read(documents: &[Document], found: &mut Diagnostics) -> Vec<(Document, Bundle)> {
    let mut bundles = Vec::new();
    for document in documents {
        match roster_document::bundle(&document.root) {
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

/// The document in one piece: 3.0.3 as YAML and JSON, and 3.1.0 as JSON.
fn bundled(document: &Document, bundle: &Bundle) -> Result<Files> {
    let directory = Path::new(BUNDLED);
    let name = &document.name;
    let header = format!("# @generated by cargo xtask generate from openapi/{name}/openapi.yaml. Do not edit.\n");
    Ok(Files::from([
        (directory.join(format!("{name}.yaml")), header + &roster_document::yaml(&bundle.document)?),
        (directory.join(format!("{name}.json")), roster_document::json(&bundle.document)?),
        (
            directory.join(format!("{name}.openapi31.json")),
            roster_document::json(&roster_document::upgrade_node(&bundle.document))?,
        ),
    ]))
}

/// The code that follows from a document; `found` gets the warnings of a success.
fn code(document: &Document, bundle: &Bundle, found: &mut Diagnostics) -> Result<Files, Diagnostics> {
    let options = Options { name: document.name.clone(), strict: true, skip_unsupported: false };
    let Understood { api, found: beside, .. } = understand(bundle, &options)?;
    found.extend(beside);
    let options = emit::Options { source: format!("{BUNDLED}/{}.yaml", document.name) };
    let stubs = emit::stubs::emit(&api, &options);
    let client = emit::client::emit_with_raw(&api, &options)?;
    let mut files = Files::new();
    for (directory, code) in [(STUBS, stubs), (CLIENT, client)] {
        let directory = Path::new(directory).join(&document.name);
        files.extend(code.into_iter().map(|(path, content)| (directory.join(path), content)));
    }
    Ok(files)
}

/// Writes or compares, and says what came of it.
fn finish(root: &Path, files: &Files, owned: &Owned, mode: Mode, start: Instant) -> Result<bool> {
    tell(&output::apply(root, files, owned, mode)?, mode, start)
}

/// Says what came of it; true unless there is something to be done.
pub(super) fn tell(report: &Report, mode: Mode, start: Instant) -> Result<bool> {
    let seconds = start.elapsed().as_secs_f64();
    let written = report.stale.len() + report.missing.len();
    match mode {
        Mode::Write => {
            let removed = match report.orphaned.len() {
                0 => String::new(),
                count => format!(", removed {count}"),
            };
            eprintln!("wrote {written}, unchanged {}{removed}, in {seconds:.1} s", report.unchanged);
            Ok(true)
        }
        Mode::Check if report.is_clean() => {
            eprintln!("all {} are up to date, in {seconds:.1} s", report::plural(report.unchanged, "generated file"));
            Ok(true)
        }
        Mode::Check => {
            for (kind, path) in report.differences() {
                report::say(&format!("{kind}: {}\n", path.display()))?;
            }
            let count = report.differences().len();
            eprintln!(
                "{} not what the documents say; run `cargo xtask generate` and commit the result",
                if count == 1 { "1 generated file is".to_owned() } else { format!("{count} generated files are") },
            );
            Ok(false)
        }
    }
}
