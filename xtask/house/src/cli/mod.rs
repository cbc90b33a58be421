//! The command line: what `roster` does, with the workspace's documents where none is given, and what concerns these alone.

mod sdk;

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand};

use crate::{ci, plan, sdk::Language, site, workspace};
use roster_document::{Bundle, Diagnostics, rules};
use roster_openapi::{
    cli::{
        EXIT_STATUSES,
        arguments::{self, Manner},
        bundle, collection, console,
        documents::Document,
        generate, lint, report, routes,
        settings::Settings,
    },
    output::Mode,
};

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Builds everything that follows from the OpenAPI documents, and checks the documents themselves.",
    long_about = "Builds everything that follows from the OpenAPI documents, and checks the documents themselves.\n\n\
        The documents are written by hand under openapi/. After a change there, `lint` says what is wrong with it, and \
        `generate` writes the bundled documents, the server stubs and the client. Without `--document`, a command \
        works on every openapi/*/openapi.yaml of this workspace; with it, on any OpenAPI file, 3.0 to 3.2.",
    after_help = EXIT_STATUSES
)]
struct Arguments {
    #[command(flatten)]
    manner: Manner,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what is wrong with the documents, where, and how to mend it
    Lint(HouseLint),
    /// Put each document into one file
    ///
    /// Without `--document`, writes openapi/bundled/. With it, prints the bundle or writes it to `--out`.
    Bundle(arguments::Bundle),
    /// Write everything that follows from the documents
    ///
    /// Bundles, server stubs and the client of this workspace; with `--document`, a crate with the stubs, a crate with the
    /// client, or both.
    Generate(arguments::Generate),
    /// Say which generated files are stale, missing or orphaned (`generate --check`)
    Check,
    /// Print the table of routes: operationId, method, path, authority, success
    Routes(arguments::Documents),
    /// Make client packages in other languages
    ///
    /// Writes <DIR>/<language>/<document>: a package that can be published as it is. Wants the language's toolchain.
    Sdk {
        #[arg(value_enum, required_unless_present = "all")]
        language: Option<Language>,
        /// Every language
        #[arg(long, conflicts_with = "language")]
        all: bool,
        /// Directory that the packages are written to; target/sdk without it
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Make them of the documents as OpenAPI 3.1
        #[arg(long)]
        openapi31: bool,
        /// Compile the packages strictly, too, and run them against a server
        #[arg(long)]
        test: bool,
    },
    /// Write a collection of requests for Postman and for Bruno
    ///
    /// With the documents' examples as bodies and answers; server and token are variables.
    Collection(arguments::Collection),
    /// Build the docs site: guides, references, rulings, downloads
    ///
    /// Needs Node with npm, for the references' viewer, the search and the colours of code.
    Docs {
        /// A directory of the site's own
        #[arg(long, value_name = "DIR", default_value = "target/site")]
        out: PathBuf,
        /// Where it will be published; adds canonical links and a site map
        #[arg(long, value_name = "URL")]
        base_url: Option<site::BaseUrl>,
    },
    /// Run what the continuous integration runs: formatting, clippy, lint, check, tests
    Ci,
}

#[derive(Debug, Args)]
struct HouseLint {
    #[command(flatten)]
    lint: arguments::Lint,
    /// Apply the rules for this workspace's own documents to the given ones, too
    #[arg(long, requires = "document")]
    house: bool,
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let Arguments { manner, command } = Arguments::parse();
    console::run("cargo xtask", manner, || execute(command))
}

/// True if there was nothing to complain about.
fn execute(command: Command) -> Result<bool> {
    match command {
        Command::Lint(arguments) => lint(&arguments),
        Command::Bundle(bundle) => match &bundle.document {
            Some(document) => bundle::bundle(&workspace::given(document)?.with(&bundle.changes), &bundle),
            None => bundles(),
        },
        Command::Generate(generate) => match &generate.document {
            Some(document) => {
                generate::crates(&workspace::given(document)?.with(&generate.changes), &generate, &Settings::default())
            }
            None if generate.strict || generate.skip_unsupported || generate.runtime.is_some() => {
                bail!(
                    "`--strict`, `--skip-unsupported` and `--runtime` are for a document that is given with `--document`"
                )
            }
            None => everything(if generate.check { Mode::Check } else { Mode::Write }),
        },
        Command::Check => everything(Mode::Check),
        Command::Routes(documents) => routes::print(&workspace::find(&documents)?),
        Command::Sdk { language, out, openapi31, test, .. } => {
            sdk::make(language.as_ref().map_or(&Language::ALL[..], std::slice::from_ref), out, openapi31, test)
        }
        Command::Collection(collection) => {
            let documents = workspace::find(&collection.documents)?;
            let out = collection.out.map_or_else(|| anyhow::Ok(workspace::root()?.join(collection::OUT)), Ok)?;
            collection::write(&documents, &out)
        }
        Command::Docs { out, base_url } => docs(site::Options { out, base_url }),
        Command::Ci => ci::run(&workspace::root()?),
    }
}

fn lint(arguments: &HouseLint) -> Result<bool> {
    let found = workspace::find(&arguments.lint.documents)?;
    let house = arguments.house;
    let documents: Vec<_> =
        found.iter().map(|document| Document { house: document.house || house, ..document.clone() }).collect();
    let of_the_house = |bundles: &[(&Document, Bundle)]| {
        // What nothing refers to can only be said when every document of the workspace was read.
        let whole = bundles.len() == found.len() && found.iter().all(|document| document.house);
        let bundles: Vec<_> = bundles.iter().filter(|(document, _)| document.house).map(|(_, bundle)| bundle).collect();
        match bundles.is_empty() {
            true => Ok(Diagnostics::default()),
            false => Ok(rules::house::lint(&bundles, &workspace::shared(&found)?, whole)),
        }
    };
    lint::lint(&documents, &arguments.lint, &Settings::default(), of_the_house)
}

/// Makes the workspace's generated files what [`plan::plan`] says; true unless something is wrong or, with `Check`, stale.
fn everything(mode: Mode) -> Result<bool> {
    let start = Instant::now();
    let root = workspace::root()?;
    let plan::Plan { files, owned, found } = plan::plan(&root)?;
    let failed = found.has_errors();
    report::print(found);
    if failed { Ok(false) } else { generate::finish(&root, &files, &owned, mode, start) }
}

/// The bundles of the workspace's documents, and nothing else.
fn bundles() -> Result<bool> {
    let start = Instant::now();
    let root = workspace::root()?;
    let Some(bundles) = generate::read_and_report(&workspace::documents(&root)?) else { return Ok(false) };
    let (files, owned) = plan::bundles(&bundles)?;
    generate::finish(&root, &files, &owned, Mode::Write, start)
}

fn docs(options: site::Options) -> Result<bool> {
    match site::build(&workspace::root()?, &options)? {
        Ok(site::Summary { pages, links }) => {
            console::status(&format!("wrote {pages} pages to {}; {links} links lead somewhere", options.out.display()));
            Ok(true)
        }
        Err(found) => {
            report::print(found);
            Ok(false)
        }
    }
}
