//! The directory in PostgreSQL, for as many server processes as there are.
//!
//! Writers of one organisation take turns by locking its row; those of different organisations do not meet.

mod dialect;
pub(super) mod error;
#[path = "../sql/mod.rs"]
#[expect(clippy::duplicate_mod, reason = "the queries are compiled once for each database")]
mod sql;

use std::{str::FromStr, time::Duration};

use async_trait::async_trait;
use sql::Handle;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{Connection, Store, StoreError, Transaction};

/// How long a request waits for a free connection, which includes making one; after that the database counts as busy.
const WAIT: Duration = Duration::from_secs(5);

const CONNECTIONS: u32 = 20;

/// A pool of connections to one database.
#[derive(Clone)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects to the database of a `postgres:` URL, and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("roster")
            // A transaction that its process forgot must not keep others waiting, nor one that waits forever itself.
            .options([("idle_in_transaction_session_timeout", "60s"), ("lock_timeout", "20s")]);
        let pool =
            PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(WAIT).connect_with(options).await?;
        sqlx::migrate!("./migrations/postgres").run(&pool).await.map_err(StoreError::failed)?;
        Ok(Self { pool })
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn reader(&self) -> Result<Box<dyn Connection>, StoreError> {
        Ok(Box::new(Handle(self.pool.acquire().await?)))
    }

    async fn transaction(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(Handle(self.pool.begin().await?)))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT id FROM organizations LIMIT 1").execute(&self.pool).await?;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
