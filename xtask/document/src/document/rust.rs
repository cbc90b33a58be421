//! What `x-rust-…` say about generated code.

use super::reader::members;
use crate::{Location, Node};

/// A text, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    pub text: String,
    pub location: Location,
}

impl Stated {
    pub(super) fn of(node: &Node, key: &str) -> Option<Self> {
        Self::from(node.get(key)?)
    }

    fn from(node: &Node) -> Option<Self> {
        Some(Self { text: node.as_str()?.to_owned(), location: node.location.clone() })
    }
}

/// Of a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RustExtensions {
    /// `x-rust-name`: a type or a variant in camel case, a field in snake case.
    pub name: Option<Stated>,
    /// `x-rust-type`: what holds instances, instead of a generated type.
    pub ty: Option<Stated>,
    /// `x-rust-derive`: what the generated type derives beside what it derives anyway.
    pub derive: Vec<Stated>,
    /// `x-rust-variants`: by value of `enum`, as text.
    pub variants: Vec<(Stated, String)>,
}

impl RustExtensions {
    /// None where there are none.
    pub(super) fn of(node: &Node) -> Option<Box<Self>> {
        let derive = node.get("x-rust-derive").and_then(Node::as_array).unwrap_or_default();
        let variant = |value: &String, member: &crate::Member| {
            let key = Stated { text: value.clone(), location: member.key.clone() };
            Some((key, member.node.as_str()?.to_owned()))
        };
        let found = Self {
            name: Stated::of(node, "x-rust-name"),
            ty: Stated::of(node, "x-rust-type"),
            derive: derive.iter().filter_map(Stated::from).collect(),
            variants: members(node, "x-rust-variants").filter_map(|(value, member)| variant(value, member)).collect(),
        };
        (found != Self::default()).then(|| Box::new(found))
    }
}
