//! The front half of the generator on tiny documents: what it reads, what it refuses, and in which words.

#![allow(clippy::unwrap_used)]

mod bundle;
mod cli;
mod house;
mod lint;
mod load;
mod output;
mod project;
mod schemas;
mod upgrade;
