//! Reading, bundling, upgrading and checking tiny documents: what is read, what is refused, and in which words.

#![allow(clippy::unwrap_used)]

mod bundle;
mod downgrade;
mod house;
mod limits;
mod lint;
mod load;
mod meant;
mod newer;
mod overlay;
mod project;
mod resources;
mod schemas;
mod selection;
mod upgrade;
