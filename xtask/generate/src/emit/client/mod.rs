//! The Rust client of one document: models, typed methods, and on request progenitor's client beside them, as the feature
//! `raw`.
//!
//! Pure: files come out, relative to the module's directory. What the code has in common stands, written by hand, in
//! `roster-client-runtime`; what is generated are tables, signatures and types.

mod bodies;
mod constructors;
mod entry;
mod links;
mod methods;
mod models;
mod pages;
mod parameters;
mod raw;
mod responses;
mod targets;
#[cfg(test)]
mod tests;
mod tokens;
mod unions;

pub use parameters::has_long_path;
pub(super) use parameters::{as_arguments, structure_name};
pub(super) use tokens::method;

use std::path::PathBuf;

use proc_macro2::TokenStream;

use crate::{
    Files,
    emit::{
        CrateOptions, Options, Runtime, header, package, parallel,
        text::{print, spaced},
    },
    ir::Api,
};
use roster_document::Diagnostics;

/// The files of a client's module, by their paths in its directory: `mod.rs`, `types.rs`, `users.rs` …
pub fn emit(api: &Api, options: &Options) -> Files {
    files(modules(api, &options.source, false))
}

/// The files of a crate, or of modules, by their paths in its directory.
pub fn emit_crate(api: &Api, options: &CrateOptions) -> Files {
    package::emit(api, options, modules(api, &options.source, false), &NEEDS)
}

/// Lines of a manifest for what the code depends on.
pub fn dependencies(_: &Api, runtime: &Runtime) -> Vec<String> {
    NEEDS.lines(runtime)
}

const NEEDS: package::Needs = package::Needs {
    runtime: "roster-client-runtime",
    features: None,
    others: &[package::CHRONO, package::SERDE, package::SERDE_JSON, package::UUID],
    optional: "",
};

/// Like [`emit`], with the module `raw`: for a crate that has what such modules stand on.
///
/// # Errors
/// Every construct that the raw client cannot have and that no rewrite covers, with its place.
pub fn emit_with_raw(api: &Api, options: &Options) -> Result<Files, Diagnostics> {
    let raw = raw::emit(api)?;
    let mut files = files(modules(api, &options.source, true));
    // Its examples would be listed among the client's tests, as ignored ones.
    files.insert(PathBuf::from("raw.rs"), finish(&options.source, raw).replace("```ignore", "```text"));
    Ok(files)
}

fn files(modules: Vec<(String, String)>) -> Files {
    modules.into_iter().map(|(name, text)| (PathBuf::from(format!("{name}.rs")), text)).collect()
}

/// The text of every module by name; `mod` is the root.
fn modules(api: &Api, source: &str, with_raw: bool) -> Vec<(String, String)> {
    let mut modules: Vec<(String, Module<'_>)> = vec![
        ("types".to_owned(), Box::new(|| models::emit(api))),
        ("mod".to_owned(), Box::new(|| entry::emit(api, with_raw))),
    ];
    for group in &api.groups {
        modules.push((tokens::module(&group.module), Box::new(|| methods::emit(api, group))));
    }
    let tasks: Vec<_> = modules.iter().map(|(_, tokens)| || finish(source, tokens())).collect();
    let texts = parallel::run(&tasks);
    modules.iter().zip(texts).map(|((name, _), text)| (name.clone(), text)).collect()
}

/// Makes the tokens of a module.
type Module<'a> = Box<dyn Fn() -> TokenStream + Sync + 'a>;

/// Formatted, under the line that says where it comes from.
fn finish(source: &str, tokens: TokenStream) -> String {
    header(source) + &spaced(&print(tokens))
}
