//! What the validator remembers: which value fits which alternative. Unions nested in unions would otherwise be tried
//! again and again, in time that grows exponentially with the value's depth.
//!
//! Most values are known to fit before remembering pays: it begins after [`UNREMEMBERED`] steps, inside of alternatives.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde_json::Value;

use crate::schema::Schema;

/// So many schemas are held against values, or so many bytes against patterns, before anything is remembered.
const UNREMEMBERED: usize = 1000;

#[derive(Default)]
pub(super) struct Memory {
    steps: usize,
    /// Seldom there.
    known: Option<Box<Known>>,
}

/// By the addresses of schema and value.
type Known = HashMap<(usize, usize), bool, BuildHasherDefault<AddressHasher>>;

impl Memory {
    pub(super) fn step(&mut self, steps: usize) {
        self.steps += steps;
    }

    pub(super) fn recall(&self, schema: &'static Schema, value: &Value) -> Option<bool> {
        self.known.as_ref()?.get(&key(schema, value)).copied()
    }

    pub(super) fn remember(&mut self, schema: &'static Schema, value: &Value, fits: bool) {
        if self.steps > UNREMEMBERED {
            self.known.get_or_insert_default().insert(key(schema, value), fits);
        }
    }
}

fn key(schema: &'static Schema, value: &Value) -> (usize, usize) {
    (std::ptr::from_ref(schema).addr(), std::ptr::from_ref(value).addr())
}

/// Nobody outside chooses addresses: no protection is needed, and none is paid for.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write_usize(&mut self, address: usize) {
        // The fraction of the golden ratio spreads what is near to each other.
        self.0 = (self.0 ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_right(32);
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_usize(usize::from(*byte)));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
