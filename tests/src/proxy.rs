//! A TCP proxy that a test cuts and mends: what stands behind it goes away without being told.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A way to one address, from an address of this machine.
pub struct Proxy {
    address: SocketAddr,
    state: watch::Sender<State>,
    carried: Arc<AtomicU64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Bytes go through.
    Open,
    /// Connections are broken off, new ones at once.
    Cut,
    /// Connections stay, and nothing goes through them.
    Stalled,
}

impl Proxy {
    /// Starts a proxy to `target`, a host and a port.
    pub async fn start(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let (state, watcher) = watch::channel(State::Open);
        let carried = Arc::new(AtomicU64::new(0));
        let counter = carried.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if *watcher.borrow() != State::Cut {
                    tokio::spawn(carry(stream, target.clone(), watcher.clone(), counter.clone()));
                }
            }
        });
        Self { address, state, carried }
    }

    /// Where to connect instead of the target.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many bytes went through, both ways together.
    pub fn carried(&self) -> u64 {
        self.carried.load(Ordering::Relaxed)
    }

    /// Breaks every connection off, and refuses new ones.
    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// Lets nothing through, without saying so.
    pub fn stall(&self) {
        self.state.send_replace(State::Stalled);
    }

    /// Lets everything through again.
    pub fn mend(&self) {
        self.state.send_replace(State::Open);
    }
}

/// Carries bytes both ways until either side ends or the proxy is cut.
async fn carry(near: TcpStream, target: String, watcher: watch::Receiver<State>, carried: Arc<AtomicU64>) {
    let mut cut = watcher.clone();
    if watcher.clone().wait_for(|state| *state == State::Open).await.is_err() {
        return;
    }
    let Ok(far) = TcpStream::connect(target).await else { return };
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    tokio::select! {
        () = pump(near_read, far_write, watcher.clone(), &carried) => {}
        () = pump(far_read, near_write, watcher, &carried) => {}
        _ = cut.wait_for(|state| *state == State::Cut) => {}
    }
}

async fn pump(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut watcher: watch::Receiver<State>,
    carried: &AtomicU64,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let is_open = watcher.wait_for(|state| *state == State::Open).await.is_ok();
        if !is_open || to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
        carried.fetch_add(length as u64, Ordering::Relaxed);
    }
}
