//! The database of a test's server: SQLite in the server's folder, or, where `ROSTER_TEST_DATABASE_URL` names a
//! PostgreSQL database, a schema of its own in there. The same tests run on both.

use std::{env, path::Path, str::FromStr};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection, postgres::PgConnectOptions,
    sqlite::SqliteConnectOptions,
};
use url::Url;

/// The URL of an empty database; none for the server's default.
pub async fn url() -> Option<String> {
    let base = env::var("ROSTER_TEST_DATABASE_URL").ok()?;
    Some(schema(&base).await)
}

/// The URL of a new and empty schema in the PostgreSQL database of `base`.
pub async fn schema(base: &str) -> String {
    let schema = format!("test_{}", uuid::Uuid::new_v4().simple());
    let mut connection = PgConnection::connect(base).await.expect("PostgreSQL answers");
    let create = AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
    sqlx::raw_sql(create).execute(&mut connection).await.expect("a new schema");
    let separator = if base.contains('?') { '&' } else { '?' };
    format!("{base}{separator}options[search_path]={schema}")
}

/// A connection beside the server's, to look behind it; its statements are not noted ([`crate::statements`]).
pub async fn look_into(url: &str) -> PgConnection {
    let options = PgConnectOptions::from_str(url).expect("a URL").disable_statement_logging();
    PgConnection::connect_with(&options).await.expect("PostgreSQL answers")
}

/// Like [`look_into`], for the SQLite file in a server's folder.
pub async fn look_into_file(data: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(data.join("roster.db")).disable_statement_logging();
    SqliteConnection::connect_with(&options).await.expect("the file opens")
}

/// Host and port of a `postgres:` URL.
pub fn authority(url: &str) -> String {
    let url: Url = url.parse().expect("a URL");
    format!("{}:{}", url.host_str().expect("a host"), url.port().unwrap_or(5432))
}

/// The same database by way of another address, such as a proxy's.
pub fn through(url: &str, address: std::net::SocketAddr) -> String {
    url.replacen(&authority(url), &address.to_string(), 1)
}
