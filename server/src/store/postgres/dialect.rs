//! How PostgreSQL says what the shared queries leave open.

pub(super) type Database = sqlx::Postgres;
pub(super) type RawConnection = sqlx::PgConnection;

pub(super) const LOCK_ORGANIZATION: Option<&str> = Some("SELECT id FROM organizations WHERE id = $1 FOR UPDATE");

/// The number is any that no other lock has.
pub(super) const LOCK_ALL_ORGANIZATIONS: Option<&str> = Some("SELECT pg_advisory_xact_lock(7239104)");

/// Ids go on after the greatest that a table has.
pub(super) fn continue_ids(table: &str) -> Option<String> {
    Some(format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))
}
