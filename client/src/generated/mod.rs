//! One module per document, written by `cargo xtask generate`; only this file is written by hand.

pub mod docutools;
pub mod twona;
