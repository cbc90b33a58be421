//! The pipeline: documents in; bundles, server stubs and the client out.
//!
//! load -> bundle -> lint -> lower to the IR -> emit -> write or check.

pub mod diagnostic;
pub mod ir;
pub mod output;
pub mod spec;
