//! Why a call gave no documented answer.

use std::{io, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use roster_wire::media_type;
use serde::de::DeserializeOwned;

use crate::{
    Problem,
    http::{Answer, Head},
};

/// Anything but a documented answer below status 400.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server answered with a problem document, of a documented status or not.
    #[error("{status}: {problem}")]
    Problem { status: StatusCode, problem: Box<Problem>, headers: Box<HeaderMap>, body: Bytes },

    /// The server answered with another body than a problem document, or none, and the status is either an error or
    /// not documented. The body is cut after one mebibyte.
    #[error("the server answered {status} without a problem document{}", excerpt_of(.body))]
    Status { status: StatusCode, headers: Box<HeaderMap>, body: Bytes },

    /// A documented status, but the body or a header is not what the document says.
    #[error("the answer with status {status} cannot be read: {detail}{}", excerpt_of(.excerpt.as_bytes()))]
    Decode {
        status: StatusCode,
        detail: String,
        /// The body's beginning, where the body is at fault.
        excerpt: String,
    },

    /// An item of a sequence is not what the document says; the first one has the index 0.
    #[error("item {index} of the answer with status {status} cannot be read: {detail}{}", excerpt_of(.excerpt.as_bytes()))]
    Item {
        status: StatusCode,
        index: u64,
        detail: String,
        /// Its beginning.
        excerpt: String,
    },

    /// No connection, or it broke.
    #[error("the server cannot be reached")]
    Transport(#[source] reqwest::Error),

    /// Nothing was sent or received for this long, or the call took longer than a whole one may.
    #[error("no answer: {waiting_for} took longer than {limit:?}")]
    TimedOut { waiting_for: &'static str, limit: Duration },

    /// A [hook](crate::Hook) refused the request, or the answer.
    #[error("refused by a hook")]
    Refused(#[source] crate::Refusal),

    /// What is to be sent cannot be read.
    #[error("the content cannot be read")]
    Content(#[source] io::Error),

    /// The request cannot be written down; nothing was sent.
    #[error("argument `{name}`: {detail}")]
    InvalidArgument { name: String, detail: String },
}

impl Error {
    /// The status of the server's answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Problem { status, .. }
            | Self::Status { status, .. }
            | Self::Decode { status, .. }
            | Self::Item { status, .. } => Some(*status),
            Self::Transport(error) => error.status(),
            Self::TimedOut { .. } | Self::Refused(_) | Self::Content(_) | Self::InvalidArgument { .. } => None,
        }
    }

    /// The problem document, if the server sent one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem { problem, .. } => Some(problem),
            _ => None,
        }
    }

    /// The problem's `code`: `seats_exhausted`.
    pub fn code(&self) -> Option<&str> {
        self.problem()?.code.as_deref()
    }

    /// The headers of an answer with an error status: `Retry-After`, `WWW-Authenticate`, `Location` …
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Problem { headers, .. } | Self::Status { headers, .. } => Some(headers),
            _ => None,
        }
    }

    /// What the server answered, for an operation's own error to be read of it: `UsersGetError::of(&error)`.
    pub fn answer(&self) -> Option<Answer<'_>> {
        match self {
            Self::Problem { status, headers, body, .. } | Self::Status { status, headers, body } => {
                Some(Answer { head: Head { status: *status, headers }, body })
            }
            _ => None,
        }
    }

    /// Reads the body of [`Error::Status`] as JSON: for statuses that the document does not have.
    /// None where there is no such body.
    pub fn decode<T: DeserializeOwned>(&self) -> Option<Result<T, serde_json::Error>> {
        match self {
            Self::Status { body, .. } => Some(serde_json::from_slice(body)),
            _ => None,
        }
    }

    /// A request that cannot be written down.
    pub fn invalid_argument(name: impl Into<String>, detail: impl std::fmt::Display) -> Self {
        Self::InvalidArgument { name: name.into(), detail: detail.to_string() }
    }

    /// The error that an answer with these parts stands for.
    pub(crate) fn from_answer(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let headers = Box::new(headers);
        let is_problem = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| media_type::is_of("application/problem+json", value));
        match is_problem.then(|| Problem::from_slice(&body)).flatten() {
            Some(problem) => Self::Problem { status, problem: Box::new(problem), headers, body },
            None => Self::Status { status, headers, body },
        }
    }
}

/// `: <the first characters>`, or nothing where there is nothing.
fn excerpt_of(body: &[u8]) -> String {
    match excerpt(body) {
        text if text.is_empty() => text,
        text => format!(": {text}"),
    }
}

/// At most 200 characters of `body`, for people.
pub(crate) fn excerpt(body: &[u8]) -> String {
    const LIMIT: usize = 200;
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * LIMIT)]);
    let mut excerpt: String = text.chars().take(LIMIT).collect();
    if excerpt.len() < body.len() {
        excerpt.push('…');
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_are_short_and_never_split_characters() {
        assert_eq!(excerpt(b"short"), "short");
        let long = excerpt("ä".repeat(1000).as_bytes());
        assert_eq!(long.chars().count(), 201);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_problem_is_one_only_by_its_media_type() {
        let body = Bytes::from_static(br#"{"title":"Gone"}"#);
        let mut headers = HeaderMap::new();
        let plain = Error::from_answer(StatusCode::GONE, headers.clone(), body.clone());
        assert!(plain.problem().is_none());
        assert_eq!(plain.status(), Some(StatusCode::GONE));
        headers.insert(CONTENT_TYPE, "application/problem+json; charset=utf-8".parse().unwrap());
        let problem = Error::from_answer(StatusCode::GONE, headers, body);
        assert_eq!(problem.to_string(), "410 Gone: Gone");
    }
}
