//! Puts a server together from its configuration, and runs it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use http::request::Parts;
use serde_json::Value;
use tokio::{fs, io::AsyncWriteExt, net::TcpListener, sync::oneshot, task::JoinHandle, time::MissedTickBehavior};
use url::Url;

use crate::{
    blobs::{BlobError, Blobs},
    config::Config,
    connections::Connections,
    directory::{Directory, DirectoryError, Settings},
    docutools, failure,
    mail::{Courier, Folder, Mailer, Sender, Transport},
    middleware::{self, Middleware},
    model::secret::Secret,
    pages::Pages,
    rates::Rates,
    service::Service,
    session_cookie::SessionCookie,
    store::{self, Opening, Store, StoreError},
    telemetry::Metrics,
    twona,
};

/// How often measurements are folded into the histograms, callers with a full allowance forgotten, and storage is measured.
const TIDY_INTERVAL: Duration = Duration::from_secs(5);

/// How often expired uploads and files are removed.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60);

/// How long deliveries and the database may take to close, once the drain time is over.
const CLOSING: Duration = Duration::from_secs(1);

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot use {}", path.display())]
    Data { path: PathBuf, source: io::Error },
    #[error("cannot open the database")]
    Store(#[from] StoreError),
    #[error("cannot open the store of files")]
    Blobs(#[from] BlobError),
    #[error("cannot use the mail server: {0}")]
    Mail(String),
    #[error("cannot listen on {addresses:?}")]
    Listen { addresses: Vec<SocketAddr>, source: io::Error },
    #[error("cannot prepare the database")]
    Directory(#[from] DirectoryError),
}

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    public_url: Url,
    directory: Directory,
    owner_token: Option<Secret>,
    documents: Vec<(&'static str, Value)>,
    drain: Duration,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Starts a server; it answers as soon as this returns.
pub async fn start(config: Config) -> Result<Running, StartError> {
    create_folder(&config.data).await?;
    let failed = |source| StartError::Listen { addresses: config.listen.clone(), source };
    let listener = TcpListener::bind(&config.listen[..]).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let public_url = config.public_url.clone().unwrap_or_else(|| url_of(address));
    let (store, mailer, directory) = open(&config, Opening::Create, &public_url).await?;
    let courier = courier(&config, store.clone(), &mailer).await?;
    let token_file = config.owner_token_file();
    let mut owner_token = None;
    if let Some(first) = directory.first_start().await? {
        write_secret(&token_file, &first.token).await?;
        owner_token = Some(first.commit().await?);
    }

    let metrics = Metrics::new();
    let rates = Rates::new(config.rate_limits);
    let session_cookie = SessionCookie::new(&public_url);
    let service = Arc::new(Service { directory: directory.clone(), rates: rates.clone(), session_cookie });
    let (twona, twona_document) = twona::router(service.clone());
    let (docutools, docutools_document) = docutools::router(service);
    let middleware = Middleware {
        environment: config.environment.clone(),
        directory: directory.clone(),
        metrics: metrics.clone(),
        pages: Pages::new(directory.clone(), &public_url, &config.login_origins),
        public_url: public_url.clone(),
        request_timeout: config.request_timeout,
        body_limit: config.body_limit,
        trusted_proxies: config.trusted_proxies.clone(),
        rates: rates.clone(),
        site: config.site.clone(),
        allowed_origins: config.allowed_origins.clone(),
        session_cookie,
    };
    let connections = Connections {
        limits: config.connections.within_descriptors(),
        trusted_proxies: config.trusted_proxies,
        metrics: metrics.clone(),
        interpret,
    };
    let router =
        middleware.around([(&roster_stubs::twona::DOCUMENT, twona), (&roster_stubs::docutools::DOCUMENT, docutools)]);
    let (sweeper, measured, uses) = (directory.clone(), directory.clone(), directory.clone());
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(async move {
        let tidying = tokio::spawn(tidy_regularly(metrics, rates, measured));
        let (stop_courier, courier_stopped) = oneshot::channel::<()>();
        let courier = tokio::spawn(courier.run(async move {
            let _ = courier_stopped.await;
        }));
        let sweep = tokio::spawn(sweep_regularly(sweeper));
        // A dropped sender stops the server as well.
        let stop = async move {
            let _ = stopped.await;
        };
        connections.serve(listener, router, stop, config.drain_timeout).await;
        tidying.abort();
        drop(stop_courier);
        let _ = courier.await;
        sweep.abort();
        note_uses(&uses).await;
        store.close().await;
    });
    Ok(Running {
        address,
        public_url,
        directory,
        owner_token,
        documents: vec![("twona", twona_document), ("docutools", docutools_document)],
        drain: config.drain_timeout,
        stop,
        task,
    })
}

/// Opens the database and nothing else, for the command line.
pub(crate) async fn open_store(config: &Config, opening: Opening) -> Result<Arc<dyn Store>, StartError> {
    if opening == Opening::Create {
        create_folder(&config.data).await?;
    }
    Ok(store::open(&config.database(), opening, config.database_connections).await?)
}

/// Opens the directory without serving it, for the command line.
pub(crate) async fn open_directory(
    config: &Config,
    opening: Opening,
) -> Result<(Arc<dyn Store>, Directory), StartError> {
    let public_url = config.public_url.clone().unwrap_or_else(|| {
        url_of(config.listen.first().copied().unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 80))))
    });
    let (store, _, directory) = open(config, opening, &public_url).await?;
    Ok((store, directory))
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it can be reached from this machine.
    pub fn url(&self) -> Url {
        url_of(self.address)
    }

    /// Under which address people reach it.
    pub fn public_url(&self) -> &Url {
        &self.public_url
    }

    /// The directory behind the APIs.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The first owner's token, where this start created that owner.
    pub fn owner_token(&self) -> Option<&str> {
        self.owner_token.as_ref().map(Secret::reveal)
    }

    /// The documents derived from the routes that are served, by short name.
    pub fn documents(&self) -> &[(&'static str, Value)] {
        &self.documents
    }

    /// Accepts nothing more, and waits until running requests are answered or the drain time is over, whatever runs.
    pub async fn stop(mut self) {
        let _ = self.stop.send(());
        if tokio::time::timeout(self.drain + CLOSING, &mut self.task).await.is_err() {
            tracing::warn!("work was still going on when the server stopped");
            self.task.abort();
        }
    }
}

impl Config {
    /// Where the first owner's token is kept.
    pub(crate) fn owner_token_file(&self) -> PathBuf {
        self.data.join("owner.token")
    }
}

async fn open(
    config: &Config,
    opening: Opening,
    public_url: &Url,
) -> Result<(Arc<dyn Store>, Mailer, Directory), StartError> {
    let store = open_store(config, opening).await?;
    let sender = config.mail_from.clone().unwrap_or_else(|| Sender::of(public_url));
    let mailer = Mailer::new(config.environment.clone(), sender);
    let settings = Settings {
        public_url: public_url.clone(),
        invitation_lifetime: config.invitation_lifetime,
        mail_pause: config.mail_pause,
        quotas: config.quotas,
    };
    let blobs = Blobs::open(&config.blob_location()).await?.keeping_free(config.free_space);
    let directory = Directory::new(store.clone(), blobs, config.environment.clone(), mailer.clone(), settings);
    Ok((store, mailer, directory))
}

/// Whoever delivers the mails that the directory queues.
async fn courier(config: &Config, store: Arc<dyn Store>, mailer: &Mailer) -> Result<Courier, StartError> {
    let open = async |name| {
        let path = config.data.join(name);
        Folder::open(&path).await.map_err(|source| StartError::Data { path, source })
    };
    let transport = match &config.smtp {
        None => Transport::Folder(open("outbox").await?),
        Some(server) => Transport::Smtp(server.open(mailer.sender()).map_err(StartError::Mail)?),
    };
    let dead_letters = open("dead-letters").await?;
    Ok(Courier::new(store, config.environment.clone(), mailer, transport, dead_letters))
}

async fn create_folder(folder: &Path) -> Result<(), StartError> {
    let failed = |source| StartError::Data { path: folder.to_owned(), source };
    if fs::try_exists(folder).await.map_err(failed)? {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(folder).await.map_err(failed)
}

/// Writes a token that only the owner of the process may read.
async fn write_secret(path: &Path, secret: &Secret) -> Result<(), StartError> {
    let failed = |source| StartError::Data { path: path.to_owned(), source };
    // An older file may have other rights, which writing would keep.
    match fs::remove_file(path).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).await.map_err(failed)?;
    file.write_all(format!("{}\n", secret.reveal()).as_bytes()).await.map_err(failed)?;
    file.sync_all().await.map_err(failed)
}

/// The address as a URL; one that stands for all interfaces is reached on this machine's own.
fn url_of(address: SocketAddr) -> Url {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    Url::parse(&format!("http://{}", SocketAddr::new(ip, address.port()))).expect("an address makes a URL")
}

async fn tidy_regularly(metrics: Metrics, rates: Rates, directory: Directory) {
    let mut interval = tokio::time::interval(TIDY_INTERVAL);
    loop {
        interval.tick().await;
        metrics.fold();
        rates.forget();
        match directory.storage().await {
            Ok((used, room)) => metrics.set_storage(used, room),
            Err(error) => tracing::debug!(%error, "what is stored cannot be told for now"),
        }
    }
}

async fn note_uses(directory: &Directory) {
    if let Err(error) = directory.note_uses().await {
        failure::log(&error);
    }
}

async fn sweep_regularly(directory: Directory) {
    let mut interval = tokio::time::interval(SWEEP_INTERVAL);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        note_uses(&directory).await;
        match directory.sweep().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "removed expired uploads and files"),
            Err(error) => failure::log(&error),
        }
    }
}

/// What a request stands for, before it is routed.
fn interpret(parts: &mut Parts) {
    middleware::trim(parts);
    twona::interpret(parts);
}
