//! Instances of everything that a document describes, sent by its client, received by its server, answered by it, and read
//! by the client: what arrives has to be what was sent.
//!
//! Knows neither the generator nor any one document: tables say what instances there are, and a generated test, which has the
//! functions that are typed. It is compiled once for all of them.

use std::sync::Mutex;

pub use futures_util::future::BoxFuture;
use futures_util::{FutureExt, future::LocalBoxFuture};
use roster_client_runtime::{Credential as Key, Error, FilePart, KeyLocation, Options, OwnServers, RetryPolicy, StatusCode};
use roster_runtime::{
    DocumentInfo, OperationInfo, ParameterInfo, ParameterLocation, Problem, SchemaRef, SecurityKind,
    StatusPattern,
    conformance::{instances, sent_instances},
    validate::{Direction, is_valid},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// The most exchanges of an operation.
const MAXIMUM: usize = 40;

/// One exchange, before it begins.
#[derive(Clone, Debug)]
pub struct Plan {
    /// By field.
    parameters: Map<String, Value>,
    /// What a server has in place of parameters that are not sent.
    defaults: Map<String, Value>,
    /// Which of the documented media types, and what it holds.
    body: Option<(usize, Value)>,
    pub answer: Answer,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub variant: &'static str,
    pub status: u16,
    pub media_type: String,
    /// By name; then the body.
    values: Map<String, Value>,
}

/// What keeps an exchange from being made.
#[derive(Debug)]
pub enum Fault {
    Said(String),
    Failed(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::new(http::StatusCode::INTERNAL_SERVER_ERROR, "round_trip", format!("{fault:?}"))
    }
}

fn typed<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, Fault> {
    let text = value.to_string();
    serde_json::from_value(value).map_err(|error| Fault::Said(format!("{name} is {text}: {error}")))
}

const BODY: &str = "(body)";

impl Plan {
    pub fn parameter<T: DeserializeOwned>(&self, field: &str) -> Result<T, Fault> {
        typed(field, self.parameters.get(field).cloned().unwrap_or(Value::Null))
    }

    /// Of a body with several media types, which it is.
    pub fn body_index(&self) -> Option<usize> {
        self.body.as_ref().map(|(index, _)| *index)
    }

    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        typed("the body", self.body.as_ref().map_or(Value::Null, |(_, body)| body.clone()))
    }

    /// A part of a body of parts; null where it is not sent.
    pub fn part<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        typed(name, self.body.as_ref().map_or(Value::Null, |(_, body)| body[name].clone()))
    }

    /// The parts of one name.
    pub fn parts<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, Fault> {
        Ok(self.part::<Option<Vec<T>>>(name)?.unwrap_or_default())
    }

    /// Files, whose bytes are those of the texts.
    pub fn files(&self, name: &str) -> Vec<FilePart> {
        let texts = self.parts::<String>(name).or_else(|_| self.part::<Option<String>>(name).map(|text| text.into_iter().collect()));
        texts.unwrap_or_default().into_iter().map(FilePart::new).collect()
    }
}

/// A variant with what was read of it.
#[derive(Debug)]
pub struct Read {
    variant: &'static str,
    values: Map<String, Value>,
    /// Whether the client has no type for the headers.
    is_untyped: bool,
}

impl Read {
    pub fn new(variant: &'static str) -> Self {
        Self { variant, values: Map::new(), is_untyped: false }
    }

    /// What is known of an error for which the document's own words are problem documents.
    pub fn untyped(plan: &Plan, error: Error) -> Result<Self, Fault> {
        let Some(answer) = error.answer().filter(|answer| answer.status() == plan.answer.status) else {
            return Err(error.into());
        };
        let body = answer.bytes();
        let read = Self { is_untyped: true, ..Self::new(plan.answer.variant) };
        Ok(if body.is_empty() { read } else { read.body(&answer.json::<Value>()?) })
    }

    pub fn header(mut self, name: &str, value: &impl Serialize) -> Self {
        self.values.insert(name.to_owned(), serde_json::to_value(value).unwrap());
        self
    }

    pub fn body(self, value: &impl Serialize) -> Self {
        self.header(BODY, value)
    }

    pub fn bytes(self, bytes: &[u8]) -> Self {
        self.body(&String::from_utf8_lossy(bytes))
    }
}

/// The server's side, of one exchange at a time.
#[derive(Default)]
pub struct Handler(Mutex<State>);

#[derive(Default)]
struct State {
    plan: Option<Plan>,
    /// Whether the handler was called.
    was_called: bool,
    sent: Map<String, Value>,
    faults: Vec<String>,
}

/// The handler in a crate of its own, where generated traits can be implemented for it: `Handler`, that lets everybody in.
#[macro_export]
macro_rules! handler {
    () => {
        #[derive(Default)]
        pub struct Handler($crate::round_trip::Handler);

        impl std::ops::Deref for Handler {
            type Target = $crate::round_trip::Handler;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl roster_runtime::Authenticator for Handler {
            type Principal = ();

            async fn authenticate(
                &self,
                _: &'static roster_runtime::SecurityScheme,
                _: roster_runtime::Credential<'_>,
                _: &'static [&'static str],
            ) -> Result<Option<()>, roster_runtime::Problem> {
                Ok(Some(()))
            }

            fn has_authority(&self, _: &(), _: &str) -> bool {
                true
            }
        }
    };
}

impl Handler {
    /// The exchange that the request belongs to.
    pub fn begin(&self) -> Plan {
        let mut state = self.0.lock().unwrap();
        state.was_called = true;
        state.plan.clone().expect("a request of an exchange")
    }

    /// Holds parameters against what was to be sent.
    pub fn got_parameters<T: Serialize + DeserializeOwned>(&self, got: &T) {
        let Plan { parameters, mut defaults, .. } = self.begin();
        defaults.extend(parameters);
        self.got::<T>("the parameters", got, Value::Object(defaults));
    }

    pub fn got_body<T: Serialize + DeserializeOwned>(&self, got: &T) {
        let planned = self.begin().body.map_or(Value::Null, |(_, body)| body);
        self.got::<T>("the body", got, planned);
    }

    /// Holds the parts against what was to be sent: those of these names, each with whether it can be there repeatedly.
    pub fn got_parts(&self, names: &[(&str, bool)], parts: Vec<(&str, Value)>) {
        let planned = self.begin().body.map_or(Value::Null, |(_, body)| body);
        for (name, is_repeated) in names {
            let mut all: Vec<Value> = parts.iter().filter(|(other, _)| other == name).map(|(_, value)| value.clone()).collect();
            let value = if *is_repeated { Value::from(all) } else { all.pop().unwrap_or_default() };
            let expected = if planned[name].is_null() && *is_repeated { Value::Array(Vec::new()) } else { planned[name].clone() };
            if !is_same(&value, &expected) {
                self.0.lock().unwrap().faults.push(format!("the part {name}: sent {expected}, received {value}"));
            }
        }
    }

    fn got<T: Serialize + DeserializeOwned>(&self, name: &str, got: &T, planned: Value) {
        let got = serde_json::to_value(got).unwrap();
        let fault = match typed::<T>(name, planned.clone()) {
            Ok(expected) => {
                let expected = serde_json::to_value(expected).unwrap();
                (!is_same(&got, &expected)).then(|| format!("{name}: sent {expected}, received {got}"))
            }
            Err(fault) => Some(format!("{fault:?}")),
        };
        self.0.lock().unwrap().faults.extend(fault);
    }

    /// A value of the answer, which is noted as the server has it.
    pub fn header<T: Serialize + DeserializeOwned>(&self, plan: &Plan, name: &str) -> Result<T, Fault> {
        let value: T = typed(name, plan.answer.values.get(name).cloned().unwrap_or(Value::Null))?;
        self.0.lock().unwrap().sent.insert(name.to_owned(), serde_json::to_value(&value).unwrap());
        Ok(value)
    }

    pub fn body<T: Serialize + DeserializeOwned>(&self, plan: &Plan) -> Result<T, Fault> {
        self.header(plan, BODY)
    }
}

/// Absent members are null, and numbers are what they are worth.
fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let of = |object: &Map<String, Value>, name: &String| object.get(name).cloned().unwrap_or_default();
            left.keys().chain(right.keys()).all(|name| is_same(&of(left, name), &of(right, name)))
        }
        _ => left == right,
    }
}

/// Keys of every scheme.
pub fn credentials(document: &DocumentInfo) -> Key {
    let keys = document.security_schemes.iter().filter_map(|scheme| {
        let key = match &scheme.kind {
            SecurityKind::ApiKey { location, name } => {
                let location = match location {
                    ParameterLocation::Query => KeyLocation::Query,
                    ParameterLocation::Cookie => KeyLocation::Cookie,
                    _ => KeyLocation::Header,
                };
                Key::api_key(location, name, "key")
            }
            SecurityKind::Basic => Key::basic("user", "password"),
            SecurityKind::Http { scheme } => Key::http(scheme, "key"),
            SecurityKind::Bearer | SecurityKind::OAuth2 | SecurityKind::OpenIdConnect { .. } => Key::bearer("token"),
            SecurityKind::MutualTls => return None,
        };
        Some(key.unwrap().of_scheme(scheme.name))
    });
    keys.fold(Key::anonymous(), Key::and)
}

/// All operations are this server's, and none is asked for again.
pub fn options() -> Options {
    Options { retry: RetryPolicy::off(), own_servers: OwnServers::Ignored, ..Options::default() }
}

/// Runs a test to its end.
pub fn run(test: LocalBoxFuture<'_, ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

/// Serves what `router` routes, and says where.
pub async fn serve(router: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// One documented answer: its variant, where it stands in the tables, and its status, where another answer has the others.
pub type Variant = (&'static str, usize, Option<usize>, Option<u16>);

/// What is known of an operation beside its table.
pub struct About {
    pub id: &'static str,
    pub variants: &'static [Variant],
    /// By media type: whether it is text, bytes, or a form; none where it cannot be sent here.
    pub bodies: &'static [Kind],
    pub answers: &'static [Kind],
}

/// Sends what is planned, by the client, and reads the answer.
pub type Send<'c> = dyn for<'a> Fn(&'a Plan) -> BoxFuture<'a, Result<Read, Fault>> + 'c;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Json,
    Form,
    Text,
    Bytes,
    Parts,
    /// Not tried here.
    None,
}

/// What went round, and what did not.
#[derive(Default)]
pub struct Report {
    exchanges: usize,
    /// Operations that made exchanges.
    operations: usize,
    /// Operations of which no request could be made up.
    untried: Vec<String>,
    faults: Vec<String>,
}

impl Report {
    /// # Panics
    /// Where something did not arrive as it was sent.
    pub fn finish(self) {
        println!("round trip: {} exchanges, {} operations, {}", self.exchanges, self.operations, self.untried.join("; "));
        let first: Vec<_> = self.faults.iter().take(12).map(String::as_str).collect();
        assert!(self.faults.is_empty(), "{} of {} differ:\n{}", self.faults.len(), self.exchanges, first.join("\n"));
    }
}

pub async fn go_round(
    document: &'static DocumentInfo,
    handler: &Handler,
    about: &About,
    send: &Send<'_>,
    report: &mut Report,
) {
    let operation = *document.operations.iter().find(|operation| operation.id == about.id).unwrap();
    let plans = match plans(operation, about) {
        Ok(plans) => plans,
        Err(why) => return report.untried.push(format!("{} ({why})", about.id)),
    };
    report.operations += 1;
    for plan in plans {
        *handler.0.lock().unwrap() = State { plan: Some(plan.clone()), ..State::default() };
        let outcome = std::panic::AssertUnwindSafe(send(&plan)).catch_unwind().await;
        let State { was_called, sent, faults, .. } = std::mem::take(&mut *handler.0.lock().unwrap());
        report.exchanges += 1;
        let mut tell = |text: String| report.faults.push(format!("{}: {text}", about.id));
        faults.into_iter().for_each(&mut tell);
        match outcome {
            Err(_) => tell(format!("panics with {plan:?}")),
            Ok(Err(Fault::Said(text))) => tell(text),
            Ok(Err(Fault::Failed(error))) => tell(format!("{error} of {plan:?}")),
            Ok(Ok(_)) if !was_called => tell(format!("answers without being called, {plan:?}")),
            Ok(Ok(Read { variant, values, is_untyped })) => {
                let sent: Map<_, _> = sent.into_iter().filter(|(name, _)| !is_untyped || name == BODY).collect();
                if variant != plan.answer.variant {
                    tell(format!("answered {}, read {variant}", plan.answer.variant));
                } else if !is_same(&Value::Object(values.clone()), &Value::Object(sent.clone())) {
                    tell(format!("answered {}, read {}", Value::Object(sent), Value::Object(values)));
                }
            }
        }
    }
}

/// Every instance of a parameter, a body, a header and an answer at least once, as far as there is room.
fn plans(operation: &'static OperationInfo, about: &About) -> Result<Vec<Plan>, String> {
    let requests = requests(operation, about.bodies)?;
    let answers = answers(operation, about);
    if answers.is_empty() {
        return Err("no answer can be made up".to_owned());
    }
    let count = requests.len().max(answers.len()).min(MAXIMUM);
    let default = |parameter: &ParameterInfo| {
        Some((parameter.field.to_owned(), parameter.schema.get().default?.to_value()))
    };
    let defaults: Map<_, _> = operation.parameters.iter().filter_map(default).collect();
    let plans = (0..count).map(|index| {
        let (parameters, body) = requests[index % requests.len()].clone();
        Plan { parameters, defaults: defaults.clone(), body, answer: answers[index % answers.len()].clone() }
    });
    Ok(plans.collect())
}

type Request = (Map<String, Value>, Option<(usize, Value)>);

fn requests(operation: &'static OperationInfo, kinds: &[Kind]) -> Result<Vec<Request>, String> {
    let mut choices = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| !parameter.is_ignored()) {
        let is_text = parameter.content_type.is_some();
        let values: Vec<_> = instances(parameter.schema)
            .into_iter()
            .filter(|value| is_text || is_sayable(value, parameter.location == ParameterLocation::Path))
            .filter(|value| is_valid(parameter.schema, value, Direction::Request))
            .filter(|value| is_text || !has_other_reading(parameter.schema, value))
            .collect();
        if values.is_empty() && parameter.required {
            return Err(format!("no value of `{}`", parameter.name));
        }
        choices.push((parameter, values));
    }
    let full: Map<_, _> = choices
        .iter()
        .filter_map(|(parameter, values)| Some((parameter.field.to_owned(), values.first()?.clone())))
        .collect();
    let is_required = |field: &str| operation.parameters.iter().any(|one| one.field == field && one.required);
    let minimal: Map<_, _> = full.clone().into_iter().filter(|(field, _)| is_required(field)).collect();
    let mut parameters = vec![full.clone(), minimal];
    for (parameter, values) in &choices {
        for value in values.iter().skip(1) {
            let mut varied = full.clone();
            varied.insert(parameter.field.to_owned(), value.clone());
            parameters.push(varied);
        }
    }
    let mut bodies = Vec::new();
    if let Some(body) = operation.body.filter(|body| !body.unlisted) {
        for (index, (content, kind)) in body.content.iter().zip(kinds).enumerate() {
            let mut values = values(content.schema, *kind, Direction::Request);
            if content.media_type.starts_with("multipart/") {
                // RFC 2046, section 5.1: it has a part at least, so no bytes are no body.
                values.retain(|value| value != "");
            }
            bodies.extend(values.into_iter().map(|value| Some((index, value))));
        }
        if bodies.is_empty() && body.required {
            return Err("no body can be made up".to_owned());
        }
        if !body.required {
            bodies.push(None);
        }
    } else {
        bodies.push(None);
    }
    let count = parameters.len().max(bodies.len());
    let requests = (0..count)
        .map(|index| (parameters[index % parameters.len()].clone(), bodies[index % bodies.len()].clone()));
    Ok(requests.collect())
}

/// Instances of a body.
fn values(schema: Option<SchemaRef>, kind: Kind, direction: Direction) -> Vec<Value> {
    let all = || match schema {
        Some(schema) => sent_instances(schema, direction),
        None => vec![Value::from("any"), serde_json::json!({"any": [1, null]})],
    };
    match kind {
        Kind::Json => all(),
        Kind::Form | Kind::Parts => all().into_iter().filter(|value| is_sayable(value, false)).collect(),
        Kind::Text => {
            let all = if schema.is_some() { all() } else { vec![Value::from("a text")] };
            all.into_iter().filter(Value::is_string).collect()
        }
        Kind::Bytes => vec![Value::from("bytes"), Value::from("")],
        Kind::None => Vec::new(),
    }
}

/// Whether styles can say it: they know neither null nor what is empty.
fn is_sayable(value: &Value, is_path: bool) -> bool {
    let is_plain = |text: &str| !text.is_empty() && text.trim() == text && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    match value {
        Value::Null => false,
        Value::String(text) => is_plain(text) && !(is_path && matches!(text.as_str(), "." | "..")),
        Value::Array(items) => !items.is_empty() && items.iter().all(|item| is_sayable(item, is_path)),
        Value::Object(members) => !members.is_empty() && members.values().all(|member| is_sayable(member, is_path)),
        _ => true,
    }
}

/// Whether a list is written as one of its items is, or as a text that the schema allows, too.
fn has_other_reading(schema: SchemaRef, value: &Value) -> bool {
    let Value::Array(items) = value else { return false };
    let is_also = |value: &Value| is_valid(schema, value, Direction::Either);
    let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
    let joined = items.iter().map(text).collect::<Vec<_>>().join(",");
    is_also(&Value::from(joined)) || matches!(items.as_slice(), [item] if is_also(item))
}

fn answers(operation: &'static OperationInfo, about: &About) -> Vec<Answer> {
    let mut answers = Vec::new();
    for ((variant, response, content, only), kind) in about.variants.iter().zip(about.answers) {
        let info = &operation.responses[*response];
        let Some(status) = only.or_else(|| status(operation, info.status)) else { continue };
        let headers = |is_wanted: &dyn Fn(bool) -> bool| -> Option<Map<String, Value>> {
            let mut values = Map::new();
            for header in info.headers.iter().filter(|header| is_wanted(header.required)) {
                let sayable = |value: &Value| {
                    (header.content_type.is_some() || is_sayable(value, false))
                        && is_valid(header.schema, value, Direction::Response)
                };
                match instances(header.schema).into_iter().find(sayable) {
                    Some(value) => drop(values.insert(header.name.to_owned(), value)),
                    None if header.required => return None,
                    None => {}
                }
            }
            Some(values)
        };
        let (Some(full), Some(minimal)) = (headers(&|_| true), headers(&|required| required)) else { continue };
        let content = content.map(|index| &info.content[index]);
        let bodies: Vec<Option<Value>> = match content {
            // What a `HEAD` would have, or what these statuses cannot have.
            _ if *kind == Kind::None => vec![None],
            Some(content) => values(content.schema, *kind, Direction::Response).into_iter().map(Some).collect(),
            None => vec![None],
        };
        for (index, body) in bodies.into_iter().take(MAXIMUM).enumerate() {
            let mut values = if index % 2 == 0 { full.clone() } else { minimal.clone() };
            values.extend(body.map(|body| (BODY.to_owned(), body)));
            let media_type = content.map_or(String::new(), |content| chosen(content.media_type));
            answers.push(Answer { variant, status, media_type, values });
        }
    }
    answers
}

/// One of a range of media types.
fn chosen(media_type: &str) -> String {
    match media_type {
        "*/*" => "application/octet-stream".to_owned(),
        range => range.replace('*', "x-any"),
    }
}

/// A status that the answer is for, and no other one.
fn status(operation: &OperationInfo, pattern: StatusPattern) -> Option<u16> {
    let is_free = |status: &u16| {
        let others = operation.responses.iter();
        others.filter(|other| other.status == StatusPattern::Exact(*status)).count() == 0
            && ![204, 205, 304].contains(status)
    };
    match pattern {
        StatusPattern::Exact(status) => (status >= 200 && StatusCode::from_u16(status).is_ok()).then_some(status),
        StatusPattern::Range(class) if class >= 2 => {
            let from = u16::from(class) * 100;
            (from..from + 100).find(is_free)
        }
        StatusPattern::Range(_) => None,
        StatusPattern::Default => {
            let has_success = operation.responses.iter().any(|other| match other.status {
                StatusPattern::Exact(status) => status < 400,
                StatusPattern::Range(class) => class < 4,
                StatusPattern::Default => false,
            });
            let has_range = |class: u8| operation.responses.iter().any(|other| other.status == StatusPattern::Range(class));
            if has_success {
                let class = [4, 5].into_iter().find(|class| !has_range(*class))?;
                (u16::from(class) * 100 + 18..600).find(is_free)
            } else {
                (200..300).find(is_free)
            }
        }
    }
}
