//! Operations in the IR, their parameters, and the fields that Rust code has for them.

use crate::ir::{Body, Response, SchemaRef, SecurityAlternative, Type};
use roster_document::Location;

/// An operation with everything that applies to it: shared parameters, inherited security, resolved references.
#[derive(Clone, Debug)]
pub struct Operation {
    pub location: Location,
    /// `operationId`, or what was made up for it.
    pub id: String,
    /// The trait's method: `users_list`; without `r#`, like every name here that may be a keyword.
    pub method_name: String,
    /// `USERS_LIST`.
    pub constant: String,
    /// `UsersList`: the stem of the names below.
    pub type_stem: String,
    /// Upper case: `GET`.
    pub method: String,
    pub path: String,
    /// `x-aliases`.
    pub aliases: Vec<String>,
    pub tags: Vec<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    /// The struct of parameters, where there are any: `UsersListParameters`.
    pub parameters_type: Option<String>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// `UsersListResponse`.
    pub response_type: String,
    pub responses: Vec<Response>,
    /// Effective alternatives; empty: no credential is looked at.
    pub security: Vec<SecurityAlternative>,
    /// `x-authorities`.
    pub authorities: Vec<String>,
    pub rejections: Rejections,
}

impl Operation {
    /// Which principal a handler is given.
    pub fn principal(&self) -> Principal {
        let anonymous = |alternative: &SecurityAlternative| alternative.schemes.is_empty();
        match self.security.as_slice() {
            alternatives if alternatives.iter().all(anonymous) => Principal::None,
            alternatives if alternatives.iter().any(anonymous) => Principal::Optional,
            _ => Principal::Required,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal {
    /// No credential is looked at.
    None,
    /// Anonymous is one of several alternatives.
    Optional,
    Required,
}

/// The statuses that answer what the runtime rejects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejections {
    pub parameter: u16,
    pub path_parameter: u16,
    pub body: u16,
    pub credential: u16,
    pub authority: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterLocation {
    Path,
    Query,
    Header,
    Cookie,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub location: Location,
    /// The key in `components.parameters`, where it was referred to there.
    pub component: Option<String>,
    /// As on the wire.
    pub name: String,
    pub field: Field,
    pub place: ParameterLocation,
    pub style: ParameterStyle,
    pub explode: bool,
    pub required: bool,
    pub deprecated: bool,
    pub allow_empty_value: bool,
    pub allow_reserved: bool,
    pub description: Option<String>,
    pub schema: SchemaRef,
    /// The media type where the parameter has `content` instead of `schema`.
    pub content_type: Option<String>,
    /// Deprecated misspellings that are read too.
    pub aliases: Vec<String>,
}

impl Parameter {
    /// Whether OpenAPI says that the parameter is ignored: headers that media types and security describe.
    pub fn is_ignored(&self) -> bool {
        const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];
        self.place == ParameterLocation::Header && IGNORED.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }
}

/// A field of a Rust struct and how it is present on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The Rust name, without `r#`.
    pub name: String,
    /// Without regard to presence and `nullable`.
    pub ty: Type,
    pub nullable: bool,
    pub presence: Presence,
    pub documentation: Option<String>,
    pub deprecated: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    Required,
    Optional,
    /// Absent means this value: never `Option` for the sake of absence.
    Default(serde_json::Value),
}
