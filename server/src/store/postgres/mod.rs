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
    Connection as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{Connection, Opening, Store, StoreError, Transaction};

/// How long a request waits for a free connection, which includes making one; after that the database counts as busy.
const WAIT: Duration = Duration::from_secs(5);

/// How long a start waits for the database.
const START_WAIT: Duration = Duration::from_secs(10);

/// Connections of one process, unless the operator says otherwise.
const CONNECTIONS: u32 = 20;

/// A connection that was used this recently is taken to live; an older one is asked first.
const FRESH: Duration = Duration::from_secs(1);

/// Limits of the pool's connections. None of them holds for migrations, which may take as long as they need.
const LIMITS: [(&str, &str); 3] = [
    // A transaction that its process forgot must not keep others waiting, nor one that waits forever itself.
    ("idle_in_transaction_session_timeout", "60s"),
    ("lock_timeout", "20s"),
    // A query whose request has been given up ends as well.
    ("statement_timeout", "60s"),
];

/// A pool of connections to one database.
#[derive(Clone)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects to the database of a `postgres:` URL, and brings its tables up to date.
    pub async fn open(url: &str, opening: Opening, connections: Option<u32>) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?.application_name("roster");
        let first = tokio::time::timeout(START_WAIT, PgConnection::connect_with(&options)).await;
        let mut first = first.map_err(StoreError::unavailable)??;
        let tables = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
        if opening == Opening::Existing && !sqlx::query_scalar::<_, bool>(tables).fetch_one(&mut first).await? {
            return Err(StoreError::Absent("in this PostgreSQL database".to_owned()));
        }
        sqlx::migrate!("./migrations/postgres").run(&mut first).await.map_err(StoreError::failed)?;
        let missing: Option<String> = {
            let mut transaction = first.begin().await?;
            // Of several that start at once, one makes the index.
            sqlx::query(dialect::LOCK_ALL_ORGANIZATIONS.unwrap_or_default()).execute(&mut *transaction).await?;
            let missing = sqlx::query_scalar("SELECT index_searched_texts()").fetch_one(&mut *transaction).await?;
            transaction.commit().await?;
            missing
        };
        if let Some(missing) = missing {
            tracing::warn!(
                missing,
                "searches read the texts of all users of an organisation: the database has no index of trigrams; let its \
                 owner run CREATE EXTENSION pg_trgm and CREATE EXTENSION btree_gin, and start again"
            );
        }
        first.close().await?;
        let pool = PgPoolOptions::new()
            .max_connections(connections.unwrap_or(CONNECTIONS))
            .acquire_timeout(WAIT)
            .test_before_acquire(false)
            .before_acquire(|connection, usage| {
                Box::pin(async move { Ok(usage.idle_for < FRESH || connection.ping().await.is_ok()) })
            })
            .connect_lazy_with(options.options(LIMITS));
        let mut transaction = Handle(pool.begin().await?);
        transaction.refresh_keys().await?;
        transaction.0.commit().await?;
        Ok(Self { pool })
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn reader(&self) -> Result<Box<dyn Connection>, StoreError> {
        Ok(Box::new(Handle(self.pool.acquire().await?)))
    }

    async fn snapshot(&self) -> Result<Box<dyn Connection>, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        // Whoever the rows are for may be slow to take them.
        sqlx::query("SET LOCAL idle_in_transaction_session_timeout = 0").execute(&mut *transaction).await?;
        Ok(Box::new(Handle(transaction)))
    }

    async fn transaction(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(Handle(self.pool.begin().await?)))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query(super::PING).execute(&self.pool).await?;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
