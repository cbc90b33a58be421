//! Schemas as data: one constant table per JSON Schema of a document (OpenAPI 3.0.3, Schema Object).
//!
//! The validator ([`crate::validate`]) checks instances against these tables and the derived document
//! ([`crate::describe`]) has what they say of themselves, so neither can say what the other does not.
//! Nothing here depends on a particular document.

mod described;
mod literal;

use serde_json::{Value, json};

use crate::pattern::Outcome;

pub use self::literal::Literal;
pub use crate::pattern::Pattern;

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
    pub(crate) slots: &'static [Slot],
    /// The places of properties of one value, or of few: they soon tell which alternative an object is not.
    pub(crate) tags: &'static [usize],
    /// A bit for each of the first 128 properties that is required, and the number of these.
    pub(crate) required: u128,
    pub(crate) number_of_required: u32,
}

impl PropertyIndex {
    /// Of slots that [`slots`] made, and the places of properties of one value, or of few.
    pub const fn new(slots: &'static [Slot], tags: &'static [usize]) -> Self {
        let mut required = 0;
        let mut slot = 0;
        while slot < slots.len() {
            if slots[slot].is_required && slots[slot].place < u128::BITS {
                required |= 1 << slots[slot].place;
            }
            slot += 1;
        }
        Self { slots, tags, required, number_of_required: required.count_ones() }
    }

    /// Where the property of this name is.
    #[inline]
    pub(crate) fn search(&self, properties: &[Property], name: &str) -> Option<&'static Slot> {
        let last = self.slots.len() - 1;
        let key = Key::of(name);
        let mut place = key.hash() & last;
        loop {
            let slot = &self.slots[place];
            if slot.is_free() {
                return None;
            }
            // A short name is its key.
            if slot.key == key && (name.len() <= 16 || properties[slot.place()].name == name) {
                return Some(slot);
            }
            place = (place + 1) & last;
        }
    }
}

/// All that most members of an object are asked, in one place: the name, where the property is, and its type.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    key: Key,
    place: u32,
    /// The type of the property, if nothing else is asked of it ([`Schema::is_plain`]).
    pub(crate) plain: SchemaType,
    pub(crate) is_required: bool,
}

impl Slot {
    /// Where no property is.
    pub const FREE: Self = Self { key: Key::of(""), place: u32::MAX, plain: SchemaType::Any, is_required: false };

    pub(crate) const fn is_free(&self) -> bool {
        self.place == u32::MAX
    }

    /// In [`Schema::properties`].
    pub(crate) const fn place(&self) -> usize {
        self.place as usize
    }
}

/// The slots of properties: the name of each, its type if nothing else is asked of it and `Any` otherwise, and whether it
/// is required. There is a power of two of slots, and more of them than properties: three where two are taken, or so.
pub const fn slots<const NUMBER: usize>(properties: &[(&str, SchemaType, bool)]) -> [Slot; NUMBER] {
    let mut slots = [Slot::FREE; NUMBER];
    fill(&mut slots, properties);
    slots
}

/// [`slots`] of a number that is not known before.
pub const fn fill(slots: &mut [Slot], properties: &[(&str, SchemaType, bool)]) {
    let last = slots.len() - 1;
    let mut place = 0;
    while place < properties.len() {
        let (name, plain, is_required) = properties[place];
        let key = Key::of(name);
        // Of names with the same hash, one stands behind the other.
        let mut slot = key.hash() & last;
        while !slots[slot].is_free() {
            slot = (slot + 1) & last;
        }
        slots[slot] = Slot { key, place: place as u32, plain, is_required };
        place += 1;
    }
}

/// What tells names apart: the first eight bytes and the last eight, which overlap where there are fewer than sixteen; the
/// first four and the last four where there are fewer than eight.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    start: u64,
    end: u64,
    length: u32,
}

impl Key {
    #[inline]
    const fn of(name: &str) -> Self {
        let name = name.as_bytes();
        let (start, end) = if let (Some(start), Some(end)) = (name.first_chunk(), name.last_chunk()) {
            (u64::from_le_bytes(*start), u64::from_le_bytes(*end))
        } else if let (Some(start), Some(end)) = (name.first_chunk(), name.last_chunk()) {
            (u32::from_le_bytes(*start) as u64, u32::from_le_bytes(*end) as u64)
        } else {
            match *name {
                [] => (0, 0),
                [only] => (only as u64, 0),
                [first, last] => (first as u64, last as u64),
                [first, middle, last, ..] => (first as u64 | (middle as u64) << 8, last as u64),
            }
        };
        Self { start, end, length: name.len() as u32 }
    }

    #[inline]
    const fn hash(self) -> usize {
        let mixed = (self.start ^ self.end.rotate_left(29)).wrapping_add(self.length as u64);
        // The fraction of the golden ratio spreads what differs little.
        (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
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

    /// Of the JSON inside of strings: `contentSchema`, with a `contentMediaType` of JSON.
    pub content: Option<SchemaRef>,
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
        content: None,
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
            self.content,
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
    pub all_of: &'static [SchemaRef],
    pub one_of: &'static [SchemaRef],
    pub any_of: &'static [SchemaRef],
    pub not: Option<SchemaRef>,
    pub format: Option<&'static str>,
    /// In characters (Unicode scalar values), as JSON Schema counts.
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub items: Option<SchemaRef>,
    pub minimum: Option<Bound>,
    pub maximum: Option<Bound>,
    pub multiple_of: Option<Bound>,
    pub additional_properties: AdditionalProperties,
    pub required: &'static [&'static str],
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
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
            Some(index) => index.search(self.properties, name).map(|slot| &self.properties[slot.place()]),
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
