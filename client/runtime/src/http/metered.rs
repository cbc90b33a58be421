//! A request body that is watched: every piece that is taken from it counts as progress.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use http_body::{Body, Frame, SizeHint};
use tokio::time::Instant;

/// When something was last sent.
#[derive(Clone, Debug)]
pub(crate) struct Progress(Arc<Mutex<Instant>>);

impl Progress {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    /// What was done before does not count.
    pub(crate) fn begin(&self) {
        self.note();
    }

    fn note(&self) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Waits for `future` as long as nothing stands still for `idle`.
    pub(crate) async fn watch<F: Future>(&self, future: F, idle: Duration) -> Option<F::Output> {
        let mut future = std::pin::pin!(future);
        loop {
            let deadline = self.last() + idle;
            tokio::select! {
                output = &mut future => return Some(output),
                () = tokio::time::sleep_until(deadline) => {
                    if self.last() + idle <= deadline {
                        return None;
                    }
                }
            }
        }
    }
}

/// A body of exactly `length` bytes, where that is known.
pub(crate) fn metered(
    pieces: BoxStream<'static, io::Result<Bytes>>,
    length: Option<u64>,
    progress: Progress,
) -> reqwest::Body {
    reqwest::Body::wrap(Metered { pieces: Mutex::new(pieces), rest: length, progress })
}

struct Metered {
    /// Never locked: `reqwest` wants bodies to be `Sync`, which streams are not.
    pieces: Mutex<BoxStream<'static, io::Result<Bytes>>>,
    rest: Option<u64>,
    progress: Progress,
}

impl Body for Metered {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let pieces = self.pieces.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Poll::Ready(piece) = pieces.poll_next_unpin(context) else { return Poll::Pending };
        self.progress.note();
        let failure = |kind, message| Poll::Ready(Some(Err(io::Error::new(kind, message))));
        match piece {
            Some(Ok(piece)) => match self.rest.map(|rest| rest.checked_sub(piece.len() as u64)) {
                None => Poll::Ready(Some(Ok(Frame::data(piece)))),
                Some(Some(rest)) => {
                    self.rest = Some(rest);
                    Poll::Ready(Some(Ok(Frame::data(piece))))
                }
                Some(None) => failure(io::ErrorKind::InvalidData, "the body is longer than was declared"),
            },
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            None if self.rest.is_some_and(|rest| rest > 0) => {
                failure(io::ErrorKind::UnexpectedEof, "the body is shorter than was declared")
            }
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.rest.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn progress_keeps_a_long_transfer_alive() {
        let progress = Progress::new();
        let slow = async {
            for _ in 0..10 {
                tokio::time::sleep(Duration::from_secs(3)).await;
                progress.note();
            }
        };
        assert!(progress.watch(slow, Duration::from_secs(5)).await.is_some());
        let silent = tokio::time::sleep(Duration::from_secs(9));
        assert!(progress.watch(silent, Duration::from_secs(5)).await.is_none());
    }
}
