//! What the exercises share: a server that listens, requests written byte for byte, answers read back, and the
//! checks that every document gets.
//!
//! Knows neither the generator nor any one document. Requests go over a socket without an HTTP library between,
//! so that an exercise can also send what a well-behaved client would not.

use std::{fmt::Debug, net::SocketAddr, sync::Mutex, time::Duration};

pub use roster_runtime::{Call, Problem};
use roster_runtime::{
    conformance::{self, TypeInfo},
    operation::DocumentInfo,
};
pub use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use utoipa_axum::router::OpenApiRouter;

/// How long an exercise waits for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What handlers saw, for the exercise to look at.
pub struct Seen<T>(Mutex<Vec<T>>);

impl<T> Default for Seen<T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<T> Seen<T> {
    pub fn put(&self, value: T) {
        self.0.lock().unwrap().push(value);
    }

    /// The one value seen since the last look.
    #[track_caller]
    pub fn take(&self) -> T {
        let mut values = std::mem::take(&mut *self.0.lock().unwrap());
        assert_eq!(values.len(), 1, "a handler was called {} times", values.len());
        values.pop().unwrap()
    }

    /// All values seen since the last look.
    pub fn all(&self) -> Vec<T> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// Looks at the last value seen.
    pub fn take_last(&self, look: impl FnOnce(T)) {
        let last = std::mem::take(&mut *self.0.lock().unwrap()).pop();
        look(last.expect("a handler was called"));
    }

    /// Whether no handler was called since the last look.
    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }
}

/// An API that listens on a port of its own.
pub struct Server {
    address: SocketAddr,
}

impl Server {
    pub async fn start(router: OpenApiRouter) -> Self {
        let (router, _) = router.split_for_parts();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address }
    }

    /// For a generated client.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn get(&self, target: &str) -> Reply {
        self.send(request("GET", target)).await
    }

    pub async fn post(&self, target: &str, body: Value) -> Reply {
        self.send(request("POST", target).json(&body)).await
    }

    pub async fn send(&self, request: Request) -> Reply {
        let Request { method, target, headers, body } = request;
        let mut head = format!("{method} {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        for (name, value) in &headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let framed = headers.iter().any(|(name, _)| name == "transfer-encoding" || name == "content-length");
        if let (Some(body), false) = (&body, framed) {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        let mut message = format!("{head}\r\n").into_bytes();
        message.extend(body.unwrap_or_default());
        let exchange = tokio::time::timeout(PATIENCE, exchange(self.address, &message));
        let answer = exchange.await.unwrap_or_else(|_| panic!("no answer to {method} {target} after {PATIENCE:?}"));
        Reply::parse(&answer)
    }

    /// `POST /values` is answered with the very same value.
    #[track_caller]
    pub fn accepts(&self, value: Value) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let reply = self.post("/values", value.clone()).await;
            assert_eq!((reply.status, reply.json()), (200, value), "at {place}");
        }
    }

    /// `POST /values` is refused with exactly these violations, in any order.
    #[track_caller]
    pub fn refuses(&self, value: Value, pointers: &[&str]) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        let mut expected: Vec<String> = pointers.iter().map(ToString::to_string).collect();
        async move {
            let reply = self.post("/values", value.clone()).await;
            assert_eq!(reply.status, 400, "at {place}: {value} gave {}", reply.text());
            let mut violations = reply.violations();
            violations.sort();
            expected.sort();
            assert_eq!(violations, expected, "at {place}: {}", reply.text());
        }
    }
}

/// The answer to a message, until the server closes.
async fn exchange(address: SocketAddr, message: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let (mut reading, mut writing) = stream.split();
    let mut answer = Vec::new();
    // A server that answers early reads no further, and may close while the body is on its way.
    let _ = tokio::join!(writing.write_all(message), reading.read_to_end(&mut answer));
    answer
}

/// The address of a server that answers once, with this body, and goes away.
pub async fn saying(media_type: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let _ = connection.read(&mut [0; 4096]).await;
        let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {media_type}\r\n\r\n");
        connection.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    });
    url
}

#[derive(Clone)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

pub fn request(method: &str, target: &str) -> Request {
    Request { method: method.into(), target: target.into(), headers: Vec::new(), body: None }
}

impl Request {
    /// Names are written as given; lower case by habit.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn body(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.header("content-type", media_type).bytes(body)
    }

    /// A body without a content type.
    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// A body in chunks of which nobody knows the length beforehand.
    pub fn chunked(self, media_type: &str, chunks: &[&[u8]]) -> Self {
        let mut body = Vec::new();
        for chunk in chunks.iter().filter(|chunk| !chunk.is_empty()) {
            body.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
            body.extend(*chunk);
            body.extend(b"\r\n");
        }
        body.extend(b"0\r\n\r\n");
        self.header("transfer-encoding", "chunked").body(media_type, body)
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Parts as `(headers after "content-disposition: form-data; ", content)`.
    pub fn multipart(self, parts: &[(&str, &[u8])]) -> Self {
        let mut body = Vec::new();
        for (head, content) in parts {
            body.extend(format!("--limit\r\ncontent-disposition: form-data; {head}\r\n\r\n").into_bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--limit--\r\n");
        self.body("multipart/form-data; boundary=limit", body)
    }
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Whether the body ended as its framing announced.
    pub complete: bool,
}

impl Reply {
    /// Status 0 where the server closed the connection without a word.
    fn parse(answer: &[u8]) -> Self {
        if answer.is_empty() {
            return Self { status: 0, headers: Vec::new(), body: Vec::new(), complete: false };
        }
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("an HTTP response");
        let head = std::str::from_utf8(&answer[..end]).expect("headers in UTF-8");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut reply =
            Self { status: status.expect("a status"), headers, body: answer[end + 4..].to_vec(), complete: true };
        if reply.header("transfer-encoding") == Some("chunked") {
            (reply.body, reply.complete) = unchunk(&reply.body);
        }
        reply
    }

    /// The only header of that name, if there is one.
    #[track_caller]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(header, _)| header == name).map(|(_, value)| value.as_str());
        let first = values.next();
        assert_eq!(values.next(), None, "{name} is there twice");
        first
    }

    /// Every line of a header, in order.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(header, _)| header == name).map(|(_, value)| value.as_str()).collect()
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{error} in {} {:?}", self.status, String::from_utf8_lossy(&self.body)),
        }
    }

    /// Status and text, to be compared as a pair.
    pub fn pair(&self) -> (u16, &str) {
        (self.status, self.text())
    }

    /// The parameters' names and bodies' pointers that a problem document complains about.
    #[track_caller]
    pub fn violations(&self) -> Vec<String> {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["status"], json!(self.status));
        let place = |error: &Value| {
            assert!(error["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{error}");
            let place = error.get("pointer").or_else(|| error.get("parameter"));
            place.and_then(Value::as_str).expect("pointer or parameter").trim_start_matches('#').to_owned()
        };
        problem["errors"].as_array().map(|errors| errors.iter().map(place).collect()).unwrap_or_default()
    }

    /// Status and violations, to be compared as a pair.
    #[track_caller]
    pub fn refusal(&self) -> (u16, Vec<String>) {
        (self.status, self.violations())
    }
}

/// The expected value of [`Reply::refusal`].
pub fn refusal(status: u16, places: &[&str]) -> (u16, Vec<String>) {
    (status, places.iter().map(ToString::to_string).collect())
}

fn unchunk(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(end) = rest.windows(2).position(|window| window == b"\r\n") else { return (body, false) };
        let length = std::str::from_utf8(&rest[..end]).ok().and_then(|length| usize::from_str_radix(length, 16).ok());
        let length = length.expect("the length of a chunk");
        rest = &rest[end + 2..];
        if length == 0 {
            return (body, true);
        }
        body.extend(&rest[..length.min(rest.len())]);
        if rest.len() < length + 2 {
            return (body, false);
        }
        rest = &rest[length + 2..];
    }
}

/// The text that the handlers of most exercises answer with: what they saw, as Rust writes it.
pub fn show(value: impl Debug) -> String {
    format!("{value:?}")
}

/// What holds for every document: it can be derived back from the tables, the Rust types agree with the tables,
/// and every path knows its methods.
pub async fn check_document(
    document: &'static DocumentInfo,
    types: &'static [TypeInfo],
    router: OpenApiRouter,
    acting: &str,
) {
    let faults = faults(types, router.clone(), acting);
    assert!(faults.is_empty(), "what is generated is not what is documented:\n{}", faults.join("\n"));

    let server = Server::start(router).await;
    for operation in document.operations {
        for path in std::iter::once(&operation.path).chain(operation.aliases) {
            let target = encoded(&sent(path).replace(['{', '}'], ""));
            let reply = server.send(request("PROBE", &target)).await;
            let mut allowed: Vec<_> = reply.header("allow").unwrap_or_default().split(',').map(str::trim).collect();
            allowed.sort_unstable();
            let mut expected: Vec<_> = methods(document, path);
            expected.sort_unstable();
            assert_eq!((reply.status, allowed), (405, expected), "PROBE {target}");
        }
    }
}

/// What goes straight into its type is what the tree of values would have given; of all documents, most bodies go there.
pub fn check_ways(documents: &[(&str, &[TypeInfo])]) {
    let (mut valid, mut direct) = (0, 0);
    for (name, types) in documents {
        let ways = conformance::compare_ways(types);
        assert!(ways.faults.is_empty(), "{name}:\n{}", ways.faults.join("\n"));
        valid += ways.valid;
        direct += ways.direct;
    }
    println!("{valid} bodies are valid, and {direct} of them go straight into their types");
    assert!(direct * 3 > valid, "{direct} of {valid}");
}

/// Every difference between what acts in the document and what is derived from the tables, and between the types and
/// the tables.
pub fn faults(
    types: &'static [TypeInfo],
    router: OpenApiRouter,
    acting: &str,
) -> Vec<String> {
    let (_, derived) = router.split_for_parts();
    let derived = serde_json::to_value(derived).unwrap();
    let acting: Value = serde_json::from_str(acting).unwrap();
    let mut faults = differences("", &acting, &derived);
    faults.extend(conformance::check(types));
    faults
}

/// Every method that `path` answers, its parameters having their names as values; GET implies HEAD.
fn methods(document: &'static DocumentInfo, path: &str) -> Vec<&'static str> {
    let at = |info: &&&'static roster_runtime::operation::OperationInfo| {
        std::iter::once(&info.path).chain(info.aliases).any(|other| is_also(path, other))
    };
    let mut methods: Vec<_> = document.operations.iter().filter(at).map(|operation| operation.method).collect();
    methods.sort_unstable();
    methods.dedup();
    if methods.contains(&"GET") && !methods.contains(&"HEAD") {
        methods.push("HEAD");
    }
    methods
}

/// What a request says of a documented path: queries are sent apart from it, fragments are not sent at all.
fn sent(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or(path)
}

/// What a URL cannot have as it is, in percent-encoding.
fn encoded(path: &str) -> String {
    let stands = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    let spelling = |byte: u8| if stands(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(spelling).collect()
}

/// Whether a request for `path` is one for `other` as well: where both have parameters, the text beside them decides.
fn is_also(path: &str, other: &str) -> bool {
    let (left, right): (Vec<_>, Vec<_>) = (sent(path).split('/').collect(), sent(other).split('/').collect());
    let fits = |(left, right): (&&str, &&str)| {
        let both = left.contains('{') && right.contains('{');
        left == right || (both && is_like(&left.replace(['{', '}'], ""), right))
    };
    left.len() == right.len() && left.iter().zip(&right).all(fits)
}

fn is_like(text: &str, template: &str) -> bool {
    match template.split_once('{') {
        None => text == template,
        Some((before, rest)) => {
            let (_, after) = rest.split_once('}').expect("braces match");
            text.strip_prefix(before).is_some_and(|text| (1..=text.len()).any(|end| is_like(&text[end..], after)))
        }
    }
}

/// Where two JSON values differ, as lines to read.
fn differences(pointer: &str, documented: &Value, derived: &Value) -> Vec<String> {
    match (documented, derived) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: std::collections::BTreeSet<_> = left.keys().chain(right.keys()).collect();
            keys.into_iter()
                .flat_map(|key| {
                    let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                    match (left.get(key), right.get(key)) {
                        (Some(left), Some(right)) => differences(&pointer, left, right),
                        (Some(left), None) => vec![format!("{pointer}: {left} is not derived")],
                        (None, right) => {
                            vec![format!("{pointer}: {} is not documented", right.unwrap_or(&Value::Null))]
                        }
                    }
                })
                .collect()
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => left
            .iter()
            .zip(right)
            .enumerate()
            .flat_map(|(index, (left, right))| differences(&format!("{pointer}/{index}"), left, right))
            .collect(),
        _ if documented == derived => Vec::new(),
        _ => vec![format!("{pointer}: documented {documented}, derived {derived}")],
    }
}

/// An API without credentials.
macro_rules! anonymous {
    ($handler:ty) => {
        impl roster_runtime::Authenticator for $handler {
            type Principal = ();

            async fn authenticate(
                &self,
                _: &'static roster_runtime::operation::SecurityScheme,
                _: roster_runtime::Credential<'_>,
                _: &'static [&'static str],
            ) -> Result<Option<()>, roster_runtime::Problem> {
                Ok(None)
            }

            fn has_authority(&self, _: &(), _: &str) -> bool {
                false
            }
        }
    };
}
pub(crate) use anonymous;

/// An API that whoever has this key may call.
macro_rules! keyed {
    ($handler:ty, $key:literal) => {
        impl roster_runtime::Authenticator for $handler {
            type Principal = ();

            async fn authenticate(
                &self,
                _: &'static roster_runtime::operation::SecurityScheme,
                credential: roster_runtime::Credential<'_>,
                _: &'static [&'static str],
            ) -> Result<Option<()>, roster_runtime::Problem> {
                Ok(matches!(credential, roster_runtime::Credential::ApiKey($key)).then_some(()))
            }

            fn has_authority(&self, _: &(), _: &str) -> bool {
                true
            }
        }
    };
}
pub(crate) use keyed;

/// An implementer of nothing.
pub struct Nobody;
anonymous!(Nobody);

/// The handler of a document whose one operation `values_echo` gives back what it got.
macro_rules! echo {
    () => {
        #[derive(Default)]
        pub struct Handler {
            pub seen: Seen<Values>,
        }

        impl DefaultApi for Handler {
            async fn values_echo(
                &self,
                _: roster_runtime::Call<()>,
                body: Values,
            ) -> Result<ValuesEchoResponse, roster_runtime::Problem> {
                self.seen.put(body.clone());
                Ok(ValuesEchoResponse::Ok(body))
            }
        }
    };
}
pub(crate) use echo;

/// The handler of a document whose operations answer, as text, what they saw: one line per operation.
macro_rules! shows {
    ($($operation:ident($($argument:ident: $type:ty),*) -> $response:ident => $shown:expr;)*) => {
        #[derive(Default)]
        pub struct Handler;

        impl DefaultApi for Handler {
            $(async fn $operation(
                &self,
                _: roster_runtime::Call<()>,
                $($argument: $type),*
            ) -> Result<$response, roster_runtime::Problem> {
                Ok($response::Ok(show($shown)))
            })*
        }
    };
}
pub(crate) use shows;

/// A handler and the server that it answers behind.
macro_rules! start {
    ($module:ident) => {{
        let handler = std::sync::Arc::new(Handler::default());
        (std::sync::Arc::clone(&handler), Server::start(crate::$module::routes(handler)).await)
    }};
}
pub(crate) use start;
