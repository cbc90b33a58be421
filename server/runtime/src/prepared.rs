//! What is worked out once per operation and path, so that requests do not.

use crate::body::typed::Reading;
use crate::json::Nul;
use crate::negotiate;
use crate::operation::{DocumentInfo, MediaTypeInfo, OperationInfo, StatusPattern};
use crate::parameters::PathTemplate;
use crate::problem::Problem;
use crate::template::Template;

/// An operation on one of its paths.
pub(crate) struct Prepared {
    pub(crate) operation: &'static OperationInfo,
    pub(crate) template: PathTemplate,
    pub(crate) lenient_json: bool,
    /// By documented media type of the body.
    pub(crate) readings: Vec<Reading>,
    pub(crate) nul: Nul,
    /// Media types to choose from by `Accept`, where the operation documents 406.
    offers: Vec<&'static str>,
    /// The document's name, for challenges.
    pub(crate) realm: &'static str,
}

impl Prepared {
    pub(crate) fn new(document: &DocumentInfo, nul: Nul, operation: &'static OperationInfo, path: &Template) -> Self {
        let content = operation.body.map_or(&[][..], |body| body.content);
        // A sequence is read item by item.
        let schema = |info: &MediaTypeInfo| info.items.map_or(info.schema, |items| Some(items.schema));
        Self {
            operation,
            template: PathTemplate::new(operation, path),
            lenient_json: document.lenient_json,
            readings: content.iter().map(|info| Reading::new(schema(info), nul)).collect(),
            nul,
            offers: offers(operation),
            realm: document.name,
        }
    }

    pub(crate) fn check_accept(&self, headers: &http::HeaderMap) -> Result<(), Problem> {
        if self.offers.is_empty() || negotiate::choose(headers, &self.offers).is_some() {
            return Ok(());
        }
        let detail = format!("This is available as {}.", self.offers.join(" and "));
        Err(Problem::of_runtime(406, "not_acceptable", detail))
    }
}

fn offers(operation: &'static OperationInfo) -> Vec<&'static str> {
    let is_documented = operation.responses.iter().any(|response| response.status == StatusPattern::Exact(406));
    if !is_documented {
        return Vec::new();
    }
    let successes = operation
        .responses
        .iter()
        .filter(|response| matches!(response.status, StatusPattern::Exact(200..=299) | StatusPattern::Range(2)));
    let mut offers: Vec<&'static str> = Vec::new();
    for media_type in successes.flat_map(|response| response.content) {
        if !offers.contains(&media_type.media_type) {
            offers.push(media_type.media_type);
        }
    }
    offers
}
