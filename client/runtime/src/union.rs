//! Decoding of `oneOf` and `anyOf`: by the discriminator or a constant where there is one, else by what fits best.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error as _, ser::Error as _};
use serde_json::Value;

/// One form that a union's instance can take.
pub struct Branch<T> {
    /// The JSON type of its values.
    pub kind: Kind,
    /// Values of the discriminator that choose it, or the constant that does.
    pub tags: &'static [Tag],
    /// Properties of an object branch that must be there.
    pub required: &'static [&'static str],
    /// All properties of an object branch.
    pub properties: &'static [&'static str],
    pub decode: fn(Value) -> Result<T, serde_json::Error>,
}

/// A JSON type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of several.
    Any,
    Array,
    Boolean,
    Number,
    Object,
    String,
}

/// What tells one branch from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Text(&'static str),
    Integer(i64),
    Boolean(bool),
}

/// Chooses among `branches`: the one that the discriminator names; without one, the branches that decode, in the order
/// of how many of the value's properties they know.
pub fn decode<'de, D, T>(deserializer: D, discriminator: Option<&str>, branches: &[Branch<T>]) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    if let Some(tag) = discriminator.and_then(|property| value.get(property))
        && let Some(branch) = branches.iter().find(|branch| branch.tags.iter().any(|one| one.is(tag)))
    {
        return (branch.decode)(value).map_err(D::Error::custom);
    }
    let mut failure = None;
    for branch in candidates(branches, &value) {
        match (branch.decode)(value.clone()) {
            Ok(decoded) => return Ok(decoded),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    Err(none_fits(failure))
}

/// Chooses among branches that can be true at once: the first that keeps all that the value has; where none does, the only
/// one that decodes; where several do, `several` keeps the value as it is.
pub fn decode_several<'de, D, T>(
    deserializer: D,
    branches: &[Branch<T>],
    several: fn(Value) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Serialize,
{
    let value = Value::deserialize(deserializer)?;
    let mut fitting = Vec::new();
    let mut failure = None;
    for branch in candidates(branches, &value) {
        match (branch.decode)(value.clone()) {
            Ok(decoded) => {
                let kept = serde_json::to_value(&decoded).map_err(D::Error::custom)?;
                if keeps(&kept, &value) {
                    return Ok(decoded);
                }
                fitting.push(decoded);
            }
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    match fitting.len() {
        0 => Err(none_fits(failure)),
        1 => Ok(fitting.remove(0)),
        _ => Ok(several(value)),
    }
}

fn candidates<'a, T>(branches: &'a [Branch<T>], value: &Value) -> Vec<&'a Branch<T>> {
    let mut candidates: Vec<_> = branches.iter().filter(|branch| branch.fits(value)).collect();
    // Stable: among equals, the document's order decides.
    candidates.sort_by_key(|branch| std::cmp::Reverse(branch.known(value)));
    candidates
}

fn none_fits<E: serde::de::Error>(failure: Option<serde_json::Error>) -> E {
    failure.map_or_else(|| E::custom("the value has none of the documented forms"), E::custom)
}

/// Whether every member of `value` is in `kept` too, at any depth; how scalars are written is not looked at.
fn keeps(kept: &Value, value: &Value) -> bool {
    match (kept, value) {
        (Value::Object(kept), Value::Object(members)) => {
            members.iter().all(|(name, member)| kept.get(name).map_or(member.is_null(), |kept| keeps(kept, member)))
        }
        (Value::Array(kept), Value::Array(items)) => {
            kept.len() == items.len() && kept.iter().zip(items).all(|(kept, item)| keeps(kept, item))
        }
        _ => true,
    }
}

impl<T> Branch<T> {
    fn fits(&self, value: &Value) -> bool {
        self.kind.is_of(value) && self.required.iter().all(|name| value.get(name).is_some())
    }

    fn known(&self, value: &Value) -> usize {
        self.properties.iter().filter(|name| value.get(name).is_some()).count()
    }
}

impl Kind {
    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Array => value.is_array(),
            Self::Boolean => value.is_boolean(),
            Self::Number => value.is_number(),
            Self::Object => value.is_object(),
            Self::String => value.is_string(),
        }
    }
}

impl Tag {
    fn is(self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            // 1.0 is an integer, too.
            Self::Integer(integer) => value.as_i64() == Some(integer) || value.as_f64() == Some(integer as f64),
            Self::Boolean(boolean) => value.as_bool() == Some(boolean),
        }
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

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Named {
        name: String,
    }

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Known {
        id: Option<String>,
    }

    #[derive(Debug, PartialEq, Serialize)]
    #[serde(untagged)]
    enum Either {
        Known(Known),
        Named(Named),
        Several(Value),
    }

    const BRANCHES: &[Branch<Either>] = &[
        Branch {
            kind: Kind::Object,
            tags: &[Tag::Text("known")],
            required: &[],
            properties: &["id"],
            decode: |v| value(v).map(Either::Known),
        },
        Branch {
            kind: Kind::Object,
            tags: &[Tag::Text("named")],
            required: &["name"],
            properties: &["name"],
            decode: |v| value(v).map(Either::Named),
        },
    ];

    fn either(text: &str, discriminator: Option<&str>) -> Result<Either, serde_json::Error> {
        decode(&mut serde_json::Deserializer::from_str(text), discriminator, BRANCHES)
    }

    fn any(text: &str) -> Result<Either, serde_json::Error> {
        decode_several(&mut serde_json::Deserializer::from_str(text), BRANCHES, Either::Several)
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

    #[test]
    fn nothing_is_lost_where_several_fit() {
        assert_eq!(any(r#"{"name":"a"}"#).unwrap(), Either::Named(Named { name: "a".to_owned() }));
        assert_eq!(any(r#"{"id":"1","more":2}"#).unwrap(), Either::Known(Known { id: Some("1".to_owned()) }));
        let both = serde_json::json!({"id": "1", "name": "a"});
        assert_eq!(any(&both.to_string()).unwrap(), Either::Several(both));
        assert!(any("3").is_err());
    }

    #[test]
    fn an_array_is_no_object() {
        assert!(either(r#"["1"]"#, None).is_err(), "a derived struct would take it");
    }

    #[test]
    fn a_tag_is_of_its_type() {
        let is = |tag: Tag, text: &str| tag.is(&serde_json::from_str(text).unwrap());
        assert!(is(Tag::Text("1"), r#""1""#) && !is(Tag::Text("1"), "1"));
        assert!(is(Tag::Integer(1), "1") && is(Tag::Integer(1), "1.0") && !is(Tag::Integer(1), "true"));
        assert!(is(Tag::Boolean(true), "true") && !is(Tag::Boolean(true), "false"));
    }
}
