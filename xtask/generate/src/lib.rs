//! From a bundled document to the text of files: understood as [`ir::Api`], then written as server stubs and a client.
//!
//! Pure: nothing is read or written here.

#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::{collections::BTreeMap, path::PathBuf};

pub mod client_view;
pub mod emit;
pub mod ir;
mod understand;

pub use understand::{Options, Understood, lines, understand};

/// Texts of files by path.
pub type Files = BTreeMap<PathBuf, String>;
