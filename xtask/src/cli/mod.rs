//! The command line: what can be asked for, and in which words the answer is given.
//!
//! The work is done elsewhere; here are arguments, exit statuses and summaries. `cargo xtask` is made of the same commands.

pub mod arguments;
pub mod bundle;
pub mod changes;
pub mod collection;
pub mod console;
pub mod documents;
pub mod generate;
pub mod lint;
mod new;
pub mod report;
pub mod routes;
mod runtime;
pub mod settings;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Result, bail, ensure};
use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use arguments::Manner;
use changes::Changes;
use documents::Document;
use settings::{DocumentSettings, Settings};

#[derive(Debug, Parser)]
#[command(
    name = "roster",
    version = VERSION,
    about = "Servers, clients and collections of any OpenAPI document, 3.0 to 3.2, and what is wrong with it.",
    after_help = EXIT_STATUSES
)]
struct Arguments {
    #[command(flatten)]
    manner: Manner,
    #[command(subcommand)]
    command: Command,
}

const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    ", for roster-runtime ",
    env!("CARGO_PKG_VERSION"),
    " and roster-client-runtime ",
    env!("CARGO_PKG_VERSION")
);

pub const EXIT_STATUSES: &str = "Exit status: 0 all is well; 1 the documents have findings, or generated files are stale; \
    2 wrong usage, or a file cannot be read or written.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what is wrong with documents, where, and how to mend it
    Lint(arguments::Lint),
    /// Put a document into one file
    Bundle(arguments::Bundle),
    /// Print the table of routes: operationId, method, path, authority, success
    Routes(arguments::Documents),
    /// Write a crate with server stubs of a document, a crate with a client, or both
    Generate(arguments::Generate),
    /// Write a project that runs at once: stubs, client, one operation written out, one test
    New(arguments::New),
    /// Write a collection of requests for Postman and for Bruno
    ///
    /// With the documents' examples as bodies and answers; server and token are variables.
    Collection(arguments::Collection),
    /// Print the JSON schema of `roster.toml`, for editors
    Schema,
    /// Print what makes a shell complete this program's arguments
    Completions { shell: Shell },
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let Arguments { manner, command } = Arguments::parse();
    console::run("roster", manner, || execute(command))
}

/// True if there was nothing to complain about.
fn execute(command: Command) -> Result<bool> {
    // Whoever wants to know what the file may say need not have it right.
    let is_free = matches!(command, Command::New(_) | Command::Schema | Command::Completions { .. });
    let settings = if is_free { Ok(Settings::default()) } else { Settings::find()? };
    let Some(settings) = report::unwrap(settings)? else { return Ok(false) };
    match command {
        Command::Lint(lint) => {
            lint::lint(&given(&lint.documents, &settings)?, &lint, &settings, |_| Ok(Default::default()))
        }
        Command::Bundle(bundle) => match given(&one(&bundle.document, &bundle.changes), &settings)?.as_slice() {
            [document] => bundle::bundle(document, &bundle),
            _ => bail!("{} names several documents; give one with `--document FILE`", settings::FILE),
        },
        Command::Routes(documents) => routes::print(&given(&documents, &settings)?),
        Command::Generate(generate) => self::generate(&generate, &settings),
        Command::New(new) => new::new(&Document::given(&new.document)?.with(&new.changes), &new),
        Command::Collection(collection) => self::collection(&collection, &settings),
        Command::Schema => {
            report::say(&settings::schema())?;
            Ok(true)
        }
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "roster", &mut text);
            report::say(&String::from_utf8_lossy(&text))?;
            Ok(true)
        }
    }
}

fn one(document: &Option<PathBuf>, changes: &Changes) -> arguments::Documents {
    arguments::Documents { document: document.iter().cloned().collect(), changes: changes.clone() }
}

/// The given documents, or where none is given, those of the project.
fn given(documents: &arguments::Documents, settings: &Settings) -> Result<Vec<Document>> {
    let arguments::Documents { document, changes } = documents;
    let roots: Vec<_> = match document.is_empty() {
        true => settings.documents().map(|document| document.document).collect(),
        false => document.clone(),
    };
    ensure!(
        !roots.is_empty(),
        "there is no document; give one with `--document FILE`, or name it in {}",
        settings::FILE
    );
    roots.iter().map(|root| open(root, changes, settings)).collect()
}

/// A document with what the arguments change, or where they change nothing, what the settings do; names and types of
/// generated code are those of the settings.
fn open(root: &Path, changes: &Changes, settings: &Settings) -> Result<Document> {
    let document = Document::given(root)?;
    let Some(own) = settings.of(root) else { return Ok(document.with(changes)) };
    let of_settings = own.changes();
    let mut document = document.with(if changes.is_empty() { &of_settings } else { changes });
    document.changes.additions = own.additions;
    Ok(document)
}

fn generate(arguments: &arguments::Generate, settings: &Settings) -> Result<bool> {
    let documents = given(&one(&arguments.document, &arguments.changes), settings)?;
    let mut clean = true;
    for document in documents {
        clean &= generate::crates(&document, &with_settings(arguments, settings.of(&document.root)), settings)?;
    }
    Ok(clean)
}

/// The arguments, and what the file says where they say nothing.
fn with_settings(arguments: &arguments::Generate, settings: Option<DocumentSettings>) -> arguments::Generate {
    let mut all = arguments.clone();
    let Some(settings) = settings else { return all };
    // Who says where something goes wants that alone.
    if all.out.is_none() && all.client.is_none() {
        (all.out, all.client) = (settings.stubs, settings.client);
        all.module |= settings.module;
    }
    all.runtime = all.runtime.or(settings.runtime);
    all.skip_unsupported |= settings.skip_unsupported;
    all.strict |= settings.strict;
    all
}

fn collection(arguments: &arguments::Collection, settings: &Settings) -> Result<bool> {
    let mut by_directory: BTreeMap<PathBuf, Vec<Document>> = BTreeMap::new();
    for document in given(&arguments.documents, settings)? {
        let own = || settings.of(&document.root)?.collection;
        let out = arguments.out.clone().or_else(own).unwrap_or_else(|| collection::OUT.into());
        by_directory.entry(out).or_default().push(document);
    }
    let mut clean = true;
    for (out, documents) in by_directory {
        clean &= collection::write(&documents, &out)?;
    }
    Ok(clean)
}
