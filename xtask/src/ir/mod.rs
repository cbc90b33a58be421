//! From a bundled document to [`Api`]: what it means, with every name decided and every unsupported construct named.

mod lower;
mod model;
pub mod names;
mod pattern;
mod types;

pub use lower::lower;
pub use model::*;
pub use types::*;

/// What a document does not say itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// Short name of the document, a Rust module's name: `twona`.
    pub name: String,
}
