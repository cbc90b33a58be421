//! What a client may be told beside address and credential.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use url::Url;

use crate::{Error, Hook, RetryPolicy};

/// Settings of the connection; the defaults suit a server elsewhere on the network.
///
/// ```
/// use std::time::Duration;
/// let options = roster_client_runtime::Options { connect_timeout: Duration::from_secs(2), ..Default::default() };
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// For making a connection, TLS included. 10 s. A browser has its own.
    #[cfg(not(target_family = "wasm"))]
    pub connect_timeout: Duration,
    /// How long nothing may be sent or received before a call gives up; there is no limit on a whole transfer. 30 s. In
    /// browsers, of which nobody knows how much they have sent, from the request to the head of its answer.
    pub idle_timeout: Duration,
    /// For a whole call: all attempts, the pauses between them, and the answer, but for one that is a stream. None.
    pub call_timeout: Option<Duration>,
    pub retry: RetryPolicy,
    /// Called around every attempt, in this order. None.
    pub hooks: Vec<Arc<dyn Hook>>,
    pub user_agent: String,
    /// Where operations are sent that have a server of their own in the document.
    pub own_servers: OwnServers,
    /// A client of one's own (proxies, certificates). It must not follow redirects, and its own time-outs apply beside
    /// `idle_timeout`; `connect_timeout` and `user_agent` are then not looked at.
    pub http: Option<reqwest::Client>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            #[cfg(not(target_family = "wasm"))]
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            call_timeout: None,
            retry: RetryPolicy::default(),
            hooks: Vec::new(),
            user_agent: concat!("roster-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            own_servers: OwnServers::default(),
            http: None,
        }
    }
}

/// Where operations are sent that have a server of their own in the document, or whose path has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OwnServers {
    /// To that server: the first where there are several, with its variables as they are by default. One without a host is on
    /// that of the client.
    #[default]
    Documented,
    /// To the client's own address, as all others: a server for tests, or one that stands before all of them.
    Ignored,
    /// By the address as it is documented, variables in braces: to this one. Those that are not listed, to the documented one.
    Replaced(BTreeMap<String, String>),
}

impl OwnServers {
    /// Where the paths of operations begin whose own server is `documented`, and `default` without variables.
    pub(crate) fn base(&self, base: &str, documented: &str, default: &str) -> Result<String, Error> {
        let server = match self {
            Self::Ignored => return Ok(base.to_owned()),
            Self::Documented => default,
            Self::Replaced(others) => others.get(documented).map_or(default, String::as_str),
        };
        let joined = Url::parse(base).and_then(|base| base.join(server));
        let joined = joined.map_err(|error| Error::invalid_argument("own_servers", format!("{error}: `{server}`")))?;
        Ok(joined.as_str().trim_end_matches('/').to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_of_an_operation_replaces_that_of_the_client() {
        let base = |servers: &OwnServers, default| servers.base("http://localhost/v1", "https://{at}.example", default);
        let documented = OwnServers::Documented;
        assert_eq!(base(&documented, "https://eu.example").unwrap(), "https://eu.example");
        assert_eq!(base(&documented, "/v2/").unwrap(), "http://localhost/v2");
        assert!(base(&documented, "https://[").unwrap_err().to_string().contains("https://["));
        assert_eq!(base(&OwnServers::Ignored, "https://eu.example").unwrap(), "http://localhost/v1");
        let with = |from: &str| OwnServers::Replaced([(from.to_owned(), "http://here/x".to_owned())].into());
        assert_eq!(base(&with("https://{at}.example"), "https://eu.example").unwrap(), "http://here/x");
        assert_eq!(base(&with("https://other"), "https://eu.example").unwrap(), "https://eu.example");
    }
}
