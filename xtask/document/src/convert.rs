//! A bundled document in another version of OpenAPI.

use super::{Diagnostics, Node, Value, Version, downgrade::downgrade, upgrade_node};

/// The document as this version writes it, and what the version has no words for, as faults
/// ([`Severity::Invalid`](crate::Severity)). A document of that version stays as it is.
pub fn convert(document: &Node, version: Version) -> (Node, Diagnostics) {
    let own = Version::of(document);
    if version < own {
        return downgrade(document, version);
    }
    let mut converted = match own {
        Version::V30 if version > own => upgrade_node(document),
        // What 3.1 writes, 3.2 reads.
        _ => document.clone(),
    };
    if version > own {
        state(&mut converted, version);
    }
    (converted, Diagnostics::default())
}

/// Writes which version the document follows.
pub(crate) fn state(document: &mut Node, version: Version) {
    if let Value::Object(object) = &mut document.value
        && let Some(member) = object.get_mut("openapi")
    {
        member.node.value = Value::String(version.full().to_owned());
    }
}
