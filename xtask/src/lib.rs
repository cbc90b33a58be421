//! The command line, and what is made of documents beside code: packages, collections, the docs site.
//!
//! Documents are read by `roster-document` and turned into code by `roster-generate`; files are written here.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod ci;
pub mod cli;
pub mod collection;
pub mod output;
pub mod routes;
pub mod sdk;
pub mod site;
mod tools;
