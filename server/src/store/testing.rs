//! An empty database for each test: a SQLite file, or, where `ROSTER_TEST_DATABASE_URL` names a PostgreSQL database, a
//! schema of its own in there.

use std::{env, path::Path, sync::Arc};

use sqlx::Connection;

use super::Store;

pub(crate) async fn open(folder: &Path) -> Arc<dyn Store> {
    super::open(&url(folder).await, super::Opening::Create, None).await.unwrap()
}

pub(crate) async fn url(folder: &Path) -> String {
    let Ok(base) = env::var("ROSTER_TEST_DATABASE_URL") else {
        return format!("sqlite:{}", folder.join("roster.db").display());
    };
    let schema = format!("test_{}", uuid::Uuid::new_v4().simple());
    let mut connection = sqlx::PgConnection::connect(&base).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&mut connection).await.unwrap();
    let separator = if base.contains('?') { '&' } else { '?' };
    format!("{base}{separator}options[search_path]={schema}")
}
