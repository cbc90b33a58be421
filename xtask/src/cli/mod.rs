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

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use arguments::Manner;
use documents::Document;

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
    /// Print what makes a shell complete this program's arguments
    Completions { shell: Shell },
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let Arguments { manner, command } = Arguments::parse();
    console::run("roster", manner, || execute(command))
}

/// True if there was nothing to complain about.
fn execute(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Lint(lint) => lint::lint(&given(&lint.documents)?, &lint, |_| Ok(Default::default())),
        Command::Bundle(bundle) => bundle::bundle(&one(bundle.document.as_deref())?.with(&bundle.changes), &bundle),
        Command::Routes(documents) => routes::print(&given(&documents)?),
        Command::Generate(generate) => {
            generate::crates(&one(generate.document.as_deref())?.with(&generate.changes), &generate)
        }
        Command::New(new) => new::new(&Document::given(&new.document)?, &new),
        Command::Collection(collection) => {
            let out = collection.out.as_deref().unwrap_or(collection::OUT.as_ref());
            collection::write(&given(&collection.documents)?, out)
        }
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "roster", &mut text);
            report::say(&String::from_utf8_lossy(&text))?;
            Ok(true)
        }
    }
}

fn given(documents: &arguments::Documents) -> Result<Vec<Document>> {
    anyhow::ensure!(!documents.document.is_empty(), NO_DOCUMENT);
    documents.document.iter().map(|root| Ok(Document::given(root)?.with(&documents.changes))).collect()
}

fn one(document: Option<&std::path::Path>) -> Result<Document> {
    Document::given(document.ok_or_else(|| anyhow::anyhow!(NO_DOCUMENT))?)
}

const NO_DOCUMENT: &str = "there is no document; give one with `--document FILE`";
