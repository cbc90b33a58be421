//! Mails that wait to be delivered.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Handle, Inner, moment, seconds};
use crate::{
    model::{UserId, email::Email, mail::Mail},
    store::{ClaimedMail, MailStore, StoreError},
};

/// Only what is still due is claimed: PostgreSQL asks again when it has waited for another who claims.
const CLAIM: &str = "UPDATE mails SET next_attempt_at = $1, attempts = attempts + 1 \
    WHERE id IN (SELECT id FROM mails WHERE next_attempt_at <= $2 ORDER BY next_attempt_at LIMIT $3) \
    AND next_attempt_at <= $4 RETURNING id, recipient, message, created_at, attempts";

#[async_trait]
impl<C: Inner> MailStore for Handle<C> {
    async fn mails_replace(&mut self, mail: &Mail, user: UserId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM mails WHERE user_id = $1").bind(user.0).execute(&mut *self.0).await?;
        sqlx::query(
            "INSERT INTO mails (id, user_id, recipient, message, created_at, next_attempt_at, attempts) \
             VALUES ($1, $2, $3, $4, $5, $6, 0)",
        )
        .bind(mail.id)
        .bind(user.0)
        .bind(mail.recipient.as_str())
        .bind(&mail.message[..])
        .bind(seconds(mail.created))
        .bind(seconds(mail.created))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn mails_are_due(&mut self, now: DateTime<Utc>, last: DateTime<Utc>) -> Result<bool, StoreError> {
        let query = "SELECT EXISTS (SELECT 1 FROM mails WHERE next_attempt_at <= $1) \
             OR EXISTS (SELECT 1 FROM mails WHERE next_attempt_at > $2)";
        Ok(sqlx::query_scalar(query).bind(seconds(now)).bind(seconds(last)).fetch_one(&mut *self.0).await?)
    }

    async fn mails_bring_forward(&mut self, now: DateTime<Utc>, last: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query("UPDATE mails SET next_attempt_at = $1 WHERE next_attempt_at > $2")
            .bind(seconds(now))
            .bind(seconds(last))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn mails_claim(
        &mut self,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ClaimedMail>, StoreError> {
        let rows: Vec<MailRow> = sqlx::query_as(CLAIM)
            .bind(seconds(lease))
            .bind(seconds(now))
            .bind(i64::from(limit))
            .bind(seconds(now))
            .fetch_all(&mut *self.0)
            .await?;
        rows.into_iter().map(|row| row.into_mail(lease)).collect()
    }

    async fn mails_postpone(&mut self, id: Uuid, lease: DateTime<Utc>, next: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query("UPDATE mails SET next_attempt_at = $1 WHERE id = $2 AND next_attempt_at = $3")
            .bind(seconds(next))
            .bind(id)
            .bind(seconds(lease))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn mails_delete(&mut self, id: Uuid) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM mails WHERE id = $1").bind(id).execute(&mut *self.0).await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct MailRow {
    id: Uuid,
    recipient: String,
    message: Vec<u8>,
    created_at: i64,
    attempts: i64,
}

impl MailRow {
    fn into_mail(self, lease: DateTime<Utc>) -> Result<ClaimedMail, StoreError> {
        let mail = Mail {
            id: self.id,
            recipient: Email::stored(self.recipient),
            message: self.message,
            created: moment("mails.created_at", self.created_at)?,
        };
        Ok(ClaimedMail { mail, attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX), lease })
    }
}
