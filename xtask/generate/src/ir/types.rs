//! Rust types as the IR decides them, once for all emitters.
//!
//! A [`Type`] is how code writes a type where it uses it; a [`TypeDefinition`] is one to declare. Neither knows
//! tokens: spelling them out is the emitters' work.

use serde_json::Value as Json;

use crate::ir::Field;
use roster_document::{Discriminator, SchemaRef, SchemaType};

/// An index into [`crate::ir::Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A Rust type where it is used. `nullable` is `Option` inside arrays, maps and union branches; on fields it is
/// told by [`Field::nullable`], as it matters there whether the field can also be absent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    Boolean,
    /// `format: int32`.
    Int32,
    /// Other integers.
    Int64,
    /// `format: uint64`, and what has bounds or values beyond `i64` and nothing negative.
    UInt64,
    /// `f64`, whatever the format.
    Number,
    /// `serde_json::Number`, which keeps integers of 64 bits: a number without a format beside other alternatives.
    AnyNumber,
    String,
    /// `format: date-time`: a UTC instant.
    DateTime,
    /// `format: date`.
    Date,
    /// `format: uuid`.
    Uuid,
    /// `format: ipv4`.
    Ipv4,
    /// `format: ipv6`.
    Ipv6,
    /// `format: byte`: bytes, base64 on the wire.
    Base64,
    /// JSON inside of a string.
    JsonText(Box<Type>),
    /// Nothing but null.
    Null,
    /// Any JSON value.
    Any,
    Array(Box<Type>),
    /// An array with a type for each of its items.
    Tuple(Vec<Type>),
    /// String keys.
    Map(Box<Type>),
    /// The value or `null`.
    Nullable(Box<Type>),
    Named(TypeId),
    /// `x-rust-type`: a type that the document names, as it is written there.
    Given(String),
    /// Indirection that a recursive type needs.
    Boxed(Box<Type>),
}

impl Type {
    /// Those that it is made of.
    pub fn parts(&self) -> &[Type] {
        match self {
            Self::Array(inner)
            | Self::Map(inner)
            | Self::Nullable(inner)
            | Self::Boxed(inner)
            | Self::JsonText(inner) => std::slice::from_ref(inner),
            Self::Tuple(items) => items,
            _ => &[],
        }
    }

    /// Every declared type that it names.
    pub fn named(&self) -> Vec<TypeId> {
        match self {
            Self::Named(id) => vec![*id],
            other => other.parts().iter().flat_map(Self::named).collect(),
        }
    }
}

/// A Rust type to declare.
#[derive(Clone, Debug)]
pub struct TypeDefinition {
    /// Unique among all types of the document: `User`.
    pub name: String,
    /// Title and description of the schema.
    pub documentation: Option<String>,
    pub deprecated: bool,
    /// The schema that it holds instances of; none where the type merges several that no schema holds together.
    pub schema: Option<SchemaRef>,
    /// Whether that schema allows null, which the type itself has no value for.
    pub nullable: bool,
    pub kind: TypeKind,
    /// Sent by clients, received by them, or both.
    pub directions: Directions,
    /// What it derives beside what it derives anyway: paths of traits.
    pub derives: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Directions {
    pub request: bool,
    pub response: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    Struct(Struct),
    /// Strings of which some or all are listed.
    StringEnum {
        variants: Vec<Variant<String>>,
        /// The variant for strings that are not listed, where there may be such.
        other: Option<String>,
    },
    /// `type: integer` with `enum`.
    IntegerEnum(Vec<Variant<i64>>),
    /// One value: `const`.
    Constant(Json),
    /// Another name of a type: `type UserIds = Vec<i64>`.
    Alias(Type),
    /// A tuple struct, where an alias would be its own expansion: `type: array` of itself.
    Newtype(Type),
    Union(Union),
}

impl TypeKind {
    /// The types that a value holds.
    pub fn parts(&self) -> Vec<&Type> {
        match self {
            Self::Struct(object) => {
                let additional = object.additional.iter().map(|additional| &additional.ty);
                object.fields.iter().map(|field| &field.ty).chain(additional).collect()
            }
            Self::Union(union) => union.branches.iter().map(|branch| &branch.ty).collect(),
            Self::Alias(ty) | Self::Newtype(ty) => vec![ty],
            Self::StringEnum { .. } | Self::IntegerEnum(_) | Self::Constant(_) => Vec::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    pub fields: Vec<Field>,
    pub additional: Option<Additional>,
    /// `additionalProperties: false`.
    pub closed: bool,
}

/// The field that keeps other properties than those with a field of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Additional {
    pub field: String,
    pub ty: Type,
    /// Those whose names match one of these are kept; all, where there are none.
    pub patterns: Vec<String>,
}

/// A variant of an enum of constants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant<T> {
    pub name: String,
    pub value: T,
    /// Title and description of the alternative that it stands for.
    pub documentation: Option<String>,
}

/// One of several forms: `oneOf`, `anyOf`, or a list of types.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    pub choice: Choice,
    pub branches: Vec<Branch>,
    /// The variant for values that are several branches at once, where one branch would lose what others say.
    pub several: Option<String>,
}

/// What tells which branch a value is, with what there is for each branch.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// The first schema that it fits.
    Schema(Vec<SchemaRef>),
    /// The property that names the branch, or else the first schema that it fits.
    Discriminator(Discriminator, Vec<SchemaRef>),
    /// The property that has another constant in each branch.
    Constant(String, Vec<Json>),
    /// Its JSON type.
    Type(Vec<SchemaType>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    pub variant: String,
    pub ty: Type,
    /// Values of the discriminator that choose this branch, the first one being written.
    pub tags: Vec<String>,
    /// Whether the branch's own type holds the discriminator property.
    pub holds_tag: bool,
}
