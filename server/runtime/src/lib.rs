//! What generated server stubs stand on: tables of operations and schemas, and everything that reads them.
//!
//! Knows no document. Reads requests, validates, authorizes, answers, and derives the document back.
//! Generated code builds [`Routes`] from its tables; each handler takes an [`Incoming`] request, decodes it, and
//! gives back an [`Answer`] or a [`Problem`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod answer;
pub mod body;
#[cfg(feature = "conformance")]
pub mod conformance;
mod content_type;
mod decode;
pub mod describe;
mod direct;
mod dispatch;
mod encode;
mod equality;
pub mod exhaustion;
pub mod header;
pub mod incoming;
pub mod items;
mod json;
pub mod negotiate;
mod number;
mod object;
pub mod operation;
mod parameters;
mod pattern;
mod prepared;
pub mod problem;
mod refusal;
pub mod routes;
pub mod schema;
pub mod security;
pub mod stream;
mod template;
pub mod validate;

pub use answer::Answer;
pub use body::{BodyRejection, BodySource, Form, FromBody, Json, Raw, Text};
#[cfg(feature = "multipart")]
pub use body::{FilePart, Multipart, Part, SpooledFile};
pub use decode::{from_text, from_value};
pub use header::ToHeader;
pub use incoming::{Call, Decoded, Incoming};
pub use items::Items;
pub use object::{FromObject, Members, from_object};
pub use operation::{
    BodyInfo, DocumentInfo, EncodingInfo, HeaderInfo, ItemsInfo, MediaTypeInfo, OperationInfo, ParameterInfo,
    ParameterLocation, ParameterStyle, RejectionStatuses, ResponseInfo, SecurityKind, SecurityRequirement,
    SecurityScheme, StatusPattern,
};
pub use problem::{Problem, ProblemDetails, Violation, not_found, not_implemented};
pub use roster_wire::{
    base64::{self, Base64},
    media_type::essence,
    nullable::{self, Nullable},
    sequence::{self, BinaryPart, Framing, JsonText},
};
pub use routes::{Options, Routes};
pub use schema::{ComponentSchema, Schema, SchemaRef};
pub use security::{Anonymous, Authenticator, Credential};
pub use stream::{Body, JsonArray};
pub use validate::{choose_by_constant, choose_by_discriminator, choose_one_of};
