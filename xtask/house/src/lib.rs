//! What concerns this repository alone: everything that follows from its documents, client packages, the docs site, and what
//! the continuous integration runs. All that can be done with any document is `roster-openapi`'s.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod ci;
pub mod cli;
pub mod plan;
pub mod sdk;
pub mod site;
mod tools;
mod workspace;
