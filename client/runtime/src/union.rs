//! Decoding of `oneOf` and `anyOf`: by the discriminator where there is one, else by what fits best.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error as _, ser::Error as _};
use serde_json::Value;

/// One form that a union's instance can take.
pub struct Branch<T> {
    /// Values of the discriminator that choose it.
    pub tags: &'static [&'static str],
    /// Properties of an object branch that must be there.
    pub required: &'static [&'static str],
    /// All properties of an object branch.
    pub properties: &'static [&'static str],
    pub decode: fn(Value) -> Result<T, serde_json::Error>,
}

/// Chooses among `branches`: the one that the discriminator names; without one, the branches that decode, in the order
/// of how many of the value's properties they know.
pub fn decode<'de, D, T>(deserializer: D, discriminator: Option<&str>, branches: &[Branch<T>]) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    if let Some(tag) = discriminator.and_then(|property| value.get(property)?.as_str())
        && let Some(branch) = branches.iter().find(|branch| branch.tags.contains(&tag))
    {
        return (branch.decode)(value).map_err(D::Error::custom);
    }
    let mut candidates: Vec<_> = branches.iter().filter(|branch| branch.fits(&value)).collect();
    // Stable: among equals, the document's order decides.
    candidates.sort_by_key(|branch| std::cmp::Reverse(branch.known(&value)));
    let mut failure = None;
    for branch in candidates {
        match (branch.decode)(value.clone()) {
            Ok(decoded) => return Ok(decoded),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    Err(failure.map_or_else(|| D::Error::custom("the value has none of the documented forms"), D::Error::custom))
}

impl<T> Branch<T> {
    fn fits(&self, value: &Value) -> bool {
        self.required.iter().all(|name| value.get(name).is_some())
    }

    fn known(&self, value: &Value) -> usize {
        self.properties.iter().filter(|name| value.get(name).is_some()).count()
    }
}

/// The value of a branch, as a branch's `decode`.
pub fn value<T: DeserializeOwned>(value: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(value)
}

/// Writes a branch's value; where its type does not hold the discriminator, that is added.
pub fn encode<S, T>(value: &T, tag: Option<(&str, &str)>, serializer: S) -> Result<S::Ok, S::Error>
where
    S: Serializer,
    T: Serialize,
{
    let Some((property, tag)) = tag else { return value.serialize(serializer) };
    let mut value = serde_json::to_value(value).map_err(S::Error::custom)?;
    if let Value::Object(members) = &mut value {
        members.insert(property.to_owned(), tag.into());
    }
    value.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Named {
        name: String,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Known {
        id: Option<String>,
    }

    #[derive(Debug, PartialEq)]
    enum Either {
        Known(Known),
        Named(Named),
    }

    fn either(text: &str, discriminator: Option<&str>) -> Result<Either, serde_json::Error> {
        decode(
            &mut serde_json::Deserializer::from_str(text),
            discriminator,
            &[
                Branch {
                    tags: &["known"],
                    required: &[],
                    properties: &["id"],
                    decode: |v| value(v).map(Either::Known),
                },
                Branch {
                    tags: &["named"],
                    required: &["name"],
                    properties: &["name"],
                    decode: |v| value(v).map(Either::Named),
                },
            ],
        )
    }

    #[test]
    fn the_branch_that_knows_most_properties_wins() {
        assert_eq!(either(r#"{"name":"a"}"#, None).unwrap(), Either::Named(Named { name: "a".to_owned() }));
        assert_eq!(either(r#"{"id":"1"}"#, None).unwrap(), Either::Known(Known { id: Some("1".to_owned()) }));
    }

    #[test]
    fn the_discriminator_wins_over_the_form() {
        let known = either(r#"{"kind":"known","name":"a"}"#, Some("kind")).unwrap();
        assert_eq!(known, Either::Known(Known { id: None }));
    }

    #[test]
    fn the_first_failure_is_told() {
        assert!(either(r#"{"name":3}"#, None).is_ok(), "falls back to the branch without requirements");
        assert!(either(r#"{"id":3}"#, None).unwrap_err().to_string().contains("expected a string"));
    }
}
