//! What is SQLite's own: one file for several processes, and readers that cannot write.

use std::sync::{Arc, Mutex, OnceLock};

use super::*;
use crate::origin::Origin;

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
