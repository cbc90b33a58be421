//! Magic links.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Handle, Inner, seconds};
use crate::{
    model::{UserId, secret::SecretHash},
    store::{LoginStore, StoreError},
};

#[async_trait]
impl<C: Inner> LoginStore for Handle<C> {
    async fn logins_insert(
        &mut self,
        link: SecretHash,
        user: UserId,
        expires: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO logins (hash, user_id, expires_at) VALUES ($1, $2, $3)")
            .bind(&link.0[..])
            .bind(user.0)
            .bind(seconds(expires))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn logins_take(&mut self, link: SecretHash, now: DateTime<Utc>) -> Result<Option<UserId>, StoreError> {
        let user: Option<i64> =
            sqlx::query_scalar("DELETE FROM logins WHERE hash = $1 AND expires_at > $2 RETURNING user_id")
                .bind(&link.0[..])
                .bind(seconds(now))
                .fetch_optional(&mut *self.0)
                .await?;
        Ok(user.map(UserId))
    }

    async fn logins_delete_of(&mut self, user: UserId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM logins WHERE user_id = $1").bind(user.0).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn logins_delete_expired(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        for statement in ["DELETE FROM logins WHERE expires_at <= $1", "DELETE FROM credentials WHERE expires_at <= $1"]
        {
            sqlx::query(statement).bind(seconds(now)).execute(&mut *self.0).await?;
        }
        Ok(())
    }
}
