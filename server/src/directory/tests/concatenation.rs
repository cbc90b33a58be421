use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::{sync::Semaphore, time::timeout};

use super::{Fixture, code};
use crate::{
    blobs::{BlobError, BlobKey, BlobKind},
    directory::{Directory, PartAnnouncement},
    model::NewUpload,
    store::Lease,
    tus::{ByteStorage, MAXIMUM_LENGTH, Progress, Stored, Writer},
};

const METADATA: &str = "filename YQ==,filetype YS9i";

/// A storage that joins once it may.
struct Slow {
    inner: Arc<dyn ByteStorage>,
    joins: Semaphore,
}

#[async_trait]
impl ByteStorage for Slow {
    async fn open(&self, stored: Stored) -> Result<Option<Box<dyn Writer>>, BlobError> {
        self.inner.open(stored).await
    }

    async fn create_empty(&self, blob_key: &BlobKey) -> Result<(), BlobError> {
        self.inner.create_empty(blob_key).await
    }

    async fn join(&self, parts: &[(BlobKey, u64)], whole: &BlobKey) -> Result<(), BlobError> {
        // Each time it may is one join.
        self.joins.acquire().await.unwrap().forget();
        self.inner.join(parts, whole).await
    }

    async fn remove(&self, blob_key: &BlobKey, state: &str) -> Result<(), BlobError> {
        self.inner.remove(blob_key, state).await
    }
}

async fn partial(fixture: &Fixture, content: &'static [u8]) -> String {
    let part = PartAnnouncement { offset: 0, length: None, upload_length: None, checksum: None, trailer: None };
    let body = futures_util::stream::iter([Ok(bytes::Bytes::from_static(content))]);
    let length = Some(content.len() as u64);
    let made = fixture.directory.create_upload_with(&fixture.owner, length, String::new(), true, part, body);
    made.await.unwrap().id
}

#[tokio::test]
async fn a_file_that_takes_long_to_put_together_is_put_together_once() {
    let fixture = Fixture::new().await;
    let ids = vec![partial(&fixture, b"abc").await, partial(&fixture, b"def").await];
    let slow = Arc::new(Slow { inner: fixture.directory.uploads.clone(), joins: Semaphore::new(0) });
    let directory = Directory { uploads: slow.clone(), ..fixture.directory.clone() };
    let join = |ids: &[String]| {
        let (directory, owner, ids) = (directory.clone(), fixture.owner.clone(), ids.to_vec());
        async move { directory.join_uploads(&owner, ids, "final;…".to_owned(), METADATA.to_owned()).await }
    };
    // The request's time is over, and so it is for the next one.
    for _ in 0..2 {
        assert!(timeout(Duration::from_millis(200), join(&ids)).await.is_err());
    }
    let waiting = [tokio::spawn(join(&ids)), tokio::spawn(join(&ids)), tokio::spawn(join(&ids[1..]))];
    tokio::time::sleep(Duration::from_millis(100)).await;
    slow.joins.add_permits(1);
    let [first, second, other] = waiting;
    let (first, second) = (first.await.unwrap().unwrap(), second.await.unwrap().unwrap());
    assert_eq!((&first.id, first.offset), (&second.id, 6));
    assert_eq!(code(other.await.unwrap()), "invalid_parameter", "the part is gone");
    assert_eq!(join(&ids).await.unwrap().id, first.id);
}

#[tokio::test]
async fn what_is_put_together_has_the_usual_largest_size() {
    let fixture = Fixture::new().await;
    let now = fixture.directory.environment.now();
    let mut ids = Vec::new();
    for length in [MAXIMUM_LENGTH - 1, 2] {
        let environment = &fixture.directory.environment;
        let (public_id, holder) = (environment.short_id(), environment.uuid());
        let upload = NewUpload {
            public_id: public_id.clone(),
            organization: fixture.owner.organization.id,
            user: fixture.owner.user.id,
            length: Some(length),
            is_partial: true,
            metadata: String::new(),
            blob_key: BlobKey::new(BlobKind::File, environment.uuid()),
            created: now,
            expires: now + super::TimeDelta::days(1),
        };
        let lease = Lease { holder, now, until: now + super::TimeDelta::days(1) };
        let mut transaction = fixture.store().transaction().await.unwrap();
        transaction.uploads_insert(&upload).await.unwrap();
        transaction.uploads_acquire(&public_id, None, lease).await.unwrap();
        let progress = Progress { offset: length, state: String::new() };
        transaction.uploads_save(&public_id, holder, &progress, false).await.unwrap();
        transaction.uploads_finish_partial(&public_id, holder, lease.until).await.unwrap();
        transaction.commit().await.unwrap();
        ids.push(public_id);
    }
    let join = fixture.directory.join_uploads(&fixture.owner, ids.clone(), String::new(), METADATA.to_owned());
    let refused = join.await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.to_string()),
        ("payload_too_large", "an upload has at most 5368709120 bytes".into())
    );
    for id in ids {
        fixture.directory.upload(&fixture.owner, &id).await.unwrap();
    }
}
