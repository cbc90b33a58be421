//! What an operator can choose, checked, with its defaults.
//!
//! The command line fills it ([`crate::cli`]); tests fill it themselves.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use chrono::TimeDelta;
use http::HeaderValue;
use ipnet::IpNet;
use url::Url;

use crate::{
    blobs::BlobLocation,
    connections::ConnectionLimits,
    directory::Quotas,
    environment::Environment,
    frame::{AllowedOrigins, Site},
    mail::{Sender, SmtpServer},
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

/// A value that cannot be used; one line, for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

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

const DATABASE_URL: &str = "--database-url must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE";

/// A `--database-url` that can be opened.
pub(crate) fn database_url(text: &str) -> Result<String, ConfigError> {
    match text.split_once(':') {
        Some(("sqlite", path)) if path.contains(":memory:") || path.contains("mode=memory") => {
            Err(ConfigError("a database in memory is not supported; name a file, as in sqlite:roster.db".to_owned()))
        }
        Some(("sqlite", path)) if !path.trim_start_matches('/').is_empty() => Ok(text.to_owned()),
        Some(("postgres" | "postgresql", _)) => {
            let with_host = Url::parse(text).is_ok_and(|url| url.has_host() || url.query().is_some());
            // The text itself may hold a password, so it is not repeated.
            if with_host { Ok(text.to_owned()) } else { Err(ConfigError(DATABASE_URL.to_owned())) }
        }
        _ => Err(ConfigError(DATABASE_URL.to_owned())),
    }
}

/// A `--blob-url` that can be opened.
pub(crate) fn blob_url(text: &str) -> Result<BlobLocation, ConfigError> {
    // The text itself may hold a secret by mistake, so it is not repeated.
    text.parse().map_err(|detail| ConfigError(format!("--blob-url {detail}")))
}

/// A `--smtp-url`; what is wrong with it is said without repeating it, since it may hold a password.
pub(crate) fn smtp_url(text: &str) -> Result<SmtpServer, ConfigError> {
    text.parse().map_err(|error| ConfigError(format!("--smtp-url: {error}")))
}

/// A `--public-url`: where links in mails lead.
pub(crate) fn public_url(text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|error| ConfigError(format!("--public-url {text}: {error}")))?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain && url.path() == "/" {
        return Ok(url);
    }
    Err(ConfigError(format!("--public-url {text}: must be http://HOST or https://HOST, perhaps with a port")))
}

/// A `--login-origin`: where a magic link may lead.
pub(crate) fn login_origin(text: &str) -> Result<Url, ConfigError> {
    web_origin(text).map_err(|why| ConfigError(format!("--login-origin {text}: {why}")))
}

/// Every `--allow-origin`: whose scripts may call the server.
pub(crate) fn allowed_origins(texts: &[String]) -> Result<AllowedOrigins, ConfigError> {
    if let [all] = texts
        && all == "*"
    {
        return Ok(AllowedOrigins::Any);
    }
    let origin = |text: &String| {
        let url = web_origin(text).and_then(|url| match url.host_str() {
            Some(host) if host.contains('*') => Err("each origin has to be written out".to_owned()),
            _ => Ok(url),
        });
        let url = url.map_err(|why| ConfigError(format!("--allow-origin {text}: {why}; or * alone, for all")))?;
        let origin = url.origin().ascii_serialization();
        HeaderValue::from_str(&origin).map_err(|error| ConfigError(format!("--allow-origin {text}: {error}")))
    };
    texts.iter().map(origin).collect::<Result<_, _>>().map(AllowedOrigins::These)
}

/// Scheme, host and perhaps a port.
fn web_origin(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    // An origin serialises as itself and a slash; anything more would be a promise that is not kept.
    let is_origin = format!("{}/", url.origin().ascii_serialization()) == url.as_str();
    if matches!(url.scheme(), "http" | "https") && is_origin {
        return Ok(url);
    }
    Err("must be http://HOST or https://HOST, perhaps with a port".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_of_other_kinds_are_refused_without_their_password() {
        for url in ["sqlite:roster.db", "sqlite:///var/lib/roster.db", "postgres://u:secret@h/db", "postgresql://h/db"]
        {
            assert!(database_url(url).is_ok(), "{url}");
        }
        for refused in ["postgres:u:secret", "mysql://u:secret@h/db", "sqlite:", "sqlite::memory:", "roster.db"] {
            let message = database_url(refused).unwrap_err().to_string();
            assert!(message.contains("sqlite:") && !message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn public_urls_are_web_addresses() {
        assert!(public_url("https://roster.example:8443").is_ok());
        for refused in [
            "roster.example",
            "https://roster.example/people",
            "ftp://roster.example",
            "https://u@h",
            "https://h/?a=b",
            "mailto:a@b.c",
        ] {
            assert!(public_url(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn login_origins_have_no_path() {
        assert!(login_origin("https://app.example").is_ok());
        assert!(login_origin("http://localhost:3000/").is_ok());
        for refused in ["app.example", "https://app.example/start", "https://u@h", "https://h/?a=b", "javascript:1"] {
            assert!(login_origin(refused).is_err(), "{refused}");
            assert!(allowed_origins(&[refused.to_owned()]).is_err(), "{refused}");
        }
    }

    #[test]
    fn allowed_origins_are_as_browsers_write_them() {
        let texts = ["https://APP.example/", "http://localhost:3000", "https://app.example:443"].map(str::to_owned);
        let AllowedOrigins::These(origins) = allowed_origins(&texts).unwrap() else { panic!("not any") };
        assert_eq!(*origins, ["https://app.example", "http://localhost:3000", "https://app.example"]);
        assert!(matches!(allowed_origins(&["*".to_owned()]), Ok(AllowedOrigins::Any)));
        for refused in [["https://*.example", "https://a.example"], ["https://a.example", "*"]] {
            let message = allowed_origins(&refused.map(str::to_owned)).unwrap_err().to_string();
            assert!(message.contains('*') && message.ends_with("or * alone, for all"), "{message}");
        }
    }
}
