//! Equality of JSON values: numbers by value, objects without order.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use serde_json::{Number, Value};

use crate::number::as_integer;

/// JSON equality.
pub(crate) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => equal_numbers(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| equal(left, right)))
        }
        (left, right) => left == right,
    }
}

pub(crate) fn equal_numbers(left: &Number, right: &Number) -> bool {
    if left == right {
        return true;
    }
    match (as_integer(left), as_integer(right)) {
        (Some(left), Some(right)) => left == right,
        (None, None) => left.as_f64() == right.as_f64(),
        _ => false,
    }
}

/// So few items are held against each other.
const FEW: usize = 8;

/// The first pair of equal items, of many by hash: an attacker's array costs no quadratic time.
pub(crate) fn first_duplicate(items: &[Value]) -> Option<(usize, usize)> {
    if items.len() <= FEW {
        let mut pairs = (0..items.len()).flat_map(|second| (0..second).map(move |first| (first, second)));
        return pairs.find(|(first, second)| equal(&items[*first], &items[*second]));
    }
    let state = RandomState::new();
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let earlier = seen.entry(hash(&state, item)).or_default();
        if let Some(first) = earlier.iter().find(|first| equal(&items[**first], item)) {
            return Some((*first, index));
        }
        earlier.push(index);
    }
    None
}

fn hash(state: &RandomState, value: &Value) -> u64 {
    let mut hasher = state.build_hasher();
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Bool(value) => hasher.write(&[1, u8::from(*value)]),
        Value::Number(number) => {
            hasher.write_u8(2);
            // Equal numbers are equal as floats; adding zero makes the negative zero the usual one.
            hasher.write_u64((number.as_f64().unwrap_or_default() + 0.0).to_bits());
        }
        Value::String(text) => {
            hasher.write_u8(3);
            hasher.write(text.as_bytes());
        }
        Value::Array(items) => {
            hasher.write_u8(4);
            for item in items {
                hasher.write_u64(hash(state, item));
            }
        }
        Value::Object(members) => {
            hasher.write_u8(5);
            let member = |(name, value): (&String, &Value)| {
                let mut hasher = state.build_hasher();
                hasher.write(name.as_bytes());
                hasher.write_u64(hash(state, value));
                hasher.finish()
            };
            hasher.write_u64(members.iter().map(member).fold(0, u64::wrapping_add));
        }
    }
    hasher.finish()
}

/// Whether texts are equal, without the call that comparing bytes is: most are shorter than sixteen of them.
#[inline]
pub(crate) fn is_same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    match (left.first_chunk::<8>(), right.first_chunk::<8>()) {
        (Some(start), Some(other)) => {
            start == other && left.last_chunk::<8>() == right.last_chunk::<8>() && (left.len() <= 16 || left == right)
        }
        _ => match (left.first_chunk::<4>(), right.first_chunk::<4>()) {
            (Some(start), Some(other)) => start == other && left.last_chunk::<4>() == right.last_chunk::<4>(),
            _ => left.iter().eq(right),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn duplicates_are_found_by_value() {
        let find = |value: Value| {
            let mut items = value.as_array().unwrap().clone();
            let few = first_duplicate(&items);
            items.extend((0..FEW).map(|index| json!({"another": index})));
            assert_eq!(first_duplicate(&items), few);
            few
        };
        assert_eq!(find(json!([1, 2, 1.0])), Some((0, 2)));
        assert_eq!(find(json!([{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}])), Some((0, 1)));
        assert_eq!(find(json!([0, -0.0])), Some((0, 1)));
        assert_eq!(find(json!([u64::MAX, 18_446_744_073_709_551_616.0])), None);
        assert_eq!(find(json!([1e300, 1, 1e300])), Some((0, 2)));
        assert_eq!(find(json!([1, "1", true, null, [], {}, [1], {"1": 1}])), None);
        assert_eq!(find(json!([[1, 2], [2, 1]])), None);
    }
}
