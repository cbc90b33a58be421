//! Server stubs: tables, types, one trait per tag, and the routes, for `roster-runtime`.
//!
//! Pure: an [`Api`] in, the text of files out. Every name was decided in the IR; nothing is looked up by name here.

mod bodies;
mod conformance;
mod document;
mod groups;
mod operations;
mod parts;
mod responses;
mod schemas;
mod security;
mod shared;
mod table;
#[cfg(test)]
mod tests;
mod tokens;
mod types;
mod unions;

use std::path::PathBuf;

pub use schemas::{entries, is_plain, number_of_slots, places_of_tags};

use crate::{
    Files,
    emit::{
        CrateOptions, Options, Runtime, header, package, parallel,
        text::{print, spaced},
    },
    ir::{Api, PatternEngine, RequestContent, RequestForm},
};

/// The files of a module, by their paths in its directory; `mod.rs` is its root.
pub fn emit(api: &Api, options: &Options) -> Files {
    modules(api, &options.source).into_iter().map(|(name, text)| (PathBuf::from(format!("{name}.rs")), text)).collect()
}

/// The files of a crate, or of modules, by their paths in its directory.
pub fn emit_crate(api: &Api, options: &CrateOptions) -> Files {
    package::emit(api, options, modules(api, &options.source), &needs(api))
}

/// Lines of a manifest for what the code depends on.
pub fn dependencies(api: &Api, runtime: &Runtime) -> Vec<String> {
    needs(api).lines(runtime)
}

fn needs(api: &Api) -> package::Needs {
    package::Needs {
        runtime: "roster-runtime",
        features: Some(features(api)),
        others: &[package::CHRONO, package::SERDE, package::SERDE_JSON, r#"utoipa-axum = "0.3""#, package::UUID],
        optional: CONFORMANCE,
    }
}

/// Compiling the list of types costs as much as a quarter of all else, and only tests look at it.
const CONFORMANCE: &str = r#"# `TYPES`, for tests that hold the types against the document.
conformance = ["roster-runtime/conformance"]"#;

/// Features of the runtime: whoever has no patterns or bodies of these kinds need not compile what they stand on.
pub(super) fn features(api: &Api) -> Vec<&'static str> {
    let is_backtracking = |engine: &PatternEngine| matches!(engine, PatternEngine::Backtracking(_));
    let is_multipart = |content: &RequestContent| matches!(content.form, RequestForm::Multipart(_));
    let mut bodies = api.operations.iter().filter_map(|operation| operation.body.as_ref());
    let needed = [
        ("backtracking", api.patterns.values().any(is_backtracking)),
        ("multipart", bodies.any(|body| body.content.iter().any(is_multipart))),
    ];
    needed.into_iter().filter(|(_, is_needed)| *is_needed).map(|(feature, _)| feature).collect()
}

/// The text of every module of a document by name; `mod` is the root.
fn modules(api: &Api, source: &str) -> Vec<(String, String)> {
    let shared = shared::Shared::of(api);
    // The largest first. The tokens of a module take far more room than its text: they go before others come.
    let mut modules: Vec<(&str, Module<'_>)> = vec![
        ("operations", Box::new(|| Some(operations::module(api, &shared)))),
        ("schemas", Box::new(|| Some(schemas::module(api)))),
        ("types", Box::new(|| Some(print(types::module(api))))),
        ("conformance", Box::new(|| Some(conformance::module(api)))),
        ("mod", Box::new(|| Some(print(document::module(api, &shared))))),
        ("security", Box::new(|| security::module(api))),
        ("shared", Box::new(|| shared.module(api))),
        ("patterns", Box::new(|| schemas::patterns(api).map(print))),
    ];
    for group in &api.groups {
        modules.push((&group.module, Box::new(|| Some(print(groups::module(api, group))))));
    }
    let finish = |text: String| header(source) + &spaced(&text);
    let tasks: Vec<_> = modules.iter().map(|(_, text)| || text().map(finish)).collect();
    let texts = parallel::run(&tasks);
    let texts = modules.iter().zip(texts).filter_map(|((name, _), text)| Some(((*name).to_owned(), text?)));
    texts.collect()
}

/// Makes the text of a module, if there is any.
type Module<'a> = Box<dyn Fn() -> Option<String> + Sync + 'a>;
