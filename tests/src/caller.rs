//! A consumer of the APIs: makes requests by operationId, and holds every answer against the document.

use std::{fmt, time::Duration};

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{
    document::{DOCUMENTS, Document},
    ledger,
};

/// Somebody who calls the server at `base` with a token, or with none.
#[derive(Clone)]
pub struct Caller {
    pub(crate) base: String,
    pub(crate) http: reqwest::Client,
    pub token: Option<String>,
}

impl Caller {
    /// Somebody who calls the server at `base`: scheme, host and port.
    pub fn new(base: String, token: Option<String>) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            .build()
            .expect("a client");
        Self { base, http, token }
    }

    /// A request to an operation of the Twona document.
    pub fn twona(&self, operation: &str) -> Request<'_> {
        self.request(&DOCUMENTS[0], operation)
    }

    /// A request to an operation of the docutools document.
    pub fn docutools(&self, operation: &str) -> Request<'_> {
        self.request(&DOCUMENTS[1], operation)
    }

    fn request(&self, document: &'static Document, operation: &str) -> Request<'_> {
        Request {
            caller: self,
            document,
            operation: operation.to_owned(),
            template: 0,
            path: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
        }
    }

    /// Scheme, host and port.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The same place, another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same place, no token.
    pub fn anonymous(&self) -> Self {
        Self { token: None, ..self.clone() }
    }

    /// A request to any address of the server, with nothing added and nothing checked.
    pub fn raw(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method.parse().expect("a method"), format!("{}{path}", self.base))
    }
}

/// A request under construction.
#[must_use]
pub struct Request<'a> {
    caller: &'a Caller,
    document: &'static Document,
    operation: String,
    template: usize,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Option<reqwest::Body>,
}

impl Request<'_> {
    /// Calls through the alias number `index` (from 0) instead of the documented path.
    pub fn alias(mut self, index: usize) -> Self {
        self.template = index + 1;
        self
    }

    pub fn path(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.path.push((name.to_owned(), value.to_string()));
        self
    }

    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.append(name, value.parse().expect("a header value"));
        self
    }

    pub fn json(self, body: Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    /// A body as it is, under a content type; `""` sends none.
    pub fn bytes(mut self, content_type: &'static str, body: impl Into<reqwest::Body>) -> Self {
        if !content_type.is_empty() {
            self = self.header("content-type", content_type);
        }
        self.body = Some(body.into());
        self
    }

    /// A parameter in the path, the query or the headers, as text; none where the request does not have it.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let named = self.path.iter().chain(&self.query).find(|(other, _)| other == name);
        let header = || self.headers.get(name).map(|value| value.to_str().expect("text"));
        named.map(|(_, value)| value.as_str()).or_else(header)
    }

    /// The body; empty where there is none.
    pub fn body(&self) -> &[u8] {
        self.body.as_ref().and_then(reqwest::Body::as_bytes).unwrap_or_default()
    }

    /// Sends, and checks the answer against the document.
    ///
    /// # Panics
    /// If there is no answer, or one that the document does not describe.
    pub async fn send(self) -> Response {
        let operation = self.document.operation(&self.operation);
        let mut url: url::Url =
            format!("{}{}", self.caller.base, operation.fill(self.template, &self.path)).parse().expect("an address");
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let mut request = self.caller.http.request(operation.method.clone(), url).headers(self.headers);
        if let Some(token) = &self.caller.token {
            request = match self.document.name {
                "twona" => request.header("access-token", token),
                _ => request.bearer_auth(token),
            };
        }
        if let Some(body) = self.body {
            request = request.body(body);
        }
        let response = request.send().await.expect("the server answers");
        let status = response.status();
        let headers = response.headers().clone();
        let body = response.bytes().await.expect("the body arrives whole").to_vec();
        if let Err(breach) = self.document.check(operation, status, &headers, &body) {
            panic!("{breach}\n{}", String::from_utf8_lossy(&body));
        }
        ledger::note(self.document.name, &operation.id, problem(&headers, &body));
        Response { status, headers, body }
    }
}

/// The problem document that an answer is.
fn problem(headers: &HeaderMap, body: &[u8]) -> Option<Value> {
    let is_problem = headers.get("content-type").is_some_and(|value| value == "application/problem+json");
    serde_json::from_slice(body).ok().filter(|_| is_problem)
}

/// An answer that the document describes.
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Response {
    /// The body as JSON.
    ///
    /// # Panics
    /// If it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Passes on if the status is `status`.
    ///
    /// # Panics
    /// If it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// A refusal with this status and code, for these places: pointers and parameters, sorted.
    ///
    /// # Panics
    /// If it is another answer.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str, places: &[&str]) -> Self {
        let refused = self.expect(status);
        assert_eq!(
            (refused.code().as_str(), refused.violations()),
            (code, places.iter().map(ToString::to_string).collect())
        );
        refused
    }

    /// The `code` of a problem document.
    ///
    /// # Panics
    /// If the body is no problem document with a code.
    #[track_caller]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().expect("a problem document with a code").to_owned()
    }

    /// The pointers and parameters that a problem document names, sorted.
    pub fn violations(&self) -> Vec<String> {
        let json = self.json();
        let mut places: Vec<String> = json["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["pointer"].as_str().or(error["parameter"].as_str()).map(str::to_owned))
            .collect();
        places.sort();
        places
    }
}
