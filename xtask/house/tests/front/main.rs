//! `cargo xtask` on a tiny workspace.

#![allow(clippy::unwrap_used)]

mod cli;
#[path = "../../../tests/front/program.rs"]
mod program;
#[expect(dead_code, reason = "shared with the tests of roster-document, which ask more of it")]
#[path = "../../../document/tests/it/project.rs"]
mod project;
mod public_api;
