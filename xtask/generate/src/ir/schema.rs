//! Schemas in the IR: the names of their tables, their Rust types, and the patterns that they are validated by.

use crate::ir::Type;

/// A schema of `components.schemas`.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its key in the document.
    pub name: String,
    /// The constant that holds its table: `USER`.
    pub constant: String,
    /// How Rust code writes it, without regard to `nullable`.
    pub rust: Type,
}

/// What runs a pattern, with the expression in its own notation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PatternEngine {
    /// The `regex` crate.
    Linear(String),
    /// The `fancy-regex` crate: look-around and backreferences.
    Backtracking(String),
}
