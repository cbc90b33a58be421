//! One request in the making. What cannot be written down is kept and told by [`Call::send`].

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use roster_wire::{
    sequence::{WriteItem, Writer},
    style::{self, InHeader, InPairs, InPath, Unwritable, percent::encode},
};
use serde::Serialize;
use serde_json::Value;
use url::Url;

use crate::{
    Content, Error, Framing, Items, RequestHead, Transport,
    http::{Parts, Payload, Response, Style},
    items::Again,
};

/// What a generated method knows of its operation.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`, or what was made up of method and path.
    pub id: &'static str,
    /// Upper case.
    pub method: &'static str,
    /// With `{name}` where a path parameter goes, and the query that is documented with it.
    pub path: &'static str,
    /// Every documented media type of an answer, in the document's order.
    pub accept: &'static str,
    /// The alternatives of security schemes that it asks for; none where no credential is looked at.
    pub security: &'static [&'static [&'static str]],
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    /// Characters with a meaning in addresses stay as they are (`allowReserved`).
    ReservedQuery,
    /// The query as a whole (`in: querystring`).
    QueryString,
    Header,
    Cookie,
}

/// A request as a generated method writes it down. What cannot be written is told when it is sent.
pub struct Call<'a> {
    transport: &'a Transport,
    operation: &'static Operation,
    /// Where the path begins, if that is not where the transport's paths do.
    base: Option<String>,
    /// The address, where it is not the transport's and the path.
    target: Option<String>,
    path: String,
    /// In place of the documented path.
    address: Option<Url>,
    query: Vec<String>,
    headers: HeaderMap,
    cookies: Vec<String>,
    payload: Payload,
    failure: Option<Error>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(transport: &'a Transport, operation: &'static Operation) -> Self {
        let mut headers = HeaderMap::new();
        if !operation.accept.is_empty() {
            headers.insert(header::ACCEPT, HeaderValue::from_static(operation.accept));
        }
        let (path, query) = operation.path.split_once('?').unwrap_or((operation.path, ""));
        Self {
            transport,
            operation,
            base: None,
            target: None,
            path: path.to_owned(),
            address: None,
            query: query.split_terminator('&').map(str::to_owned).collect(),
            headers,
            cookies: Vec::new(),
            payload: Payload::None,
            failure: None,
        }
    }

    pub(crate) fn to(transport: &'a Transport, url: &str, operation: &'static Operation) -> Self {
        Self { target: Some(url.to_owned()), ..Self::new(transport, operation) }
    }

    pub(crate) fn at(transport: &'a Transport, base: Result<String, Error>, operation: &'static Operation) -> Self {
        let call = Self::new(transport, operation);
        match base {
            Ok(base) => Self { base: Some(base), ..call },
            Err(error) => call.failed(error),
        }
    }

    /// A parameter of the path, in the style `simple`.
    pub fn path(self, name: &'static str, value: &impl Serialize) -> Self {
        self.parameter(Place::Path, Style::Simple, false, name, value)
    }

    /// A parameter of the query, in the style `form`, exploded.
    pub fn query(self, name: &'static str, value: &impl Serialize) -> Self {
        self.parameter(Place::Query, Style::Form, true, name, value)
    }

    /// A header, in the style `simple`.
    pub fn header(self, name: &'static str, value: &impl Serialize) -> Self {
        self.parameter(Place::Header, Style::Simple, false, name, value)
    }

    /// A parameter in full; one that serialises to `null` is left out.
    pub fn parameter(
        mut self,
        place: Place,
        style: Style,
        explode: bool,
        name: &'static str,
        value: &impl Serialize,
    ) -> Self {
        let written = match serde_json::to_value(value) {
            Ok(Value::Null) if place != Place::Path => return self,
            Ok(value) => self.write(place, style, explode, name, &value),
            Err(error) => Err(Error::invalid_argument(name, error)),
        };
        self.keep(written);
        self
    }

    /// A parameter whose text is JSON (`content` instead of `schema`).
    pub fn json_parameter(self, place: Place, name: &'static str, value: &impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(Value::Null) => self,
            Ok(value) => self.parameter(place, Style::Simple, false, name, &value.to_string()),
            Err(error) => self.failed(Error::invalid_argument(name, error)),
        }
    }

    fn write(
        &mut self,
        place: Place,
        style: Style,
        explode: bool,
        name: &'static str,
        value: &Value,
    ) -> Result<(), Error> {
        let unwritable = |why: Unwritable| Error::invalid_argument(name, why);
        match place {
            Place::Path => {
                let text = InPath { name, style, explode }.write(value).map_err(unwritable)?;
                self.path = self.path.replace(&format!("{{{name}}}"), &text);
            }
            Place::Query | Place::ReservedQuery => {
                let pairs = InPairs { style, explode }.write(name, place == Place::ReservedQuery, value);
                self.query.extend(pairs.map_err(unwritable)?);
            }
            Place::Header => {
                let text = InHeader { explode }.write(value).map_err(unwritable)?;
                let value = HeaderValue::from_str(&text)
                    .map_err(|_| Error::invalid_argument(name, "holds characters that a header cannot carry"))?;
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| Error::invalid_argument(name, "is not a header's name"))?;
                self.headers.insert(name, value);
            }
            Place::QueryString => self.query.push(encode(&style::text(value))),
            Place::Cookie => {
                let pairs = InPairs { style, explode }.write_cookie(name, value).map_err(unwritable)?;
                if pairs.iter().any(|pair| HeaderValue::from_str(pair).is_err()) {
                    return Err(Error::invalid_argument(name, "holds characters that a cookie cannot carry"));
                }
                self.cookies.extend(pairs);
            }
        }
        Ok(())
    }

    /// One of the documented media types instead of all of them.
    pub fn accept(mut self, media_type: Option<&'static str>) -> Self {
        if let Some(media_type) = media_type {
            let value = format!("{media_type}, application/problem+json");
            let value = HeaderValue::try_from(value).expect("documented media types are header values");
            self.headers.insert(header::ACCEPT, value);
        }
        self
    }

    /// A body of JSON, under its own media type.
    pub fn json(mut self, media_type: &str, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => self.raw(media_type, text),
            Err(error) => {
                self.keep(Err(Error::invalid_argument("body", error)));
                self
            }
        }
    }

    /// `application/x-www-form-urlencoded`: members as by the form style, exploded.
    pub fn form(self, media_type: &str, body: &impl Serialize) -> Self {
        self.styled_form(media_type, body, &[])
    }

    /// A form whose `encoding` gives members styles.
    pub fn styled_form(self, media_type: &str, body: &impl Serialize, styles: &[MemberStyle]) -> Self {
        match form(body, styles) {
            Ok(pairs) => self.raw(media_type, pairs.join("&").into_bytes()),
            Err(detail) => self.failed(Error::invalid_argument("body", detail)),
        }
    }

    /// The query as a whole, written as a form is.
    pub fn form_query(mut self, name: &'static str, value: &impl Serialize, styles: &[MemberStyle]) -> Self {
        match form(value, styles) {
            Ok(pairs) => self.query.extend(pairs),
            Err(detail) => return self.failed(Error::invalid_argument(name, detail)),
        }
        self
    }

    /// Bytes, files and streams under their own media type.
    pub fn raw(mut self, media_type: &str, content: impl Into<Content>) -> Self {
        self.payload = Payload::Plain { media_type: media_type.to_owned(), content: content.into() };
        self
    }

    /// A sequence of items, sent as they come.
    pub fn items<T: WriteItem + Send + 'static>(mut self, media_type: &str, framing: Framing, items: Items<T>) -> Self {
        let writer = Writer::new(framing);
        let media_type = writer.media_type(media_type).into_owned();
        self.payload = Payload::Stream { media_type, pieces: Some(items.into_bytes(writer)) };
        self
    }

    /// An empty body that says so: servers may ask for `Content-Length: 0`.
    pub fn empty(mut self) -> Self {
        self.headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        self
    }

    /// A body of parts (`multipart/form-data`).
    pub fn multipart(mut self, fill: impl FnOnce(&mut Parts) -> Result<(), Error>) -> Self {
        let mut parts = Parts::default();
        let filled = fill(&mut parts);
        self.keep(filled);
        self.payload = Payload::Multipart(parts);
        self
    }

    /// The same request without a body, to be sent in its place once; what cannot be written down goes with it.
    pub(crate) fn again(&mut self) -> Self {
        Self {
            transport: self.transport,
            operation: self.operation,
            base: self.base.clone(),
            target: self.target.clone(),
            path: self.path.clone(),
            address: self.address.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            cookies: self.cookies.clone(),
            payload: Payload::None,
            failure: self.failure.take(),
        }
    }

    /// The text of a query parameter, as it is sent.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let start = format!("{}=", encode(name));
        self.query.iter().find_map(|pair| pair.strip_prefix(&start))
    }

    /// Sets a query parameter, whatever it was.
    pub(crate) fn set_query(&mut self, name: &str, value: &str) {
        let start = format!("{}=", encode(name));
        self.query.retain(|pair| !pair.starts_with(&start));
        self.query.push(start + &encode(value));
    }

    /// Sends it there, with the query of that address in place of all parameters.
    pub(crate) fn go_to(&mut self, mut address: Url) {
        let keys = self.transport.credential().for_security(self.operation.security).query().unwrap_or_default();
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let keys: Vec<_> = keys.split('&').map(name).collect();
        // Servers repeat the query that they were sent, where a key would be that is sent again anyway.
        let pairs = address.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        self.query = pairs.filter(|pair| !keys.contains(&name(pair))).map(str::to_owned).collect();
        address.set_query(None);
        address.set_fragment(None);
        self.address = Some(address);
    }

    fn keep(&mut self, result: Result<(), Error>) {
        if let (Err(error), None) = (result, &self.failure) {
            self.failure = Some(error);
        }
    }

    fn failed(mut self, error: Error) -> Self {
        self.keep(Err(error));
        self
    }

    /// Sends it, as often as the [policy](crate::RetryPolicy) says.
    ///
    /// # Errors
    ///
    /// What could not be written down, or no answer. Any answer is one, whatever its status.
    pub async fn send(mut self) -> Result<Response, Error> {
        if let Some(error) = self.failure {
            return Err(error);
        }
        if !self.cookies.is_empty() {
            let value = HeaderValue::try_from(self.cookies.join("; ")).expect("each pair is a header's value");
            self.headers.insert(header::COOKIE, value);
        }
        let method = Method::from_bytes(self.operation.method.as_bytes()).expect("documents name valid methods");
        let query = (!self.query.is_empty()).then(|| self.query.join("&"));
        let credential = self.transport.credential().for_security(self.operation.security);
        let url = match (self.target, self.address) {
            (Some(target), _) => self.transport.target(&target, query.as_deref(), &credential)?,
            (None, Some(address)) => self.transport.url(address.into(), query.as_deref(), &credential)?,
            (None, None) => {
                // At the end of an address, a blank would be taken for nothing.
                let base = self.base.as_deref().unwrap_or(self.transport.base());
                let address = format!("{base}{}", self.path.replace(' ', "%20"));
                self.transport.url(address, query.as_deref(), &credential)?
            }
        };
        credential.apply(&mut self.headers);
        let operation = self.operation.id;
        let head = RequestHead { method, url, headers: self.headers };
        // Events can go on where they broke off, if it is safe to ask again.
        let can_resume = self.operation.accept.contains("text/event-stream") && matches!(self.payload, Payload::None);
        let again = (can_resume && head.method.is_safe()).then(|| Again {
            transport: self.transport.clone(),
            operation,
            head: head.clone(),
            credential: credential.clone(),
        });
        let response = self.transport.execute(operation, head, self.payload, &credential).await?;
        Ok(Response { again, ..response })
    }
}

/// How a member of a form is written: its name, style and `explode`.
pub type MemberStyle = (&'static str, Style, bool);

/// Pairs `name=value`, encoded; none of what serialises to `null`.
fn form(value: &impl Serialize, styles: &[MemberStyle]) -> Result<Vec<String>, String> {
    let members = match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        Ok(Value::Null) => return Ok(Vec::new()),
        Ok(_) => return Err("is not an object".to_owned()),
        Err(error) => return Err(error.to_string()),
    };
    let mut pairs = Vec::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        let (style, explode) = match styles.iter().find(|(styled, ..)| styled == name) {
            Some((_, style, explode)) => (*style, *explode),
            None if value.is_object() => {
                pairs.push(format!("{}={}", encode(name), encode(&value.to_string())));
                continue;
            }
            None => (Style::Form, true),
        };
        let written = InPairs { style, explode }.write(name, false, value);
        pairs.extend(written.map_err(|why| format!("`{name}` {why}"))?);
    }
    Ok(pairs)
}
