//! One module per document, written by `cargo xtask generate`; only this file is written by hand.

#[rustfmt::skip]
pub mod docutools;
#[rustfmt::skip]
pub mod twona;
