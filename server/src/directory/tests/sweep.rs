//! Sweeps that meet what they cannot remove.

use super::*;
use crate::{
    blobs::{BlobKey, BlobKind},
    store::{Table, Value},
};

impl Fixture {
    /// Notes bytes that are to be removed under a key, as an import writes it.
    async fn note(&self, key: &str, due: i64) {
        let row = vec![Value::Text(key.to_owned()), Value::Text(String::new()), Value::Integer(due)];
        self.insert("blob_removals", row).await;
    }

    async fn insert(&self, table: &str, row: Vec<Value>) {
        let mut transaction = self.directory.store.transaction().await.unwrap();
        transaction.backup_insert(Table::named(table).unwrap(), &row).await.unwrap();
        transaction.commit().await.unwrap();
    }

    async fn notes(&self) -> usize {
        let table = Table::named("blob_removals").unwrap();
        self.directory.store.reader().await.unwrap().backup_rows(table, None, 1_000).await.unwrap().len()
    }

    /// The path of bytes that are there.
    fn blob(&self, number: u128) -> (BlobKey, std::path::PathBuf) {
        let key = BlobKey::new(BlobKind::File, uuid::Uuid::from_u128(number));
        let path = self.folder.path().join("blobs").join(key.as_str());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "bytes").unwrap();
        (key, path)
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_in_the_way_of_no_other() {
    let fixture = Fixture::new().await;
    let (key, path) = fixture.blob(1);
    let outside = fixture.folder.path().join("kept");
    std::fs::write(&outside, "bytes").unwrap();
    fixture.note("../kept", 1).await;
    fixture.note(outside.to_str().unwrap(), 1).await;
    fixture.note(key.as_str(), 2).await;
    fixture.directory.sweep().await.unwrap();
    assert!(!path.exists());
    assert!(outside.exists());
    assert_eq!(fixture.notes().await, 0, "it is not met again");
}

#[tokio::test]
async fn a_temporary_file_whose_key_is_none_goes_with_the_others() {
    let fixture = Fixture::new().await;
    let (key, path) = fixture.blob(1);
    for (id, key) in [(1, "/etc/passwd"), (2, key.as_str())] {
        let table = Table::named("files").unwrap();
        let value = |column: &str| match column {
            "id" => Value::Integer(id),
            "organization_id" => Value::Integer(fixture.owner.organization.id.0),
            "size" | "created_at" | "expires_at" => Value::Integer(id),
            "blob_key" => Value::Text(key.to_owned()),
            "public_id" => Value::Text(format!("file{id}")),
            "moved_to" | "user_id" => Value::Null,
            _ => Value::Text(String::new()),
        };
        fixture.insert("files", table.columns.iter().map(|(column, _)| value(column)).collect()).await;
    }
    assert_eq!(fixture.directory.sweep().await.unwrap(), 2);
    assert!(!path.exists());
    assert_eq!(fixture.directory.sweep().await.unwrap(), 0);
}

#[tokio::test]
async fn bytes_that_cannot_be_removed_keep_no_others_waiting() {
    let fixture = Fixture::new().await;
    // Folders are in the way of as many removals as a sweep looks at.
    for number in 2..102 {
        let (key, path) = fixture.blob(number << 64);
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir_all(path.join("in the way")).unwrap();
        fixture.note(key.as_str(), 1).await;
    }
    let (key, path) = fixture.blob(1);
    fixture.note(key.as_str(), 2).await;
    fixture.directory.sweep().await.unwrap();
    fixture.directory.sweep().await.unwrap();
    assert!(!path.exists());
    assert_eq!(fixture.notes().await, 100, "they are tried again later");
}
