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

/// Every change of a row leaves a version behind, which the next one in the same transaction has to pass: counting as many
/// rows one by one would take the longer the more there are.
pub(super) const COUNT_LATER: Option<&str> = Some(
    "ALTER TABLE files DISABLE TRIGGER USER; ALTER TABLE uploads DISABLE TRIGGER USER; \
     ALTER TABLE users DISABLE TRIGGER USER",
);
pub(super) const COUNT_NOW: Option<&str> = Some(
    "ALTER TABLE files ENABLE TRIGGER USER; ALTER TABLE uploads ENABLE TRIGGER USER; \
     ALTER TABLE users ENABLE TRIGGER USER; SELECT count_anew()",
);
