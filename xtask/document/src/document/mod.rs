//! A document as typed objects: each object of OpenAPI read once, with its place, references followed.
//!
//! What is read was mended and holds to the rules (`crate::{mend, rules}`), so reading cannot fail: what is of another
//! form is as if it were absent. Everything that asks what a document says asks these objects; the rules alone look at
//! nodes, since they are there for what has no such form.

mod content;
mod operation;
mod parameter;
mod reader;
mod rust;
mod schema;
mod schema_reader;
mod security;

pub use content::{
    Encoding, Example, Framing, Header, Link, MediaType, RequestBody, Response, StatusPattern, essence, is_json,
};
pub use operation::{Operation, Pagination, Rejections};
pub use parameter::{Parameter, ParameterLocation, ParameterStyle};
pub use rust::{RustExtensions, Stated};
pub use schema::{AdditionalProperties, Discriminator, Schema, SchemaId, SchemaRef, Schemas};
pub use security::{SecurityAlternative, SecurityKind, SecurityScheme};

use std::sync::Arc;

use indexmap::IndexMap;

use crate::{
    Node, Version, mend,
    operation::{ids, operations, webhooks},
};

use reader::Reader;

/// A bundled document (OpenAPI 3.0.3, section 4.7.1).
#[derive(Clone, Debug)]
pub struct Document {
    /// Of OpenAPI.
    pub version: Version,
    pub info: Info,
    pub servers: Vec<Server>,
    pub tags: Vec<Tag>,
    /// In the document's order: paths, then methods as the path item has them.
    pub operations: Vec<Arc<Operation>>,
    /// What the server asks of others; their names stand for paths.
    pub webhooks: Vec<Arc<Operation>>,
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
    pub summary: Option<String>,
    pub description: Option<String>,
}

impl Info {
    /// The summary and the description, as paragraphs.
    pub fn text(&self) -> Option<String> {
        let parts: Vec<&str> =
            [&self.summary, &self.description].into_iter().flatten().map(|text| text.trim()).collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }
}

/// Section 4.7.5.
#[derive(Clone, Debug)]
pub struct Server {
    /// As documented, with its variables in braces.
    pub url: String,
    pub name: Option<String>,
    pub variables: IndexMap<String, ServerVariable>,
}

/// Section 4.7.6.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    pub default: String,
    /// All that it can be (`enum`); anything, where there are none.
    pub values: Vec<String>,
}

impl Server {
    /// The URL with the default of each variable.
    pub fn default_url(&self) -> String {
        let variables = self.variables.iter();
        variables.fold(self.url.clone(), |url, (name, variable)| url.replace(&format!("{{{name}}}"), &variable.default))
    }
}

/// Section 4.7.22.
#[derive(Clone, Debug)]
pub struct Tag {
    pub name: String,
    pub summary: Option<String>,
    pub description: Option<String>,
    /// Another tag, and never one that leads back here.
    pub parent: Option<String>,
    /// `nav`, `badge`, `audience`, or any other.
    pub kind: Option<String>,
}

impl Tag {
    /// Whether operations are found under it, rather than marked by it.
    pub fn is_navigation(&self) -> bool {
        self.kind.as_deref().is_none_or(|kind| kind == "nav")
    }
}

impl Document {
    /// The objects of any bundled document, as they are meant; what has no meaning is left out.
    pub fn of(bundled: &Node) -> Self {
        Self::read(&mend(bundled).0)
    }

    /// The objects of a document that was mended and holds to the rules.
    pub fn read(document: &Node) -> Self {
        let mut reader = Reader::new(document);
        let mut views = operations(document);
        let count = views.len();
        views.extend(webhooks(document));
        let read = |(view, id)| Arc::new(reader.operation(view, id));
        let mut operations: Vec<_> = views.iter().zip(ids(&views)).map(read).collect();
        let webhooks = operations.split_off(count);
        Self {
            version: Version::of(document),
            info: info(document),
            servers: reader::items(document, "servers").map(server).collect(),
            tags: reader::items(document, "tags").map(tag).collect(),
            operations,
            webhooks,
            security_schemes: reader.security_schemes(),
            security: document.get("security").map(security::alternatives).unwrap_or_default(),
            lenient_json: reader::flag(document, "x-lenient-json"),
            schemas: reader.schemas,
        }
    }

    /// The tag under which an operation is found; none where it has none.
    pub fn navigation_tag<'document>(&'document self, operation: &'document Operation) -> Option<&'document str> {
        let is_navigation = |name: &&str| self.tags.iter().find(|tag| tag.name == *name).is_none_or(Tag::is_navigation);
        operation.tags.iter().map(String::as_str).find(is_navigation)
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
        summary: reader::text(info, "summary"),
        description: reader::text(info, "description"),
    }
}

fn server(node: &Node) -> Server {
    let variables = reader::members(node, "variables");
    Server {
        url: reader::text(node, "url").unwrap_or_default(),
        name: reader::text(node, "name"),
        variables: variables
            .map(|(name, member)| {
                let default = reader::text(&member.node, "default").unwrap_or_default();
                (name.clone(), ServerVariable { default, values: reader::texts(&member.node, "enum") })
            })
            .collect(),
    }
}

fn tag(node: &Node) -> Tag {
    Tag {
        name: reader::text(node, "name").unwrap_or_default(),
        summary: reader::text(node, "summary"),
        description: reader::text(node, "description"),
        parent: reader::text(node, "parent"),
        kind: reader::text(node, "kind"),
    }
}
