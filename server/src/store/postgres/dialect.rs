//! How PostgreSQL says what the shared queries leave open.

use sqlx::QueryBuilder;

use super::sql::list_row::ListRow;
use crate::{model::OrganizationId, store::StoreError};

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

/// What makes an array of the ids that a query finds, before it and behind it.
pub(super) const ARRAY: [&str; 2] = ["ARRAY(", ")"];

pub(super) type Array = Vec<i64>;

pub(super) fn numbers(array: Array) -> Result<Vec<i64>, StoreError> {
    Ok(array)
}

/// The users that a search is about: its own condition says all, which the planner finds in an index.
pub(in crate::store) struct Narrowing;

impl Narrowing {
    /// Appends a condition for few users, behind the table; false where there is none.
    pub(super) fn push(&self, _sql: &mut QueryBuilder<Database>) -> bool {
        false
    }
}

pub(super) async fn narrow(
    _connection: &mut RawConnection,
    _organization: OrganizationId,
    _alternatives: &[Vec<&str>],
) -> Result<Narrowing, StoreError> {
    Ok(Narrowing)
}

/// Whether the best way to what is searched depends on the text: a plan for any text takes the index of trigrams
/// where most have the text, and leaves it alone where few do.
pub(super) const PLANS_BY_VALUES: bool = true;

/// What a row of a list is read from: the names.
pub(super) const fn columns(names: &'static str, _items: &'static str) -> &'static str {
    names
}

/// Begins a query for rows, which [`fetch`] reads: `SELECT … FROM` and the table.
pub(super) fn select<R: ListRow>() -> QueryBuilder<Database> {
    let (columns, table) = (R::COLUMNS, R::TABLE);
    QueryBuilder::new(format!("SELECT {columns} FROM {table}"))
}

pub(super) async fn fetch<R: ListRow>(
    mut sql: QueryBuilder<Database>,
    is_searched: bool,
    connection: &mut RawConnection,
) -> Result<Vec<R>, StoreError> {
    Ok(sql.build_query_as().persistent(!is_searched).fetch_all(connection).await?)
}
