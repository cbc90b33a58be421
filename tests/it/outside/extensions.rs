//! PostgreSQL where the server's role may not add the extensions that the index of trigrams needs.

use roster_tests::{
    database,
    outside::require,
    process::{self, Process},
};
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};
use tempfile::TempDir;
use url::Url;

/// A database without extensions, and a role that may add none.
struct Restricted {
    /// For its owner.
    owners: Url,
    /// For the role.
    url: Url,
    name: String,
}

async fn execute(connection: &mut PgConnection, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.expect("the owner may");
}

impl Restricted {
    async fn create(base: &str) -> Self {
        let name = format!("restricted_{}", uuid::Uuid::new_v4().simple());
        let mut connection = database::look_into(base).await;
        execute(&mut connection, format!("CREATE ROLE {name} LOGIN")).await;
        execute(&mut connection, format!("CREATE DATABASE {name}")).await;
        let mut owners: Url = base.parse().expect("a URL");
        owners.set_path(&name);
        let mut url = owners.clone();
        url.set_username(&name).expect("the URL takes a user");
        let mut connection = database::look_into(owners.as_str()).await;
        execute(&mut connection, format!("GRANT USAGE, CREATE ON SCHEMA public TO {name}")).await;
        Self { owners, url, name }
    }

    async fn remove(self, base: &str) {
        let mut connection = database::look_into(base).await;
        execute(&mut connection, format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        execute(&mut connection, format!("DROP ROLE {}", self.name)).await;
    }

    /// What a server on it finds and says, and whether there is an index.
    async fn search(&self, data: &TempDir) -> (Value, String, bool) {
        let mut command = process::command(data.path());
        command.env("ROSTER_DATABASE_URL", self.url.as_str());
        let server = Process::start(command).await;
        let caller = server.caller(&process::owner_token(data.path()));
        let found = caller.twona("users_list").query("q", "email:*wner@*").query("page", "1").send().await.expect(200);
        let mut connection = database::look_into(self.owners.as_str()).await;
        let index = "SELECT to_regclass('public.users_searched') IS NOT NULL";
        let is_indexed = sqlx::query_scalar(index).fetch_one(&mut connection).await.expect("an answer");
        (found.json(), server.log(), is_indexed)
    }
}

#[tokio::test]
async fn a_role_that_may_add_no_extensions_finds_the_same_without_them() {
    let Some(base) = require("ROSTER_TEST_DATABASE_URL") else { return };
    let database = Restricted::create(&base).await;
    let data = tempfile::tempdir().expect("a folder");
    let (without, log, is_indexed) = database.search(&data).await;
    assert!(!is_indexed);
    assert!(log.contains("permission denied") && log.contains("CREATE EXTENSION pg_trgm"), "{log}");
    assert_eq!(without.as_array().expect("a list").len(), 1);

    let mut owner = database::look_into(database.owners.as_str()).await;
    execute(&mut owner, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin".to_owned()).await;
    let (with, log, is_indexed) = database.search(&data).await;
    assert!(is_indexed, "the next start makes it");
    assert!(!log.contains("CREATE EXTENSION"), "{log}");
    assert_eq!(with, without);
    database.remove(&base).await;
}
