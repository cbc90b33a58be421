//! The two ways in which bodies of requests are decoded, held against each other: straight from the text, and by a tree of
//! values. Texts are made of instances of the types' schemas, with faults of all kinds.

use serde_json::Value;

use super::mutations::mutations;
use super::texts::texts;
use super::{Given, NO_BODY, Shape, Source, TypeInfo, sample};
use crate::body::typed::Reading;
use crate::json::Nul;

/// Of how many instances of a type the texts are twisted, and into how many others each is changed.
const MAXIMUM_TWISTED: usize = 12;
const MAXIMUM_CHANGED: usize = 40;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// Texts that are valid, as the tree has it.
    pub valid: usize,
    /// How many of them went straight into their types.
    pub direct: usize,
    /// Texts that are refused.
    pub refused: usize,
    /// Where the ways differ, in words.
    pub faults: Vec<String>,
}

/// Decodes bodies in both ways, of all types that are a part of one.
pub fn compare_ways(types: &[TypeInfo]) -> Ways {
    let mut ways = Ways::default();
    for info in types {
        let Shape::Schema(schema) = info.shape else { continue };
        let readings = [Nul::Refused, Nul::Allowed].map(|nul| Reading::new(Some(schema), nul));
        if (info.round_trip)(Given(Source::Tree(readings[0], b""))).is_err_and(|error| error == NO_BODY) {
            continue;
        }
        for text in bodies(&sample::instances(schema.get())) {
            for reading in readings {
                compare(info, reading, &text, &mut ways);
            }
        }
    }
    ways
}

fn bodies(instances: &[Value]) -> Vec<Vec<u8>> {
    let step = instances.len().div_ceil(MAXIMUM_TWISTED).max(1);
    let twisted = instances.iter().step_by(step).flat_map(texts);
    let changed = instances.iter().step_by(step).flat_map(|instance| mutations(instance, MAXIMUM_CHANGED));
    let plain = |value: &Value| value.to_string().into_bytes();
    instances.iter().map(plain).chain(twisted).chain(changed.map(|value| plain(&value))).collect()
}

fn compare(info: &TypeInfo, reading: Reading, text: &[u8], ways: &mut Ways) {
    let by_tree = (info.round_trip)(Given(Source::Tree(reading, text)));
    let directly = (info.round_trip)(Given(Source::Text(reading, text)));
    let mut report = |fault: String| {
        ways.faults.push(format!("{}: {} {fault}", info.name, String::from_utf8_lossy(text)));
    };
    match (&by_tree, directly) {
        (Err(refusal), Ok(decoded)) => report(format!("is refused ({refusal}), and is {decoded} directly")),
        (Ok(by_tree), Ok(directly)) if !is_same(by_tree, &directly) => {
            report(format!("is {by_tree} by a tree, and {directly} directly"));
        }
        (_, Ok(_)) => ways.direct += 1,
        (_, Err(_)) => {}
    }
    match by_tree {
        Ok(_) => ways.valid += 1,
        Err(_) => ways.refused += 1,
    }
}

/// As text: of 0 and -0.0, the values are equal.
fn is_same(left: &Value, right: &Value) -> bool {
    let [left, right] = [left, right].map(Value::to_string);
    left == right
}
