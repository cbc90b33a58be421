//! Whole tables, read and written row by row.
//!
//! The names in these queries come from [`TABLES`], which is what makes it safe to put them together.

use async_trait::async_trait;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Database, Handle, Inner, dialect};
use crate::store::{
    DERIVED, KEYS, StoreError,
    backup::{BackupStore, Kind, Row, TABLES, Table, Value},
};

/// Rows in memory at once.
const REFRESHED: u32 = 500;

type Query<'q> = sqlx::query::Query<'q, Database, <Database as sqlx::Database>::Arguments>;

#[async_trait]
impl<C: Inner> BackupStore for Handle<C> {
    async fn backup_rows(
        &mut self,
        table: &'static Table,
        after: Option<&Row>,
        limit: u32,
    ) -> Result<Vec<Row>, StoreError> {
        let key = table.key.join(", ");
        let condition = match after {
            Some(_) => format!(" WHERE ({key}) > ({})", placeholders(table.key.len())),
            None => String::new(),
        };
        let query = format!("SELECT {} FROM {}{condition} ORDER BY {key} LIMIT {limit}", columns(table), table.name);
        let mut query = sqlx::query(AssertSqlSafe(query));
        if let Some(after) = after {
            for column in table.key {
                let position = table.position(column).expect("a key is made of columns");
                query = bind(query, table.columns[position].1, &after[position]);
            }
        }
        let rows = query.fetch_all(&mut *self.0).await?;
        rows.iter().map(|row| read(table, row)).collect()
    }

    async fn backup_begin(&mut self) -> Result<(), StoreError> {
        if let Some(statements) = dialect::COUNT_LATER {
            sqlx::raw_sql(statements).execute(&mut *self.0).await?;
        }
        Ok(())
    }

    async fn backup_insert(&mut self, table: &'static Table, row: &Row) -> Result<(), StoreError> {
        let values = placeholders(table.columns.len());
        let query = format!("INSERT INTO {} ({}) VALUES ({values})", table.name, columns(table));
        let mut query = sqlx::query(AssertSqlSafe(query));
        for ((_, kind), value) in table.columns.iter().zip(row) {
            query = bind(query, *kind, value);
        }
        query.execute(&mut *self.0).await?;
        Ok(())
    }

    async fn backup_finish(&mut self) -> Result<(), StoreError> {
        for table in TABLES.iter().filter(|table| table.key == ["id"]) {
            if let Some(query) = dialect::continue_ids(table.name) {
                sqlx::query(AssertSqlSafe(query)).execute(&mut *self.0).await?;
            }
        }
        if let Some(statements) = dialect::COUNT_NOW {
            sqlx::raw_sql(statements).execute(&mut *self.0).await?;
        }
        Ok(())
    }
}

impl<C: Inner> Handle<C> {
    /// Writes the columns anew that follow from others, where the database has them in another form.
    pub(in crate::store) async fn refresh_keys(&mut self) -> Result<(), StoreError> {
        if let Some(lock) = dialect::LOCK_ALL_ORGANIZATIONS {
            sqlx::query(lock).execute(&mut *self.0).await?;
        }
        let version: i64 = sqlx::query_scalar("SELECT version FROM key_form").fetch_one(&mut *self.0).await?;
        if version == KEYS {
            return Ok(());
        }
        for derived in DERIVED {
            let table = Table::named(derived.table).expect("the tables are known");
            let mut last = None;
            loop {
                let rows = self.backup_rows(table, last.as_ref(), REFRESHED).await?;
                for row in &rows {
                    self.refresh(table, row, derived.stale(table, row)).await?;
                }
                match rows.into_iter().nth(REFRESHED as usize - 1) {
                    Some(row) => last = Some(row),
                    None => break,
                }
            }
        }
        sqlx::query("UPDATE key_form SET version = $1").bind(KEYS).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn refresh(
        &mut self,
        table: &'static Table,
        row: &Row,
        stale: Vec<(usize, String)>,
    ) -> Result<(), StoreError> {
        for (place, text) in stale {
            let (column, kind) = table.columns[place];
            let key = table.key.iter().enumerate().map(|(index, key)| format!("{key} = ${}", index + 2));
            let query =
                format!("UPDATE {} SET {column} = $1 WHERE {}", table.name, key.collect::<Vec<_>>().join(" AND "));
            let mut query = bind(sqlx::query(AssertSqlSafe(query)), kind, &Value::Text(text));
            for column in table.key {
                let place = table.position(column).expect("a key is made of columns");
                query = bind(query, table.columns[place].1, &row[place]);
            }
            query.execute(&mut *self.0).await.map_err(|error| match StoreError::from(error) {
                error if error.is_temporary() => error,
                error => StoreError::Unreadable(format!(
                    "{} {:?} has the same {column} as another row since letters are compared beyond ASCII ({error}); \
                     change one of the two with the version before",
                    table.name, row[0]
                )),
            })?;
        }
        Ok(())
    }
}

fn columns(table: &Table) -> String {
    table.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// `$1, $2, …`
fn placeholders(number: usize) -> String {
    (1..=number).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// Binds a value as its column's type, which PostgreSQL wants to know of NULL as well.
fn bind<'q>(query: Query<'q>, kind: Kind, value: &Value) -> Query<'q> {
    match value {
        Value::Integer(value) => query.bind(*value),
        Value::Real(value) => query.bind(*value),
        Value::Boolean(value) => query.bind(*value),
        Value::Text(value) => query.bind(value.clone()),
        Value::Uuid(value) => query.bind(*value),
        Value::Bytes(value) => query.bind(value.clone()),
        Value::Null => match kind {
            Kind::Id | Kind::Moment | Kind::Count | Kind::Size => query.bind(None::<i64>),
            Kind::Real => query.bind(None::<f64>),
            Kind::Boolean => query.bind(None::<bool>),
            Kind::Text | Kind::Ascii | Kind::PublicId | Kind::BlobKey | Kind::OneOf(_) => query.bind(None::<String>),
            Kind::Uuid => query.bind(None::<uuid::Uuid>),
            Kind::Bytes => query.bind(None::<Vec<u8>>),
        },
    }
}

fn read(table: &Table, row: &<Database as sqlx::Database>::Row) -> Result<Row, StoreError> {
    let value = |(index, (_, kind)): (usize, &(&str, Kind))| -> Result<Value, sqlx::Error> {
        Ok(match kind {
            Kind::Id | Kind::Moment | Kind::Count | Kind::Size => {
                row.try_get::<Option<_>, _>(index)?.map_or(Value::Null, Value::Integer)
            }
            Kind::Real => row.try_get::<Option<_>, _>(index)?.map_or(Value::Null, Value::Real),
            Kind::Boolean => row.try_get::<Option<_>, _>(index)?.map_or(Value::Null, Value::Boolean),
            Kind::Text | Kind::Ascii | Kind::PublicId | Kind::BlobKey | Kind::OneOf(_) => {
                row.try_get::<Option<_>, _>(index)?.map_or(Value::Null, Value::Text)
            }
            Kind::Uuid => row.try_get::<Option<_>, _>(index)?.map_or(Value::Null, Value::Uuid),
            Kind::Bytes => row.try_get::<Option<_>, _>(index)?.map_or(Value::Null, Value::Bytes),
        })
    };
    Ok(table.columns.iter().enumerate().map(value).collect::<Result<_, _>>()?)
}
