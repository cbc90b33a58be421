//! From a bundled document to [`Api`]: what it means, with every name decided and every unsupported construct named.

mod content;
mod document;
pub(crate) mod graph;
mod lower;
pub mod names;
pub(crate) mod numbers;
mod operation;
pub(crate) mod pattern;
mod schema;
mod types;

pub use content::*;
pub use document::*;
pub(crate) use lower::is_json;
pub use lower::lower;
pub use operation::*;
pub use schema::*;
pub use types::*;

/// What a document does not say itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// Short name of the document, a Rust module's name: `twona`.
    pub name: String,
}
