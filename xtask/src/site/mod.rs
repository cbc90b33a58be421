//! The docs site: guides, references and rulings as pages that work from a server, from a folder, and offline.
//!
//! sources -> pages -> checked links -> files. Nothing of the site is committed.

pub mod samples;
