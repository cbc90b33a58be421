//! Refusals of what a request brings: one problem for all violations.

use std::borrow::Cow;

use crate::operation::BodyInfo;
use crate::problem::{MAXIMUM_VIOLATIONS, Place, Problem, Violation};

/// A violation and the status that answers it unless the document says otherwise.
pub(crate) struct Found {
    pub(crate) violation: Violation,
    pub(crate) status: u16,
}

/// The problem of a body that breaks its schema; none where there is no violation.
#[cold]
pub(crate) fn refuse_body(status: u16, violations: Vec<Violation>) -> Problem {
    refuse(violations.into_iter().map(|violation| Found { violation, status }).collect())
}

/// One problem for all violations. A status that the document gives to a keyword goes before the usual ones.
#[cold]
pub(crate) fn refuse(mut found: Vec<Found>) -> Problem {
    found.truncate(MAXIMUM_VIOLATIONS);
    let overriding = found.iter().find_map(|found| found.violation.status);
    let status = overriding.or_else(|| found.first().map(|found| found.status)).unwrap_or(400);
    let is_of_parameter =
        matches!(found.first(), Some(Found { violation: Violation { place: Place::Parameter(_), .. }, .. }));
    let code = match status {
        404 => "not_found",
        413 => "payload_too_large",
        415 => "unsupported_media_type",
        _ if is_of_parameter => "invalid_parameter",
        _ => "invalid_body",
    };
    let detail = describe(&found);
    Problem::of_runtime(status, code, detail).with_errors(found.into_iter().map(|found| found.violation))
}

fn describe(found: &[Found]) -> String {
    let Some(Found { violation: first, .. }) = found.first() else {
        return "The request does not have the documented form.".to_owned();
    };
    let place = match &first.place {
        Place::Parameter(name) => Cow::Owned(format!("The parameter {name}")),
        Place::Pointer(pointer) if pointer.is_empty() => Cow::Borrowed("The body"),
        Place::Pointer(pointer) => Cow::Owned(format!("In the body, {pointer}")),
    };
    let others = match found.len() {
        1 => String::new(),
        2 => "; 1 more fault was found".to_owned(),
        more => format!("; {} more faults were found", more - 1),
    };
    format!("{place} {}{others}.", first.detail)
}

/// 415: the body is of no documented media type.
#[cold]
pub(crate) fn unsupported(info: &BodyInfo) -> Problem {
    let names: Vec<&str> = info.content.iter().map(|media_type| media_type.media_type).collect();
    let detail = format!("The body has to be {}.", names.join(" or "));
    Problem::of_runtime(415, "unsupported_media_type", detail)
}
