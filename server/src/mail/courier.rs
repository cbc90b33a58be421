//! Delivers what is queued: at least once, each mail by one process at a time, and again where it failed for a while.
//!
//! A mail is claimed for the time of a lease, so that one whose courier died is taken up by another. What is delivered is
//! removed from the queue; what cannot be delivered, or could not in three days, becomes a dead letter: a file, for the
//! operator to look at. The log names mails by their ids alone.

use std::{collections::HashMap, future::Future, sync::Arc, sync::Mutex, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt, stream};
use tokio::{sync::Notify, time};
use uuid::Uuid;

use super::{DeliveryError, Folder, Mailer, smtp::Smtp};
use crate::{
    environment::Environment,
    failure,
    model::mail::Mail,
    store::{ClaimedMail, Store, StoreError},
};

/// How often the queue is looked at where nobody says that there is something in it.
const POLL: Duration = Duration::from_secs(2);

/// Mails claimed at once, and delivered at once.
const BATCH: u32 = 20;
const AT_ONCE: usize = 4;

/// How long a claim holds. A batch is delivered well before: see the time-outs of [`super::smtp`].
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// How long a mail that failed waits: half a minute, then twice as long each time, up to an hour.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// How long a mail is tried.
const GIVE_UP: TimeDelta = TimeDelta::days(3);

/// How long deliveries may go on when the server stops.
const DRAIN: Duration = Duration::from_secs(10);

/// How mails leave.
pub(crate) enum Transport {
    Folder(Folder),
    Smtp(Smtp),
}

/// The one who delivers the mails of a process.
pub(crate) struct Courier {
    store: Arc<dyn Store>,
    environment: Environment,
    transport: Transport,
    dead_letters: Folder,
    queued: Arc<Notify>,
    /// What is claimed and not settled, with its lease.
    held: Mutex<HashMap<Uuid, DateTime<Utc>>>,
}

impl Courier {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        environment: Environment,
        mailer: &Mailer,
        transport: Transport,
        dead_letters: Folder,
    ) -> Self {
        Self { store, environment, transport, dead_letters, queued: mailer.queued(), held: Mutex::default() }
    }

    /// Delivers until `stop` is done; then finishes what it began, or gives it back.
    pub(crate) async fn run(self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        loop {
            let mut round = std::pin::pin!(self.deliver_due());
            let result = tokio::select! {
                result = &mut round => result,
                () = &mut stop => {
                    let _ = time::timeout(DRAIN, round).await;
                    break;
                }
            };
            match result {
                Ok(count) if count == BATCH as usize => continue,
                Ok(_) => {}
                // Whoever asks for readiness is told already.
                Err(error) if error.is_temporary() => tracing::debug!("the queue of mails cannot be read for now"),
                Err(error) => failure::log(&error),
            }
            tokio::select! {
                () = self.queued.notified() => {}
                () = time::sleep(POLL) => {}
                () = &mut stop => break,
            }
        }
        self.give_back().await;
    }

    /// Claims some mails and delivers them; how many they were.
    pub(crate) async fn deliver_due(&self) -> Result<usize, StoreError> {
        let now = self.environment.now();
        // No mail waits longer, unless it was put off by a clock that was ahead.
        let last = now + LONGEST_WAIT;
        if !self.store.reader().await?.mails_are_due(now, last).await? {
            return Ok(0);
        }
        let mut transaction = self.store.transaction().await?;
        transaction.mails_bring_forward(now, last).await?;
        let claimed = transaction.mails_claim(now, now + LEASE, BATCH).await?;
        transaction.commit().await?;
        self.held().extend(claimed.iter().map(|claimed| (claimed.mail.id, claimed.lease)));
        let count = claimed.len();
        stream::iter(claimed).for_each_concurrent(AT_ONCE, |claimed| self.deliver(claimed)).await;
        Ok(count)
    }

    async fn deliver(&self, claimed: ClaimedMail) {
        let ClaimedMail { mail, attempts, lease } = claimed;
        let delivered = match &self.transport {
            Transport::Folder(outbox) => outbox.put(&mail).await,
            Transport::Smtp(smtp) => smtp.send(&mail).await,
        };
        let wait = wait_after(attempts);
        let expired = self.environment.now() + wait > mail.created + GIVE_UP;
        let settled = match delivered {
            Ok(()) => {
                tracing::info!(mail = %mail.id, attempts, "a mail was delivered");
                self.remove(mail.id).await
            }
            Err(DeliveryError::Temporary(reason)) if !expired => {
                let seconds = wait.num_seconds();
                tracing::warn!(mail = %mail.id, attempts, %reason, seconds, "a mail is tried again later");
                self.postpone(mail.id, lease, wait).await
            }
            Err(error) => {
                tracing::error!(mail = %mail.id, attempts, reason = %error, "a mail could not be delivered");
                self.bury(&mail, lease).await
            }
        };
        if let Err(error) = settled {
            // The lease ends by itself; a mail that was delivered goes out a second time then.
            failure::log(&error);
        }
        self.held().remove(&mail.id);
    }

    /// Makes a dead letter of a mail; it stays in the queue where that fails.
    async fn bury(&self, mail: &Mail, lease: DateTime<Utc>) -> Result<(), StoreError> {
        match self.dead_letters.put(mail).await {
            Ok(()) => self.remove(mail.id).await,
            Err(error) => {
                tracing::error!(mail = %mail.id, reason = %error, "a dead letter could not be kept");
                self.postpone(mail.id, lease, LONGEST_WAIT).await
            }
        }
    }

    async fn remove(&self, id: Uuid) -> Result<(), StoreError> {
        let mut transaction = self.store.transaction().await?;
        transaction.mails_delete(id).await?;
        transaction.commit().await
    }

    async fn postpone(&self, id: Uuid, lease: DateTime<Utc>, wait: TimeDelta) -> Result<(), StoreError> {
        let mut transaction = self.store.transaction().await?;
        transaction.mails_postpone(id, lease, self.environment.now() + wait).await?;
        transaction.commit().await
    }

    /// Lets others deliver what this courier has not.
    async fn give_back(&self) {
        let held: Vec<_> = self.held().drain().collect();
        for (id, lease) in held {
            if let Err(error) = self.postpone(id, lease, TimeDelta::zero()).await {
                failure::log(&error);
            }
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, DateTime<Utc>>> {
        self.held.lock().expect("no holder of the lock panics")
    }
}

fn wait_after(attempts: u32) -> TimeDelta {
    let doublings = attempts.saturating_sub(1).min(16);
    (FIRST_WAIT * (1 << doublings)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests;
