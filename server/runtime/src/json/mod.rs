//! JSON text: how it is read from requests, and written to answers.

mod read;
mod write;

pub(crate) use read::{Fault, NUL, Nul, find_nul, is_malformed, is_meant, read};
pub(crate) use write::write;
