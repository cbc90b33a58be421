//! The connection to one server: address, credential, time-outs, and the loop of attempts.

use std::{fmt, sync::Arc};

use http::{HeaderMap, Method, StatusCode, header};
use reqwest::redirect;
use url::Url;

use crate::{
    Credential, Error, Options,
    http::{Call, Operation, Payload, Progress, Response, Written},
    retry::Failure,
};

/// What all calls of a client share. Cheap to clone.
#[derive(Clone)]
pub struct Transport(Arc<Shared>);

struct Shared {
    http: reqwest::Client,
    /// Without a slash at the end.
    base: String,
    credential: Credential,
    options: Options,
    /// Which addresses may be called, where it is not one server.
    allow: Option<Box<Allow>>,
}

type Allow = dyn Fn(&Url) -> bool + Send + Sync;

impl Transport {
    /// `url` is where the document's paths begin: `https://roster.example`.
    pub fn new(url: &str, credential: Credential, options: Options) -> Result<Self, Error> {
        let invalid = |detail: &dyn fmt::Display| Error::invalid_argument("url", detail);
        let parsed = Url::parse(url).map_err(|error| invalid(&error))?;
        if !matches!(parsed.scheme(), "http" | "https") || parsed.query().is_some() || parsed.fragment().is_some() {
            return Err(invalid(&"must begin with http:// or https://, and have neither query nor fragment"));
        }
        let http = connections(&options, |builder, _| builder)?;
        let base = parsed.as_str().trim_end_matches('/').to_owned();
        Ok(Self(Arc::new(Shared { http, base, credential, options, allow: None })))
    }

    /// For addresses that others name: each call has its own, which `allow` is asked about.
    pub fn anywhere(
        allow: impl Fn(&Url) -> bool + Send + Sync + 'static,
        credential: Credential,
        options: Options,
    ) -> Result<Self, Error> {
        let http = connections(&options, |builder, _| builder)?;
        let (base, allow) = (String::new(), Some(Box::new(allow) as Box<Allow>));
        Ok(Self(Arc::new(Shared { http, base, credential, options, allow })))
    }

    /// A request of an operation that is sent to this address.
    pub fn call_to<'a>(&'a self, url: &str, operation: &'static Operation) -> Call<'a> {
        Call::to(self, url, operation)
    }

    /// An address that may be called, with what the call adds to its query.
    pub(crate) fn target(&self, target: &str, query: Option<&str>, credential: &Credential) -> Result<Url, Error> {
        let mut url = Url::parse(target).map_err(|error| Error::invalid_argument("url", error))?;
        let is_allowed = self.0.allow.as_ref().is_none_or(|allow| allow(&url));
        if !matches!(url.scheme(), "http" | "https") || !is_allowed {
            return Err(Error::invalid_argument("url", format!("`{url}` is not an address that may be called")));
        }
        let key = credential.query();
        let added = url.query().into_iter().chain(query).chain(key.as_deref()).collect::<Vec<_>>().join("&");
        url.set_query(Some(added.as_str()).filter(|added| !added.is_empty()));
        Ok(url)
    }

    /// A request of an operation, to be filled and sent.
    pub fn call<'a>(&'a self, operation: &'static Operation) -> Call<'a> {
        Call::new(self, operation)
    }

    pub(crate) fn url(&self, path: &str, query: Option<&str>, credential: &Credential) -> Result<Url, Error> {
        let mut url = format!("{}{path}", self.0.base);
        let key = credential.query();
        for (separator, part) in ['?', '&'].into_iter().zip(query.into_iter().chain(key.as_deref())) {
            url.push(separator);
            url.push_str(part);
        }
        Url::parse(&url).map_err(|error| Error::invalid_argument("path", error))
    }

    /// Adds what of the credential goes into headers.
    pub fn authenticate(&self, headers: &mut HeaderMap) {
        self.0.credential.apply(headers);
    }

    /// Sends a request, again where the policy says so, and hands on whatever answer there is.
    pub(crate) async fn execute(
        &self,
        method: Method,
        url: Url,
        mut headers: HeaderMap,
        mut payload: Payload,
        credential: &Credential,
    ) -> Result<Response, Error> {
        let options = &self.0.options;
        let mut made = 0;
        let mut was_refused = false;
        loop {
            let is_granted = credential.apply_granted(&self.0.http, &mut headers).await?;
            let progress = Progress::new();
            let Some(written) = payload.write(&progress) else {
                return Err(Error::invalid_argument("body", "the stream was sent before"));
            };
            let request = self.request(&method, &url, &headers, written?)?;
            let result = progress.watch(self.0.http.execute(request), options.idle_timeout).await;
            let Some(result) = result else {
                return Err(Error::TimedOut { waiting_for: "the server's answer", limit: options.idle_timeout });
            };
            if let Ok(response) = &result
                && response.status() == StatusCode::UNAUTHORIZED
                && is_granted
                && !was_refused
                && payload.can_repeat()
            {
                was_refused = true;
                credential.forget_granted().await;
                continue;
            }
            let failure = match &result {
                Ok(response) if response.status().as_u16() < 400 => None,
                Ok(response) => Some(Failure::Answer(response.status(), response.headers())),
                Err(error) if error.is_connect() || error.is_request() => Some(Failure::Connection),
                Err(_) => None,
            };
            let pause = failure
                .filter(|_| payload.can_repeat())
                .and_then(|failure| options.retry.pause(&method, failure, made));
            match (pause, result) {
                (Some(pause), _) => tokio::time::sleep(pause).await,
                (None, Ok(inner)) => return Ok(Response { inner, idle: options.idle_timeout, again: None }),
                (None, Err(error)) => return Err(self.failed(error)),
            }
            made += 1;
        }
    }

    fn request(
        &self,
        method: &Method,
        url: &Url,
        headers: &HeaderMap,
        written: Written,
    ) -> Result<reqwest::Request, Error> {
        let builder = self.0.http.request(method.clone(), url.clone()).headers(headers.clone());
        let builder = match written {
            Written::None => builder,
            Written::Plain(media_type, body) => builder.header(header::CONTENT_TYPE, media_type).body(body),
            Written::Multipart(form) => builder.multipart(form),
        };
        builder.build().map_err(Error::Transport)
    }

    pub(crate) fn failed(&self, error: reqwest::Error) -> Error {
        if error.is_timeout() && error.is_connect() {
            return Error::TimedOut { waiting_for: "the connection", limit: self.0.options.connect_timeout };
        }
        // A key in the query is part of the address, and errors end up in logs.
        Error::Transport(if self.0.credential.query().is_some() { error.without_url() } else { error })
    }
}

/// What another client of the same server is made of.
impl Transport {
    /// Other connections with the same settings and more.
    pub fn http_with(
        &self,
        more: impl FnOnce(reqwest::ClientBuilder, &Options) -> reqwest::ClientBuilder,
    ) -> Result<reqwest::Client, Error> {
        connections(&self.0.options, more)
    }

    /// Where the document's paths begin, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.0.base
    }

    pub fn options(&self) -> &Options {
        &self.0.options
    }

    pub fn credential(&self) -> &Credential {
        &self.0.credential
    }
}

fn connections(
    options: &Options,
    more: impl FnOnce(reqwest::ClientBuilder, &Options) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client, Error> {
    if let Some(http) = &options.http {
        return Ok(http.clone());
    }
    let builder = reqwest::Client::builder()
        .connect_timeout(options.connect_timeout)
        .redirect(redirect::Policy::none())
        .user_agent(&options.user_agent);
    more(builder, options).build().map_err(Error::Transport)
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Transport")
            .field("base", &self.0.base)
            .field("credential", &self.0.credential)
            .finish_non_exhaustive()
    }
}
