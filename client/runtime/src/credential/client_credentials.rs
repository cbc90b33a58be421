//! Tokens that are granted for a client's own credentials (OAuth 2, RFC 6749, 4.4), kept until they expire.

use std::time::Duration;

use futures_util::lock::Mutex;
use http::{HeaderValue, header::CONTENT_TYPE};
use roster_wire::style::percent::encode;
use serde::Deserialize;
use url::Url;

use super::{Credential, sensitive};
use crate::{Error, platform::Instant};

/// How long before its end a token counts as expired: requests take time.
const MARGIN: Duration = Duration::from_secs(10);

pub(super) struct ClientCredentials {
    token_url: Url,
    /// `Authorization: Basic`, with both parts encoded as forms are (RFC 6749, 2.3.1).
    authorization: Credential,
    /// The body of the request.
    form: String,
    granted: Mutex<Option<Granted>>,
}

struct Granted {
    value: HeaderValue,
    expires: Option<Instant>,
}

#[derive(Deserialize)]
struct Grant {
    access_token: String,
    expires_in: Option<u64>,
}

impl ClientCredentials {
    pub(super) fn new(token_url: &str, id: &str, secret: &str, scopes: &[&str]) -> Result<Self, Error> {
        let token_url = Url::parse(token_url).map_err(|error| Error::invalid_argument("token_url", error))?;
        let authorization = Credential::basic(&encode(id), &encode(secret))?;
        let mut form = "grant_type=client_credentials".to_owned();
        if !scopes.is_empty() {
            form += &format!("&scope={}", encode(&scopes.join(" ")));
        }
        Ok(Self { token_url, authorization, form, granted: Mutex::new(None) })
    }

    /// The value of `Authorization`. Who asks while a token is asked for waits for that one.
    pub(super) async fn token(&self, http: &reqwest::Client) -> Result<HeaderValue, Error> {
        let mut granted = self.granted.lock().await;
        if let Some(Granted { value, expires }) = &*granted
            && expires.is_none_or(|expires| Instant::now() + MARGIN < expires)
        {
            return Ok(value.clone());
        }
        let Grant { access_token, expires_in } = self.ask(http).await?;
        let value = sensitive(&format!("Bearer {access_token}"))?;
        // What lasts longer than time is counted lasts for ever.
        let expires = expires_in.and_then(|seconds| Instant::now().checked_add(Duration::from_secs(seconds)));
        *granted = Some(Granted { value: value.clone(), expires });
        Ok(value)
    }

    pub(super) async fn forget(&self) {
        *self.granted.lock().await = None;
    }

    async fn ask(&self, http: &reqwest::Client) -> Result<Grant, Error> {
        let mut headers = http::HeaderMap::new();
        self.authorization.apply(&mut headers);
        let request = http.post(self.token_url.clone()).headers(headers);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(self.form.clone());
        let response = request.send().await.map_err(Error::Transport)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.map_err(Error::Transport)?;
        let grant = status.is_success().then(|| serde_json::from_slice(&body).ok()).flatten();
        // What is not a grant is not shown: it may be nearly one.
        grant.ok_or_else(|| match status.is_success() {
            true => Error::Decode { status, detail: "no token is granted in it".to_owned(), excerpt: String::new() },
            false => Error::from_answer(status, headers, body),
        })
    }
}
