//! What every command takes, here and in `cargo xtask`.

use std::path::PathBuf;

use clap::{Args, ColorChoice, ValueEnum};

use super::{changes::Changes, runtime};

/// How much is said, and how it looks.
#[derive(Clone, Copy, Debug, Args)]
pub struct Manner {
    /// No summaries and no progress: findings and errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colours; `NO_COLOR` in the environment means never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

#[derive(Clone, Debug, Args)]
pub struct Documents {
    /// Root file of an OpenAPI document, 3.0 to 3.2; can be repeated; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub document: Vec<PathBuf>,
    #[command(flatten)]
    pub changes: Changes,
}

#[derive(Clone, Debug, Args)]
pub struct Lint {
    #[command(flatten)]
    pub documents: Documents,
    /// What is against the specification is an error, and so is every warning
    #[arg(long)]
    pub strict: bool,
    /// Only the findings that are errors
    #[arg(long)]
    pub errors_only: bool,
    /// The form of findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Clone, Debug, Args)]
pub struct Bundle {
    /// Root file of an OpenAPI document, 3.0 to 3.2; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub document: Option<PathBuf>,
    #[command(flatten)]
    pub changes: Changes,
    /// Where to write the bundle; standard output without it
    #[arg(long, value_name = "FILE", requires = "document")]
    pub out: Option<PathBuf>,
    /// Syntax of the bundle; follows from the ending of `--out` if not given, else YAML
    #[arg(long, value_enum, requires = "document")]
    pub syntax: Option<Syntax>,
    /// Version of OpenAPI to write; the document's own if not given
    ///
    /// What an earlier version has no words for is a finding, and nothing is written.
    #[arg(long, value_enum, requires = "document")]
    pub openapi: Option<Version>,
    /// Leave out what that version has no words for, with a warning
    #[arg(long, requires = "openapi")]
    pub lossy: bool,
    /// The form of findings; other forms than `human` want `--out`
    #[arg(long, value_enum, default_value_t = Format::Human, requires_ifs = [("json", "out"), ("sarif", "out"), ("github", "out")])]
    pub format: Format,
}

#[derive(Clone, Debug, Args)]
pub struct Generate {
    /// Root file of an OpenAPI document, 3.0 to 3.2; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub document: Option<PathBuf>,
    #[command(flatten)]
    pub changes: Changes,
    /// Directory that the server stubs are written to
    #[arg(long, value_name = "DIR", requires = "document")]
    pub out: Option<PathBuf>,
    /// Directory that the client is written to
    #[arg(long, value_name = "DIR", requires = "document")]
    pub client: Option<PathBuf>,
    /// The other side: webhooks and callbacks, which the stubs receive and the client sends
    #[arg(long, requires = "document")]
    pub webhooks: bool,
    /// Modules of a crate that is there, instead of crates; the dependencies that it needs are told
    #[arg(long, requires = "document")]
    pub module: bool,
    /// Where generated code finds its runtime: path, git=URL, git=URL#REVISION, version, vendored
    ///
    /// `path` is relative, to the sources that this program was built of, and what is chosen as long as they are there;
    /// `version` is what is published; `vendored` copies the sources into the crate.
    #[arg(long, value_name = "SOURCE")]
    pub runtime: Option<runtime::Source>,
    /// Leave out the operations that need what is not supported or broken, and say which
    #[arg(long)]
    pub skip_unsupported: bool,
    /// What is against the specification is an error, whatever is meant
    #[arg(long)]
    pub strict: bool,
    /// Write nothing; say which files are stale, missing or orphaned
    #[arg(long)]
    pub check: bool,
    /// The form of findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Clone, Debug, Args)]
pub struct New {
    /// Root file of an OpenAPI document, 3.0 to 3.2; it stays where it is, and the project refers to it
    #[arg(value_name = "DOCUMENT")]
    pub document: PathBuf,
    #[command(flatten)]
    pub changes: Changes,
    /// Directory of the project, which is not there yet
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Where generated code finds its runtime, as for `generate`
    #[arg(long, value_name = "SOURCE")]
    pub runtime: Option<runtime::Source>,
    /// Leave out the operations that need what is not supported or broken, and say which
    #[arg(long)]
    pub skip_unsupported: bool,
}

#[derive(Clone, Debug, Args)]
pub struct Collection {
    #[command(flatten)]
    pub documents: Documents,
    /// Directory that the collections are written to; target/collections without it
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people
    Human,
    /// A JSON array of objects: severity, rule, file, line, column, message, help
    Json,
    /// SARIF 2.1.0, as editors and code hosts read it
    Sarif,
    /// Annotations of a workflow on GitHub
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Syntax {
    Yaml,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Version {
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
