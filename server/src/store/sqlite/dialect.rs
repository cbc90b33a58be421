//! How SQLite says what the shared queries leave open.

use sqlx::QueryBuilder;

use super::sql::list_row::ListRow;
pub(super) use super::trigrams::{Narrowing, narrow};
use crate::store::StoreError;

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

/// What makes an array of the ids that a query finds, before it and behind it.
pub(super) const ARRAY: [&str; 2] = ["(SELECT group_concat(id) FROM (", "))"];

pub(super) type Array = Option<String>;

pub(super) fn numbers(array: Array) -> Result<Vec<i64>, StoreError> {
    array.iter().flat_map(|text| text.split(',')).map(|text| text.parse().map_err(StoreError::failed)).collect()
}

/// Whether the best way to what is searched depends on the text: it is found in one index or in another by who asks.
pub(super) const PLANS_BY_VALUES: bool = false;

/// What a row of a list is read from: the items.
pub(super) const fn columns(_names: &'static str, items: &'static str) -> &'static str {
    items
}

/// Begins a query for rows, which [`fetch`] reads: `SELECT … FROM` and the table.
pub(super) fn select<R: ListRow>() -> QueryBuilder<Database> {
    let (items, table) = (R::COLUMNS, R::TABLE);
    QueryBuilder::new(format!(
        "SELECT '[' || group_concat(item) || ']' FROM (SELECT json_array({items}) AS item FROM {table}"
    ))
}

/// Reads all rows as one text. Apart, each value would be copied by SQLite and each row handed from thread to thread,
/// which costs several times what finding them does.
pub(super) async fn fetch<R: ListRow>(
    mut sql: QueryBuilder<Database>,
    _is_searched: bool,
    connection: &mut RawConnection,
) -> Result<Vec<R>, StoreError> {
    let text: Option<String> = sql.push(")").build_query_scalar().fetch_one(connection).await?;
    text.map_or(Ok(Vec::new()), |text| {
        serde_json::from_str(&text).map_err(|error| StoreError::Unreadable(format!("{}: {error}", R::TABLE)))
    })
}
