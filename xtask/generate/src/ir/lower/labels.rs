//! Variants for media types, statuses and positions.

use crate::ir::names;
use roster_document::{StatusPattern, essence};

/// `application/vnd.api+json` is `VndApiJson`, `image/*` is `Image`, `*/*` is `Any`.
pub(super) fn media_suffix(media_type: &str) -> String {
    let essence = essence(media_type);
    let (kind, subtype) = essence.split_once('/').unwrap_or((&essence, ""));
    match (kind, subtype) {
        ("*", _) => "Any".to_owned(),
        (kind, "*") => names::variant_name(kind),
        (_, "x-www-form-urlencoded") => "Form".to_owned(),
        ("multipart", "form-data") => "Multipart".to_owned(),
        (_, subtype) => names::variant_name(subtype.strip_prefix("x-").unwrap_or(subtype)),
    }
}

/// A position from 0: `First`, and behind the tenth `Item11`.
pub(super) fn ordinal(index: usize) -> String {
    const NAMES: [&str; 10] =
        ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"];
    NAMES.get(index).map_or_else(|| format!("Item{}", index + 1), |name| (*name).to_owned())
}

/// The reason phrase as a variant.
pub(super) fn status_name(status: StatusPattern) -> String {
    let code = match status {
        StatusPattern::Exact(code) => code,
        StatusPattern::Range(class) => {
            let name = ["Informational", "Success", "Redirection", "ClientError", "ServerError"];
            return name.get(usize::from(class) - 1).copied().unwrap_or("Range").to_owned();
        }
        StatusPattern::Default => return "Default".to_owned(),
    };
    let name = match code {
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        226 => "ImUsed",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        305 => "UseProxy",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        407 => "ProxyAuthenticationRequired",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "PayloadTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        417 => "ExpectationFailed",
        418 => "ImATeapot",
        421 => "MisdirectedRequest",
        422 => "UnprocessableEntity",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        431 => "RequestHeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        505 => "HttpVersionNotSupported",
        506 => "VariantAlsoNegotiates",
        507 => "InsufficientStorage",
        508 => "LoopDetected",
        510 => "NotExtended",
        511 => "NetworkAuthenticationRequired",
        _ => return format!("Status{code}"),
    };
    name.to_owned()
}
