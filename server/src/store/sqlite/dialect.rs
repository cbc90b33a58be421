//! How SQLite says what the shared queries leave open.

pub(super) type Database = sqlx::Sqlite;
pub(super) type RawConnection = sqlx::SqliteConnection;

/// `BEGIN IMMEDIATE` has locked out every other writer already.
pub(super) const LOCK_ORGANIZATION: Option<&str> = None;
pub(super) const LOCK_ALL_ORGANIZATIONS: Option<&str> = None;

/// Ids go on after the greatest that a table ever had, without being told.
pub(super) fn continue_ids(_table: &str) -> Option<String> {
    None
}

/// Counting row by row costs the same whenever it is done.
pub(super) const COUNT_LATER: Option<&str> = None;
pub(super) const COUNT_NOW: Option<&str> = None;
