//! Schemas as data: one constant table per JSON Schema of a document (OpenAPI 3.0.3, Schema Object).
//!
//! The validator ([`crate::validate`]) checks instances against these tables and the derived document
//! ([`crate::describe`]) has what they say of themselves, so neither can say what the other does not.
//! Nothing here depends on a particular document.

mod described;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::pattern::Outcome;
use crate::validate::is;

pub use crate::pattern::Pattern;

/// A JSON value that a table can hold as a constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Beyond `i64`.
    Unsigned(u64),
    Number(f64),
    String(&'static str),
    /// Any other value, as JSON text: arrays and objects.
    Json(&'static str),
}

impl Literal {
    /// The value as JSON.
    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => value.into(),
            Self::Integer(value) => value.into(),
            Self::Unsigned(value) => value.into(),
            Self::Number(value) => value.into(),
            Self::String(value) => value.into(),
            Self::Json(text) => serde_json::from_str(text).expect("the generator writes valid JSON text"),
        }
    }

    /// Reads the value, and refuses any other: what types of constants decode with.
    ///
    /// # Errors
    ///
    /// Where it is another one.
    pub fn expect<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let found = Value::deserialize(deserializer)?;
        match is(self, &found) {
            true => Ok(()),
            false => Err(D::Error::custom(format_args!("{found} is not {}", self.to_value()))),
        }
    }
}

/// Where a schema stands: in place, or among the document's components under a name.
#[derive(Clone, Copy, Debug)]
pub enum SchemaRef {
    Inline(&'static Schema),
    Component(&'static ComponentSchema),
}

impl SchemaRef {
    /// The schema itself.
    pub fn get(self) -> &'static Schema {
        match self {
            Self::Inline(schema) => schema,
            Self::Component(component) => component.schema,
        }
    }

    /// As JSON Schema: the schema, or a reference to it.
    pub(crate) fn to_value(self) -> Value {
        match self {
            Self::Inline(schema) => schema.to_value(),
            Self::Component(component) => json!({"$ref": format!("#/components/schemas/{}", component.name)}),
        }
    }
}

/// A schema of `#/components/schemas`.
#[derive(Debug)]
pub struct ComponentSchema {
    pub name: &'static str,
    pub schema: &'static Schema,
}

/// The `type` keyword; `Any` where a schema has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaType {
    Any,
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A JSON number of a constraint, kept exact where it is an integer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    Integer(i64),
    /// Beyond `i64`.
    Unsigned(u64),
    Number(f64),
}

/// A property of an object schema, in the document's order.
#[derive(Debug)]
pub struct Property {
    pub name: &'static str,
    pub schema: SchemaRef,
}

/// How the properties of a schema are found in one pass over the members of an object.
#[derive(Debug)]
pub struct PropertyIndex {
    /// Places in [`Schema::properties`] by the hashes of the names, from 1 on; 0 where there is none. Twice as many as
    /// properties or more, and a power of two; of names with the same hash, one stands behind the other.
    pub slots: &'static [u32],
    /// The places of the properties that are required.
    pub required: &'static [usize],
    /// The places of properties of one value, or of few: they soon tell which alternative an object is not.
    pub tags: &'static [usize],
}

impl PropertyIndex {
    /// The place of the property of this name.
    #[inline]
    pub(crate) fn search(&self, properties: &[Property], name: &str) -> Option<usize> {
        let last = self.slots.len().checked_sub(1)?;
        let first = hash(name) as usize;
        for step in 0..=last {
            let place = self.slots[(first + step) & last].checked_sub(1)? as usize;
            if is_same(properties[place].name, name) {
                return Some(place);
            }
        }
        None
    }
}

/// Of the first eight bytes and the last eight, which overlap where there are fewer than sixteen; of the first four and
/// the last four where there are fewer than eight. The generator has the same.
#[inline]
fn hash(name: &str) -> u32 {
    let name = name.as_bytes();
    let (start, end) = match (name.first_chunk(), name.last_chunk(), name.first_chunk(), name.last_chunk()) {
        (Some(start), Some(end), ..) => (u64::from_le_bytes(*start), u64::from_le_bytes(*end)),
        (.., Some(start), Some(end)) => (u32::from_le_bytes(*start).into(), u32::from_le_bytes(*end).into()),
        _ => (name.iter().fold(0, |start, byte| start << 8 | u64::from(*byte)), 0),
    };
    let mixed = (start ^ end.rotate_left(29)).wrapping_add(name.len() as u64);
    // The fraction of the golden ratio spreads what differs little.
    (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
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

/// The properties whose names match a pattern (`patternProperties`).
#[derive(Debug)]
pub struct PatternProperty {
    pub pattern: &'static Pattern,
    pub schema: SchemaRef,
}

/// The properties that have to be there with another one (`dependentRequired`).
#[derive(Debug)]
pub struct DependentRequired {
    pub property: &'static str,
    pub required: &'static [&'static str],
}

/// The `additionalProperties` keyword.
#[derive(Clone, Copy, Debug)]
pub enum AdditionalProperties {
    /// The keyword is absent: anything may be there, and is ignored.
    Unspecified,
    Allowed,
    Forbidden,
    Schema(SchemaRef),
}

/// The `discriminator` keyword: the property that names the alternative.
#[derive(Debug)]
pub struct Discriminator {
    pub property: &'static str,
    /// Explicit `mapping` entries: value of the property, name of the component.
    pub mapping: &'static [(&'static str, &'static str)],
    /// The component for values that name none, and where the property is absent (`defaultMapping`).
    pub default: Option<&'static str>,
}

/// Another status than the usual one for a body that breaks a keyword of this schema
/// (`x-violation-statuses`); `required` stands for this property being absent.
pub type ViolationStatus = (&'static str, u16);

/// What acts of the keywords of JSON Schema 2020-12 that OpenAPI 3.0 does not have. Few schemas have one of them, so they
/// stand behind one reference of [`Schema`].
#[derive(Debug)]
pub struct NewerKeywords {
    /// The schema `false`, which nothing satisfies.
    pub nothing: bool,
    /// A list of several types; [`Schema::nullable`] says whether null is one more. Empty where there is at most one.
    pub types: &'static [SchemaType],
    pub constant: Option<Literal>,

    /// OpenAPI 3.0 says of [`Schema::minimum`] that it is exclusive; here the bound is another one.
    pub exclusive_minimum: Option<Bound>,
    pub exclusive_maximum: Option<Bound>,

    /// `items` is about the items behind these.
    pub prefix_items: &'static [SchemaRef],
    pub contains: Option<SchemaRef>,
    pub min_contains: Option<u64>,
    pub max_contains: Option<u64>,
    pub unevaluated_items: Option<SchemaRef>,

    /// `additionalProperties` is about names that match none of these either.
    pub pattern_properties: &'static [PatternProperty],
    pub property_names: Option<SchemaRef>,
    pub dependent_required: &'static [DependentRequired],
    /// By the property with which they hold.
    pub dependent_schemas: &'static [Property],
    pub unevaluated_properties: Option<SchemaRef>,

    /// `if`, and what holds beside it where it fits, and where it does not.
    pub condition: Option<SchemaRef>,
    pub consequence: Option<SchemaRef>,
    pub alternative: Option<SchemaRef>,
}

impl NewerKeywords {
    /// None of them: `NewerKeywords { constant: Some(Literal::Null), ..NewerKeywords::NONE }`.
    pub const NONE: Self = Self {
        nothing: false,
        types: &[],
        constant: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        prefix_items: &[],
        contains: None,
        min_contains: None,
        max_contains: None,
        unevaluated_items: None,
        pattern_properties: &[],
        property_names: None,
        dependent_required: &[],
        dependent_schemas: &[],
        unevaluated_properties: None,
        condition: None,
        consequence: None,
        alternative: None,
    };

    /// The schema of the first pattern that the name of a property matches.
    pub(crate) fn pattern_property(&self, name: &str) -> Option<SchemaRef> {
        let mut patterns = self.pattern_properties.iter();
        patterns.find(|one| one.pattern.try_match(name) != Outcome::NoMatch).map(|one| one.schema)
    }

    /// Every schema in them.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = SchemaRef> {
        let single = [
            self.contains,
            self.unevaluated_items,
            self.property_names,
            self.unevaluated_properties,
            self.condition,
            self.consequence,
            self.alternative,
        ];
        let by_pattern = self.pattern_properties.iter().map(|property| property.schema);
        let dependent = self.dependent_schemas.iter().map(|property| property.schema);
        self.prefix_items.iter().copied().chain(by_pattern).chain(dependent).chain(single.into_iter().flatten())
    }
}

/// A Schema Object: every keyword of OpenAPI 3.0 that acts, absent ones as in [`Schema::ANY`], and those of 3.1.
///
/// What most values are asked comes first, in as few lines of the processor's cache as can be.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Schema {
    pub schema_type: SchemaType,
    pub nullable: bool,
    /// Nothing is asked of a value but its one type, and of an integer that it is an `int64`. It only saves time.
    pub is_plain: bool,
    pub read_only: bool,
    pub write_only: bool,
    pub unique_items: bool,
    pub deprecated: bool,
    pub newer: Option<&'static NewerKeywords>,
    pub enumeration: &'static [Literal],
    /// Without one, properties are searched for one by one.
    pub index: Option<&'static PropertyIndex>,
    pub properties: &'static [Property],
    pub pattern: Option<&'static Pattern>,
    pub format: Option<&'static str>,
    pub items: Option<SchemaRef>,
    pub all_of: &'static [SchemaRef],
    pub one_of: &'static [SchemaRef],
    pub any_of: &'static [SchemaRef],
    pub not: Option<SchemaRef>,
    pub required: &'static [&'static str],
    /// In characters (Unicode scalar values), as JSON Schema counts.
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub additional_properties: AdditionalProperties,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
    pub minimum: Option<Bound>,
    pub maximum: Option<Bound>,
    pub multiple_of: Option<Bound>,
    pub discriminator: Option<&'static Discriminator>,
    pub default: Option<Literal>,
    /// What a refusal calls those alternatives of `one_of`, then `any_of`, that are written in place: their titles;
    /// empty where none has one.
    pub titles: &'static [Option<&'static str>],
    /// What a refusal says of a value that fits `not`, after "must not be this: ".
    pub forbidden: Option<&'static str>,
    pub violation_statuses: &'static [ViolationStatus],
}

impl Schema {
    /// The schema without a keyword, which everything satisfies: `Schema { min_length: Some(1), ..Schema::ANY }`.
    pub const ANY: Self = Self {
        schema_type: SchemaType::Any,
        nullable: false,
        is_plain: false,
        format: None,
        default: None,
        enumeration: &[],
        deprecated: false,
        read_only: false,
        write_only: false,
        minimum: None,
        maximum: None,
        multiple_of: None,
        min_length: None,
        max_length: None,
        pattern: None,
        items: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        properties: &[],
        required: &[],
        index: None,
        additional_properties: AdditionalProperties::Unspecified,
        min_properties: None,
        max_properties: None,
        all_of: &[],
        one_of: &[],
        any_of: &[],
        not: None,
        titles: &[],
        forbidden: None,
        discriminator: None,
        violation_statuses: &[],
        newer: None,
    };

    /// What is left of a schema that asks nothing of a value but its type.
    pub const PLAIN: Self = Self { is_plain: true, ..Self::ANY };

    /// The schema `false`, which nothing satisfies.
    pub const NOTHING: Self =
        Self { newer: Some(&NewerKeywords { nothing: true, ..NewerKeywords::NONE }), ..Self::ANY };

    /// The property of this name.
    pub(crate) fn property(&self, name: &str) -> Option<&'static Property> {
        match self.index {
            Some(index) => index.search(self.properties, name).map(|place| &self.properties[place]),
            None => self.properties.iter().find(|property| property.name == name),
        }
    }

    /// Whether other schemas are about the same value.
    pub(crate) fn is_combined(&self) -> bool {
        self.all_of.len() + self.one_of.len() + self.any_of.len() > 0 || self.not.is_some()
    }

    pub(crate) fn exclusive_minimum(&self) -> Option<Bound> {
        self.newer.and_then(|newer| newer.exclusive_minimum)
    }

    pub(crate) fn exclusive_maximum(&self) -> Option<Bound> {
        self.newer.and_then(|newer| newer.exclusive_maximum)
    }

    /// The types of values that it allows, besides null where it is nullable; none where it allows all.
    pub(crate) fn types(&self) -> &[SchemaType] {
        match self.newer {
            Some(newer) if !newer.types.is_empty() => newer.types,
            _ if self.schema_type == SchemaType::Any => &[],
            _ => std::slice::from_ref(&self.schema_type),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The generator writes tables by these: its test has the same.
    #[test]
    fn names_have_the_hashes_that_the_generator_gives_them() {
        let names = ["", "id", "name", "größe", "createdAt", "a-name-that-is-longer-than-most"];
        assert_eq!(names.map(hash), [0, 3_406_271_774, 511_745_591, 2_084_289_792, 341_914_639, 2_886_090_228]);
    }
}
