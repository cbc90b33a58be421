//! An answer, before it becomes a variant of the operation's enum.

use std::time::Duration;

use http::{StatusCode, header::CONTENT_TYPE};
use serde::de::DeserializeOwned;

use crate::{
    Download, Error,
    error::excerpt,
    http::{HeaderForm, header_value, media_type_matches},
};

/// What is kept of the body of an error.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;

/// An answer, whose body is still to be read.
pub struct Response {
    pub(crate) inner: reqwest::Response,
    pub(crate) idle: Duration,
}

impl Response {
    pub fn status(&self) -> u16 {
        self.inner.status().as_u16()
    }

    pub fn status_code(&self) -> StatusCode {
        self.inner.status()
    }

    /// Whether the body is of a documented media type or range.
    pub fn is(&self, media_type: &str) -> bool {
        self.media_type().is_some_and(|actual| media_type_matches(media_type, actual))
    }

    fn media_type(&self) -> Option<&str> {
        self.inner.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// A header that the document requires.
    pub fn header<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        self.optional_header(name)?.ok_or_else(|| self.undecodable(format!("the header `{name}` is missing"), ""))
    }

    /// Several fields of one name are one list (RFC 9110, 5.3).
    pub fn optional_header<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        let fields: Vec<_> = self.inner.headers().get_all(name).iter().map(|value| value.as_bytes()).collect();
        if fields.is_empty() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&fields.join(&b", "[..])).into_owned();
        let parsed = header_value::parse(&text);
        parsed.map(Some).map_err(|error| self.undecodable(format!("the header `{name}`: {error}"), &text))
    }

    /// Like [`Response::header`], for headers that are no plain text.
    pub fn header_of<T: DeserializeOwned>(&self, name: &str, form: HeaderForm) -> Result<T, Error> {
        self.optional_header_of(name, form)?
            .ok_or_else(|| self.undecodable(format!("the header `{name}` is missing"), ""))
    }

    /// Like [`Response::header_of`], for headers that need not be there.
    pub fn optional_header_of<T: DeserializeOwned>(&self, name: &str, form: HeaderForm) -> Result<Option<T>, Error> {
        let lines: Vec<_> = self.inner.headers().get_all(name).iter().map(|value| value.as_bytes()).collect();
        if lines.is_empty() {
            return Ok(None);
        }
        let lines: Vec<_> = lines.into_iter().map(String::from_utf8_lossy).collect();
        let parsed = form.parse(&lines);
        parsed.map(Some).map_err(|error| self.undecodable(format!("the header `{name}`: {error}"), &lines.join(", ")))
    }

    /// The body as JSON.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let status = self.inner.status();
        let body = self.download().bytes().await?;
        serde_json::from_slice(&body).map_err(|error| Error::Decode {
            status,
            detail: if body.is_empty() { "it has no body".to_owned() } else { error.to_string() },
            excerpt: excerpt(&body),
        })
    }

    /// The body as UTF-8.
    pub async fn text(self) -> Result<String, Error> {
        let status = self.inner.status();
        let body = self.download().bytes().await?;
        String::from_utf8(body.into()).map_err(|error| Error::Decode {
            status,
            detail: error.to_string(),
            excerpt: excerpt(error.as_bytes()),
        })
    }

    /// The body as it arrives.
    pub fn download(self) -> Download {
        Download::new(self.inner, self.idle)
    }

    /// What an answer stands for that is not among the documented ones below 400.
    pub async fn into_error(self) -> Error {
        let (status, headers) = (self.inner.status(), self.inner.headers().clone());
        match self.download().up_to(ERROR_BODY_LIMIT).await {
            Ok(body) => Error::from_answer(status, headers, body),
            // The status matters more than a connection that broke after it.
            Err(_) => Error::from_answer(status, headers, bytes::Bytes::new()),
        }
    }

    /// A documented status with a body of another media type than the documented ones, or with none.
    pub fn of_no_documented_type(&self) -> Error {
        let detail = match self.media_type() {
            Some(media_type) => format!("its body is `{media_type}`, which is not documented"),
            None => "it has no body, or one of no media type".to_owned(),
        };
        self.undecodable(detail, "")
    }

    fn undecodable(&self, detail: String, excerpt: &str) -> Error {
        Error::Decode { status: self.inner.status(), detail, excerpt: excerpt.to_owned() }
    }
}
