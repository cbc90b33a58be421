//! How a request says who sends it. Values are kept out of `Debug` output and marked sensitive on the wire's side.

mod client_credentials;

use std::{fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use roster_wire::style::percent::encode;

use crate::Error;
use client_credentials::ClientCredentials;

/// Where an API key goes (`in` of an `apiKey` security scheme).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyLocation {
    Header,
    Query,
    Cookie,
}

/// What authenticates requests.
///
/// A credential is sent with every operation that asks for any. One that is [of a scheme](Self::of_scheme) is sent where an
/// operation asks for that scheme: the first of its alternatives for which there are credentials is what is sent.
#[derive(Clone, Default)]
pub struct Credential(Vec<Part>);

#[derive(Clone)]
struct Part {
    /// The name of a security scheme of the document.
    scheme: Option<&'static str>,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Header(HeaderName, HeaderValue),
    /// `name=value`, as it is.
    Cookie(HeaderValue),
    /// `name=value`, encoded.
    Query(String),
    Granted(Arc<ClientCredentials>),
}

impl Credential {
    /// No credential at all.
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// `Authorization: Bearer <token>`.
    pub fn bearer(token: &str) -> Result<Self, Error> {
        Self::http("Bearer", token)
    }

    /// `Authorization: Basic …` (RFC 7617).
    pub fn basic(user: &str, password: &str) -> Result<Self, Error> {
        if user.contains(':') {
            return Err(Error::invalid_argument("user", "contains a colon"));
        }
        Self::http("Basic", &STANDARD.encode(format!("{user}:{password}")))
    }

    /// `Authorization: <scheme> <credentials>`, for any authentication scheme of HTTP.
    pub fn http(scheme: &str, credentials: &str) -> Result<Self, Error> {
        Self::header(header::AUTHORIZATION, &format!("{scheme} {credentials}"))
    }

    /// A key in the header, query parameter or cookie `name`.
    pub fn api_key(location: KeyLocation, name: &str, key: &str) -> Result<Self, Error> {
        match location {
            KeyLocation::Header => {
                let name = name.parse().map_err(|_| Error::invalid_argument("name", "is not a header's name"))?;
                Self::header(name, key)
            }
            KeyLocation::Query => Ok(Self::one(Kind::Query(format!("{}={}", encode(name), encode(key))))),
            // Servers take the values of such cookies as they are.
            KeyLocation::Cookie if key.contains(';') => {
                Err(Error::invalid_argument("key", "holds characters that a cookie cannot carry"))
            }
            KeyLocation::Cookie => Ok(Self::one(Kind::Cookie(sensitive(&format!("{name}={key}"))?))),
        }
    }

    /// Tokens that the server at `token_url` grants for these credentials (OAuth 2, RFC 6749, 4.4), sent as
    /// `Authorization: Bearer`. One is asked for with the first request, and again when it has expired or is refused.
    pub fn client_credentials(
        token_url: &str,
        client_id: &str,
        client_secret: &str,
        scopes: &[&str],
    ) -> Result<Self, Error> {
        let credentials = ClientCredentials::new(token_url, client_id, client_secret, scopes)?;
        Ok(Self::one(Kind::Granted(Arc::new(credentials))))
    }

    fn header(name: HeaderName, value: &str) -> Result<Self, Error> {
        Ok(Self::one(Kind::Header(name, sensitive(value)?)))
    }

    fn one(kind: Kind) -> Self {
        Self(vec![Part { scheme: None, kind }])
    }

    /// Sent for this security scheme of the document only.
    pub fn of_scheme(mut self, name: &'static str) -> Self {
        self.0.iter_mut().for_each(|part| part.scheme = Some(name));
        self
    }

    /// Both: for documents that ask for several schemes together, or for one here and another one there.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// What goes with an operation that asks for one of these alternatives, each of them schemes together.
    pub(crate) fn for_security(&self, security: &[&[&str]]) -> Self {
        let has = |name: &&&str| self.0.iter().any(|part| part.scheme == Some(**name));
        let chosen =
            security.iter().find(|schemes| !schemes.is_empty() && schemes.iter().filter(has).count() == schemes.len());
        let is_asked = security.iter().any(|schemes| !schemes.is_empty());
        let parts = self.0.iter().filter(|part| match part.scheme {
            None => is_asked,
            Some(name) => chosen.is_some_and(|schemes| schemes.contains(&name)),
        });
        Self(parts.cloned().collect())
    }

    /// Pairs for the query, joined by `&`; none where no key goes there.
    pub fn query(&self) -> Option<String> {
        let pairs = self.0.iter().filter_map(|part| match &part.kind {
            Kind::Query(pair) => Some(pair.as_str()),
            _ => None,
        });
        let pairs: Vec<_> = pairs.collect();
        (!pairs.is_empty()).then(|| pairs.join("&"))
    }

    /// Adds what goes into headers and is known without asking another server.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        for Part { kind, .. } in &self.0 {
            match kind {
                Kind::Header(name, value) => {
                    headers.insert(name, value.clone());
                }
                Kind::Cookie(pair) => {
                    headers.append(header::COOKIE, pair.clone());
                }
                Kind::Query(_) | Kind::Granted(_) => {}
            }
        }
    }

    /// Adds the token that was granted, if there is to be one, and answers whether there is.
    pub(crate) async fn apply_granted(&self, http: &reqwest::Client, headers: &mut HeaderMap) -> Result<bool, Error> {
        let mut is_granted = false;
        for part in &self.0 {
            if let Kind::Granted(credentials) = &part.kind {
                headers.insert(header::AUTHORIZATION, credentials.token(http).await?);
                is_granted = true;
            }
        }
        Ok(is_granted)
    }

    /// Forgets tokens that were granted, after one was refused.
    pub(crate) async fn forget_granted(&self) {
        for part in &self.0 {
            if let Kind::Granted(credentials) = &part.kind {
                credentials.forget().await;
            }
        }
    }
}

fn sensitive(value: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| Error::invalid_argument("token", "holds characters that a header cannot carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = self.0.iter().map(|part| match &part.kind {
            Kind::Header(name, _) => name.as_str(),
            Kind::Cookie(_) => "cookie",
            Kind::Query(_) => "query",
            Kind::Granted(_) => "client credentials",
        });
        formatter.write_str("Credential")?;
        formatter.debug_list().entries(kinds).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_never_shown() {
        let locations = [KeyLocation::Header, KeyLocation::Query, KeyLocation::Cookie];
        let keys = locations.map(|location| Credential::api_key(location, "access-token", "s3cret").unwrap());
        let others = [
            Credential::bearer("s3cret").unwrap(),
            Credential::basic("me", "s3cret").unwrap(),
            Credential::client_credentials("http://host/token", "me", "s3cret", &[]).unwrap(),
        ];
        for credential in keys.into_iter().chain(others) {
            let mut headers = HeaderMap::new();
            credential.apply(&mut headers);
            assert!(!format!("{credential:?} {headers:?}").contains("s3cret"));
        }
    }

    #[test]
    fn a_token_that_would_break_the_header_is_refused() {
        let error = Credential::bearer("a\r\nx: y").unwrap_err();
        assert!(matches!(error, Error::InvalidArgument { .. }));
        let error = Credential::api_key(KeyLocation::Cookie, "session", "a; b=c").unwrap_err();
        assert!(matches!(error, Error::InvalidArgument { .. }));
    }

    #[test]
    fn the_first_alternative_that_there_are_credentials_for_is_sent() {
        let key = |name: &'static str| Credential::api_key(KeyLocation::Query, name, "1").unwrap().of_scheme(name);
        let both = key("a").and(key("b"));
        let sent = |credential: &Credential, security: &[&[&str]]| credential.for_security(security).query();
        assert_eq!(sent(&both, &[&["b"], &["a"]]).as_deref(), Some("b=1"));
        assert_eq!(sent(&both, &[&["c"], &["a", "b"]]).as_deref(), Some("a=1&b=1"));
        assert_eq!(sent(&key("a"), &[&["a", "b"]]), None, "half of what is asked for");
        assert_eq!(sent(&key("a"), &[&[], &["a"]]).as_deref(), Some("a=1"), "where nobody need say who asks");
        assert_eq!(sent(&both, &[]), None);
        let any = Credential::api_key(KeyLocation::Query, "any", "1").unwrap();
        assert_eq!(sent(&any, &[&["a"]]).as_deref(), Some("any=1"));
        assert_eq!(sent(&any, &[&[]]), None);
    }
}
