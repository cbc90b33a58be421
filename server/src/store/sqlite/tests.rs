//! What is SQLite's own: one file for several processes, and readers that cannot write.

use std::sync::{Arc, Mutex, OnceLock};

use sqlx::{QueryBuilder, Row};

use super::*;
use crate::{model::OrganizationId, origin::Origin};

fn url(folder: &tempfile::TempDir) -> String {
    format!("sqlite:{}", folder.path().join("test.db").display())
}

#[tokio::test]
async fn readers_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&url(&folder), Opening::Create, None).await.unwrap();
    let mut readers = store.readers.acquire().await.unwrap();
    let error = sqlx::query("DELETE FROM organizations").execute(&mut *readers).await.unwrap_err();
    assert!(error.to_string().contains("readonly"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&url(&folder), Opening::Create, None).await.unwrap();
    store.ping().await.unwrap();
    for entry in folder.path().read_dir().unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
}

#[tokio::test]
async fn who_writes_without_end_makes_another_organisation_wait_for_one_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&url(&folder), Opening::Create, None).await.unwrap();
    let of = |organization| Origin { organization: Arc::new(OnceLock::from(organization)), ..Origin::default() };
    let order = Arc::new(Mutex::new(Vec::new()));
    let write = |organization| {
        let (store, order) = (store.clone(), order.clone());
        tokio::spawn(origin::scope(of(organization), async move {
            let transaction = store.transaction().await.unwrap();
            order.lock().unwrap().push(organization);
            transaction.commit().await.unwrap();
        }))
    };
    let running = origin::scope(of(1), store.transaction()).await.unwrap();
    let mut writers = Vec::new();
    for organization in [1, 1, 1, 1, 2] {
        writers.push(write(organization));
        tokio::task::yield_now().await;
    }
    running.commit().await.unwrap();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), [2, 1, 1, 1, 1]);
}

#[tokio::test]
async fn a_search_for_what_few_have_asks_those_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&url(&folder), Opening::Create, None).await.unwrap();
    let statements = "INSERT INTO organizations (id, uuid, name, license_type, seats, created_at) VALUES (7, x'07', 'O', 'Test', 1, 0);
        WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 12100)
        INSERT INTO users (uuid, public_id, organization_id, email, email_key, username, username_key, first_name,
            last_name, name_key, search_key, status, verified, owner, admin, project_creator, created_at, modified_at)
        SELECT randomblob(16), n, 7, n, n, n, n, 'A', '', 'first' || n, '', 'active', 0, 0, 0, 0, 0, 0 FROM counter";
    let mut writer = store.writer.acquire().await.unwrap();
    sqlx::raw_sql(statements).execute(&mut *writer).await.unwrap();
    drop(writer);
    let mut reader = store.readers.acquire().await.unwrap();
    let mut asked = async |alternatives: &[Vec<&str>]| {
        let narrowing = dialect::narrow(&mut reader, OrganizationId(7), alternatives).await.unwrap();
        let mut sql = QueryBuilder::new("SELECT count(*) FROM users");
        if !narrowing.push(&mut sql) {
            return 12_100;
        }
        let number: i64 = sql.build_query_scalar().fetch_one(&mut *reader).await.unwrap();
        let mut sql = QueryBuilder::new("EXPLAIN QUERY PLAN SELECT count(*) FROM users");
        narrowing.push(&mut sql);
        sql.push(" AND organization_id = 7 AND name_key LIKE 'x'");
        let rows = sql.build().fetch_all(&mut *reader).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
        let by_key = plan.iter().any(|step| step.starts_with("SEARCH users USING INTEGER PRIMARY KEY"));
        assert!(by_key, "{plan:?}");
        number
    };
    // The last hundred are not in the index yet.
    assert_eq!(asked(&[vec!["nobody"]]).await, 100);
    assert!((101..400).contains(&asked(&[vec!["irst1234"]]).await));
    assert!((112..700).contains(&asked(&[vec!["irst1234"], vec!["irst987"]]).await));
    assert_eq!(asked(&[vec!["st"]]).await, 12_100, "too short");
    assert_eq!(asked(&[vec!["first"]]).await, 12_100, "too many have it");
    assert_eq!(asked(&[vec!["nobody"], vec![]]).await, 12_100, "an alternative has no text");
    assert_eq!(asked(&[]).await, 12_100);
    let mut writer = store.writer.acquire().await.unwrap();
    let larger = "UPDATE users SET id = 4294967296 WHERE id = 12100";
    sqlx::query(larger).execute(&mut *writer).await.unwrap();
    drop(writer);
    assert_eq!(asked(&[vec!["nobody"]]).await, 12_100, "an id that the index cannot have");
}
