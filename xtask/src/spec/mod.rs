//! Documents as people write them: loading with places, bundling, upgrading to 3.1.

mod node;

pub use node::{Location, Member, Node, Object, Value};
