//! From a document to [`Api`]: what it means for Rust code, with every name and type decided and every unsupported
//! construct named.

mod content;
mod document;
pub(crate) mod graph;
mod link;
mod lower;
pub mod names;
pub(crate) mod numbers;
mod operation;
mod pages;
pub(crate) mod pattern;
mod schema;
mod types;

pub use content::*;
pub use document::*;
pub use link::*;
pub use lower::lower;
pub use operation::*;
pub use pages::*;
pub use schema::*;
pub use types::*;

/// What a document does not say itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// Short name of the document, a Rust module's name: `twona`.
    pub name: String,
}
