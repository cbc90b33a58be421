//! What is asked of a store about mails that wait to be delivered.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::model::{UserId, mail::Mail};

/// A mail that this process may deliver, alone, until the lease ends.
#[derive(Clone, Debug)]
pub struct ClaimedMail {
    pub mail: Mail,
    /// How often it was claimed, this time included.
    pub attempts: u32,
    pub lease: DateTime<Utc>,
}

#[async_trait]
pub trait MailStore {
    /// Queues a mail to a user, in place of any other; one that is being delivered is not tried again, should it fail.
    async fn mails_replace(&mut self, mail: &Mail, user: UserId) -> Result<(), StoreError>;

    /// Whether a mail can be claimed, or waits for a time after `last`, for which none is put off.
    async fn mails_are_due(&mut self, now: DateTime<Utc>, last: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Makes mails due that wait for a time after `last`.
    async fn mails_bring_forward(&mut self, now: DateTime<Utc>, last: DateTime<Utc>) -> Result<(), StoreError>;

    /// Takes up to `limit` mails that are due; nobody else can before `lease`.
    async fn mails_claim(
        &mut self,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ClaimedMail>, StoreError>;

    /// Gives a claimed mail back, to be tried again at `next`; nothing where somebody else has claimed it since.
    async fn mails_postpone(&mut self, id: Uuid, lease: DateTime<Utc>, next: DateTime<Utc>) -> Result<(), StoreError>;

    async fn mails_delete(&mut self, id: Uuid) -> Result<(), StoreError>;
}
