//! Statuses of the directory's errors, for both APIs: the one place where a rule becomes an HTTP answer.
//!
//! What is the caller's fault is explained; what is the server's is logged with its causes and answered with a fixed
//! sentence.

use http::{StatusCode, header::RETRY_AFTER};
use roster_runtime::{Call, Problem, Violation, operation::OperationInfo};

use crate::{
    directory::{DirectoryError, ErrorKind, Fault},
    failure,
    model::principal::Principal,
    tus::{self, Refusal},
};

/// How an error of the directory is answered in a call.
pub(crate) fn refuse(call: &Call<Principal>) -> impl Fn(DirectoryError) -> Problem + use<> {
    let operation = call.operation;
    move |error| problem(error, operation)
}

/// The problem document of an error. Rejected input has the status that the operation declares for it.
pub(crate) fn problem(error: DirectoryError, operation: &'static OperationInfo) -> Problem {
    let rejections = operation.rejections;
    let status = status(&error, rejections.body, rejections.parameter);
    let problem = match status {
        StatusCode::INTERNAL_SERVER_ERROR => {
            failure::log(&error);
            return Problem::internal();
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            failure::log(&error);
            return Problem::unavailable();
        }
        _ => Problem::new(status, error.code(), sentence(&error.to_string())),
    };
    match error {
        DirectoryError::InvalidBody(faults) | DirectoryError::UnknownGroups(faults) => {
            problem.with_errors(faults.into_iter().map(|fault| Violation::at_pointer(fault.place, fault.detail)))
        }
        DirectoryError::UnknownUsers(unknown) => {
            problem.with_errors(unknown.into_iter().map(|(_, fault)| Violation::at_pointer(fault.place, fault.detail)))
        }
        DirectoryError::Upload(Refusal::ChecksumMismatch(_)) => problem.with_title("Checksum Mismatch"),
        DirectoryError::Upload(Refusal::BadTrailer(detail)) => {
            problem.with_error(Violation::at_parameter("Upload-Checksum", detail))
        }
        DirectoryError::Upload(Refusal::UploadTooLarge { header }) => {
            problem.with_error(Violation::at_parameter(header, format!("comes to more than {}", tus::MAXIMUM_LENGTH)))
        }
        DirectoryError::MailTooSoon(seconds) => problem.with_header(RETRY_AFTER, seconds),
        DirectoryError::InvalidParameter(Fault { place, detail }) => {
            problem.with_error(Violation::at_parameter(place, detail))
        }
        _ => problem,
    }
}

fn status(error: &DirectoryError, body: u16, parameter: u16) -> StatusCode {
    let declared = |status| StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    match error.kind() {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Body => declared(body),
        ErrorKind::Parameter => declared(parameter),
        ErrorKind::TooSoon => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Failure => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorKind::Upload(refusal) => refusal_status(refusal),
    }
}

fn refusal_status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::OffsetMismatch { .. } | Refusal::Busy | Refusal::Finished => StatusCode::CONFLICT,
        // The protocol's own (tus 1.0.0, Concatenation).
        Refusal::Final => StatusCode::FORBIDDEN,
        Refusal::PartTooSmall | Refusal::BadTrailer(_) | Refusal::Interrupted => StatusCode::BAD_REQUEST,
        Refusal::PartTooLarge | Refusal::BeyondLength { .. } | Refusal::UploadTooLarge { .. } => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        // The protocol's own (tus 1.0.0, Checksum).
        Refusal::ChecksumMismatch(_) => StatusCode::from_u16(460).expect("a status has three digits"),
    }
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}
