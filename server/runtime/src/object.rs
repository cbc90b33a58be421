//! Structs from the members of objects: what `serde` derives for them does the same, and takes several times as long to
//! compile.
//!
//! Generated structs implement [`FromObject`], and are decoded by [`from_object`]. Unlike derived ones they are never taken
//! from an array, by position.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Unexpected, Visitor, value};
use serde::{Deserialize, forward_to_deserialize_any};

use crate::pattern::{Outcome, Pattern};

/// A struct that is decoded from an object.
pub trait FromObject: Sized {
    /// The names of the members that have a field of their own, each at its place.
    const NAMES: &'static [&'static str];

    /// Takes all of the members.
    ///
    /// # Errors
    ///
    /// Where one is missing, there twice, or has no place in the type of its field.
    fn from_members<'de, A: MapAccess<'de>>(members: &mut Members<A>) -> Result<Self, A::Error>;
}

/// Decodes a struct: what its `Deserialize` does.
///
/// # Errors
///
/// Where there is no object, and those of [`FromObject::from_members`].
pub fn from_object<'de, T: FromObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Object<T>(PhantomData<T>);

    impl<'de, T: FromObject> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::from_members(&mut Members { names: T::NAMES, next: 0, other: String::new(), map })
        }
    }

    deserializer.deserialize_struct("object", T::NAMES, Object(PhantomData))
}

/// The members of an object, one after the other: a name by [`next_place`](Self::next_place), then its value by one of the
/// others.
pub struct Members<A> {
    names: &'static [&'static str],
    /// The place after the last one: where the next member is looked for first.
    next: usize,
    /// The last name that has no place.
    other: String,
    map: A,
}

impl<'de, A: MapAccess<'de>> Members<A> {
    /// The place of the next member's name, or the number of names where it has none; `None` after the last member.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn next_place(&mut self) -> Result<Option<usize>, A::Error> {
        let Self { names, next, other, map } = self;
        let place = map.next_key_seed(Name { names, next: *next, other })?;
        if let Some(place) = place {
            *next = place + 1;
        }
        Ok(place)
    }

    /// The value of a field.
    ///
    /// # Errors
    ///
    /// Where the type has no place for it, or the field has a value already.
    pub fn read<T: Deserialize<'de>>(&mut self, field: &mut Option<T>) -> Result<(), A::Error> {
        if field.is_some() {
            return Err(A::Error::duplicate_field(self.names[self.next - 1]));
        }
        *field = Some(self.map.next_value()?);
        Ok(())
    }

    /// A value that nobody wants.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    /// The value of a member that has no field of its own.
    ///
    /// # Errors
    ///
    /// Where the type has no place for it.
    pub fn read_other<T: Deserialize<'de>>(&mut self, others: &mut BTreeMap<String, T>) -> Result<(), A::Error> {
        let value = self.map.next_value()?;
        others.insert(std::mem::take(&mut self.other), value);
        Ok(())
    }

    /// The same where the name matches one of the patterns; another member is let through, and not kept.
    ///
    /// # Errors
    ///
    /// Where the type has no place for it.
    pub fn read_matching<T: Deserialize<'de>>(
        &mut self,
        others: &mut BTreeMap<String, T>,
        patterns: &[&Pattern],
    ) -> Result<(), A::Error> {
        match patterns.iter().any(|pattern| pattern.try_match(&self.other) != Outcome::NoMatch) {
            true => self.read_other(others),
            false => self.skip(),
        }
    }

    /// A field that has to be there. Where its type has a place for null, an absent one is null.
    ///
    /// # Errors
    ///
    /// Where it is not there.
    pub fn required<T: Deserialize<'de>>(&self, field: Option<T>, place: usize) -> Result<T, A::Error> {
        match field {
            Some(value) => Ok(value),
            None => T::deserialize(Absent).map_err(|_| A::Error::missing_field(self.names[place])),
        }
    }
}

/// Finds the place of a name.
struct Name<'members> {
    names: &'static [&'static str],
    next: usize,
    other: &'members mut String,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    /// Members mostly come in the order of the fields.
    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let (before, after) = self.names.split_at(self.next.min(self.names.len()));
        let find = |names: &[&str]| names.iter().position(|one| *one == name);
        let place = find(after).map(|place| before.len() + place).or_else(|| find(before));
        Ok(place.unwrap_or_else(|| {
            name.clone_into(self.other);
            self.names.len()
        }))
    }
}

/// In place of a member that is not there: null for who has a place for it.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        Err(value::Error::invalid_type(Unexpected::Other("nothing"), &visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::decode::from_value;

    /// What is generated for an object with three properties, and room for others.
    #[derive(Debug, PartialEq)]
    struct Counts {
        id: i64,
        note: Option<String>,
        unit: String,
        others: BTreeMap<String, Option<i64>>,
    }

    impl FromObject for Counts {
        const NAMES: &'static [&'static str] = &["id", "note", "unit"];

        fn from_members<'de, A: MapAccess<'de>>(members: &mut Members<A>) -> Result<Self, A::Error> {
            let mut id = None;
            let mut note = None;
            let mut unit = None;
            let mut others = BTreeMap::new();
            while let Some(place) = members.next_place()? {
                match place {
                    0 => members.read(&mut id)?,
                    1 => members.read(&mut note)?,
                    2 => members.read(&mut unit)?,
                    _ => members.read_other(&mut others)?,
                }
            }
            Ok(Self {
                id: members.required(id, 0)?,
                note: members.required(note, 1)?,
                unit: unit.unwrap_or_else(|| "pieces".to_owned()),
                others,
            })
        }
    }

    impl<'de> Deserialize<'de> for Counts {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            from_object(deserializer)
        }
    }

    fn counts(id: i64, note: Option<&str>, unit: &str, others: &[(&str, Option<i64>)]) -> Counts {
        let others = others.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        Counts { id, note: note.map(str::to_owned), unit: unit.to_owned(), others }
    }

    fn parse(text: &str) -> Result<Counts, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn members_are_found_in_any_order() {
        let wanted = counts(1, Some("a"), "kg", &[]);
        for text in [
            r#"{"id": 1, "note": "a", "unit": "kg"}"#,
            r#"{"unit": "kg", "note": "a", "id": 1}"#,
            r#"{"note": "a", "unit": "kg", "id": 1}"#,
            r#"{"i\u0064": 1, "note": "a", "unit": "kg"}"#,
        ] {
            assert_eq!(parse(text).as_ref(), Ok(&wanted), "{text}");
        }
    }

    #[test]
    fn what_is_absent_is_the_default_or_null_or_missing() {
        assert_eq!(parse(r#"{"id": 1}"#), Ok(counts(1, None, "pieces", &[])));
        assert_eq!(parse(r#"{"note": "a"}"#), Err("missing field `id` at line 1 column 13".to_owned()));
    }

    #[test]
    fn nothing_is_there_twice() {
        let text = r#"{"id": 1, "x": 2, "id": 1}"#;
        assert_eq!(parse(text), Err("duplicate field `id` at line 1 column 22".to_owned()));
    }

    #[test]
    fn objects_alone_are_taken() {
        for text in [r#"[1, "a", "kg", {}]"#, "null", "1", r#""id""#] {
            assert!(parse(text).unwrap_err().contains("expected an object"), "{text}");
        }
    }

    /// Like any other value: a double without a fraction is an integer.
    #[test]
    fn other_members_are_decoded_as_they_would_be_by_name() {
        let value = json!({"x": null, "id": 1.0, "double": 2.0, "least": i64::MIN});
        let wanted = counts(1, None, "pieces", &[("double", Some(2)), ("least", Some(i64::MIN)), ("x", None)]);
        assert_eq!(from_value::<Counts>(value).unwrap(), wanted);
        for unfit in [json!(2.5), json!(u64::MAX), json!("2")] {
            assert!(from_value::<Counts>(json!({"id": 1, "x": unfit})).is_err(), "{unfit}");
        }
    }
}
