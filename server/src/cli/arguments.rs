//! Commands and flags. Each flag of `serve` is an environment variable as well.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::TimeDelta;
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;

use super::{
    UsageError, urls,
    values::{Since, addresses, duration, network, pause, quota, rate, since, size},
};
use crate::{
    config::Config,
    connections::ConnectionLimits,
    directory::{Quota, Quotas},
    mail::Sender,
    middleware::Site,
    model::LicenseType,
    rates::{Rate, RateLimits},
    telemetry::logging::LogFormat,
};

/// One directory of organizations, users, groups and invitations behind two documented APIs.
#[derive(Debug, Parser)]
#[command(name = "roster-server", version, args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) serve: ServeOptions,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Answer requests; what happens without a command, too
    Serve(Box<ServeOptions>),
    /// Users of an organization
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Access tokens
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Organizations
    Organization {
        #[command(subcommand)]
        command: OrganizationCommand,
    },
    /// Print the audit log: who changed what, when, and from where
    Audit(Audit),
    /// Write the whole directory as JSON lines, without the bytes of files
    Export(Export),
    /// Read an export into an empty database
    Import(Import),
}

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add an active user, without an invitation
    Create(UserCreate),
    /// Print the users of an organization
    List(UserList),
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Print a new token of a user, which cannot be shown again
    Create(TokenCreate),
    /// Print what is known of the tokens and sessions of a user
    List(TokenList),
    /// End tokens and sessions of a user at once
    Revoke(TokenRevoke),
}

#[derive(Debug, Subcommand)]
pub(super) enum OrganizationCommand {
    /// Add an organization
    Create(OrganizationCreate),
    /// Print the organizations
    List(OrganizationList),
}

/// None for `off`. The name keeps clap from taking a missing flag for it.
type RateOption = Option<Rate>;

/// Those of one name, of which the first that is free is taken. The name keeps clap from taking them for several values.
type Addresses = Vec<SocketAddr>;

/// None for `off`, as above.
type QuotaOption = Option<u64>;

/// Where the data is.
#[derive(Args, Debug)]
pub(super) struct StorageOptions {
    /// Folder of the database, the files, the outbox and the first token
    #[arg(long, env = "ROSTER_DATA", value_name = "FOLDER", default_value = "./roster-data")]
    pub(super) data: PathBuf,
    /// Database; sqlite:<data>/roster.db if absent
    #[arg(long, env = "ROSTER_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub(super) database_url: Option<String>,
    /// Bytes of files: s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION&path_style=true] or file:///FOLDER;
    /// <data>/blobs if absent
    #[arg(long, env = "ROSTER_BLOB_URL", value_name = "URL", hide_env_values = true)]
    pub(super) blob_url: Option<String>,
    /// Most connections to the database [default: 20 to PostgreSQL, 8 that read from SQLite]
    #[arg(long, env = "ROSTER_DATABASE_CONNECTIONS", value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) database_connections: Option<u32>,
}

#[derive(Args, Debug)]
pub(super) struct ServeOptions {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
    /// Address or name of this machine, and port; port 0 takes any free one
    #[arg(long, env = "ROSTER_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = addresses)]
    pub(super) listen: Addresses,
    /// Where people reach the server, https://HOST[:PORT], for links in mails; the address it listens on if absent
    #[arg(long, env = "ROSTER_PUBLIC_URL", value_name = "URL")]
    pub(super) public_url: Option<String>,
    /// Origin to which magic links may lead; can be given several times, or with commas; that of --public-url if absent
    #[arg(long = "login-origin", env = "ROSTER_LOGIN_ORIGINS", value_name = "URL", value_delimiter = ',')]
    pub(super) login_origins: Vec<String>,
    /// Origin whose scripts may call the APIs from a browser, with a token; can be given several times, or with commas;
    /// * for all
    #[arg(long = "allow-origin", env = "ROSTER_ALLOW_ORIGINS", value_name = "URL", value_delimiter = ',')]
    pub(super) allowed_origins: Vec<String>,
    /// Mail server, smtp://[USER:PASSWORD@]HOST[:PORT][?tls=required|opportunistic|none][&ca=FILE] or smtps://…; the
    /// outbox folder if absent
    #[arg(long, env = "ROSTER_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub(super) smtp_url: Option<String>,
    /// Who mails come from, ADDRESS or NAME <ADDRESS>; no-reply@ the public URL's host if absent
    #[arg(long, env = "ROSTER_MAIL_FROM", value_name = "SENDER")]
    pub(super) mail_from: Option<Sender>,
    /// How long an invitation can be accepted
    #[arg(long, env = "ROSTER_INVITATION_LIFETIME", value_name = "TIME", default_value = "7d", value_parser = duration)]
    pub(super) invitation_lifetime: Duration,
    /// Connections that may be open at once; fewer where the process may not open twice as many files
    #[arg(long, env = "ROSTER_CONNECTIONS", value_name = "NUMBER", default_value_t = ConnectionLimits::default().total, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) connections: u32,
    /// Connections that one address may have open at once; a trusted proxy may have any number
    #[arg(long, env = "ROSTER_CONNECTIONS_PER_ADDRESS", value_name = "NUMBER", default_value_t = ConnectionLimits::default().per_address, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) connections_per_address: u32,
    /// How long after an invitation the next one to the same address may be sent, or off
    #[arg(long, env = "ROSTER_MAIL_PAUSE", value_name = "TIME", default_value = "5m", value_parser = pause)]
    pub(super) mail_pause: TimeDelta,
    /// Bytes that the files and uploads of an organization may have that has no quota of its own, 500MiB, 2GiB or off
    #[arg(long, env = "ROSTER_ORGANIZATION_STORAGE", value_name = "SIZE", default_value = "100GiB", value_parser = quota)]
    pub(super) organization_storage: QuotaOption,
    /// Bytes that the files and uploads of one user may have
    #[arg(long, env = "ROSTER_USER_STORAGE", value_name = "SIZE", default_value = "20GiB", value_parser = quota)]
    pub(super) user_storage: QuotaOption,
    /// Unfinished uploads that an organization may have
    #[arg(long, env = "ROSTER_ORGANIZATION_UPLOADS", value_name = "NUMBER", default_value_t = 1000)]
    pub(super) organization_uploads: u32,
    /// Unfinished uploads that one user may have
    #[arg(long, env = "ROSTER_USER_UPLOADS", value_name = "NUMBER", default_value_t = 100)]
    pub(super) user_uploads: u32,
    /// Bytes of the disk that files leave free, for the database
    #[arg(long, env = "ROSTER_FREE_SPACE", value_name = "SIZE", default_value = "1GiB", value_parser = size)]
    pub(super) free_space: u64,
    /// How long a request may take until its answer begins
    #[arg(long, env = "ROSTER_REQUEST_TIMEOUT", value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub(super) request_timeout: Duration,
    /// How long running requests may take once the server is told to stop
    #[arg(long, env = "ROSTER_DRAIN_TIMEOUT", value_name = "TIME", default_value = "10s", value_parser = duration)]
    pub(super) drain_timeout: Duration,
    /// Bytes that a request's body may have, whatever its operation allows
    #[arg(long, env = "ROSTER_BODY_LIMIT", value_name = "BYTES", default_value_t = 16 * 1024 * 1024)]
    pub(super) body_limit: u64,
    /// Proxy whose X-Forwarded-For says where a request comes from; can be given several times, or with commas
    #[arg(long, env = "ROSTER_TRUSTED_PROXY", value_name = "ADDRESS[/BITS]", value_delimiter = ',', value_parser = network)]
    pub(super) trusted_proxy: Vec<IpNet>,
    /// Requests that may come with one token, 100/s, 600/m, 5000/h or off
    #[arg(long, env = "ROSTER_RATE_LIMIT_TOKEN", value_name = "RATE", default_value = "100/s", value_parser = rate)]
    pub(super) rate_limit_token: RateOption,
    /// Requests that may come from one address
    #[arg(long, env = "ROSTER_RATE_LIMIT_ADDRESS", value_name = "RATE", default_value = "300/s", value_parser = rate)]
    pub(super) rate_limit_address: RateOption,
    /// Requests with a wrong credential that may come from one address
    #[arg(long, env = "ROSTER_RATE_LIMIT_FAILURES", value_name = "RATE", default_value = "30/m", value_parser = rate)]
    pub(super) rate_limit_failures: RateOption,
    /// Folder with the docs site that `cargo xtask docs` wrote, shown at /docs; a plain page if absent
    #[arg(long, env = "ROSTER_SITE", value_name = "FOLDER")]
    pub(super) site: Option<PathBuf>,
    /// Form of the log on standard error
    #[arg(long, env = "ROSTER_LOG_FORMAT", value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(super) log_format: LogFormat,
    /// Level of the log, or directives such as roster_server=debug,sqlx=warn
    #[arg(long, env = "ROSTER_LOG", value_name = "FILTER", default_value = "info")]
    pub(super) log: String,
}

#[derive(Args, Debug)]
pub(super) struct UserCreate {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
    #[arg(long)]
    pub(super) email: String,
    /// First and last name
    #[arg(long)]
    pub(super) name: String,
    /// Name or id; may be absent where there is only one
    #[arg(long)]
    pub(super) organization: Option<String>,
    #[arg(long)]
    pub(super) admin: bool,
    #[arg(long)]
    pub(super) owner: bool,
    #[arg(long)]
    pub(super) project_creator: bool,
}

#[derive(Args, Debug)]
pub(super) struct UserList {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
    /// Name or id; may be absent where there is only one
    #[arg(long)]
    pub(super) organization: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct OrganizationList {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
}

#[derive(Args, Debug)]
pub(super) struct TokenCreate {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
    /// Whose token it is
    #[arg(long)]
    pub(super) email: String,
    /// Name or id; may be absent unless several have a user with this address
    #[arg(long)]
    pub(super) organization: Option<String>,
    /// What the token may do beyond its user; can be given several times [possible values: auto_key]
    #[arg(long, value_name = "PERMISSION")]
    pub(super) permission: Vec<String>,
    /// How long it works, such as 90d; for ever if absent
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) expires: Option<Duration>,
    /// What it is for, which `token list` shows
    #[arg(long, value_name = "TEXT")]
    pub(super) name: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct TokenList {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
    /// Whose tokens they are
    #[arg(long)]
    pub(super) email: String,
    /// Name or id; may be absent unless several have a user with this address
    #[arg(long)]
    pub(super) organization: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct TokenRevoke {
    #[command(flatten)]
    pub(super) tokens: TokenList,
    #[command(flatten)]
    pub(super) which: WhichTokens,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(super) struct WhichTokens {
    /// One of them, as `token list` calls it
    #[arg(long)]
    pub(super) id: Option<String>,
    /// All of them
    #[arg(long)]
    pub(super) all: bool,
}

#[derive(Args, Debug)]
pub(super) struct Audit {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
    /// Only what happened in this organization; name or id
    #[arg(long)]
    pub(super) organization: Option<String>,
    /// Only what happened since then: 2026-11-22T08:00:00Z, 2026-11-22, or 12h ago
    #[arg(long, value_name = "TIME", value_parser = since)]
    pub(super) since: Option<Since>,
    /// Only what this user did; e-mail address or id
    #[arg(long, value_name = "USER")]
    pub(super) actor: Option<String>,
    /// JSON lines instead of a table
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct OrganizationCreate {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
    #[arg(long)]
    pub(super) name: String,
    #[arg(long, value_enum, ignore_case = true, default_value_t = LicenseType::Master)]
    pub(super) license_type: LicenseType,
    /// How many users may hold a licence
    #[arg(long, default_value_t = 10)]
    pub(super) seats: u32,
    /// Bytes that its files and uploads may have, such as 500MiB; as many as `serve` allows by default, if absent
    #[arg(long = "storage", value_name = "SIZE", value_parser = size)]
    pub(super) quota: Option<u64>,
}

#[derive(Args, Debug)]
pub(super) struct Export {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
    /// Where to write to, readable for its owner alone; - is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(super) output: PathBuf,
    /// Replace the file, if it is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Args, Debug)]
pub(super) struct Import {
    #[command(flatten)]
    pub(super) storage: StorageOptions,
    /// What to read; - is standard input
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(super) input: PathBuf,
}

impl StorageOptions {
    pub(super) fn config(&self) -> Result<Config, UsageError> {
        let database_url = self.database_url.as_deref().map(urls::database_url).transpose()?;
        let blobs = self.blob_url.as_deref().map(urls::blob_url).transpose()?;
        let database_connections = self.database_connections;
        Ok(Config { database_url, database_connections, blobs, ..Config::new(&self.data) })
    }
}

impl ServeOptions {
    pub(super) fn config(&self) -> Result<Config, UsageError> {
        let lifetime = TimeDelta::from_std(self.invitation_lifetime);
        Ok(Config {
            listen: self.listen.clone(),
            smtp: self.smtp_url.as_deref().map(urls::smtp_url).transpose()?,
            mail_from: self.mail_from.clone(),
            public_url: self.public_url.as_deref().map(urls::public_url).transpose()?,
            login_origins: self.login_origins.iter().map(|text| urls::login_origin(text)).collect::<Result<_, _>>()?,
            allowed_origins: urls::allowed_origins(&self.allowed_origins)?,
            invitation_lifetime: lifetime.map_err(|error| UsageError(format!("--invitation-lifetime: {error}")))?,
            connections: ConnectionLimits {
                total: self.connections,
                per_address: self.connections_per_address,
                ..ConnectionLimits::default()
            },
            mail_pause: self.mail_pause,
            quotas: Quotas {
                organization: Quota { bytes: self.organization_storage, uploads: Some(self.organization_uploads) },
                user: Quota { bytes: self.user_storage, uploads: Some(self.user_uploads) },
            },
            free_space: self.free_space,
            request_timeout: self.request_timeout,
            drain_timeout: self.drain_timeout,
            body_limit: self.body_limit,
            trusted_proxies: self.trusted_proxy.clone(),
            rate_limits: RateLimits {
                token: self.rate_limit_token,
                address: self.rate_limit_address,
                failures: self.rate_limit_failures,
            },
            site: self.site.as_deref().map(site).transpose()?,
            ..self.storage.config()?
        })
    }
}

impl ValueEnum for LogFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Text, Self::Json]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Self::Text => "text",
            Self::Json => "json",
        }))
    }
}

impl ValueEnum for LicenseType {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Master, Self::Multi, Self::Combo, Self::Pocket, Self::Test]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(crate::store::license_type_name(*self)))
    }
}

fn site(folder: &Path) -> Result<Site, UsageError> {
    Site::open(folder).map_err(|error| {
        let folder = folder.display();
        UsageError(format!("--site {folder}: {error}; `cargo xtask docs --out {folder}` writes a site"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn serve_may_be_left_out() {
        let of = |line: &str| Arguments::try_parse_from(line.split(' '));
        assert_eq!(of("roster-server --listen 127.0.0.1:0").unwrap().serve.listen[0].port(), 0);
        assert!(matches!(of("roster-server serve --data x").unwrap().command, Some(Command::Serve(_))));
        assert!(of("roster-server user create --email a@b.example --name A --owner --data x").is_ok());
        assert!(of("roster-server organization create --name A --license-type test --seats 3").is_ok());
        assert!(of("roster-server --data x user create --email a@b.example --name A").is_err());
        assert!(of("roster-server user create --name A").is_err());
    }
}
