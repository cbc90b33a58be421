//! The answer to a connection that there is no room for.

use std::{
    io,
    sync::{Arc, LazyLock},
    time::Duration,
};

use roster_runtime::{Problem, exhaustion};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Semaphore,
    time::timeout,
};

use super::READ_ON;

/// Connections that are heard out at once.
pub(super) const AT_ONCE: usize = 32;

/// How long to wait for the request.
const SILENCE: Duration = Duration::from_secs(1);

/// How long one may go on sending.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers 503 to connections, whatever they ask for. They take no place, and little else.
pub(super) struct Refusals(Arc<Semaphore>);

impl Refusals {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// A client that sends everything before it looks for the answer gets it, unless too many do so at once.
    pub(super) fn refuse(&self, mut stream: TcpStream) {
        if let Ok(permit) = self.0.clone().try_acquire_owned() {
            tokio::spawn(async move {
                let _ = timeout(PATIENCE, hear_out(&mut stream)).await;
                drop(permit);
            });
        } else {
            // What came already would take the answer along.
            let _ = stream.try_read(&mut [0; 4096]);
            let _ = stream.try_write(ANSWER.as_bytes());
        }
    }
}

static ANSWER: LazyLock<String> = LazyLock::new(|| {
    let text =
        serde_json::to_string(&Problem::unavailable()).expect("a problem document holds only strings and numbers");
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\nretry-after: {}\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{text}",
        exhaustion::RETRY_SECONDS,
        text.len()
    )
});

/// Answers once something was asked for. A connection that is closed before everything was read is reset, and its answer
/// lost.
async fn hear_out(stream: &mut TcpStream) -> io::Result<()> {
    let mut buffer = [0; 8192];
    let mut read = timeout(SILENCE, stream.read(&mut buffer)).await.unwrap_or(Ok(0))?;
    stream.write_all(ANSWER.as_bytes()).await?;
    stream.shutdown().await?;
    let mut left = READ_ON;
    while read > 0
        && let Some(less) = left.checked_sub(read)
    {
        left = less;
        read = stream.read(&mut buffer).await?;
    }
    Ok(())
}
