//! The head of an answer, whose documented headers are read, and an answer that was received as a whole.

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use roster_wire::media_type;
use serde::de::DeserializeOwned;

use crate::{
    Error,
    error::excerpt,
    http::{HeaderForm, header_value},
};

/// Status and headers.
#[derive(Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
}

impl Head<'_> {
    pub(crate) fn is(self, media_type: &str) -> bool {
        self.media_type().is_some_and(|actual| media_type::is_of(media_type, actual))
    }

    pub(crate) fn media_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    pub(crate) fn header<T: DeserializeOwned>(self, name: &str) -> Result<T, Error> {
        self.optional_header(name)?.ok_or_else(|| self.undecodable(format!("the header `{name}` is missing"), ""))
    }

    pub(crate) fn optional_header<T: DeserializeOwned>(self, name: &str) -> Result<Option<T>, Error> {
        let fields: Vec<_> = self.headers.get_all(name).iter().map(|value| value.as_bytes()).collect();
        if fields.is_empty() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&fields.join(&b", "[..])).into_owned();
        let parsed = header_value::parse(&text);
        parsed.map(Some).map_err(|error| self.undecodable(format!("the header `{name}`: {error}"), &text))
    }

    pub(crate) fn header_of<T: DeserializeOwned>(self, name: &str, form: HeaderForm) -> Result<T, Error> {
        self.optional_header_of(name, form)?
            .ok_or_else(|| self.undecodable(format!("the header `{name}` is missing"), ""))
    }

    pub(crate) fn optional_header_of<T: DeserializeOwned>(
        self,
        name: &str,
        form: HeaderForm,
    ) -> Result<Option<T>, Error> {
        let lines: Vec<_> = self.headers.get_all(name).iter().map(|value| value.as_bytes()).collect();
        if lines.is_empty() {
            return Ok(None);
        }
        let lines: Vec<_> = lines.into_iter().map(String::from_utf8_lossy).collect();
        let parsed = form.parse(&lines);
        parsed.map(Some).map_err(|error| self.undecodable(format!("the header `{name}`: {error}"), &lines.join(", ")))
    }

    pub(crate) fn json<T: DeserializeOwned>(self, body: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(body).map_err(|error| Error::Decode {
            status: self.status,
            detail: if body.is_empty() { "it has no body".to_owned() } else { error.to_string() },
            excerpt: excerpt(body),
        })
    }

    pub(crate) fn text(self, body: &[u8]) -> Result<String, Error> {
        let text = std::str::from_utf8(body);
        text.map(str::to_owned).map_err(|error| self.undecodable(error.to_string(), &excerpt(body)))
    }

    pub(crate) fn undecodable(self, detail: String, excerpt: &str) -> Error {
        Error::Decode { status: self.status, detail, excerpt: excerpt.to_owned() }
    }
}

/// The answer behind an [`Error`], before it becomes a variant of what the operation documents.
pub struct Answer<'a> {
    pub(crate) head: Head<'a>,
    pub(crate) body: &'a Bytes,
}

impl Answer<'_> {
    pub fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    pub fn status_code(&self) -> StatusCode {
        self.head.status
    }

    /// Whether the body is of a documented media type or range.
    pub fn is(&self, media_type: &str) -> bool {
        self.head.is(media_type)
    }

    /// As [`Response::header`](crate::http::Response::header), and so are the next three.
    pub fn header<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        self.head.header(name)
    }

    pub fn optional_header<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        self.head.optional_header(name)
    }

    pub fn header_of<T: DeserializeOwned>(&self, name: &str, form: HeaderForm) -> Result<T, Error> {
        self.head.header_of(name, form)
    }

    pub fn optional_header_of<T: DeserializeOwned>(&self, name: &str, form: HeaderForm) -> Result<Option<T>, Error> {
        self.head.optional_header_of(name, form)
    }

    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.head.json(self.body)
    }

    /// The body as UTF-8.
    pub fn text(&self) -> Result<String, Error> {
        self.head.text(self.body)
    }

    pub fn bytes(&self) -> Bytes {
        self.body.clone()
    }
}
