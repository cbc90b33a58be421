//! Reads a bundled document into the IR, in two passes: what it says, then the Rust names and types of it.
//!
//! Every construct that is not supported is reported, with its place; reading goes on, so that all are.

mod bodies;
mod decide;
mod document;
mod fields;
mod keywords;
mod operations;
mod parameters;
mod paths;
mod references;
mod schemas;
mod security;
#[cfg(test)]
mod tests;

pub(crate) use bodies::is_json;

use std::collections::HashMap;

use crate::ir::{Api, Body, Header, Options, Parameter, Response, SecurityAlternative};
use roster_document::{Diagnostics, Node};

use schemas::Schemas;

/// What the readers of all parts share.
struct Context<'n> {
    document: &'n Node,
    diagnostics: Diagnostics,
    schemas: Schemas<'n>,
    defaults: RootDefaults,
    shared: Shared,
}

/// Components that were read already, by name: what is referred to is read, and reported on, once.
#[derive(Default)]
struct Shared {
    parameters: HashMap<String, Parameter>,
    headers: HashMap<String, Header>,
    bodies: HashMap<String, Body>,
    responses: HashMap<String, Response>,
}

/// What the root says for every operation that does not say otherwise.
#[derive(Default)]
struct RootDefaults {
    security: Option<Vec<SecurityAlternative>>,
    rejections: PartialRejections,
    body_limit: Option<u64>,
}

/// `x-rejections`, as far as it is written.
#[derive(Clone, Copy, Default)]
struct PartialRejections {
    parameter: Option<u16>,
    path_parameter: Option<u16>,
    body: Option<u16>,
    credential: Option<u16>,
    authority: Option<u16>,
}

/// The IR of a bundled document.
///
/// The document is mended and keeps to the rules (`roster_document::{mend, rules}`).
///
/// # Errors
/// Every construct that is not supported, with what is merely odd.
pub fn lower(document: &Node, options: &Options) -> Result<Api, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let schemas = Schemas::of(document, &mut diagnostics);
    let mut context =
        Context { document, diagnostics, schemas, defaults: RootDefaults::default(), shared: Shared::default() };
    let mut api = document::read(&mut context, options);
    let Context { mut diagnostics, schemas, .. } = context;
    api.patterns = schemas.arena.iter().filter_map(|schema| schema.pattern.clone()).collect();
    api.schemas = schemas.arena;
    api.components = schemas.components;
    // Types are decided for documents that make sense so far: what is wrong with others is said already.
    if !diagnostics.has_errors() {
        decide::decide(&mut api, schemas.constants, &mut diagnostics);
    }
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    api.warnings = diagnostics;
    Ok(api)
}
