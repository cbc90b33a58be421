//! From a bundled document to [`Api`]: what it means, with every name decided and every unsupported construct named.

mod model;
mod types;

pub use model::*;
pub use types::*;
