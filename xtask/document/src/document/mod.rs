//! A document as typed objects: each object of OpenAPI read once, with its place, references followed.
//!
//! What is read was mended and holds to the rules (`crate::{mend, rules}`), so reading cannot fail: what is of another
//! form is as if it were absent. Everything that asks what a document says asks these objects; the rules alone look at
//! nodes, since they are there for what has no such form.

mod content;
mod operation;
mod parameter;
mod reader;
mod schema;
mod schema_reader;
mod security;

pub use content::{Encoding, Example, Header, MediaType, RequestBody, Response, StatusPattern, essence, is_json};
pub use operation::{Operation, Rejections};
pub use parameter::{Parameter, ParameterLocation, ParameterStyle};
pub use schema::{AdditionalProperties, Discriminator, Schema, SchemaId, SchemaRef, Schemas};
pub use security::{SecurityAlternative, SecurityKind, SecurityScheme};

use std::sync::Arc;

use indexmap::IndexMap;

use crate::{Node, mend, operation::operations};

use reader::Reader;

/// A bundled document (OpenAPI 3.0.3, section 4.7.1).
#[derive(Clone, Debug)]
pub struct Document {
    pub info: Info,
    pub servers: Vec<Server>,
    pub tags: Vec<Tag>,
    /// In the document's order: paths, then methods as the path item has them.
    pub operations: Vec<Arc<Operation>>,
    pub schemas: Schemas,
    pub security_schemes: Vec<SecurityScheme>,
    /// What holds for operations that do not say otherwise.
    pub security: Vec<SecurityAlternative>,
    /// `x-lenient-json`.
    pub lenient_json: bool,
}

/// Section 4.7.2.
#[derive(Clone, Debug)]
pub struct Info {
    pub title: String,
    pub version: String,
    pub description: Option<String>,
}

/// Section 4.7.5.
#[derive(Clone, Debug)]
pub struct Server {
    /// As documented, with its variables in braces.
    pub url: String,
    /// The default of each variable.
    pub variables: IndexMap<String, String>,
}

impl Server {
    /// The URL with the default of each variable.
    pub fn default_url(&self) -> String {
        self.variables.iter().fold(self.url.clone(), |url, (name, value)| url.replace(&format!("{{{name}}}"), value))
    }
}

/// Section 4.7.22.
#[derive(Clone, Debug)]
pub struct Tag {
    pub name: String,
    pub description: Option<String>,
}

impl Document {
    /// The objects of any bundled document, as they are meant; what has no meaning is left out.
    pub fn of(bundled: &Node) -> Self {
        Self::read(&mend(bundled).0)
    }

    /// The objects of a document that was mended and holds to the rules.
    pub fn read(document: &Node) -> Self {
        let mut reader = Reader::new(document);
        let operations = operations(document);
        let ids = crate::operation::ids(&operations);
        let operations =
            operations.iter().zip(ids).map(|(operation, id)| Arc::new(reader.operation(operation, id))).collect();
        Self {
            info: info(document),
            servers: reader::items(document, "servers").map(server).collect(),
            tags: reader::items(document, "tags").map(tag).collect(),
            operations,
            security_schemes: reader.security_schemes(),
            security: document.get("security").map(security::alternatives).unwrap_or_default(),
            lenient_json: reader::flag(document, "x-lenient-json"),
            schemas: reader.schemas,
        }
    }

    pub fn schema(&self, reference: SchemaRef) -> &Schema {
        self.schemas.get(reference)
    }
}

fn info(document: &Node) -> Info {
    let info = document.get("info").unwrap_or(document);
    Info {
        title: reader::text(info, "title").unwrap_or_default(),
        version: reader::text(info, "version").unwrap_or_default(),
        description: reader::text(info, "description"),
    }
}

fn server(node: &Node) -> Server {
    let variables = reader::members(node, "variables");
    Server {
        url: reader::text(node, "url").unwrap_or_default(),
        variables: variables
            .map(|(name, member)| (name.clone(), reader::text(&member.node, "default").unwrap_or_default()))
            .collect(),
    }
}

fn tag(node: &Node) -> Tag {
    Tag { name: reader::text(node, "name").unwrap_or_default(), description: reader::text(node, "description") }
}
