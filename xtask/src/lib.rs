//! `roster`, the command: its arguments, the files that it writes, and collections of requests.
//!
//! Documents are read by `roster-document` and turned into code by `roster-generate`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod cli;
pub mod collection;
pub mod output;
pub mod routes;
