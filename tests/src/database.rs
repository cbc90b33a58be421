//! The database of a test's server: SQLite in the server's folder, or, where `ROSTER_TEST_DATABASE_URL` names a
//! PostgreSQL database, a schema of its own in there. The same tests run on both.

use std::env;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The URL of an empty database; none for the server's default.
pub(crate) async fn url() -> Option<String> {
    let base = env::var("ROSTER_TEST_DATABASE_URL").ok()?;
    let schema = format!("test_{}", uuid::Uuid::new_v4().simple());
    let mut connection = PgConnection::connect(&base).await.expect("PostgreSQL answers");
    let create = AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
    sqlx::raw_sql(create).execute(&mut connection).await.expect("a new schema");
    let separator = if base.contains('?') { '&' } else { '?' };
    Some(format!("{base}{separator}options[search_path]={schema}"))
}
