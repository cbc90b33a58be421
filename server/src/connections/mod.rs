//! Accepts connections, and lets them end in peace when the server stops.
//!
//! axum's own loop sets no timer and has no bounds: a connection that sends half a head, or takes half an answer, would
//! stay for ever, and as many as anybody likes.

mod admission;
mod limits;
mod refusal;

use std::{future::Future, time::Duration};

use admission::Admission;
pub(crate) use admission::keep;
use axum::{Router, extract::ConnectInfo};
use http::request::Parts;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use ipnet::IpNet;
pub use limits::ConnectionLimits;
use refusal::Refusals;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use crate::telemetry::Metrics;

/// Bytes that the head of a request may have: more are answered 431.
const MAXIMUM_HEAD: usize = 64 * 1024;

/// Bytes of a body that are read on, and forgotten, where the answer needs no more of it.
pub(crate) const READ_ON: usize = 20 * 1024 * 1024;

/// Bytes that the system takes ahead of those on their way. Another write succeeds once half of them are: the fewer they
/// are, the sooner it shows that a slow reader takes something.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNSENT: u32 = 32 * 1024;

/// How long to wait when no more connections can be accepted, for want of file descriptors above all.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What is held of connections, and where they are counted.
pub(crate) struct Connections {
    pub(crate) limits: ConnectionLimits,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) metrics: Metrics,
    /// Says what a request stands for, before anything looks at it.
    pub(crate) interpret: fn(&mut Parts),
}

impl Connections {
    /// Serves until `stop` is done; then accepts nothing more, waits up to `drain` for running requests, and breaks off
    /// the others.
    pub(crate) async fn serve(
        self,
        listener: TcpListener,
        router: Router,
        stop: impl Future<Output = ()>,
        drain: Duration,
    ) {
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(self.limits.head_timeout);
        // A head that has not ended is bounded by the buffer, which is a little larger than it says.
        builder.max_header_size(MAXIMUM_HEAD).max_buf_size(MAXIMUM_HEAD);
        let admission = Admission::new(self.limits.total, self.limits.per_address);
        let refusals = Refusals::new();
        let graceful = GracefulShutdown::new();
        let mut connections = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            self.metrics.connections(connections.len());
            let (stream, peer) = tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                        continue;
                    }
                },
                Some(_) = connections.join_next() => continue,
                () = &mut stop => break,
            };
            // A proxy stands for callers from everywhere.
            let is_proxy = self.trusted_proxies.iter().any(|network| network.contains(&peer.ip().to_canonical()));
            let Some(place) = admission.admit((!is_proxy).then(|| peer.ip())) else {
                self.metrics.turn_away();
                refusals.refuse(stream);
                continue;
            };
            let service = TowerToHyperService::new(router.clone().map_request({
                let place = place.clone();
                move |request: http::Request<hyper::body::Incoming>| {
                    place.queue_again();
                    let (mut parts, body) = request.into_parts();
                    parts.extensions.insert(ConnectInfo(peer));
                    (self.interpret)(&mut parts);
                    http::Request::from_parts(parts, body)
                }
            }));
            let io = TokioIo::new(Box::pin(impatient(stream, self.limits.write_timeout)));
            let connection = graceful.watch(builder.serve_connection(io, service));
            let metrics = self.metrics.clone();
            connections.spawn(place.clone().hold(async move {
                tokio::select! {
                    ended = connection => if let Err(error) = ended {
                        tracing::debug!(%error, "a connection broke");
                    },
                    () = place.wanted() => metrics.turn_away(),
                }
            }));
        }
        drop(listener);
        if tokio::time::timeout(drain, graceful.shutdown()).await.is_err() {
            tracing::warn!(seconds = drain.as_secs(), "requests were still running when the server stopped");
        }
        connections.shutdown().await;
    }
}

/// A stream that breaks where the other side takes nothing for `write_timeout`.
fn impatient(stream: TcpStream, write_timeout: Duration) -> TimeoutStream<TcpStream> {
    // Answers are small, and written at once; without this they wait for the other side's acknowledgement.
    let _ = stream.set_nodelay(true);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = socket2::SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(write_timeout));
    stream
}
