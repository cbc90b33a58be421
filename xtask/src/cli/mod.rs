//! The command line: what can be asked for, and in which words the answer is given.
//!
//! The work is done elsewhere; here are arguments, exit statuses and summaries.

mod collection;
mod documents;
mod generate;
mod report;
mod runtime;
mod sdk;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

use crate::{ci, output, routes, sdk::Language, site};
use documents::Document;
pub use generate::{Plan, plan};
use roster_document::{Diagnostics, rules};

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Builds everything that follows from the OpenAPI documents, and checks the documents themselves.",
    long_about = "Builds everything that follows from the OpenAPI documents, and checks the documents themselves.\n\n\
        The documents are written by hand under openapi/. After a change there, `lint` says what is wrong with it, and \
        `generate` writes the bundled documents, the server stubs and the client. Without `--document`, a command \
        works on every openapi/*/openapi.yaml of this workspace; with it, on any OpenAPI file, 3.0 to 3.2.",
    after_help = "Exit status: 0 all is well; 1 the documents have findings, or generated files are stale; \
        2 wrong usage, or a file cannot be read or written."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what is wrong with the documents, where, and how to mend it
    Lint {
        #[command(flatten)]
        documents: Documents,
        /// Apply the rules for this workspace's own documents to the given ones, too
        #[arg(long, requires = "document")]
        house: bool,
        /// What is against the specification is an error, and so is every warning
        #[arg(long)]
        strict: bool,
        /// Only the findings that are errors
        #[arg(long)]
        errors_only: bool,
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Put each document into one file
    ///
    /// Without `--document`, writes openapi/bundled/. With it, prints the bundle or writes it to `--out`.
    Bundle {
        /// Root file of an OpenAPI document, 3.0 to 3.2
        #[arg(long, value_name = "FILE")]
        document: Option<PathBuf>,
        /// Where to write the bundle; standard output without it
        #[arg(long, value_name = "FILE", requires = "document")]
        out: Option<PathBuf>,
        /// Syntax of the bundle; follows from the ending of `--out` if not given, else YAML
        #[arg(long, value_enum, requires = "document")]
        syntax: Option<Syntax>,
        /// Version of OpenAPI to write; the document's own if not given
        ///
        /// What an earlier version has no words for is a finding, and nothing is written.
        #[arg(long, value_enum, requires = "document")]
        openapi: Option<Version>,
        /// Leave out what that version has no words for, with a warning
        #[arg(long, requires = "openapi")]
        lossy: bool,
    },
    /// Write everything that follows from the documents
    ///
    /// Bundles, server stubs and the client of this workspace; with `--document`, a crate with the stubs, a crate with the
    /// client, or both.
    #[command(group = ArgGroup::new("outputs").args(["out", "client"]).multiple(true))]
    Generate {
        /// Root file of an OpenAPI document, 3.0 to 3.2
        #[arg(long, value_name = "FILE", requires = "outputs")]
        document: Option<PathBuf>,
        /// Directory that the server stubs are written to
        #[arg(long, value_name = "DIR", requires = "document")]
        out: Option<PathBuf>,
        /// Directory that the client is written to
        #[arg(long, value_name = "DIR", requires = "document")]
        client: Option<PathBuf>,
        /// Modules of a crate that is there, instead of crates; the dependencies that it needs are told
        #[arg(long, requires = "document")]
        module: bool,
        /// Where generated code finds its runtime: path, git=URL, git=URL#REVISION, version, vendored
        ///
        /// `path` is relative, to the sources that this program was built of, and what is chosen as long as they are there;
        /// `version` is what is published; `vendored` copies the sources into the crate.
        #[arg(long, value_name = "SOURCE", requires = "document")]
        runtime: Option<runtime::Source>,
        /// Leave out the operations that need what is not supported or broken, and say which
        #[arg(long, requires = "document")]
        skip_unsupported: bool,
        /// What is against the specification is an error, whatever is meant
        #[arg(long, requires = "document")]
        strict: bool,
        /// Write nothing; say which files are stale, missing or orphaned
        #[arg(long)]
        check: bool,
    },
    /// Say which generated files are stale, missing or orphaned (`generate --check`)
    Check,
    /// Print the table of routes: operationId, method, path, authority, success
    Routes {
        #[command(flatten)]
        documents: Documents,
    },
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
        /// Compile the packages strictly, too, and run them against a server
        #[arg(long)]
        test: bool,
    },
    /// Write a collection of requests for Postman and for Bruno
    ///
    /// With the documents' examples as bodies and answers; server and token are variables.
    Collection {
        #[command(flatten)]
        documents: Documents,
        /// Directory that the collections are written to; target/collections without it
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
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
struct Documents {
    /// Root file of an OpenAPI document, 3.0 to 3.2; can be repeated
    #[arg(long, value_name = "FILE")]
    document: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// A JSON array of objects: severity, rule, file, line, column, message, help
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Syntax {
    Yaml,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Version {
    #[value(name = "3.0")]
    V30,
    #[value(name = "3.1")]
    V31,
    #[value(name = "3.2")]
    V32,
}

impl From<Version> for roster_document::Version {
    fn from(version: Version) -> Self {
        match version {
            Version::V30 => Self::V30,
            Version::V31 => Self::V31,
            Version::V32 => Self::V32,
        }
    }
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match execute(arguments.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// True if there was nothing to complain about.
fn execute(command: Command) -> Result<bool> {
    match command {
        Command::Lint { documents, house, strict, errors_only, format } => {
            lint(&documents, house, strict, errors_only, format)
        }
        Command::Bundle { document: Some(document), out, syntax, openapi, lossy } => {
            bundle(&document, out.as_deref(), syntax, openapi.map(|version| Conversion { version, lossy }))
        }
        Command::Bundle { document: None, .. } => generate::bundles(output::Mode::Write),
        Command::Generate {
            document: Some(document),
            out,
            client,
            module,
            runtime,
            skip_unsupported,
            strict,
            check,
        } => {
            let (stubs, client) = (out.as_deref(), client.as_deref());
            let runtime = runtime.unwrap_or_default();
            let outputs = generate::Outputs { stubs, client, as_modules: module, runtime };
            generate::crates(&document, &outputs, generate::Leniency { skip_unsupported, strict }, mode(check))
        }
        Command::Generate { document: None, check, .. } => generate::workspace(mode(check)),
        Command::Check => generate::workspace(output::Mode::Check),
        Command::Routes { documents } => print_routes(&documents),
        Command::Sdk { language, out, test, .. } => {
            sdk::make(language.as_ref().map_or(&Language::ALL[..], std::slice::from_ref), out, test)
        }
        Command::Collection { documents, out } => collection::write(&documents.document, out),
        Command::Docs { out, base_url } => docs(site::Options { out, base_url }),
        Command::Ci => ci::run(&documents::workspace()?),
    }
}

fn mode(check: bool) -> output::Mode {
    if check { output::Mode::Check } else { output::Mode::Write }
}

fn lint(documents: &Documents, house: bool, strict: bool, errors_only: bool, format: Format) -> Result<bool> {
    let documents = documents::find(&documents.document)?;
    let mut found = Diagnostics::default();
    let mut bundles = Vec::new();
    for document in &documents {
        match roster_document::bundle(&document.root) {
            Ok(bundle) => {
                let mut of_document = rules::everything(&bundle.document);
                if !(document.house || house) {
                    of_document.extend(rules::undocumented(&bundle.document));
                }
                of_document.extend(bundle.warnings.clone());
                found.extend(if strict || house || document.house { of_document.strict() } else { of_document });
                bundles.push((document, bundle));
            }
            Err(problems) => found.extend(problems),
        }
    }
    let complete = bundles.len() == documents.len();
    let of_the_house: Vec<_> =
        bundles.iter().filter(|(document, _)| document.house || house).map(|(_, bundle)| bundle).collect();
    if !of_the_house.is_empty() {
        // What nothing refers to can only be said when every document of the workspace was read.
        let whole = complete && documents.iter().all(|document| document.house);
        found.extend(rules::house::lint(&of_the_house, &documents::house_directory(&documents, house)?, whole));
    }
    // Our own documents are without warnings.
    let strict = strict || house || documents.iter().all(|document| document.house);
    let found = report::Findings::new(found, errors_only);
    match format {
        Format::Human => found.print_human(documents.len())?,
        Format::Json => found.print_json()?,
    }
    Ok(if strict { found.is_empty() } else { !found.has_errors() })
}

/// The version that a bundle is written in, and whether it may say less than the document.
#[derive(Clone, Copy, Debug)]
struct Conversion {
    version: Version,
    lossy: bool,
}

fn bundle(
    document: &std::path::Path,
    out: Option<&std::path::Path>,
    syntax: Option<Syntax>,
    conversion: Option<Conversion>,
) -> Result<bool> {
    let Some(bundle) = report::unwrap(roster_document::bundle(document))? else { return Ok(false) };
    let files = bundle.files;
    let node = match conversion {
        None => bundle.document,
        Some(Conversion { version, lossy }) => {
            let (converted, lost) = roster_document::convert(&bundle.document, version.into());
            let lost = if lossy { lost } else { lost.strict() };
            let is_refused = lost.has_errors();
            report::print(lost);
            if is_refused {
                eprintln!("nothing is written; `--lossy` leaves this out");
                return Ok(false);
            }
            converted
        }
    };
    let is_json = out.is_some_and(|out| out.extension().is_some_and(|extension| extension == "json"));
    let text = match syntax.unwrap_or(if is_json { Syntax::Json } else { Syntax::Yaml }) {
        Syntax::Yaml => roster_document::yaml(&node)?,
        Syntax::Json => roster_document::json(&node)?,
    };
    match out {
        Some(out) => {
            let target = out.canonicalize().ok();
            if target.is_some() && files.iter().any(|file| file.canonicalize().ok() == target) {
                bail!("{} is a part of the document; choose another file", out.display());
            }
            output::write_file(out, &text)?;
        }
        None => report::say(&text)?,
    }
    Ok(true)
}

fn docs(options: site::Options) -> Result<bool> {
    match site::build(&documents::workspace()?, &options)? {
        Ok(site::Summary { pages, links }) => {
            eprintln!("wrote {pages} pages to {}; {links} links lead somewhere", options.out.display());
            Ok(true)
        }
        Err(found) => {
            report::print(found);
            Ok(false)
        }
    }
}

fn print_routes(documents: &Documents) -> Result<bool> {
    let documents: Vec<Document> = documents::find(&documents.document)?;
    let mut clean = true;
    for (index, document) in documents.iter().enumerate() {
        let Some(bundle) = report::unwrap(roster_document::bundle(&document.root))? else {
            clean = false;
            continue;
        };
        if documents.len() > 1 {
            let gap = if index > 0 { "\n" } else { "" };
            report::say(&format!("{gap}{}\n", document.name))?;
        }
        report::say(&routes::table(&roster_document::Document::of(&bundle.document)))?;
    }
    Ok(clean)
}
