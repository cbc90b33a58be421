//! Every statement that the tests over HTTP have sent has the index that it needs.
//!
//! `ROSTER_TEST_DATABASE_URL` says for which database, the same as for `it`. If you are here because it failed: add the
//! index to both migrations, or, where reading everything is right, the words of the statement to `WHOLE_TABLES` or `SORTED`
//! with the reason.

use roster_tests::{database, statements};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use super::require_a_whole_run;

/// Statements that read a whole table, or a whole index.
const WHOLE_TABLES: &[&str] = &[
    // As many as there are, up to a limit, from the command line and at the start.
    "SELECT id, uuid, name, license_type",
    // All keys of a database that has them in another form.
    "ORDER BY id LIMIT 500",
    "ORDER BY file_id, key LIMIT 500",
    // One row.
    "key_form",
    // What all organisations have stored, for the metrics: a row for each.
    "SELECT CAST(coalesce(sum(stored_bytes), 0) AS BIGINT)",
    // Users whose text is not indexed yet: two hundred at most.
    "FROM unindexed_users",
    // Whether the database answers.
    "SELECT id FROM organizations LIMIT 1",
];

/// Statements that sort what they found, because no index has its order.
const SORTED: &[&str] = &[
    // Files by what callers have put on them: an index would have the order of one key.
    FILES_BY_METADATA,
    // On a page, what begins with a text is found in that text's order, and sorted by another.
    "(email_key >= ",
    "(name_key >= ",
    // The rows of one page, whose keys were found or sorted first.
    " WHERE id IN (SELECT id FROM users WHERE organization_id",
    "FROM users NOT INDEXED WHERE id IN (SELECT rowid",
    // One row for each organisation that has the address, from the command line.
    "FROM users WHERE email_key = $1 ORDER BY id",
];

const FILES_BY_METADATA: &str = "SELECT files.id, files.public_id, files.organization_id, files.user_id, files.name, \
    files.extension, files.media_type, files.size, files.etag, files.blob_key, files.upload_metadata, files.created_at, \
    files.expires_at, files.moved_to, files.upload_concat FROM files LEFT JOIN file_metadata AS sort_0";

/// What is wrong with a plan.
#[derive(Default)]
struct Findings {
    whole: Vec<String>,
    sorted: bool,
}

#[tokio::test]
async fn every_statement_has_its_index() {
    require_a_whole_run();
    let statements: Vec<String> = statements::noted().into_iter().filter(|text| has_a_plan(text)).collect();
    assert!(!statements.is_empty(), "the tests over HTTP send statements");
    let folder = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    match database::url().await {
        None => {
            let url = format!("sqlite:{}", folder.path().join("roster.db").display());
            roster_server::store::open(&url, roster_server::store::Opening::Create, None)
                .await
                .expect("a new database")
                .close()
                .await;
            let mut connection = SqliteConnection::connect(&url).await.expect("the database opens");
            for statement in statements {
                let findings = explain_sqlite(&mut connection, &statement).await;
                wrong.extend(complaint(&statement, &findings));
            }
        }
        Some(url) => {
            roster_server::store::open(&url, roster_server::store::Opening::Create, None)
                .await
                .expect("a new database")
                .close()
                .await;
            let mut connection = PgConnection::connect(&url).await.expect("the database answers");
            // Plans for tables of any size: on the empty ones of this database reading everything would be best.
            sqlx::raw_sql(
                "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off",
            )
            .execute(&mut connection)
            .await
            .expect("settings");
            for statement in statements {
                let findings = explain_postgres(&mut connection, &statement).await;
                wrong.extend(complaint(&statement, &findings));
            }
        }
    }
    assert!(wrong.is_empty(), "{} statements\n{}", wrong.len(), wrong.join("\n"));
}

/// Not those that insert: they find their rows by unique indices only, and the scans that SQLite lists for them are of
/// deferred constraints, which there are none of.
fn has_a_plan(statement: &str) -> bool {
    ["SELECT", "UPDATE", "DELETE", "WITH"].iter().any(|verb| statement.starts_with(verb))
        && !statement.contains("pg_advisory")
        && !statement.contains("_sqlx_migrations")
        && !statement.contains("current_database()")
}

fn complaint(statement: &str, findings: &Findings) -> Option<String> {
    let is_among = |list: &[&str]| list.iter().any(|words| statement.contains(words));
    let mut complaint = String::new();
    if !is_among(WHOLE_TABLES) {
        complaint.extend(findings.whole.iter().map(|step| format!("  reads everything: {step}\n")));
    }
    if findings.sorted && !is_among(SORTED) {
        complaint.push_str("  sorts\n");
    }
    (!complaint.is_empty()).then(|| format!("{statement}\n{complaint}"))
}

async fn explain_sqlite(connection: &mut SqliteConnection, statement: &str) -> Findings {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let rows = sqlx::query(explain).fetch_all(&mut *connection).await;
    let rows = rows.unwrap_or_else(|error| panic!("{statement}\n{error}"));
    let mut findings = Findings::default();
    for step in rows.iter().map(|row| row.get::<String, _>("detail")) {
        // A virtual table says of itself how it is read.
        let is_table =
            |what: &&str| !what.starts_with('(') && *what != "CONSTANT ROW" && !what.contains(" VIRTUAL TABLE ");
        let scanned = step.strip_prefix("SCAN ").filter(is_table);
        findings.whole.extend(scanned.map(str::to_owned));
        findings.sorted |= step.contains("TEMP B-TREE FOR ORDER BY");
    }
    findings
}

async fn explain_postgres(connection: &mut PgConnection, statement: &str) -> Findings {
    let prepare = AssertSqlSafe(format!("PREPARE statement AS {statement}"));
    let prepared = sqlx::raw_sql(prepare).execute(&mut *connection).await;
    prepared.unwrap_or_else(|error| panic!("{statement}\n{error}"));
    let parameters: i32 = sqlx::query_scalar(
        "SELECT coalesce(cardinality(parameter_types), 0) FROM pg_prepared_statements WHERE name = 'statement'",
    )
    .fetch_one(&mut *connection)
    .await
    .expect("it was just prepared");
    let nulls = vec!["NULL"; parameters.unsigned_abs() as usize].join(", ");
    let nulls = if nulls.is_empty() { nulls } else { format!("({nulls})") };
    let explain = format!("EXPLAIN (FORMAT JSON) EXECUTE statement{nulls}");
    let mut findings = [Findings::default(), Findings::default()];
    // Sorting a few rows may be better than an index with their order: the second plan shows whether there is one.
    for (findings, sort) in findings.iter_mut().zip(["on", "off"]) {
        let setting = AssertSqlSafe(format!("SET enable_sort = {sort}"));
        sqlx::raw_sql(setting).execute(&mut *connection).await.expect("a setting");
        let plan = sqlx::raw_sql(AssertSqlSafe(explain.clone())).fetch_one(&mut *connection).await;
        let plan: Value = plan.expect("a plan").get(0);
        walk(&plan[0]["Plan"], findings);
    }
    sqlx::raw_sql("DEALLOCATE statement").execute(&mut *connection).await.expect("it was prepared");
    let [freely, without_sorting] = findings;
    Findings { whole: freely.whole, sorted: without_sorting.sorted }
}

fn walk(node: &Value, findings: &mut Findings) {
    let kind = node["Node Type"].as_str().unwrap_or_default();
    let is_bounded = node.get("Index Cond").is_some();
    if kind == "Seq Scan" || (matches!(kind, "Index Scan" | "Index Only Scan") && !is_bounded) {
        let by = node["Index Name"].as_str().unwrap_or("no index");
        findings.whole.push(format!("{} by {by}", node["Relation Name"].as_str().unwrap_or_default()));
    }
    findings.sorted |= matches!(kind, "Sort" | "Incremental Sort");
    for inner in node["Plans"].as_array().into_iter().flatten() {
        walk(inner, findings);
    }
}
