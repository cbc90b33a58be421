//! An answer, before it becomes a variant of the operation's enum.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use roster_wire::sequence::ReadItem;
use serde::de::DeserializeOwned;

use crate::{
    Download, Error, Framing, Items,
    http::{Head, HeaderForm},
    items::{self, Again},
    transport::Limit,
};

/// What is kept of the body of an error.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;

/// An answer, whose body is still to be read.
pub struct Response {
    pub(crate) inner: reqwest::Response,
    pub(crate) idle: Duration,
    /// How events go on where the connection breaks.
    pub(crate) again: Option<Again>,
    pub(crate) limit: Option<Limit>,
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
        self.head().is(media_type)
    }

    fn head(&self) -> Head<'_> {
        Head { status: self.inner.status(), headers: self.inner.headers() }
    }

    /// A header that the document requires.
    pub fn header<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        self.head().header(name)
    }

    /// Several fields of one name are one list (RFC 9110, 5.3).
    pub fn optional_header<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        self.head().optional_header(name)
    }

    /// Like [`Response::header`], for headers that are no plain text.
    pub fn header_of<T: DeserializeOwned>(&self, name: &str, form: HeaderForm) -> Result<T, Error> {
        self.head().header_of(name, form)
    }

    /// Like [`Response::header_of`], for headers that need not be there.
    pub fn optional_header_of<T: DeserializeOwned>(&self, name: &str, form: HeaderForm) -> Result<Option<T>, Error> {
        self.head().optional_header_of(name, form)
    }

    /// The body as JSON.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let status = self.inner.status();
        let body = self.whole().await?;
        Head { status, headers: &HeaderMap::new() }.json(&body)
    }

    /// The body as UTF-8.
    pub async fn text(self) -> Result<String, Error> {
        let status = self.inner.status();
        let body = self.whole().await?;
        Head { status, headers: &HeaderMap::new() }.text(&body)
    }

    /// The items of the body as they arrive.
    pub fn items<T: ReadItem + Send + 'static>(mut self, framing: Framing) -> Result<Items<T>, Error> {
        let (status, again) = (self.status_code(), self.again.take());
        items::read(self.download(), status, framing, again)
    }

    async fn whole(self) -> Result<Bytes, Error> {
        Limit::watch(self.limit, self.download().bytes()).await?
    }

    /// The body as it arrives.
    pub fn download(self) -> Download {
        Download::new(self.inner, self.idle)
    }

    /// What an answer stands for that is not among the documented ones below 400.
    pub async fn into_error(self) -> Error {
        let (status, headers) = (self.inner.status(), self.inner.headers().clone());
        match Limit::watch(self.limit, self.download().up_to(ERROR_BODY_LIMIT)).await.flatten() {
            Ok(body) => Error::from_answer(status, headers, body),
            // The status matters more than a connection that broke after it.
            Err(_) => Error::from_answer(status, headers, Bytes::new()),
        }
    }

    /// A documented status with a body of another media type than the documented ones, or with none.
    pub fn of_no_documented_type(&self) -> Error {
        let detail = match self.head().media_type() {
            Some(media_type) => format!("its body is `{media_type}`, which is not documented"),
            None => "it has no body, or one of no media type".to_owned(),
        };
        self.head().undecodable(detail, "")
    }
}
