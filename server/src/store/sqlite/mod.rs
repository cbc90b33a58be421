//! The directory in one SQLite file, for one machine.
//!
//! Writers take turns at a single connection and take the write lock when they begin, so none of them meets another;
//! readers have their own connections and see the last commit (WAL). Several processes may share the file.

mod dialect;
pub(super) mod error;
#[path = "../sql/mod.rs"]
mod sql;
mod trigrams;
mod turns;

use std::{
    fs::File,
    ops::{Deref, DerefMut},
    path::Path,
    str::FromStr,
    time::Duration,
};

use async_trait::async_trait;
use sql::Handle;
use sqlx::{
    Connection as _, Sqlite, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use tokio::time::timeout;
use turns::{Turn, Turns};

use super::{Connection, Opening, Store, StoreError, Transaction};
use crate::origin;

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/sqlite");

/// How long a writer waits for its turn, and for the lock where another process holds it.
const WRITE_WAIT: Duration = Duration::from_secs(30);

/// How long a reader waits for a free connection.
const READ_WAIT: Duration = Duration::from_secs(10);

/// Reading connections of one process, unless the operator says otherwise.
const READERS: u32 = 8;

/// An open database file.
#[derive(Clone)]
pub struct SqliteStore {
    turns: Turns,
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the file of a `sqlite:` URL, and brings its tables up to date.
    pub async fn open(url: &str, opening: Opening, readers: Option<u32>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(opening == Opening::Create)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged write survives a power cut, not only the end of the process.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(WRITE_WAIT);
        let path = options.get_filename().to_owned();
        let absent = || StoreError::Absent(format!("at {}", options.get_filename().display()));
        if opening == Opening::Existing && !path.metadata().is_ok_and(|file| file.len() > 0) {
            return Err(absent());
        }
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(WRITE_WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            // An error of the disk ends a transaction in SQLite and not in the driver, which then begins no other.
            .after_release(|connection, _| {
                Box::pin(async move {
                    connection.ping().await?;
                    Ok(!connection.is_in_transaction())
                })
            });
        let readers = SqlitePoolOptions::new()
            .max_connections(readers.unwrap_or(READERS))
            .acquire_timeout(READ_WAIT)
            .max_lifetime(None)
            .test_before_acquire(false);
        // Two processes that start on one new file must not both create its tables.
        let guard = tokio::task::spawn_blocking(move || lock_beside(&path)).await.map_err(StoreError::failed)??;
        // A statement with a trigger keeps a journal of its own, for which a file would take longer than the rows.
        let writer = writer.connect_with(options.clone().pragma("temp_store", "MEMORY")).await?;
        let tables = "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
        if opening == Opening::Existing && sqlx::query_scalar::<_, i64>(tables).fetch_one(&writer).await? == 0 {
            return Err(absent());
        }
        MIGRATIONS.run(&writer).await.map_err(StoreError::failed)?;
        let mut transaction = Handle(writer.begin_with("BEGIN IMMEDIATE").await?);
        transaction.refresh_keys().await?;
        transaction.0.commit().await?;
        drop(guard);
        let readers = readers.connect_lazy_with(options.pragma("query_only", "ON"));
        Ok(Self { turns: Turns::default(), writer, readers })
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn reader(&self) -> Result<Box<dyn Connection>, StoreError> {
        Ok(Box::new(Handle(self.readers.acquire().await?)))
    }

    async fn snapshot(&self) -> Result<Box<dyn Connection>, StoreError> {
        Ok(Box::new(Handle(self.readers.begin().await?)))
    }

    async fn transaction(&self) -> Result<Box<dyn Transaction>, StoreError> {
        let turn = timeout(WRITE_WAIT, self.turns.take(origin::organization())).await;
        let turn = turn.map_err(|elapsed| StoreError::Busy(elapsed.into()))?;
        let transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Box::new(Handle(Writing { transaction, _turn: turn })))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let mut connection = self.readers.acquire().await?;
        sqlx::query(super::PING).execute(&mut *connection).await?;
        Ok(())
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// A transaction in its turn.
struct Writing {
    transaction: sqlx::Transaction<'static, Sqlite>,
    _turn: Turn,
}

impl Deref for Writing {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.transaction
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }
}

#[async_trait]
impl Transaction for Handle<Writing> {
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        Ok(self.0.transaction.commit().await?)
    }
}

/// Holds a lock file beside the database until it is dropped. Both files are for this process's user alone, and so are
/// those that SQLite adds.
fn lock_beside(database: &Path) -> Result<File, StoreError> {
    let mut lock = database.as_os_str().to_owned();
    lock.push(".lock");
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(lock).map_err(StoreError::unavailable)?;
    file.lock().map_err(StoreError::unavailable)?;
    options.open(database).map_err(StoreError::unavailable)?;
    Ok(file)
}

#[cfg(test)]
mod tests;
