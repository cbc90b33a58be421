//! `serve`: runs until the process is told to stop, and first says how to try it.

use std::{io::Write, path::Path};

use super::{Failure, UsageError, arguments::ServeOptions};
use crate::{
    start::{Running, start},
    telemetry::logging,
};

pub(super) async fn run(options: ServeOptions) -> Result<(), Failure> {
    logging::start(options.log_format, &options.log)
        .map_err(|error| UsageError(format!("--log {}: {error}", options.log)))?;
    let config = options.config()?;
    let token_file = config.owner_token_file();
    let mut signals =
        StopSignals::catch().map_err(|error| Failure::Other(format!("cannot wait for signals: {error}")))?;
    let running = start(config).await?;
    // A server whose output nobody reads serves all the same.
    let _ = greet(&running, &token_file);
    let signal = signals.wait().await;
    tracing::info!(signal, "stopping");
    running.stop().await;
    Ok(())
}

/// Prints the address on the first line, then where to look and what to try.
fn greet(running: &Running, token_file: &Path) -> std::io::Result<()> {
    let url = running.url();
    let url = url.as_str().trim_end_matches('/');
    let token_file = token_file.display();
    let mut output = std::io::stdout().lock();
    writeln!(output, "Roster is listening on {url}")?;
    writeln!(output, "API documents: {url}/docs")?;
    if running.owner_token().is_some() {
        writeln!(output, "Created the organization `Example organization` with the owner owner@example.com.")?;
        writeln!(output, "The owner's token is in {token_file}")?;
    }
    writeln!(output, "Try: curl -H \"access-token: $(cat {token_file})\" {url}/v2/session")?;
    output.flush()
}

/// The signals that stop a server, caught from the moment when this exists.
#[cfg(unix)]
struct StopSignals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignals {
    fn catch() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Name of the first that comes. A terminal that closes stops nothing, and there is nothing to read again.
    async fn wait(&mut self) -> &'static str {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return "SIGTERM",
                _ = self.interrupt.recv() => return "SIGINT",
                _ = self.hangup.recv() => tracing::info!("SIGHUP is ignored"),
            }
        }
    }
}

#[cfg(not(unix))]
struct StopSignals;

#[cfg(not(unix))]
impl StopSignals {
    fn catch() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn wait(&mut self) -> &'static str {
        // An error means that the signal cannot be waited for; then only ending the process stops the server.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        "interrupt"
    }
}
