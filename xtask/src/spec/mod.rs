//! Documents as people write them: loading with places, bundling, upgrading to 3.1.
//!
//! Whether a document makes sense is the lint's question, what it means the IR's.

mod bundle;
mod canonical;
mod grammar;
mod json;
mod load;
mod naming;
mod node;
mod operation;
mod reference;
mod render;
mod scalar;
mod suggest;
mod unused;
mod upgrade;
mod version;
mod visit;

pub use bundle::{Bundle, bundle};
pub use grammar::{Field, Kind, METHODS, Shape};
pub use load::{load, parse};
pub use node::{Location, Member, Node, Object, Value};
pub use operation::{Operation, operations, resolve};
pub use reference::{Target, escape};
pub use render::{json, yaml};
pub(crate) use suggest::nearest;
pub use upgrade::{upgrade, upgrade_node, upgrade_part};
pub use visit::{visit, visit_part};
