//! JSON text: how it is read from requests, and written to answers.

mod read;
mod write;

pub(crate) use read::{Fault, MAXIMUM_DEPTH, NUL, Nul, find_nul, is_something_else, read, read_inside};
pub(crate) use write::write;
