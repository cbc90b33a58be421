//! Rows of lists, which there are many of.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use sqlx::FromRow;

use super::Database;

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
