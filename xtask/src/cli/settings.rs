//! `roster.toml`: the documents of a project, what is made of each, and what is told of them.
//!
//! It is looked for where the program runs, and above; paths in it are relative to it. The command line goes before it.

mod rust;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::Spanned;

use super::{changes::Changes, runtime};
use roster_document::{Addition, Diagnostic, Diagnostics, Filter, Location, Node, Severity, Value, nearest};
use rust::RustSettings;

pub const FILE: &str = "roster.toml";

/// Settings of a project that uses Roster
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// The documents that commands work on where none is given
    #[serde(default)]
    pub documents: Vec<DocumentSettings>,
    /// What is told of documents
    #[serde(default)]
    pub lint: LintSettings,
    /// Where the file is; empty for where the program runs
    #[serde(skip)]
    folder: PathBuf,
    #[serde(skip)]
    text: String,
}

/// A document, and what is made of it
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DocumentSettings {
    /// Its root file
    pub document: PathBuf,
    /// Overlays that change it, in their order
    #[serde(default)]
    pub overlays: Vec<PathBuf>,
    /// The operations to take: tag=users, path=/v2/**, operation=users_*, method=GET
    #[serde(default, deserialize_with = "filters")]
    #[schemars(with = "Vec<String>")]
    pub only: Vec<Filter>,
    /// The operations to leave out
    #[serde(default, deserialize_with = "filters")]
    #[schemars(with = "Vec<String>")]
    pub without: Vec<Filter>,
    /// What generated code calls things, and their types, as `x-rust-…` in the document say it
    #[serde(default)]
    #[schemars(with = "Vec<RustSettings>")]
    pub rust: Vec<Spanned<RustSettings>>,
    /// The same, as the document is changed by it
    #[serde(skip)]
    pub(super) additions: Vec<Addition>,
    /// Directory of the server stubs
    pub stubs: Option<PathBuf>,
    /// Directory of the client
    pub client: Option<PathBuf>,
    /// Directory of the collections for Postman and Bruno
    pub collection: Option<PathBuf>,
    /// Modules of a crate that is there, instead of crates
    #[serde(default)]
    pub module: bool,
    /// Where generated code finds its runtime: path, git=URL, git=URL#REVISION, version, vendored
    #[schemars(with = "Option<String>")]
    pub runtime: Option<runtime::Source>,
    /// Leave out the operations that need what is not supported or broken
    #[serde(default)]
    pub skip_unsupported: bool,
    /// What is against the specification is an error, whatever is meant
    #[serde(default)]
    pub strict: bool,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LintSettings {
    /// What is against the specification is an error, and so is every warning
    #[serde(default)]
    pub strict: bool,
    /// Rules by name, as findings have it in brackets
    #[serde(default)]
    pub rules: BTreeMap<String, Level>,
    /// Findings that are meant to be
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

/// How much a rule matters
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    Off,
    Warning,
    Error,
}

/// Findings of one rule at one place, and in what it holds
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Exception {
    /// The rule's name
    #[schemars(with = "String")]
    pub rule: Spanned<String>,
    /// File and JSON pointer: `openapi.yaml#/paths/~1users/get`; without a pointer, the file
    pub at: String,
    /// Why it is meant to be
    #[schemars(length(min = 1))]
    pub reason: String,
}

impl DocumentSettings {
    pub(super) fn changes(&self) -> Changes {
        let Self { overlays, only, without, .. } = self.clone();
        Changes { overlay: overlays, only, without }
    }
}

fn filters<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Filter>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
}

impl Settings {
    /// Those of the project around; none of their own where there is no file. What is wrong inside of it is the inner error.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find() -> Result<Result<Self, Diagnostics>> {
        let current = env::current_dir().context("the current directory cannot be read")?;
        let Some(folder) = current.ancestors().find(|folder| folder.join(FILE).is_file()) else {
            return Ok(Ok(Self::default()));
        };
        // Places are printed short.
        let folder = if folder == current { PathBuf::new() } else { folder.to_owned() };
        let path = folder.join(FILE);
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self::read(folder, text))
    }

    fn read(folder: PathBuf, text: String) -> Result<Self, Diagnostics> {
        let path = folder.join(FILE);
        match toml::from_str::<Self>(&text) {
            Ok(settings) => {
                let mut settings = Self { folder, text, ..settings };
                let mut found = settings.without_reason();
                found.extend(settings.read_additions());
                if found.is_empty() { Ok(settings) } else { Err(Diagnostics::default().with(found)) }
            }
            Err(error) => Err(Diagnostics::default().with(vec![fault(&path, &text, &error)])),
        }
    }

    /// The documents, with paths that lead to them from where the program runs.
    pub fn documents(&self) -> impl Iterator<Item = DocumentSettings> {
        let place = |path: &PathBuf| self.folder.join(path);
        self.documents.iter().map(move |document| DocumentSettings {
            document: place(&document.document),
            stubs: document.stubs.as_ref().map(place),
            client: document.client.as_ref().map(place),
            collection: document.collection.as_ref().map(place),
            overlays: document.overlays.iter().map(place).collect(),
            ..document.clone()
        })
    }

    /// What is said of a document that is given on the command line, too.
    pub fn of(&self, root: &Path) -> Option<DocumentSettings> {
        let wanted = root.canonicalize().ok()?;
        self.documents().find(|document| document.document.canonicalize().is_ok_and(|path| path == wanted))
    }

    /// The findings as these settings have them. Of exceptions in `files`, those that were for nothing are findings, too.
    pub fn apply(&self, found: Diagnostics, files: Option<&[PathBuf]>) -> Diagnostics {
        let excepted: Vec<_> =
            self.lint.exceptions.iter().map(|exception| (exception, self.places(exception))).collect();
        let mut used = BTreeSet::new();
        let mut kept = Vec::new();
        for mut diagnostic in found.sorted() {
            let place = (diagnostic.location.line, diagnostic.location.column);
            let file = diagnostic.location.file.canonicalize().ok();
            let exception = excepted.iter().position(|(exception, places)| {
                exception.rule.get_ref() == diagnostic.rule
                    && file.is_some()
                    && places.file == file
                    && places.inside.as_ref().is_none_or(|inside| inside.contains(&place))
            });
            used.extend(exception);
            match self.lint.rules.get(diagnostic.rule) {
                _ if exception.is_some() => continue,
                Some(Level::Off) => continue,
                Some(Level::Warning) => diagnostic.severity = Severity::Warning,
                Some(Level::Error) => diagnostic.severity = Severity::Error,
                None => {}
            }
            kept.push(diagnostic);
        }
        let files: Vec<_> = files.into_iter().flatten().filter_map(|file| file.canonicalize().ok()).collect();
        for (index, (exception, places)) in excepted.iter().enumerate() {
            let is_read = places.file.as_ref().is_none_or(|file| files.contains(file)) && !files.is_empty();
            if is_read && !used.contains(&index) {
                let (rule, at) = (exception.rule.get_ref(), &exception.at);
                kept.push(Diagnostic::warning(
                    "unused-exception",
                    &self.location(exception.rule.span()),
                    format!("nothing of the rule `{rule}` is found at `{at}`"),
                    "remove the exception, or mend its place",
                ));
            }
        }
        Diagnostics::default().with(kept)
    }

    fn places(&self, exception: &Exception) -> Places {
        let (file, pointer) = exception.at.split_once('#').unwrap_or((&exception.at, ""));
        let path = self.folder.join(file);
        let inside = (!pointer.is_empty()).then(|| {
            let mut inside = BTreeSet::new();
            let root = roster_document::load(&path).ok();
            if let Some(node) = root.as_ref().and_then(|root| root.pointer(pointer)) {
                collect(node, &mut inside);
            }
            // A finding may be about the name of what stands there.
            let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", pointer));
            let parent = root.as_ref().and_then(|root| root.pointer(parent)?.as_object());
            let name = name.replace("~1", "/").replace("~0", "~");
            inside.extend(parent.and_then(|members| Some(place(&members.get(&name)?.key))));
            inside
        });
        Places { file: path.canonicalize().ok(), inside }
    }

    fn without_reason(&self) -> Vec<Diagnostic> {
        let without = self.lint.exceptions.iter().filter(|exception| exception.reason.trim().is_empty());
        let finding = |exception: &Exception| {
            let place = self.location(exception.rule.span());
            Diagnostic::error("settings", &place, "the exception has no reason", "say why the finding is meant to be")
        };
        without.map(finding).collect()
    }

    fn read_additions(&mut self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let place = |span| location(&self.folder.join(FILE), &self.text, span);
        for document in &mut self.documents {
            for rust in &document.rust {
                match rust.get_ref().addition(place(rust.span()), place) {
                    Ok(addition) => document.additions.push(addition),
                    Err(fault) => found.push(fault),
                }
            }
        }
        found
    }

    fn location(&self, span: Range<usize>) -> Location {
        location(&self.folder.join(FILE), &self.text, span)
    }
}

/// Where an exception holds.
struct Places {
    /// None where it is not there.
    file: Option<PathBuf>,
    /// Line and column of every value; none for the whole file.
    inside: Option<BTreeSet<(u32, u32)>>,
}

fn place(location: &Location) -> (u32, u32) {
    (location.line, location.column)
}

fn collect(node: &Node, places: &mut BTreeSet<(u32, u32)>) {
    places.insert(place(&node.location));
    match &node.value {
        Value::Object(members) => {
            for member in members.values() {
                places.insert(place(&member.key));
                collect(&member.node, places);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, places)),
        _ => {}
    }
}

fn location(path: &Path, text: &str, span: Range<usize>) -> Location {
    let before = &text[..text.floor_char_boundary(span.start)];
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Location::new(path, count(line), count(column))
}

/// What the parser says, as a finding; of an unknown key, which one may have been meant.
fn fault(path: &Path, text: &str, error: &toml::de::Error) -> Diagnostic {
    let place = location(path, text, error.span().unwrap_or_default());
    let message = error.message().trim().replace('\n', ": ");
    let mut names = message.split('`').skip(1).step_by(2);
    let (message, help) = match names.next().filter(|_| message.starts_with("unknown ")) {
        Some(unknown) => {
            let known: Vec<_> = names.collect();
            let help = match nearest(unknown, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("what there is: `{}`", known.join("`, `")),
            };
            let kind = if message.starts_with("unknown field") { "key" } else { "value" };
            (format!("unknown {kind} `{unknown}`"), help)
        }
        None => (message, "`roster schema` prints what the file may say".to_owned()),
    };
    Diagnostic::error("settings", &place, message, help)
}

/// The JSON schema of the file, for editors.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Settings);
    serde_json::to_string_pretty(&schema).expect("its keys are text") + "\n"
}
