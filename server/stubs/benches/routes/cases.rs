//! The requests: one that is answered, a case, and ones that both routers have to refuse alike.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Method, Request},
};
use bytes::Bytes;
use futures_util::stream;

use crate::service::{TOKEN, TOKEN_OF_MEMBER};

/// Bodies come in pieces of this size in-process; over TCP, as the network has them.
const CHUNK: usize = 64 * 1024;

/// A request as data, to be sent in-process and over TCP.
#[derive(Clone)]
pub(crate) struct Exchange {
    method: Method,
    target: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Exchange {
    /// For a router; the body is streamed where it is a large one.
    pub(crate) fn request(&self) -> Request<Body> {
        let body = if self.body.len() > CHUNK {
            let pieces: Vec<Bytes> = (0..self.body.len())
                .step_by(CHUNK)
                .map(|start| self.body.slice(start..self.body.len().min(start + CHUNK)))
                .collect();
            Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>)))
        } else {
            Body::from(self.body.clone())
        };
        let mut request = Request::new(body);
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.target.parse().expect("targets are paths");
        for (name, value) in &self.headers {
            let value = HeaderValue::from_str(value).expect("values are legal");
            request.headers_mut().append(HeaderName::from_static(name), value);
        }
        request
    }

    /// As HTTP/1.1 has it on the wire.
    pub(crate) fn wire(&self) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nhost: localhost\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        [text.as_bytes(), &self.body].concat()
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(candidate, _)| *candidate != name);
        self
    }

    fn with(self, name: &'static str, value: &str) -> Self {
        let mut changed = self.without(name);
        changed.headers.push((name, value.to_owned()));
        changed
    }

    fn at(mut self, target: &'static str) -> Self {
        self.target = target;
        self
    }

    fn with_body(self, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let mut changed = self.with("content-length", &body.len().to_string());
        changed.body = body;
        changed
    }
}

/// What is measured.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) exchange: Exchange,
    /// With the status that both have to answer.
    pub(crate) refused: Vec<(u16, Exchange)>,
    /// How many connections send at the same time.
    pub(crate) connections: usize,
}

pub(crate) fn all() -> Vec<Case> {
    vec![small_json(), query(), upload()]
}

fn small_json() -> Case {
    let exchange = Exchange {
        method: Method::PUT,
        target: "/v2/users/iDCHaRs",
        headers: vec![
            ("user-agent", "roster-bench/1".to_owned()),
            ("accept", "*/*".to_owned()),
            ("access-token", TOKEN.to_owned()),
            ("content-type", "application/json".to_owned()),
        ],
        body: Bytes::new(),
    }
    .with_body(r#"{"name":"Alice Archer","telephone":"+43 1 2345678","position":"Surveyor"}"#);
    let change = || exchange.clone();
    let long = format!(r#"{{"position":"{}"}}"#, "p".repeat(129));
    Case {
        name: "small JSON in and out",
        refused: vec![
            (401, change().without("access-token")),
            (401, change().with("access-token", "wrong")),
            (403, change().with("access-token", TOKEN_OF_MEMBER)),
            (404, change().at("/v2/users/not-an-id")),
            (413, change().with_body(vec![b' '; 1024 * 1024 + 1])),
            (415, change().with("content-type", "text/plain")),
            (422, change().with_body("{")),
            (422, change().with_body(r#"{"name":null}"#)),
            (422, change().with_body(r#"{"name":" "}"#)),
            (422, change().with_body(r#"{"name":"a","name":"b"}"#)),
            (422, change().with_body(r#"{"telephone":7}"#)),
            (422, change().with_body(r#"{"name":"a\u0000"}"#)),
            (422, change().with_body(long)),
        ],
        exchange,
        connections: 16,
    }
}

fn query() -> Case {
    let exchange = Exchange {
        method: Method::GET,
        target: "/api/v2/users?page=0&pageSize=25&filter=Licensed&sort=licensed_until&sortDirection=DESC&search=ada",
        headers: vec![
            ("user-agent", "roster-bench/1".to_owned()),
            ("accept", "*/*".to_owned()),
            ("authorization", format!("Bearer {TOKEN}")),
        ],
        body: Bytes::new(),
    };
    let change = |target| exchange.clone().at(target);
    Case {
        name: "query with constraints",
        refused: vec![
            (400, change("/api/v2/users?page=-1")),
            (400, change("/api/v2/users?page=one")),
            (400, change("/api/v2/users?page=1&page=2")),
            (400, change("/api/v2/users?pageSize=0")),
            (400, change("/api/v2/users?pageSize=1001")),
            (400, change("/api/v2/users?filter=Some")),
            (400, change("/api/v2/users?sort=age")),
            (400, change("/api/v2/users?sortDirection=UP")),
            (400, change("/api/v2/users?search=a%00")),
            (401, exchange.clone().with("authorization", "Bearer wrong")),
            (401, exchange.clone().without("authorization")),
            (403, exchange.clone().with("authorization", &format!("Bearer {TOKEN_OF_MEMBER}"))),
        ],
        exchange,
        connections: 16,
    }
}

fn upload() -> Case {
    let exchange = Exchange {
        method: Method::PATCH,
        target: "/v2/files/f7Kq2mZx9RtB",
        headers: vec![
            ("user-agent", "roster-bench/1".to_owned()),
            ("accept", "*/*".to_owned()),
            ("access-token", TOKEN.to_owned()),
            ("content-type", "application/offset+octet-stream".to_owned()),
            ("tus-resumable", "1.0.0".to_owned()),
            ("upload-offset", "10485760".to_owned()),
        ],
        body: Bytes::new(),
    }
    .with_body(vec![b'x'; 1024 * 1024]);
    let change = || exchange.clone();
    Case {
        name: "upload of 1 MiB",
        refused: vec![
            (400, change().without("upload-offset")),
            (400, change().with("upload-offset", "-1")),
            (400, change().with("upload-checksum", "md5 YQ==")),
            (401, change().without("access-token")),
            (404, change().at("/v2/files/not-an-id")),
            (412, change().with("tus-resumable", "0.2.0")),
            (413, change().with_body(vec![b'x'; 10 * 1024 * 1024 + 1])),
            (415, change().with("content-type", "text/plain")),
        ],
        exchange,
        connections: 2,
    }
}
