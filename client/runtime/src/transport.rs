//! The connection to one server: address, credential, time-outs, and the loop of attempts.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderMap, StatusCode, header};
use url::Url;

use crate::{
    Attempt, Credential, Error, Options, Outcome, RequestHead,
    http::{Call, Operation, Payload, Progress, Response, Written},
    platform::{self, Instant, is_lost, sleep, timeout_at},
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

    /// A request of an operation that has a server of its own, as it is documented, and with what its variables are by default.
    pub fn call_at<'a>(&'a self, documented: &str, default: &str, operation: &'static Operation) -> Call<'a> {
        Call::at(self, self.0.options.own_servers.base(self.base(), documented, default), operation)
    }

    pub(crate) fn url(&self, mut url: String, query: Option<&str>, credential: &Credential) -> Result<Url, Error> {
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
        operation: &'static str,
        head: RequestHead,
        payload: Payload,
        credential: &Credential,
    ) -> Result<Response, Error> {
        let limit = self.0.options.call_timeout.map(|limit| Limit { ends: Instant::now().checked_add(limit), limit });
        let inner = Limit::watch(limit, self.attempts(operation, head, payload, credential)).await??;
        Ok(Response { inner, idle: self.0.options.idle_timeout, limit, again: None })
    }

    async fn attempts(
        &self,
        operation: &'static str,
        mut head: RequestHead,
        mut payload: Payload,
        credential: &Credential,
    ) -> Result<reqwest::Response, Error> {
        let options = &self.0.options;
        let mut made = 0;
        let mut was_refused = false;
        loop {
            let is_granted = credential.apply_granted(&self.0.http, &mut head.headers).await?;
            let progress = Progress::new();
            let Some(written) = payload.write(&progress).await? else {
                return Err(Error::invalid_argument("body", "the stream was sent before"));
            };
            let attempt = Attempt { operation, number: made + u32::from(was_refused) + 1 };
            let request = self.request(attempt, &head, written).await?;
            progress.begin();
            let result = match progress.watch(self.0.http.execute(request), options.idle_timeout).await {
                Some(result) => result.map_err(|error| (is_lost(&error), self.failed(error))),
                None => {
                    let limit = options.idle_timeout;
                    Err((false, Error::TimedOut { waiting_for: "the server's answer", limit }))
                }
            };
            let outcome = match &result {
                Ok(response) => Outcome::Answered(response.status(), response.headers()),
                Err((_, error)) => Outcome::Failed(error),
            };
            for hook in &options.hooks {
                hook.after(attempt, outcome).await.map_err(Error::Refused)?;
            }
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
                Err((is_lost, _)) => is_lost.then_some(Failure::Connection),
            };
            let pause = failure
                .filter(|_| payload.can_repeat())
                .and_then(|failure| options.retry.pause(&head.method, failure, made));
            match (pause, result) {
                (Some(pause), _) => sleep(pause).await,
                (None, result) => return result.map_err(|(_, error)| error),
            }
            made += 1;
        }
    }

    /// The request of one attempt, as hooks want it.
    async fn request(&self, attempt: Attempt, head: &RequestHead, written: Written) -> Result<reqwest::Request, Error> {
        let builder = self.0.http.request(head.method.clone(), head.url.clone()).headers(head.headers.clone());
        let builder = match written {
            Written::None => builder,
            Written::Plain(media_type, body) => builder.header(header::CONTENT_TYPE, media_type).body(body),
            Written::Multipart(form) => builder.multipart(form),
        };
        let mut request = builder.build().map_err(Error::Transport)?;
        if self.0.options.hooks.is_empty() {
            return Ok(request);
        }
        let mut head = RequestHead {
            method: request.method().clone(),
            url: request.url().clone(),
            headers: std::mem::take(request.headers_mut()),
        };
        for hook in &self.0.options.hooks {
            hook.before(attempt, &mut head).await.map_err(Error::Refused)?;
        }
        *request.method_mut() = head.method;
        *request.url_mut() = head.url;
        *request.headers_mut() = head.headers;
        Ok(request)
    }

    pub(crate) fn failed(&self, error: reqwest::Error) -> Error {
        if let Some(limit) = platform::connecting_limit(&error, &self.0.options) {
            return Error::TimedOut { waiting_for: "the connection", limit };
        }
        // A key in the query is part of the address, and errors end up in logs.
        Error::Transport(if self.0.credential.query().is_some() { error.without_url() } else { error })
    }
}

/// When a whole call has to be over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// None where that is beyond all time.
    ends: Option<Instant>,
    limit: Duration,
}

impl Limit {
    pub(crate) async fn watch<F: Future>(limit: Option<Self>, future: F) -> Result<F::Output, Error> {
        let Some(Self { ends: Some(ends), limit }) = limit else { return Ok(future.await) };
        let timed_out = |_| Error::TimedOut { waiting_for: "the whole call", limit };
        timeout_at(ends, future).await.map_err(timed_out)
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
    more(platform::connections(options), options).build().map_err(Error::Transport)
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
