//! How SQLite says what the shared queries leave open.

pub(super) type Database = sqlx::Sqlite;
pub(super) type RawConnection = sqlx::SqliteConnection;

/// `BEGIN IMMEDIATE` has locked out every other writer already.
pub(super) const LOCK_ORGANIZATION: Option<&str> = None;
pub(super) const LOCK_ALL_ORGANIZATIONS: Option<&str> = None;
