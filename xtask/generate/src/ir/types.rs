//! Rust types as the IR decides them, once for all emitters.
//!
//! A [`Type`] is how code writes a type where it uses it; a [`TypeDefinition`] is one to declare. Neither knows
//! tokens: spelling them out is the emitters' work.

use crate::ir::Field;
use roster_document::SchemaRef;

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
    String,
    /// `format: date-time`: a UTC instant.
    DateTime,
    /// `format: date`.
    Date,
    /// `format: uuid`.
    Uuid,
    /// `format: byte`: bytes, base64 on the wire.
    Base64,
    /// Any JSON value.
    Any,
    Array(Box<Type>),
    /// String keys.
    Map(Box<Type>),
    /// The value or `null`.
    Nullable(Box<Type>),
    Named(TypeId),
    /// Indirection that a recursive type needs.
    Boxed(Box<Type>),
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
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Directions {
    pub request: bool,
    pub response: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    Struct(Struct),
    /// `type: string` with `enum`.
    StringEnum(Vec<Variant<String>>),
    /// `type: integer` with `enum`.
    IntegerEnum(Vec<Variant<i64>>),
    /// Another name of a type: `type UserIds = Vec<i64>`.
    Alias(Type),
    /// A tuple struct, where an alias would be its own expansion: `type: array` of itself.
    Newtype(Type),
    Union(Union),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    pub fields: Vec<Field>,
    /// The field that keeps all other properties, and their type.
    pub additional: Option<(String, Type)>,
    /// `additionalProperties: false`.
    pub closed: bool,
}

/// A variant of an enum of constants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant<T> {
    pub name: String,
    pub value: T,
}

/// `oneOf` or `anyOf`: one of several forms.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// The property that names the branch.
    pub discriminator: Option<String>,
    pub branches: Vec<Branch>,
    /// Explicit mapping of the discriminator: value, name of the component.
    pub mapping: Vec<(String, String)>,
    /// `anyOf`: an instance may satisfy several branches.
    pub any_of: bool,
    /// The variant for values that are several branches at once, where one branch would lose what others say.
    pub several: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    pub variant: String,
    pub ty: Type,
    pub schema: SchemaRef,
    /// Values of the discriminator that choose this branch, the first one being written.
    pub tags: Vec<String>,
    /// Whether the branch's own type holds the discriminator property.
    pub holds_tag: bool,
}
