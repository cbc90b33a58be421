//! The program on tiny documents: its command line, and the files that it writes.

#![allow(clippy::unwrap_used)]

mod cli;
mod new;
mod output;
mod program;
#[expect(dead_code, reason = "shared with the tests of roster-document, which ask more of it")]
#[path = "../../document/tests/it/project.rs"]
mod project;
mod settings;
