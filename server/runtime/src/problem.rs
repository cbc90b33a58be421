//! Problem documents (RFC 9457): what every refusal looks like, from the runtime and from handlers.
//!
//! Which status a refusal has is decided by who makes it; whether an operation may answer it, by the routes.

use std::fmt;
use std::ops::{Deref, DerefMut};

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use serde::Serialize;
use serde::ser::SerializeMap;

use crate::operation::OperationInfo;

/// The media type of problem documents.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The most violations that one problem document lists.
pub const MAXIMUM_VIOLATIONS: usize = 50;

/// The code of the answer of operations that nobody implemented.
pub(crate) const NOT_IMPLEMENTED: &str = "not_implemented";

/// Where in a request something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the body: a JSON pointer (RFC 6901), empty for the body as a whole.
    Pointer(String),
    /// In the parameter of this name.
    Parameter(String),
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub place: Place,
    /// What is wrong and what is allowed, in a sentence.
    pub detail: String,
    /// Another status than the usual one of the place (`x-violation-statuses`).
    pub status: Option<u16>,
}

impl Violation {
    /// In the body, at a JSON pointer.
    #[cold]
    pub fn at_pointer(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { place: Place::Pointer(pointer.into()), detail: detail.into(), status: None }
    }

    /// In a parameter, by its documented name.
    #[cold]
    pub fn at_parameter(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { place: Place::Parameter(name.into()), detail: detail.into(), status: None }
    }

    /// Answered with `status` instead of the usual one.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }
}

impl Serialize for Violation {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        match &self.place {
            Place::Pointer(pointer) => map.serialize_entry("pointer", pointer)?,
            Place::Parameter(name) => map.serialize_entry("parameter", name)?,
        }
        map.serialize_entry("detail", &self.detail)?;
        map.end()
    }
}

/// A refusal: status, stable code, and what a person needs to mend the request.
///
/// It is as large as a pointer, so that results that seldom hold one are no larger for it; the fields are those of
/// [`ProblemDetails`].
#[derive(Clone, Debug)]
pub struct Problem(Box<ProblemDetails>);

/// What a problem document says (RFC 9457, section 3), and what is answered with it.
#[derive(Clone, Debug)]
pub struct ProblemDetails {
    pub status: StatusCode,
    /// Stable, in snake case; clients may branch on it.
    pub code: &'static str,
    /// A short summary of the kind of problem: the reason phrase unless set.
    pub title: &'static str,
    /// What happened this time.
    pub detail: String,
    pub errors: Vec<Violation>,
    /// Headers of the answer, such as `Retry-After`.
    pub headers: Option<HeaderMap>,
    /// Made by the runtime (or before the handler): answered even where the operation does not document the status.
    pub(crate) from_runtime: bool,
}

impl Deref for Problem {
    type Target = ProblemDetails;

    fn deref(&self) -> &ProblemDetails {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut ProblemDetails {
        &mut self.0
    }
}

impl Problem {
    /// A problem whose title is the status's reason phrase.
    #[cold]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(ProblemDetails {
            status,
            code,
            title: status.canonical_reason().unwrap_or("Problem"),
            detail: detail.into(),
            errors: Vec::new(),
            headers: None,
            from_runtime: false,
        }))
    }

    /// 500 with a sentence that says nothing of the cause; log the cause where it is known.
    #[cold]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "The server failed; the failure is logged.")
    }

    #[cold]
    pub(crate) fn of_runtime(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(status, code, detail).mark_of_runtime()
    }

    pub(crate) fn mark_of_runtime(mut self) -> Self {
        self.from_runtime = true;
        self
    }

    /// Lists one more violation; those beyond [`MAXIMUM_VIOLATIONS`] are dropped.
    #[must_use]
    pub fn with_error(mut self, violation: Violation) -> Self {
        if self.errors.len() < MAXIMUM_VIOLATIONS {
            self.errors.push(violation);
        }
        self
    }

    /// Lists violations; those beyond [`MAXIMUM_VIOLATIONS`] are dropped.
    #[must_use]
    pub fn with_errors(mut self, violations: impl IntoIterator<Item = Violation>) -> Self {
        let room = MAXIMUM_VIOLATIONS.saturating_sub(self.errors.len());
        self.errors.extend(violations.into_iter().take(room));
        self
    }

    /// Another title than the reason phrase.
    #[must_use]
    pub fn with_title(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    /// Adds a header to the answer. A value that is not legal in a header is left out, and logged.
    #[must_use]
    pub fn with_header<V>(mut self, name: HeaderName, value: V) -> Self
    where
        V: TryInto<HeaderValue>,
        V::Error: fmt::Debug,
    {
        match value.try_into() {
            Ok(value) => {
                self.headers.get_or_insert_default().append(name, value);
            }
            Err(error) => tracing::error!(%name, ?error, "a problem's header has a value that is not legal"),
        }
        self
    }

    /// The answer: `application/problem+json`. Its extensions hold the problem, for who answers errors in another form.
    pub fn into_response(mut self) -> Response<axum::body::Body> {
        let text = serde_json::to_vec(&self).expect("a problem document holds only strings and numbers");
        let mut response = Response::new(axum::body::Body::from(text));
        *response.status_mut() = self.status;
        if let Some(headers) = self.headers.take() {
            *response.headers_mut() = headers;
        }
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        response.extensions_mut().insert(self);
        response
    }
}

impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "about:blank")?;
        map.serialize_entry("title", self.title)?;
        map.serialize_entry("status", &self.status.as_u16())?;
        map.serialize_entry("detail", &self.detail)?;
        map.serialize_entry("code", self.code)?;
        if !self.errors.is_empty() {
            map.serialize_entry("errors", &self.errors)?;
        }
        map.end()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}: {}", self.status.as_u16(), self.code, self.detail)
    }
}

impl std::error::Error for Problem {}

impl axum::response::IntoResponse for Problem {
    fn into_response(self) -> axum::response::Response {
        Self::into_response(self)
    }
}

/// What the default body of a generated trait method answers: 501.
pub fn not_implemented<T>(info: &'static OperationInfo) -> Result<T, Problem> {
    let detail = format!("The operation {} is documented, and not implemented by this server.", info.id);
    Err(Problem::new(StatusCode::NOT_IMPLEMENTED, NOT_IMPLEMENTED, detail))
}

/// 404 as a problem document: the fallback of a router for paths that no document has.
pub async fn not_found() -> Problem {
    Problem::of_runtime(404, "not_found", "There is nothing under this path.")
}

/// 405 as a problem document; `Allow` is added by the router.
pub(crate) async fn method_not_allowed() -> Problem {
    let detail = "This path does not take the method; those that it takes are in the header Allow.";
    Problem::of_runtime(405, "method_not_allowed", detail)
}
