//! Where a client runs: on a system, with threads, files and sockets, or in a browser (`wasm32-unknown-unknown`).
//!
//! Both modules have the same names, and all else in this crate is made of these; what only a system has are methods that
//! are not there elsewhere.

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(not(target_family = "wasm"))]
mod system;

#[cfg(target_family = "wasm")]
pub use self::browser::*;
#[cfg(not(target_family = "wasm"))]
pub use self::system::*;
