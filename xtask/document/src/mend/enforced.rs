//! `x-enforced`: a schema that values have to fit too, kept from the generators of clients.

use crate::{Kind, Node, Value, grammar::ENFORCED};

use super::{object, put};

/// Writes it as what it means: its keywords are those of the schema, or where that has one of them, one more of `allOf`.
pub(super) fn mend(kind: Kind, node: &mut Node) {
    let is_schema = |enforced: &Node| enforced.as_object().is_some() || enforced.as_bool().is_some();
    let Some(enforced) = node.get(ENFORCED).filter(|enforced| kind == Kind::Schema && is_schema(enforced)).cloned()
    else {
        return;
    };
    let Some(schema) = object(node) else { return };
    schema.shift_remove(ENFORCED);
    match &enforced.value {
        Value::Object(keywords) if keywords.keys().all(|keyword| !schema.contains_key(keyword)) => {
            schema.extend(keywords.iter().map(|(keyword, member)| (keyword.clone(), member.clone())));
        }
        _ => match schema.get_mut("allOf").map(|member| &mut member.node.value) {
            Some(Value::Array(parts)) => parts.push(enforced),
            _ => {
                let place = enforced.location.clone();
                put(schema, "allOf", Value::Array(vec![enforced]), &place);
            }
        },
    }
}
