//! From the IR to code: pure functions, nothing is read or written here.

pub mod client;
mod parallel;
mod rust;
pub mod stubs;
