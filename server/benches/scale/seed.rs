//! Users by the million, written by the database itself.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

pub(crate) const ORGANIZATIONS: u64 = 100;

/// Who may list the users of the largest organisation.
pub(crate) const ADMINISTRATOR: &str = "user1@scale.example";

/// The SQLite file in the folder of the data.
pub(crate) const FILE: &str = "roster.db";

/// A database of the benchmark's own.
pub(crate) struct Database {
    pub(crate) url: String,
    /// The schema to remove again, and the database it is in.
    schema: Option<(String, String)>,
}

/// Users of the largest organisation; the others share the rest evenly.
pub(crate) fn largest(users: u64) -> u64 {
    users / 10
}

impl Database {
    /// A file in `data`, or a new schema of the PostgreSQL database of `base`.
    pub(crate) async fn create(base: Option<&str>, data: &Path) -> Self {
        let Some(base) = base else {
            return Self { url: format!("sqlite:{}", data.join(FILE).display()), schema: None };
        };
        let schema = format!("scale_{}", uuid::Uuid::new_v4().simple());
        let mut connection = PgConnection::connect(base).await.expect("PostgreSQL answers");
        let create = AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
        sqlx::raw_sql(create).execute(&mut connection).await.expect("a new schema");
        let separator = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{separator}options[search_path]={schema}");
        Self { url, schema: Some((base.to_owned(), schema)) }
    }

    pub(crate) fn name(&self) -> &'static str {
        if self.schema.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    /// Adds organisations and users to the tables that a first start has made.
    pub(crate) async fn fill(&self, users: u64) {
        match self.schema {
            Some(_) => {
                let mut connection = PgConnection::connect(&self.url).await.expect("PostgreSQL answers");
                // As an import does: counting a hundred thousand rows of one organisation one by one would take hours.
                let later = "ALTER TABLE users DISABLE TRIGGER USER";
                sqlx::raw_sql(later).execute(&mut connection).await.expect("triggers are switched off");
                let indexes = drop_indexes(&mut connection).await;
                for statement in statements(users, "gen_random_uuid()", "md5(random()::text)", "chr(31)") {
                    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("rows are added");
                }
                for index in indexes {
                    sqlx::raw_sql(AssertSqlSafe(index)).execute(&mut connection).await.expect("an index is back");
                }
                let now = "ALTER TABLE users ENABLE TRIGGER USER; SELECT count_anew()";
                sqlx::raw_sql(now).execute(&mut connection).await.expect("rows are counted");
                // What its own maintenance does sooner or later.
                sqlx::raw_sql("VACUUM ANALYZE users").execute(&mut connection).await.expect("statistics");
            }
            None => {
                let mut connection = SqliteConnection::connect(&self.url).await.expect("the file opens");
                sqlx::raw_sql("PRAGMA cache_size = -500000; PRAGMA synchronous = OFF")
                    .execute(&mut connection)
                    .await
                    .expect("settings for this connection");
                for statement in statements(users, "randomblob(16)", "lower(hex(randomblob(8)))", "char(31)") {
                    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("rows are added");
                }
                sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await.expect("a checkpoint");
                connection.close().await.expect("the file closes");
            }
        }
    }

    /// Ids of some users of the largest organisation.
    pub(crate) async fn ids(&self) -> Vec<String> {
        let query = "SELECT public_id FROM users WHERE organization_id = 2 ORDER BY public_id LIMIT 2000";
        match self.schema {
            Some(_) => {
                let mut connection = PgConnection::connect(&self.url).await.expect("PostgreSQL answers");
                sqlx::query_scalar(query).fetch_all(&mut connection).await.expect("ids")
            }
            None => {
                let mut connection = SqliteConnection::connect(&self.url).await.expect("the file opens");
                sqlx::query_scalar(query).fetch_all(&mut connection).await.expect("ids")
            }
        }
    }

    pub(crate) async fn remove(self) {
        if let Some((base, schema)) = self.schema {
            let mut connection = PgConnection::connect(&base).await.expect("PostgreSQL answers");
            let drop = AssertSqlSafe(format!("DROP SCHEMA {schema} CASCADE"));
            sqlx::raw_sql(drop).execute(&mut connection).await.expect("the schema goes");
        }
    }
}

/// Takes the indexes of the users away, and says what makes them again: at once, they take a tenth of the time that row
/// after row does.
async fn drop_indexes(connection: &mut PgConnection) -> Vec<String> {
    let query = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() \
         AND tablename = 'users' AND indexname NOT IN (SELECT conname FROM pg_constraint)";
    let indexes: Vec<(String, String)> = sqlx::query_as(query).fetch_all(&mut *connection).await.expect("indexes");
    let mut definitions = Vec::new();
    for (name, definition) in indexes {
        let drop = AssertSqlSafe(format!("DROP INDEX {name}"));
        sqlx::raw_sql(drop).execute(&mut *connection).await.expect("an index goes");
        definitions.push(definition);
    }
    definitions
}

/// What both databases understand, but for three functions. The organisation of the first start has the id 1.
fn statements(users: u64, uuid: &str, random_text: &str, separator: &str) -> [String; 2] {
    let counter = |last: u64| {
        format!("WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < {last})")
    };
    let organizations = format!(
        "INSERT INTO organizations (uuid, name, license_type, seats, created_at) {} \
         SELECT {uuid}, 'Organization ' || n, 'Master', 1000, 1500000000 FROM counter",
        counter(ORGANIZATIONS)
    );
    let largest = largest(users);
    let others = ORGANIZATIONS - 1;
    // Names and addresses are in no order of their own, as people's are not.
    let users = format!(
        "INSERT INTO users (uuid, public_id, organization_id, email, email_key, username, username_key, first_name, \
         last_name, name_key, search_key, status, verified, owner, admin, project_creator, created_at, modified_at) \
         {} SELECT {uuid}, substr({random_text}, 1, 16), CASE WHEN n <= {largest} THEN 2 ELSE 3 + n % {others} END, \
         'user' || n || '@scale.example', 'user' || n || '@scale.example', 'user' || n || '@scale.example', \
         'user' || n || '@scale.example', 'First' || (n * 7919 % 9973), 'Last' || (n * 104729 % 99991), \
         'first' || (n * 7919 % 9973) || ' last' || (n * 104729 % 99991), \
         'user' || n || '@scale.example' || {separator} || 'first' || (n * 7919 % 9973) || {separator} \
         || 'last' || (n * 104729 % 99991), \
         'active', TRUE, FALSE, n = 1, FALSE, 1500000000 + n, 1500000000 + n FROM counter",
        counter(users).replace("SELECT 1 ", "SELECT CAST(1 AS BIGINT) ")
    );
    [organizations, users]
}
