//! Blobs in a folder; those in a bucket are tested against a server of its protocol.

use futures_util::stream::TryStreamExt;
use uuid::Uuid;

use super::*;

async fn open() -> (tempfile::TempDir, Blobs) {
    let folder = tempfile::tempdir().unwrap();
    let location = BlobLocation::Folder(folder.path().join("blobs"));
    let blobs = Blobs::open(&location).await.unwrap();
    (folder, blobs)
}

#[tokio::test]
async fn what_is_put_can_be_read_whole_and_in_part_until_it_is_deleted() {
    let (_folder, blobs) = open().await;
    let key = BlobKey::new(BlobKind::File, Uuid::from_u128(7));
    assert!(matches!(blobs.get(&key, None).await, Err(BlobError::Missing)));
    blobs.put(&key, Bytes::from_static(b"0123456789")).await.unwrap();
    assert_eq!(blobs.length(&key).await.unwrap(), 10);
    let part: Vec<Bytes> = blobs.get(&key, Some(2..5)).await.unwrap().try_collect().await.unwrap();
    assert_eq!(part.concat(), b"234");
    assert_eq!(blobs.read(&key).await.unwrap(), "0123456789");
    blobs.delete(&key).await.unwrap();
    blobs.delete(&key).await.unwrap();
    assert!(matches!(blobs.length(&key).await, Err(BlobError::Missing)));
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_may_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, blobs) = open().await;
    let key = BlobKey::new(BlobKind::File, Uuid::from_u128(7));
    blobs.put(&key, Bytes::from_static(b"x")).await.unwrap();
    let mode = |path: &str| std::fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("blobs"), 0o700);
    assert_eq!(mode("blobs/files/00"), 0o700);
    assert_eq!(mode(&format!("blobs/{key}")), 0o600);
}

#[tokio::test]
async fn a_large_one_comes_in_parts_that_make_it_whole() {
    let (folder, blobs) = open().await;
    let key = BlobKey::new(BlobKind::File, Uuid::from_u128(7));
    let length = 3 * PART + 5;
    let content: Vec<u8> = (0..length).map(|place| (place % 251) as u8).collect();
    blobs.put(&key, Bytes::from(content.clone())).await.unwrap();
    for range in [0..length, 0..PART, PART - 1..2 * PART + 1, 3 * PART..length, length - 1..length] {
        let parts: Vec<Bytes> = blobs.get(&key, Some(range.clone())).await.unwrap().try_collect().await.unwrap();
        assert_eq!(parts.concat(), content[range.start as usize..range.end as usize], "{range:?}");
        assert!(parts.iter().all(|part| part.len() as u64 <= PART));
    }
    let stream = blobs.get(&key, None).await.unwrap();
    let file = File::options().write(true).open(folder.path().join(format!("blobs/{key}"))).unwrap();
    file.set_len(2 * PART + 1).unwrap();
    assert!(stream.try_collect::<Vec<_>>().await.is_err(), "it was cut while it was read");
}
