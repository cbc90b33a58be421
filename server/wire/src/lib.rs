//! How values are written down and read again, the same on both sides of a connection.
//!
//! It knows no document, no schema, and neither server nor client; it reads and writes nothing by itself.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod base64;
pub mod media_type;
pub mod nullable;
pub mod pairs;
pub mod sequence;
pub mod style;

pub use base64::Base64;
pub use nullable::Nullable;
pub use sequence::{Framing, JsonText};
pub use style::Style;
