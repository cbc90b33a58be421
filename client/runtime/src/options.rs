//! What a client may be told beside address and credential.

use std::{sync::Arc, time::Duration};

use crate::{Hook, RetryPolicy};

/// Settings of the connection; the defaults suit a server elsewhere on the network.
///
/// ```
/// use std::time::Duration;
/// let options = roster_client_runtime::Options { connect_timeout: Duration::from_secs(2), ..Default::default() };
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// For making a connection, TLS included. 10 s.
    pub connect_timeout: Duration,
    /// How long nothing may be sent or received before a call gives up; there is no limit on a whole transfer. 30 s.
    pub idle_timeout: Duration,
    /// For a whole call: all attempts, the pauses between them, and the answer, but for one that is a stream. None.
    pub call_timeout: Option<Duration>,
    pub retry: RetryPolicy,
    /// Called around every attempt, in this order. None.
    pub hooks: Vec<Arc<dyn Hook>>,
    pub user_agent: String,
    /// A client of one's own (proxies, certificates). It must not follow redirects, and its own time-outs apply beside
    /// `idle_timeout`; `connect_timeout` and `user_agent` are then not looked at.
    pub http: Option<reqwest::Client>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            call_timeout: None,
            retry: RetryPolicy::default(),
            hooks: Vec::new(),
            user_agent: concat!("roster-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            http: None,
        }
    }
}
