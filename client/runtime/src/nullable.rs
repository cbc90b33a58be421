//! The third state of an optional property: neither absent nor a value, but `null`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is there when a nullable property is present. Optional nullable properties are `Option<Nullable<T>>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nullable<T> {
    /// An explicit `null`: in an update, the value is to be cleared.
    #[default]
    Null,
    Value(T),
}

impl<T> Nullable<T> {
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

/// For `#[serde(default, deserialize_with)]`: a property that is present is `Some`, `null` included.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<Nullable<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Nullable::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Update {
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        phone: Option<Nullable<String>>,
    }

    #[test]
    fn absent_null_and_value_survive_both_ways() {
        for (text, phone) in [
            ("{}", None),
            (r#"{"phone":null}"#, Some(Nullable::Null)),
            (r#"{"phone":"1"}"#, Some(Nullable::Value("1".to_owned()))),
        ] {
            let update = Update { phone };
            assert_eq!(serde_json::from_str::<Update>(text).unwrap(), update);
            assert_eq!(serde_json::to_string(&update).unwrap(), text);
        }
    }
}
