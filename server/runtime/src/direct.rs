//! JSON text straight into its type: each value is held against its schema as it is read, and no tree is made of them.
//!
//! Nothing is refused here. What is not sure to be valid ends the reading; whoever asked reads the tree then, which is the
//! one judge. What is read to the end is valid, and the type was told what the tree would have told it, but for the order
//! of an object's members, which is that of the text.
//!
//! Where a schema asks for more than a look at each value, that value alone is read as a tree.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::decode::Held;
use crate::json::{self, MAXIMUM_DEPTH, Nul};
use crate::number::EXACT;
use crate::schema::{AdditionalProperties, PropertyIndex, Schema, SchemaRef, SchemaType, Slot};
use crate::validate::{self, strip_read_only};

static ANY: Schema = Schema::ANY;

/// The properties of one object that are told apart by a bit each.
const MAXIMUM_PROPERTIES: usize = u128::BITS as usize;

/// Whether there is anything to gain: the tree of a schema that needs it is better read by who judges.
pub(crate) fn is_direct(schema: SchemaRef) -> bool {
    !needs_tree(schema.get())
}

/// The body of a request, where it is sure to be valid, and its type has a place for all of it.
///
/// `strips`: whether the schema has read-only properties, which are not for the type.
pub(crate) fn decode<T: DeserializeOwned>(text: &[u8], schema: SchemaRef, strips: bool, nul: Nul) -> Option<T> {
    let at = At { schema: schema.get(), depth: 0, strips, nul };
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = T::deserialize(Checked { at, inner: &mut deserializer }).ok()?;
    deserializer.end().ok()?;
    Some(value)
}

/// Whether more is asked than a look at each value and a count of them: other schemas of the same value, or of all items.
fn needs_tree(schema: &Schema) -> bool {
    schema.newer.is_some()
        || schema.is_combined()
        || schema.unique_items
        || (schema.index.is_none() && !schema.properties.is_empty())
        || schema.properties.len() > MAXIMUM_PROPERTIES
}

/// What is known of a place before the value there is read.
#[derive(Clone, Copy)]
struct At {
    schema: &'static Schema,
    depth: usize,
    strips: bool,
    nul: Nul,
}

impl At {
    /// Of a member or an item.
    fn inside(self, schema: &'static Schema) -> Self {
        Self { schema, depth: self.depth + 1, ..self }
    }

    fn check<E: Error>(self, value: &Value) -> Result<(), E> {
        sure(validate::is_valid_scalar(self.schema, value))
    }

    fn check_text<E: Error>(self, text: &str) -> Result<(), E> {
        sure(validate::is_valid_text(self.schema, text))
    }

    /// Before what is inside of an array or an object is looked at.
    fn check_container<E: Error>(self, container: SchemaType) -> Result<(), E> {
        let is_allowed = [container, SchemaType::Any].contains(&self.schema.schema_type);
        sure(is_allowed && self.schema.enumeration.is_empty() && self.depth < MAXIMUM_DEPTH)
    }
}

fn sure<E: Error>(is_sure: bool) -> Result<(), E> {
    if is_sure { Ok(()) } else { Err(E::custom("left to the tree")) }
}

/// What is read at a place, with the checks of its schema: a deserializer, and everything that serde makes of one.
struct Checked<Inner> {
    at: At,
    inner: Inner,
}

impl<'de, D: Deserializer<'de>> Checked<D> {
    /// The value as a tree, which is valid.
    fn read_tree(self) -> Result<Held, D::Error> {
        let At { schema, depth, strips, nul } = self.at;
        let mut value = json::read_inside(self.inner, nul, depth)?;
        sure(validate::is_valid_inside(schema, &value, depth))?;
        if strips {
            strip_read_only(SchemaRef::Inline(schema), &mut value);
        }
        Ok(Held(value))
    }
}

/// The methods of a deserializer that only say what a type expects, and what is asked of the text for each.
macro_rules! forward {
    ($($method:ident => $asked:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            if needs_tree(self.at.schema) {
                return self.read_tree()?.$method(visitor).map_err(D::Error::custom);
            }
            self.inner.$asked(Checked { at: self.at, inner: visitor })
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Checked<D> {
    type Error = D::Error;

    forward! {
        deserialize_any => deserialize_any
        // Whatever nobody keeps is checked all the same.
        deserialize_ignored_any => deserialize_any
        deserialize_identifier => deserialize_any
        deserialize_unit => deserialize_any
        deserialize_bytes => deserialize_any
        deserialize_byte_buf => deserialize_any
        deserialize_i128 => deserialize_any
        deserialize_u128 => deserialize_any
        deserialize_bool => deserialize_bool
        deserialize_i8 => deserialize_i64
        deserialize_i16 => deserialize_i64
        deserialize_i32 => deserialize_i64
        deserialize_i64 => deserialize_i64
        deserialize_u8 => deserialize_i64
        deserialize_u16 => deserialize_i64
        deserialize_u32 => deserialize_i64
        deserialize_u64 => deserialize_i64
        deserialize_f32 => deserialize_f64
        deserialize_f64 => deserialize_f64
        deserialize_char => deserialize_str
        deserialize_str => deserialize_str
        deserialize_string => deserialize_str
        deserialize_option => deserialize_option
        deserialize_seq => deserialize_seq
        deserialize_map => deserialize_map
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    /// Of objects alone, as a tree gives it.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_map(visitor)
    }

    /// Of strings alone, as a tree gives it.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if needs_tree(self.at.schema) {
            return self.read_tree()?.deserialize_enum(name, variants, visitor).map_err(D::Error::custom);
        }
        self.inner.deserialize_str(Checked { at: self.at, inner: Choice(visitor) })
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Checked<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Checked { at: self.at, inner: deserializer })
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Checked<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(formatter)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.at.check(&Value::Null)?;
        self.inner.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.at.check(&Value::Null)?;
        self.inner.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.inner.visit_some(Checked { at: self.at, inner: deserializer })
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.at.check(&value.into())?;
        self.inner.visit_bool(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        self.at.check(&value.into())?;
        self.inner.visit_u64(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        match u64::try_from(value) {
            Ok(value) => self.visit_u64(value),
            Err(_) => {
                self.at.check(&value.into())?;
                self.inner.visit_i64(value)
            }
        }
    }

    /// Without a fraction it is an integer; a large one need not be what was written.
    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        if value.fract() == 0.0 {
            sure(value.abs() < EXACT)?;
            return self.visit_i64(value as i64);
        }
        self.at.check(&value.into())?;
        self.inner.visit_f64(value)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        sure(!self.at.nul.refuses(text))?;
        self.at.check_text(text)?;
        self.inner.visit_str(text)
    }

    /// Text that stands there as it is: a character like U+0000 is always escaped.
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<V::Value, E> {
        self.at.check_text(text)?;
        self.inner.visit_borrowed_str(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<V::Value, A::Error> {
        let At { schema, .. } = self.at;
        self.at.check_container(SchemaType::Array)?;
        let inside = self.at.inside(schema.items.map_or(&ANY, SchemaRef::get));
        let mut items = Items { inside, inner: sequence, count: 0 };
        let value = self.inner.visit_seq(&mut items)?;
        sure(validate::is_valid_length(schema, items.count))?;
        Ok(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.at.check_container(SchemaType::Object)?;
        let mut members = Members { found: Found::new(self.at), inner: map };
        let value = self.inner.visit_map(&mut members)?;
        sure(members.found.is_valid())?;
        Ok(value)
    }
}

/// An enum of strings.
struct Choice<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Choice<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        self.0.visit_enum(StrDeserializer::new(text))
    }
}

struct Items<A> {
    inside: At,
    inner: A,
    count: u64,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let item = self.inner.next_element_seed(Checked { at: self.inside, inner: seed })?;
        self.count += u64::from(item.is_some());
        Ok(item)
    }
}

struct Members<'de, A> {
    found: Found<'de>,
    inner: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'de, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.inner.next_key_seed(Name { found: &mut self.found, seed })
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.inner.next_value_seed(Checked { at: self.found.inside, inner: seed })
    }
}

/// The members of an object that were read so far.
struct Found<'de> {
    schema: &'static Schema,
    /// Of the member whose name was read last.
    inside: At,
    /// The place after the last property: members mostly come in the document's order.
    next: usize,
    /// A bit for each property.
    properties: u128,
    others: BTreeSet<Cow<'de, str>>,
}

impl<'de> Found<'de> {
    fn new(at: At) -> Self {
        Self { schema: at.schema, inside: at.inside(&ANY), next: 0, properties: 0, others: BTreeSet::new() }
    }

    /// Whether a member of this name may follow. Read-only ones are left to the tree: they are not for the type.
    fn add(&mut self, name: Cow<'de, str>) -> bool {
        let properties = self.schema.properties;
        let place = match properties.get(self.next) {
            Some(property) if property.name == name => Some(self.next),
            _ => self.schema.index.and_then(|index| index.search(properties, &name)).map(Slot::place),
        };
        if let Some(place) = place {
            let property = properties[place].schema.get();
            let bit = 1 << place;
            let is_new = self.properties & bit == 0;
            self.properties |= bit;
            self.next = place + 1;
            self.inside.schema = property;
            return is_new && !(self.inside.strips && property.read_only);
        }
        self.inside.schema = match self.schema.additional_properties {
            AdditionalProperties::Forbidden => return false,
            AdditionalProperties::Schema(additional) => additional.get(),
            AdditionalProperties::Unspecified | AdditionalProperties::Allowed => &ANY,
        };
        self.others.insert(name)
    }

    fn is_valid(&self) -> bool {
        let count = || u64::from(self.properties.count_ones()) + self.others.len() as u64;
        let is_counted = self.schema.min_properties.is_some() || self.schema.max_properties.is_some();
        self.has_required() && (!is_counted || validate::is_valid_size(self.schema, count()))
    }

    fn has_required(&self) -> bool {
        let required = self.schema.required;
        let are_properties_there = |index: &PropertyIndex| {
            index.number_of_required as usize == required.len() && index.required & !self.properties == 0
        };
        self.schema.index.is_some_and(are_properties_there) || required.iter().all(|name| self.does_without(name))
    }

    /// Whether a required property is there, or need not be: read-only ones need not.
    fn does_without(&self, name: &str) -> bool {
        match self.schema.index.and_then(|index| index.search(self.schema.properties, name)) {
            Some(slot) => {
                self.properties & (1 << slot.place()) != 0
                    || self.schema.properties[slot.place()].schema.get().read_only
            }
            None => self.others.contains(name),
        }
    }
}

/// The name of a member.
struct Name<'found, 'de, S> {
    found: &'found mut Found<'de>,
    seed: S,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Name<'_, 'de, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Name<'_, 'de, S> {
    type Value = S::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<S::Value, E> {
        sure(self.found.add(Cow::Borrowed(name)))?;
        self.seed.deserialize(BorrowedStrDeserializer::new(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<S::Value, E> {
        sure(!self.found.inside.nul.refuses(name) && self.found.add(Cow::Owned(name.to_owned())))?;
        self.seed.deserialize(StrDeserializer::new(name))
    }
}

#[cfg(test)]
mod tests;
