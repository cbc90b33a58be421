//! Properties of an object that are not documented by name, all of one type.
//!
//! Generated fields carry `#[serde(flatten, deserialize_with = "roster_runtime::additional::deserialize")]`: what `flatten`
//! alone hands on has lost that a double without a fraction is an integer.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::decode::from_value;
use crate::pattern::{Outcome, Pattern};

/// The properties that are left, each decoded as any other value is.
///
/// # Errors
///
/// Where the type has no place for one of them.
pub fn deserialize<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    decode(BTreeMap::<String, Value>::deserialize(deserializer)?)
}

/// The properties that are left and whose names match a pattern; others are let through, and not kept.
///
/// # Errors
///
/// Where the type has no place for one of them.
pub fn matching<'de, D, T>(deserializer: D, patterns: &[&Pattern]) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let mut members = BTreeMap::<String, Value>::deserialize(deserializer)?;
    members.retain(|name, _| patterns.iter().any(|pattern| pattern.try_match(name) != Outcome::NoMatch));
    decode(members)
}

fn decode<T: DeserializeOwned, E: Error>(members: BTreeMap<String, Value>) -> Result<BTreeMap<String, T>, E> {
    members.into_iter().map(|(name, value)| Ok((name, from_value(value).map_err(E::custom)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Counts {
        id: Option<i64>,
        #[serde(flatten, deserialize_with = "super::deserialize")]
        others: BTreeMap<String, Option<i64>>,
    }

    #[test]
    fn they_are_decoded_as_they_would_be_by_name() {
        let value = json!({"id": 1.0, "double": 2.0, "least": i64::MIN, "null": null});
        let others = BTreeMap::from([
            ("double".to_owned(), Some(2)),
            ("least".to_owned(), Some(i64::MIN)),
            ("null".to_owned(), None),
        ]);
        assert_eq!(from_value::<Counts>(value).unwrap(), Counts { id: Some(1), others });
        for unfit in [json!(2.5), json!(u64::MAX), json!("2")] {
            assert!(from_value::<Counts>(json!({"x": unfit})).is_err(), "{unfit}");
        }
    }
}
