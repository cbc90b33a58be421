//! A request and its answer, of which runtime expressions of OpenAPI take values (3.2.0, section 4.20.4).

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::Value;
use url::form_urlencoded;

use crate::Error;

/// What an expression takes; in its text, a part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Text(&'static str),
    Url,
    Method,
    StatusCode,
    RequestHeader(&'static str),
    ResponseHeader(&'static str),
    Query(&'static str),
    Path(&'static str),
    /// By JSON pointer.
    RequestBody(&'static str),
    ResponseBody(&'static str),
}

/// The exchange that asked for a callback: the request, and the answer where expressions take something of it.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    method: String,
    url: String,
    path: Vec<(String, String)>,
    request_headers: HeaderMap,
    request_body: Option<Value>,
    status: Option<StatusCode>,
    response_headers: HeaderMap,
    response_body: Option<Value>,
}

impl Exchange {
    /// `url` is that of the request, with its query.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self { method: method.into(), url: url.into(), ..Self::default() }
    }

    /// With a parameter of the request's path.
    #[must_use]
    pub fn with_path(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.path.push((name.into(), value.to_string()));
        self
    }

    #[must_use]
    pub fn with_request_headers(mut self, headers: HeaderMap) -> Self {
        self.request_headers = headers;
        self
    }

    /// With the body of the request, whose JSON form expressions point into.
    pub fn with_request_body(mut self, body: &impl Serialize) -> Result<Self, Error> {
        self.request_body = Some(to_value(body)?);
        Ok(self)
    }

    #[must_use]
    pub fn with_response(mut self, status: StatusCode, headers: HeaderMap) -> Self {
        (self.status, self.response_headers) = (Some(status), headers);
        self
    }

    pub fn with_response_body(mut self, body: &impl Serialize) -> Result<Self, Error> {
        self.response_body = Some(to_value(body)?);
        Ok(self)
    }

    /// With a header of the answer; none where it has no text.
    pub fn with_response_header(mut self, name: &'static str, value: &impl Serialize) -> Result<Self, Error> {
        let text = match to_value(value)? {
            Value::Null => return Ok(self),
            Value::String(text) => text,
            other => other.to_string(),
        };
        if let Ok(value) = HeaderValue::from_str(&text) {
            self.response_headers.insert(HeaderName::from_static(name), value);
        }
        Ok(self)
    }

    /// What an expression takes: of bodies, whatever is there; else text.
    pub fn value(&self, parts: &[Part]) -> Result<Value, Error> {
        let found = match parts {
            [Part::RequestBody(pointer)] => self.request_body.as_ref().and_then(|body| body.pointer(pointer)),
            [Part::ResponseBody(pointer)] => self.response_body.as_ref().and_then(|body| body.pointer(pointer)),
            _ => None,
        };
        found.cloned().map_or_else(|| self.text(parts).map(Value::from), Ok)
    }

    /// The text that an expression makes; an error where the exchange has no such thing.
    pub fn text(&self, parts: &[Part]) -> Result<String, Error> {
        parts.iter().map(|part| self.part(*part)).collect()
    }

    fn part(&self, part: Part) -> Result<String, Error> {
        let header = |headers: &HeaderMap, name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
        let body = |body: &Option<Value>, pointer: &str| match body.as_ref()?.pointer(pointer)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let found = match part {
            Part::Text(text) => Some(text.to_owned()),
            Part::Url => Some(self.url.clone()),
            Part::Method => Some(self.method.clone()),
            Part::StatusCode => self.status.map(|status| status.as_u16().to_string()),
            Part::RequestHeader(name) => header(&self.request_headers, name),
            Part::ResponseHeader(name) => header(&self.response_headers, name),
            Part::Query(name) => {
                let query =
                    self.url.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
                form_urlencoded::parse(query.as_bytes())
                    .find(|(key, _)| key == name)
                    .map(|(_, value)| value.into_owned())
            }
            Part::Path(name) => self.path.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()),
            Part::RequestBody(pointer) => body(&self.request_body, pointer),
            Part::ResponseBody(pointer) => body(&self.response_body, pointer),
        };
        found.ok_or_else(|| Error::invalid_argument("exchange", format!("has nothing for {part:?}")))
    }
}

/// A value that a link gives; its text is the generator's.
pub fn constant(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

fn to_value(body: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(body).map_err(|error| Error::invalid_argument("exchange", error))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use serde_json::json;

    use super::*;

    #[test]
    fn expressions_take_what_they_name() {
        let mut headers = HeaderMap::new();
        headers.insert("x-token", HeaderValue::from_static("t"));
        let exchange = Exchange::new("POST", "https://api.example/a/7?to=https%3A%2F%2Fme.example&n=1#top")
            .with_path("id", 7)
            .with_request_headers(headers.clone())
            .with_request_body(&json!({"url": "https://me.example", "deep": [{"a/b": 5}]}))
            .unwrap()
            .with_response(StatusCode::CREATED, headers)
            .with_response_body(&json!({"id": "r"}))
            .unwrap();
        for (parts, expected) in [
            (
                &[Part::RequestBody("/url"), Part::Text("/data?id="), Part::Path("id")][..],
                "https://me.example/data?id=7",
            ),
            (&[Part::Query("to")], "https://me.example"),
            (&[Part::RequestBody("/deep/0/a~1b"), Part::Method, Part::StatusCode], "5POST201"),
            (&[Part::RequestHeader("X-Token"), Part::ResponseHeader("x-token"), Part::ResponseBody("/id")], "ttr"),
        ] {
            assert_eq!(exchange.text(parts).unwrap(), expected);
        }
        assert_eq!(exchange.text(&[Part::Url]).unwrap(), "https://api.example/a/7?to=https%3A%2F%2Fme.example&n=1#top");
    }

    #[test]
    fn what_is_not_there_is_told() {
        let exchange = Exchange::new("GET", "/").with_request_body(&json!({"url": null})).unwrap();
        for part in
            [Part::Query("a"), Part::Path("a"), Part::RequestBody("/url"), Part::ResponseBody(""), Part::StatusCode]
        {
            let error = exchange.text(&[part]).unwrap_err();
            assert!(matches!(error, Error::InvalidArgument { .. }), "{error}");
        }
    }
}
