//! Names with places in them (style `deepObject`): `name[member][0]`.

use serde_json::Value;

use super::{Encode, Unwritable, percent, text};

/// `key[member]=value` and `key[0]=value`, however deep.
pub(super) fn write(key: &str, value: &Value, encode: Encode<'_>, pairs: &mut Vec<String>) -> Result<(), Unwritable> {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (member, value) in members {
                // Many clients encode every bracket: one that is encoded is a bracket still.
                if member.contains(['[', ']']) {
                    return Err(Unwritable("has a name with a bracket, which is around names"));
                }
                write(&format!("{key}[{}]", percent::encode(member)), value, encode, pairs)?;
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                write(&format!("{key}[{index}]"), item, encode, pairs)?;
            }
        }
        scalar => pairs.push(format!("{key}={}", encode(&text(scalar))?)),
    }
    Ok(())
}

/// How many pairs of brackets a name may have.
const MAXIMUM_DEPTH: usize = 16;

/// What stands between brackets, in order.
pub fn places(mut text: &str) -> Result<Vec<&str>, String> {
    let mut places = Vec::new();
    while !text.is_empty() {
        let place = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let Some((place, rest)) = place.filter(|(place, _)| !place.contains('[')) else {
            return Err("must be written name[key]=value, with every bracket closed".to_owned());
        };
        if places.len() == MAXIMUM_DEPTH {
            return Err(format!("must not be deeper than {MAXIMUM_DEPTH} brackets"));
        }
        places.push(place);
        text = rest;
    }
    Ok(places)
}
