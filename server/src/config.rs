//! What an operator can choose, checked, with its defaults.
//!
//! The command line fills it ([`crate::cli`]); tests fill it themselves.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use chrono::TimeDelta;
use ipnet::IpNet;
use url::Url;

use crate::{
    blobs::BlobLocation,
    connections::ConnectionLimits,
    directory::Quotas,
    environment::Environment,
    mail::{Sender, SmtpServer},
    middleware::{AllowedOrigins, Site},
    rates::RateLimits,
};

/// Everything that a server needs to start.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen: the first of these that is free; port 0 takes any free port.
    pub listen: Vec<SocketAddr>,
    /// Folder of the database, the files, the outbox and the owner's first token.
    pub data: PathBuf,
    /// A `sqlite:` or `postgres:` URL; `roster.db` in the data folder, without it.
    pub database_url: Option<String>,
    /// Where the bytes of files are; `blobs` in the data folder, without it.
    pub blobs: Option<BlobLocation>,
    /// Most connections to the database; 20 to PostgreSQL and 8 that read from SQLite, without it.
    pub database_connections: Option<u32>,
    /// Under which address people reach the server; the address it listens on, without it.
    pub public_url: Option<Url>,
    /// Origins to which magic links may lead; the public URL's, without any.
    pub login_origins: Vec<Url>,
    /// Whose scripts may call the server from a browser, with a token; those of its own origin only, by default.
    pub allowed_origins: AllowedOrigins,
    /// Where mails are delivered; to `outbox` in the data folder, without it.
    pub smtp: Option<SmtpServer>,
    /// Who mails come from; `no-reply@` the public URL's host, without it.
    pub mail_from: Option<Sender>,
    /// How long an invitation can be accepted.
    pub invitation_lifetime: TimeDelta,
    /// How many connections there may be, and how long they may stand still.
    pub connections: ConnectionLimits,
    /// How long after an invitation the next one to the same address may be sent; at once, by default.
    pub mail_pause: TimeDelta,
    /// What may be stored; anything, by default.
    pub quotas: Quotas,
    /// Bytes that files leave free on their disk, for the database.
    pub free_space: u64,
    /// How long a request may take until its answer begins.
    pub request_timeout: Duration,
    /// How long running requests may take once the server is told to stop.
    pub drain_timeout: Duration,
    /// Bytes that a body may have whatever its operation allows.
    pub body_limit: u64,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How many requests callers may send; without limit, by default.
    pub rate_limits: RateLimits,
    /// What `/docs` shows; the page in the binary, without it.
    pub site: Option<Site>,
    pub environment: Environment,
}

impl Config {
    /// The defaults, on a free port of this machine.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: vec![SocketAddr::from(([127, 0, 0, 1], 0))],
            data: data.into(),
            database_url: None,
            blobs: None,
            database_connections: None,
            public_url: None,
            login_origins: Vec::new(),
            allowed_origins: AllowedOrigins::default(),
            smtp: None,
            mail_from: None,
            invitation_lifetime: TimeDelta::days(7),
            connections: ConnectionLimits::default(),
            mail_pause: TimeDelta::zero(),
            quotas: Quotas::default(),
            free_space: 0,
            request_timeout: Duration::from_secs(30),
            drain_timeout: Duration::from_secs(10),
            body_limit: 16 * 1024 * 1024,
            trusted_proxies: Vec::new(),
            rate_limits: RateLimits::default(),
            site: None,
            environment: Environment::system(),
        }
    }

    /// The URL of the database.
    pub(crate) fn database(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("roster.db").display()))
    }

    /// Where the bytes of files are.
    pub(crate) fn blob_location(&self) -> BlobLocation {
        self.blobs.clone().unwrap_or_else(|| BlobLocation::Folder(self.data.join("blobs")))
    }
}
