//! What a server of before let in, and no server can read.

use chrono::DateTime;
use uuid::Uuid;

use super::{Fixture, execute, open, user};
use crate::{
    blobs::BlobKey,
    model::{FileContent, NewFile, NewGroup, User, search::parse_order},
    store::{FileQuery, Kind, Opening, ProfileQuery, ProfileScope, Slice, TABLES, Value, Window},
};

const KEYS: [&str; 6] = [
    "files/00/00000000000000000000000000000007",
    "avatars/ab/ab000000000000000000000000000007",
    "../../etc/passwd",
    "00000000000000000000000000000007",
    "files/01/00000000000000000000000000000007",
    "files/AB/AB000000000000000000000000000007",
];

/// A database that an import of before has filled: keys that are none, and times that no calendar has.
#[tokio::test]
async fn rows_of_an_old_import_are_mended() {
    let Fixture { store, organization, url, _folder } = open().await;
    let mut transaction = store.transaction().await.unwrap();
    let added = transaction.users_insert(&user(organization, "a@example.com")).await.unwrap();
    transaction.users_insert(&user(organization, "b@example.com")).await.unwrap();
    let group =
        NewGroup { uuid: Uuid::from_u128(1), organization, name: "G".to_owned(), created: DateTime::UNIX_EPOCH };
    transaction.groups_insert(&group).await.unwrap();
    for (number, _) in KEYS.iter().enumerate() {
        let content = FileContent {
            name: format!("{number}"),
            extension: String::new(),
            media_type: "text/plain".to_owned(),
            size: 1,
            etag: "\"e\"".to_owned(),
            blob_key: BlobKey::parse(KEYS[0]).unwrap(),
            upload_metadata: String::new(),
            upload_concat: String::new(),
        };
        let public_id = format!("f{number}");
        let created = DateTime::UNIX_EPOCH;
        let file = NewFile { public_id, organization, user: Some(added.id), content, created, expires: None };
        transaction.files_insert(&file).await.unwrap();
    }
    transaction.commit().await.unwrap();
    store.close().await;

    let mut before = vec!["DELETE FROM _sqlx_migrations WHERE version = 21".to_owned()];
    for (number, key) in KEYS.iter().enumerate() {
        before.push(format!("UPDATE files SET blob_key = '{key}' WHERE name = '{number}'"));
    }
    let picture = |original: &str, thumbnail: &str, email: &str| {
        format!(
            "UPDATE users SET avatar_original = '{original}', avatar_original_type = 'image/png', \
             avatar_original_etag = 'e', avatar_thumbnail = '{thumbnail}', avatar_thumbnail_type = 'image/png', \
             avatar_thumbnail_etag = 'e' WHERE email = '{email}'"
        )
    };
    before.push(picture(KEYS[1], KEYS[2], "a@example.com"));
    before.push(picture(KEYS[1], KEYS[1], "b@example.com"));
    let is_moment = |kind: Kind| matches!(kind, Kind::Moment);
    for (index, table) in TABLES.iter().enumerate() {
        for (column, _) in table.columns.iter().filter(|(_, kind)| is_moment(*kind)) {
            let moment = if index % 2 == 0 { i64::MAX } else { -1 };
            before.push(format!("UPDATE {} SET {column} = {moment} WHERE {column} IS NOT NULL", table.name));
        }
    }
    before.push("UPDATE files SET created_at = 9223372036854775807".to_owned());
    execute(&url, &before).await;

    let store = super::super::open(&url, Opening::Existing, None).await.unwrap();
    let mut reader = store.reader().await.unwrap();
    let query =
        FileQuery { organization, now: DateTime::UNIX_EPOCH, filter: None, order: parse_order("name").unwrap() };
    let files = reader.files_list(&query, Window::After { last: None, limit: 100 }).await.unwrap();
    let keys: Vec<&str> = files.iter().map(|file| file.content.blob_key.as_str()).collect();
    assert_eq!(keys.len(), KEYS.len());
    assert_eq!(keys[..2], KEYS[..2], "what is a key stays");
    for (number, key) in keys.iter().enumerate().skip(2) {
        assert!(!KEYS.contains(key) && !keys[..number].contains(key), "{key}");
    }
    let whole = Slice { skipped: 0, limit: 10, from_end: false, total: 10 };
    let everybody = ProfileQuery { organization, scope: ProfileScope::Active, search: None };
    let profiles = reader.profiles_list(&everybody, whole).await.unwrap();
    let mut avatars = Vec::new();
    for User { id, .. } in profiles.into_iter().map(|profile| profile.user) {
        avatars.push(reader.avatars_get(id).await.unwrap().is_some());
    }
    assert_eq!(avatars, [false, true]);
    for table in TABLES {
        for row in reader.backup_rows(table, None, 100).await.unwrap() {
            for ((column, kind), value) in table.columns.iter().zip(&row).filter(|((_, kind), _)| is_moment(*kind)) {
                let Value::Integer(moment) = value else { continue };
                assert!(kind.range().unwrap().contains(moment), "{}.{column} is {moment}", table.name);
            }
        }
    }
}
