//! What is SQLite's own: one file for several processes, and readers that cannot write.

use super::*;

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
