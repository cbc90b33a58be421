//! The whole directory as a text, from any database into any other.
//!
//! The text is JSON lines: first what it is, then a row a line, then how many rows there were. The ids are those of the
//! database, so every address that somebody has noted stays good. Tokens and links are in it as hashes, as they are in
//! the database; the bytes of files are not, only their names in the store of files.

mod check;
mod export;
mod import;
mod line;

pub use export::{ExportError, export};
pub use import::{ImportError, import};

/// Version of the format of the lines; the tables have the version of the last migration.
const FORMAT: u64 = 1;

/// Rows that are in memory at once.
const CHUNK: u32 = 500;

#[cfg(test)]
mod tests;
