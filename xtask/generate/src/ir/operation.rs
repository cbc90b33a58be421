//! Operations in the IR, their parameters, and the fields that Rust code has for them.

use std::{ops::Deref, sync::Arc};

use crate::ir::{Body, Pages, Response, Type};
use roster_document::{SecurityAlternative, expression::Part};

/// An operation with the names that Rust code has for it.
#[derive(Clone, Debug)]
pub struct Operation {
    pub documented: Arc<roster_document::Operation>,
    /// The trait's method: `users_list`; without `r#`, like every name here that may be a keyword.
    pub method_name: String,
    /// `USERS_LIST`.
    pub constant: String,
    /// What its types begin with: `UsersList`.
    pub type_stem: String,
    /// The struct of parameters, where there are any: `UsersListParameters`.
    pub parameters_type: Option<String>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// Of a mirrored document: what makes the URL that it is sent to; nothing for webhooks.
    pub sent_to: Option<Vec<Part>>,
    /// `UsersListResponse`.
    pub response_type: String,
    pub responses: Vec<Response>,
    /// Where it answers a list in pages.
    pub pages: Option<Pages>,
}

impl Deref for Operation {
    type Target = roster_document::Operation;

    fn deref(&self) -> &Self::Target {
        &self.documented
    }
}

impl Operation {
    /// The parameters that handlers are given, each with its field.
    pub fn fields(&self) -> impl Iterator<Item = (&Parameter, &Field)> {
        self.parameters.iter().filter_map(|parameter| Some((parameter, parameter.field.as_ref()?)))
    }

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

#[derive(Clone, Debug)]
pub struct Parameter {
    pub documented: Arc<roster_document::Parameter>,
    /// None where OpenAPI says that the parameter is ignored.
    pub field: Option<Field>,
}

impl Deref for Parameter {
    type Target = roster_document::Parameter;

    fn deref(&self) -> &Self::Target {
        &self.documented
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
