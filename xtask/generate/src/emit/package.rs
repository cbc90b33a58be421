//! What was generated of a document as a crate that builds by itself, or as modules of somebody's crate.

use std::path::PathBuf;

use heck::ToKebabCase;
use indexmap::IndexMap;
use roster_document::{Diagnostic, Location};

use super::depth::recursion_limit;
use crate::{Files, emit::rust, ir::Api};

/// What a crate needs beside the document.
#[derive(Clone, Debug)]
pub struct CrateOptions {
    /// The package's name.
    pub name: String,
    pub layout: Layout,
    pub runtime: Runtime,
    /// The document, as the files name it.
    pub source: String,
    /// The operations that were left out, a line each.
    pub skipped: Vec<String>,
    /// What was found in the document, sorted.
    pub found: Vec<Diagnostic>,
}

/// What the files are to the packages around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A package that is in no workspace.
    Alone,
    /// A package of the workspace around it.
    Member,
    /// A module, with others in it, of somebody's package.
    Module,
}

/// Where the crate finds the runtime that it stands on.
#[derive(Clone, Debug)]
pub enum Runtime {
    /// Relative to the crate, with slashes.
    Path(String),
    Git {
        url: String,
        revision: Option<String>,
    },
    Version(String),
    /// A package in the folder `runtime` of the crate: its files.
    Vendored(Files),
}

impl Runtime {
    /// As the value of a dependency in a manifest: with these features alone, or with what it has by default.
    pub(super) fn dependency(&self, features: Option<&[&str]>) -> String {
        // A string of TOML with the escapes of JSON.
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let place = match self {
            Self::Path(path) => format!("path = {}", text(path)),
            Self::Git { url, revision: None } => format!("git = {}", text(url)),
            Self::Git { url, revision: Some(revision) } => format!("git = {}, rev = {}", text(url), text(revision)),
            Self::Version(version) if features.is_none() => return text(version),
            Self::Version(version) => format!("version = {}", text(version)),
            Self::Vendored(_) => format!("path = {}", text(VENDORED)),
        };
        match features {
            None => format!("{{ {place} }}"),
            Some([]) => format!("{{ {place}, default-features = false }}"),
            Some(features) => format!("{{ {place}, default-features = false, features = {features:?} }}"),
        }
    }
}

/// Where vendored sources are, in a crate.
const VENDORED: &str = "runtime";

/// What generated code depends on: the runtime, and lines of a manifest for all else.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    pub(super) runtime: &'static str,
    /// Of the runtime, where these are not what it has by default.
    pub(super) features: Option<Vec<&'static str>>,
    pub(super) others: &'static [&'static str],
    /// What the crate can do without: the lines of its manifest under `[features]`.
    pub(super) optional: &'static str,
}

impl Needs {
    /// Lines of a manifest, by name.
    pub(super) fn lines(&self, runtime: &Runtime) -> Vec<String> {
        let others = self.others.iter().map(|line| (*line).to_owned());
        let dependency = runtime.dependency(self.features.as_deref());
        let mut lines: Vec<_> = others.chain([format!("{} = {dependency}", self.runtime)]).collect();
        lines.sort();
        lines
    }
}

/// A package name for stubs, made of a title or a file name.
pub fn crate_name(text: &str) -> String {
    let name = stem(text);
    let is_taken = name.is_empty() || crate::ir::names::is_keyword(&name) || RESERVED.contains(&name.as_str());
    match name.as_str() {
        "" => "api-stubs".to_owned(),
        // Keywords and crates that generated code names cannot be names of the crate itself.
        name if is_taken => format!("{name}-stubs"),
        _ => name,
    }
}

/// A package name for a client, made of a title or a file name.
pub fn client_crate_name(text: &str) -> String {
    match stem(text) {
        name if name.is_empty() => "api-client".to_owned(),
        name => format!("{name}-client"),
    }
}

/// ASCII, and no longer than registries take.
fn stem(text: &str) -> String {
    let name: String = text.to_kebab_case().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let name = name[..name.len().min(LONGEST)].trim_matches('-');
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("api-{name}") } else { name.to_owned() }
}

/// In bytes, with room for what is put before or behind it.
const LONGEST: usize = 53;

const RESERVED: &[&str] = &[
    "alloc",
    "chrono",
    "core",
    "crate",
    "proc-macro",
    "roster-runtime",
    "self",
    "serde",
    "serde-json",
    "std",
    "super",
    "test",
    "utoipa-axum",
    "uuid",
];

/// The files of a crate, by their paths in its directory: its modules with `mod` as the root, and a manifest; or the
/// modules alone.
pub(super) fn emit(api: &Api, options: &CrateOptions, modules: Vec<(String, String)>, needs: &Needs) -> Files {
    let is_module = options.layout == Layout::Module;
    let folder = if is_module { "" } else { "src/" };
    let root = if is_module { "mod" } else { "lib" };
    let mut files: Files = modules
        .into_iter()
        .map(|(name, text)| match name.as_str() {
            "mod" => (PathBuf::from(format!("{folder}{root}.rs")), with_origin(&text, api, options)),
            name => (PathBuf::from(format!("{folder}{name}.rs")), text),
        })
        .collect();
    if !is_module {
        files.insert(PathBuf::from("Cargo.toml"), manifest(options, needs));
        if let Runtime::Vendored(sources) = &options.runtime {
            let sources = sources.iter().map(|(path, text)| (PathBuf::from(VENDORED).join(path), text.clone()));
            files.extend(sources);
        }
    }
    files
}

/// The root module with what the crate was made in spite of: said at its top, and as the constant `SKIPPED`.
fn with_origin(text: &str, api: &Api, options: &CrateOptions) -> String {
    let mut paragraphs = String::new();
    if !options.skipped.is_empty() {
        paragraphs.push_str("\n\n# Left out\n\nOperations that need what is not supported:\n\n");
        options.skipped.iter().for_each(|line| paragraphs.push_str(&format!("- `{}`\n", line.replace('`', "'"))));
    }
    let mut rules: IndexMap<&str, (&Diagnostic, usize)> = IndexMap::new();
    options.found.iter().for_each(|found| rules.entry(found.rule).or_insert((found, 0)).1 += 1);
    if !rules.is_empty() {
        paragraphs.push_str("\n\n# Findings\n\nWhat was odd in the document, the first of each kind:\n\n");
        for (rule, (first, count)) in rules {
            let times = if count == 1 { String::new() } else { format!(", {count} times") };
            let Location { line, column, .. } = first.location;
            let message = first.message.replace('`', "'");
            paragraphs.push_str(&format!("- {rule}{times}: `{line}:{column}: {message}`\n"));
        }
    }
    // Of unusual letters in names the compiler complains for the crate as a whole, or not at all.
    let is_root = options.layout != Layout::Module;
    let letters =
        if is_root { "    confusable_idents,\n    mixed_script_confusables,\n    uncommon_codepoints,\n" } else { "" };
    let limit = recursion_limit(api).map(|limit| format!("#![recursion_limit = \"{limit}\"]"));
    if let Some(limit) = &limit {
        let advice = "Types contain each other deeper than the compiler looks by itself. A crate that uses these";
        paragraphs.push_str(&format!("\n\n# Deep types\n\n{advice} types needs the line `{limit}`, too.\n"));
    }
    let limit = limit.filter(|_| is_root).map_or_else(String::new, |limit| format!("{limit}\n"));
    let docs: String = paragraphs.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect();
    let (before, after) = text.split_once("\n#![allow(\n").expect("the root module has allowances");
    let skipped: String = options.skipped.iter().map(|line| format!("    {line:?},\n")).collect();
    let skipped = if skipped.is_empty() { String::new() } else { format!("\n{skipped}") };
    format!(
        "{before}{docs}\n{limit}#![allow(\n{letters}{after}\n/// The operations that were left out, each with the reason and its place.\n\
         pub const SKIPPED: &[&str] = &[{skipped}];\n"
    )
}

fn manifest(options: &CrateOptions, needs: &Needs) -> String {
    let CrateOptions { name, layout, runtime, source, .. } = options;
    let source = rust::shown(source);
    let dependencies = needs.lines(runtime).join("\n");
    let features = match needs.optional {
        "" => String::new(),
        lines => format!("\n[features]\n{lines}\n"),
    };
    let workspace = match layout {
        Layout::Alone => "\n# A package of its own, wherever it lies.\n[workspace]\n",
        Layout::Member | Layout::Module => "",
    };
    format!(
        r#"# @generated by roster from {source}. Do not edit.
[package]
name = "{name}"
version = "0.1.0"
edition = "2024"
publish = false
{features}
[dependencies]
{dependencies}
{workspace}"#
    )
}

/// What types of generated code are made of.
pub(super) const CHRONO: &str =
    r#"chrono = { version = "0.4", default-features = false, features = ["serde", "std"] }"#;
pub(super) const SERDE: &str = r#"serde = { version = "1", features = ["derive"] }"#;
pub(super) const SERDE_JSON: &str = r#"serde_json = "1""#;
pub(super) const UUID: &str = r#"uuid = { version = "1", features = ["serde"] }"#;

#[cfg(test)]
mod tests {
    use super::{client_crate_name, crate_name};

    #[test]
    fn crates_have_names_that_cargo_takes() {
        let names = ["Pet Store", "openapi.v3", "3D", "größe", "", "serde", "type"];
        assert_eq!(
            names.map(crate_name),
            ["pet-store", "openapi-v3", "api-3d", "gre", "api-stubs", "serde-stubs", "type-stubs"]
        );
        assert_eq!(
            names.map(client_crate_name),
            [
                "pet-store-client",
                "openapi-v3-client",
                "api-3d-client",
                "gre-client",
                "api-client",
                "serde-client",
                "type-client"
            ]
        );
        // Registries take 64 bytes.
        assert_eq!(client_crate_name(&format!("3{}", "a".repeat(100))).len(), 64);
    }
}
