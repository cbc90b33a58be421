//! Operations, with what their path item and the root lend them.

use std::sync::Arc;

use super::{Parameter, RequestBody, Response, SecurityAlternative, StatusPattern};
use crate::Location;

/// One method of one path, with everything that applies to it (section 4.7.10).
#[derive(Clone, Debug)]
pub struct Operation {
    pub location: Location,
    /// `operationId`, or what was made up of method and path.
    pub id: String,
    /// Whether the document has the id.
    pub has_id: bool,
    /// Upper case: `GET`.
    pub method: String,
    pub path: String,
    pub tags: Vec<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    /// Those of the path item that the operation does not override, then its own.
    pub parameters: Vec<Arc<Parameter>>,
    pub body: Option<Arc<RequestBody>>,
    /// In the document's order.
    pub responses: Vec<(StatusPattern, Arc<Response>)>,
    /// Effective alternatives; empty: no credential is looked at.
    pub security: Vec<SecurityAlternative>,
    /// `x-aliases`.
    pub aliases: Vec<String>,
    /// `x-authorities`.
    pub authorities: Vec<String>,
    /// `x-rejections`, of the operation, else of the root, else what fits.
    pub rejections: Rejections,
    /// `x-body-limit`, of the operation, else of the root, in bytes.
    pub body_limit: Option<u64>,
}

impl Operation {
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
