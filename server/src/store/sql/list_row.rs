//! Rows of lists, which there are many of.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use sqlx::{FromRow, QueryBuilder};

use super::{
    Database,
    dialect::{self, RawConnection},
};
use crate::{
    model::UserId,
    store::{Count, FEW, Listed, StoreError},
};

/// A row of a list, as each database hands it over.
pub(in crate::store) trait ListRow:
    for<'r> FromRow<'r, <Database as sqlx::Database>::Row> + DeserializeOwned + Send + Unpin
{
    const TABLE: &'static str;
    /// As the dialect's `columns` chooses them: by their names, or as the items of a JSON array in the order of the members.
    const COLUMNS: &'static str;
}

/// A column that is 0 or 1.
pub(super) fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    u8::deserialize(deserializer).map(|number| number != 0)
}

/// Rows with these ids, in no order.
pub(super) async fn rows_by_ids<R: ListRow>(
    ids: &[UserId],
    connection: &mut RawConnection,
) -> Result<Vec<R>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = dialect::select::<R>();
    let mut list = sql.push(" WHERE id IN (").separated(", ");
    for id in ids {
        list.push_bind(id.0);
    }
    sql.push(")");
    dialect::fetch(sql, false, connection).await
}

/// What was found, in the order of the ids.
pub(super) fn in_order<T>(ids: &[UserId], found: Vec<T>, id: impl Fn(&T) -> UserId) -> Vec<T> {
    let mut found: HashMap<i64, T> = found.into_iter().map(|row| (id(&row).0, row)).collect();
    ids.iter().filter_map(|id| found.remove(&id.0)).collect()
}

/// A count, and the changes until then. What is searched has no plan that is good for any text.
pub(super) async fn read_count(
    mut sql: QueryBuilder<Database>,
    is_searched: bool,
    connection: &mut RawConnection,
) -> Result<Count, StoreError> {
    let query = sql.build_query_as().persistent(!(is_searched && dialect::PLANS_BY_VALUES));
    let (total, changes): (i64, i64) = query.fetch_one(connection).await?;
    Ok(Count { total: total.unsigned_abs(), changes })
}

/// An array of ids, and the changes until then.
pub(super) async fn read_ids(
    mut sql: QueryBuilder<Database>,
    connection: &mut RawConnection,
) -> Result<Listed, StoreError> {
    let query = sql.build_query_as().persistent(!dialect::PLANS_BY_VALUES);
    let (ids, changes): (dialect::Array, i64) = query.fetch_one(connection).await?;
    Ok(Listed { ids: dialect::numbers(ids)?.into_iter().map(UserId).collect(), changes })
}

/// What [`read_ids`] does, of an array that ends with the first id that is too many.
pub(super) async fn read_few(
    sql: QueryBuilder<Database>,
    connection: &mut RawConnection,
) -> Result<Option<Listed>, StoreError> {
    let listed = read_ids(sql, connection).await?;
    Ok(Some(listed).filter(|listed| listed.ids.len() <= FEW as usize))
}
