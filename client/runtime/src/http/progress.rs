//! What was last sent: a call gives up where nothing moves, and never for the length of a transfer.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::{self, Either};

use crate::platform::{Instant, sleep_until};

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

    pub(crate) fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for `future` as long as nothing stands still for `idle`.
    pub(crate) async fn watch<F: Future>(&self, future: F, idle: Duration) -> Option<F::Output> {
        let mut future = std::pin::pin!(future);
        loop {
            let deadline = self.last() + idle;
            match future::select(future.as_mut(), std::pin::pin!(sleep_until(deadline))).await {
                Either::Left((output, _)) => return Some(output),
                Either::Right(_) if self.last() + idle <= deadline => return None,
                Either::Right(_) => {}
            }
        }
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
