//! How a request says who sends it. Values are kept out of `Debug` output and marked sensitive on the wire's side.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{Error, http::style};

/// Where an API key goes (`in` of an `apiKey` security scheme).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyLocation {
    Header,
    Query,
    Cookie,
}

/// What authenticates requests.
#[derive(Clone, Default)]
pub struct Credential(Vec<Kind>);

#[derive(Clone)]
enum Kind {
    Header(HeaderName, HeaderValue),
    /// `name=value`, encoded.
    Cookie(HeaderValue),
    /// `name=value`, encoded.
    Query(String),
}

impl Credential {
    /// No credential at all.
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// `Authorization: Bearer <token>`.
    pub fn bearer(token: &str) -> Result<Self, Error> {
        Self::header(header::AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// `Authorization: Basic …` (RFC 7617).
    pub fn basic(user: &str, password: &str) -> Result<Self, Error> {
        if user.contains(':') {
            return Err(Error::invalid_argument("user", "contains a colon"));
        }
        Self::header(header::AUTHORIZATION, &format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
    }

    /// A key in the header, query parameter or cookie `name`.
    pub fn api_key(location: KeyLocation, name: &str, key: &str) -> Result<Self, Error> {
        let pair = || format!("{}={}", style::encode(name), style::encode(key));
        match location {
            KeyLocation::Header => {
                let name = name.parse().map_err(|_| Error::invalid_argument("name", "is not a header's name"))?;
                Self::header(name, key)
            }
            KeyLocation::Query => Ok(Self(vec![Kind::Query(pair())])),
            KeyLocation::Cookie => Ok(Self(vec![Kind::Cookie(sensitive(&pair())?)])),
        }
    }

    fn header(name: HeaderName, value: &str) -> Result<Self, Error> {
        Ok(Self(vec![Kind::Header(name, sensitive(value)?)]))
    }

    /// Both at once: for documents that ask for several schemes together.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Pairs for the query, joined by `&`; none where no key goes there.
    pub fn query(&self) -> Option<String> {
        let pairs = self.0.iter().filter_map(|kind| match kind {
            Kind::Query(pair) => Some(pair.as_str()),
            _ => None,
        });
        let pairs: Vec<_> = pairs.collect();
        (!pairs.is_empty()).then(|| pairs.join("&"))
    }

    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        for kind in &self.0 {
            match kind {
                Kind::Header(name, value) => {
                    headers.insert(name, value.clone());
                }
                Kind::Cookie(pair) => {
                    headers.append(header::COOKIE, pair.clone());
                }
                Kind::Query(_) => {}
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
        let kinds = self.0.iter().map(|kind| match kind {
            Kind::Header(name, _) => name.as_str(),
            Kind::Cookie(_) => "cookie",
            Kind::Query(_) => "query",
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
        let all =
            keys.into_iter().chain([Credential::bearer("s3cret").unwrap(), Credential::basic("me", "s3cret").unwrap()]);
        for credential in all {
            let mut headers = HeaderMap::new();
            credential.apply(&mut headers);
            assert!(!format!("{credential:?} {headers:?}").contains("s3cret"));
        }
    }

    #[test]
    fn a_token_that_would_break_the_header_is_refused() {
        let error = Credential::bearer("a\r\nx: y").unwrap_err();
        assert!(matches!(error, Error::InvalidArgument { .. }));
    }
}
