//! Operations, with what their path item and the root lend them.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Parameter, ParameterLocation, RequestBody, Response, SecurityAlternative, Server, Stated, StatusPattern};
use crate::{
    Location, METHODS, escape,
    operation::{method_pointer, routed},
};

/// One method of one path, with everything that applies to it (section 4.7.10).
#[derive(Clone, Debug)]
pub struct Operation {
    pub location: Location,
    /// `operationId`, or what was made up of method and path.
    pub id: String,
    /// Whether the document has the id.
    pub has_id: bool,
    /// As it is sent: `GET`.
    pub method: String,
    pub path: String,
    pub tags: Vec<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    /// Those of the path item that the operation does not override, then its own.
    pub parameters: Vec<Arc<Parameter>>,
    /// `requestBody`, else `x-optional-body`.
    pub body: Option<Arc<RequestBody>>,
    /// In the document's order.
    pub responses: Vec<(StatusPattern, Arc<Response>)>,
    /// Effective alternatives; empty: no credential is looked at.
    pub security: Vec<SecurityAlternative>,
    /// Those that stand in place of the document's: its own, else those of its path item.
    pub servers: Vec<Server>,
    /// `x-aliases`.
    pub aliases: Vec<String>,
    /// `x-rust-name`.
    pub rust_name: Option<Stated>,
    /// `x-authorities`.
    pub authorities: Vec<String>,
    /// `x-rejections`, of the operation, else of the root, else what fits.
    pub rejections: Rejections,
    /// `x-body-limit`, of the operation, else of the root, in bytes.
    pub body_limit: Option<u64>,
    /// Of a mirrored document: the runtime expression that says where it is sent; empty for webhooks.
    pub target: Option<String>,
    /// `x-pagination`.
    pub pagination: Option<Pagination>,
}

impl Operation {
    /// What is routed of the path: neither query nor fragment.
    pub fn routed_path(&self) -> &str {
        routed(&self.path)
    }

    /// Where it stands in the document, if it is no webhook's.
    pub fn pointer(&self) -> String {
        let own = self.method.to_ascii_lowercase();
        let method = if METHODS.contains(&own.as_str()) { &own } else { &self.method };
        method_pointer(&format!("/paths/{}", escape(&self.path)), method)
    }

    /// The pairs in the query of the documented path, which clients send as they are. Not among them is what a parameter
    /// of the query says, by its name or in braces.
    pub fn fixed_query(&self) -> Vec<&str> {
        let is_parameter = |name: &str| {
            let mut parameters = self.parameters.iter();
            parameters.any(|parameter| parameter.place == ParameterLocation::Query && parameter.name == name)
        };
        let path = self.path.split('#').next().unwrap_or(&self.path);
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter(|pair| !pair.is_empty() && !pair.contains(['{', '}']));
        pairs.filter(|pair| !is_parameter(pair.split('=').next().unwrap_or(pair))).collect()
    }

    /// The body for which clients have an argument.
    pub fn offered_body(&self) -> Option<&RequestBody> {
        self.body.as_deref().filter(|body| body.is_offered)
    }

    /// Whether a request without any credential is let in.
    pub fn is_anonymous(&self) -> bool {
        self.security.is_empty() || self.security.iter().any(|alternative| alternative.schemes.is_empty())
    }
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

/// What an operation says of how its list goes on.
#[derive(Clone, Debug)]
pub struct Pagination {
    pub location: Location,
    /// What it says, each with its place; none where it is said that there are no pages.
    pub members: Option<IndexMap<String, (String, Location)>>,
}

impl Pagination {
    /// The members that it can have.
    pub const MEMBERS: [&str; 8] = ["items", "page", "offset", "cursor", "next", "total", "more", "last"];
}
