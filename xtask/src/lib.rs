//! The pipeline: documents in; bundles, server stubs and the client out.
//!
//! load -> bundle -> lint -> lower to the IR -> emit -> write or check.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod ci;
pub mod cli;
pub mod client_view;
pub mod collection;
pub mod diagnostic;
pub mod emit;
pub mod ir;
pub mod lint;
pub mod output;
pub mod routes;
pub mod sdk;
pub mod site;
pub mod spec;
mod tools;
