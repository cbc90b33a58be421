//! Reading, bundling, upgrading and checking tiny documents: what is read, what is refused, and in which words.

#![allow(clippy::unwrap_used)]

mod bundle;
mod house;
mod lint;
mod load;
mod project;
mod schemas;
mod upgrade;
