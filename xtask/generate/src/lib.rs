//! From a bundled document to the text of files: understood as [`ir::Api`], then written as server stubs and a client.
//!
//! Pure: nothing is read or written here.

#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::{collections::BTreeMap, path::PathBuf};

pub mod client_view;
pub mod emit;
pub mod ir;

/// Texts of files by path.
pub type Files = BTreeMap<PathBuf, String>;
