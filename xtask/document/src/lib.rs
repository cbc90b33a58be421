//! OpenAPI documents as people write them: loaded with places, bundled, mended, held against the rules, written in other versions,
//! and read into typed objects ([`Document`]).
//!
//! What a document means for generated code is `roster-generate`'s question.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod acting;
mod additions;
mod bundle;
mod convert;
mod diagnostic;
mod document;
mod downgrade;
pub mod expression;
mod grammar;
mod json;
mod load;
mod meant;
mod mend;
mod merge;
mod mirror;
mod naming;
mod node;
mod object;
mod operation;
mod overlay;
mod prune;
mod reference;
mod render;
mod resources;
pub mod rules;
mod scalar;
mod schema_type;
mod scope;
mod selection;
mod suggest;
mod unused;
mod upgrade;
mod uri;
mod version;
mod visit;
mod yaml;

pub use acting::acting;
pub use additions::{Addition, Addressee};
pub use bundle::{Bundle, Changes, bundle, bundle_in_part};
pub use convert::convert;
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use document::{
    AdditionalProperties, Discriminator, Document, Encoding, Example, Framing, Header, Info, Link, MediaType,
    Operation, Pagination, Parameter, ParameterLocation, ParameterStyle, Rejections, RequestBody, Response,
    RustExtensions, Schema, SchemaId, SchemaRef, Schemas, SecurityAlternative, SecurityKind, SecurityScheme, Server,
    ServerVariable, Stated, StatusPattern, Tag, essence, is_json,
};
pub use grammar::{Field, KEYWORDS, Keyword, Kind, METHODS, Relation, Shape, subschemas};
pub(crate) use grammar::{is_in_place, is_negated};
pub use load::{load, parse};
pub use mend::mend;
pub use node::{Location, Member, Node, SourceFile, Value};
pub use object::Object;
pub(crate) use operation::{made_id, operations};
pub use operation::{resolve, routed};
pub use prune::{Pruned, Skipped, prune};
pub use reference::{Target, escape};
pub use render::{json, yaml};
pub use schema_type::SchemaType;
pub use selection::{Filter, Selection};
pub use suggest::nearest;
pub use upgrade::{upgrade, upgrade_node, upgrade_part};
pub use version::Version;
pub use visit::{visit, visit_part};
