//! The protocol on both byte storages, with a ledger in memory.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, memory::InMemory, multipart::MultipartStore, path::Path};
use uuid::Uuid;

use super::*;
use crate::blobs::{BlobError, BlobKey, BlobKind};

const MIB: usize = 1024 * 1024;
const KEY: &str = "files/00/00000000000000000000000000000007";

/// One upload, and the holder who was asked to give way.
#[derive(Default)]
struct MemoryLedger(Mutex<HashMap<String, Record>>, Mutex<Option<Uuid>>);

impl MemoryLedger {
    fn of(length: usize) -> Self {
        let record = Record {
            id: "upload".to_owned(),
            blob_key: BlobKey::parse(KEY).unwrap(),
            length: length as u64,
            is_open_ended: length as u64 == MAXIMUM_LENGTH,
            is_finished: false,
            progress: Progress::default(),
            verifying: false,
            holder: None,
            is_held: false,
        };
        Self(Mutex::new(HashMap::from([(record.id.clone(), record)])), Mutex::default())
    }

    fn change<T>(&self, id: &str, change: impl FnOnce(&mut Record) -> T) -> Option<T> {
        self.0.lock().unwrap().get_mut(id).map(change)
    }

    /// What happens when the holder of the lease dies, 15 seconds later.
    fn expire(&self) {
        self.change("upload", |record| record.is_held = false);
    }

    fn held(&self, id: &str, holder: Uuid, change: impl FnOnce(&mut Record)) -> bool {
        let changed = self.change(id, |record| {
            let is_holder = record.holder == Some(holder);
            if is_holder {
                change(record);
            }
            is_holder
        });
        changed.unwrap_or(false)
    }
}

impl Ledger for MemoryLedger {
    type Error = Infallible;

    async fn find(&self, id: &str) -> Result<Option<Record>, Infallible> {
        Ok(self.0.lock().unwrap().get(id).cloned())
    }

    async fn acquire(&self, record: &Record, holder: Uuid) -> Result<Option<Record>, Infallible> {
        let acquired = self.change(&record.id, |found| {
            (!found.is_held && found.holder == record.holder).then(|| {
                (found.holder, found.is_held) = (Some(holder), true);
                found.clone()
            })
        });
        Ok(acquired.flatten())
    }

    async fn renew(&self, id: &str, holder: Uuid) -> Result<bool, Infallible> {
        Ok(self.held(id, holder, |_| {}))
    }

    async fn ask(&self, record: &Record) -> Result<(), Infallible> {
        *self.1.lock().unwrap() = record.holder;
        Ok(())
    }

    async fn is_wanted(&self, _: &str, holder: Uuid) -> Result<bool, Infallible> {
        Ok(*self.1.lock().unwrap() == Some(holder))
    }

    async fn save(&self, id: &str, holder: Uuid, progress: &Progress, verifying: bool) -> Result<bool, Infallible> {
        Ok(self.held(id, holder, |record| (record.progress, record.verifying) = (progress.clone(), verifying)))
    }

    async fn release(&self, id: &str, holder: Uuid, progress: &Progress) -> Result<bool, Infallible> {
        Ok(self.held(id, holder, |record| {
            record.progress = progress.clone();
            (record.holder, record.is_held, record.verifying) = (None, false, false);
        }))
    }

    async fn finish(&self, id: &str, holder: Uuid) -> Result<bool, Infallible> {
        let is_holder = self.held(id, holder, |_| {});
        self.0.lock().unwrap().remove(id);
        Ok(is_holder)
    }
}

/// Both storages, and how to read what they hold.
struct Place {
    name: &'static str,
    storage: Arc<dyn ByteStorage>,
    objects: Option<Arc<InMemory>>,
    folder: tempfile::TempDir,
}

impl Place {
    fn all() -> [Self; 2] {
        let folder = || tempfile::tempdir().unwrap();
        let (disk, objects) = (folder(), Arc::new(InMemory::new()));
        let storage = Arc::new(FolderStorage::new(disk.path().to_owned()));
        let bucket = Arc::new(BucketStorage::new(objects.clone(), String::new()));
        [
            Self { name: "folder", storage, objects: None, folder: disk },
            Self { name: "bucket", storage: bucket, objects: Some(objects), folder: folder() },
        ]
    }

    async fn content(&self) -> Vec<u8> {
        match &self.objects {
            Some(objects) => objects.get(&Path::from(KEY)).await.unwrap().bytes().await.unwrap().into(),
            None => std::fs::read(self.folder.path().join(KEY)).unwrap(),
        }
    }
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

fn part(offset: usize) -> Part {
    Part { upload: "upload".to_owned(), offset: offset as u64, length: None, checksum: None, holder: Uuid::new_v4() }
}

fn body(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, BodyError>> + Send + use<> {
    let chunks: Vec<_> = bytes.chunks(300_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

fn broken(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, BodyError>> + Send + use<> {
    body(bytes).chain(stream::iter([Err(BodyError::Broken)]))
}

fn refusal<T>(result: Result<T, Error<Infallible>>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[tokio::test]
async fn parts_whole_and_broken_become_the_upload() {
    for place in Place::all() {
        let all = content(18 * MIB + 3);
        let ledger = MemoryLedger::of(all.len());
        let mut has = 0;
        for (end, is_broken) in [(5 * MIB, false), (5 * MIB + 9, true), (12 * MIB, true), (18 * MIB, false)] {
            let bytes = &all[has..end];
            if is_broken {
                let result = append(&ledger, &*place.storage, part(has), broken(bytes)).await;
                assert_eq!(refusal(result), Refusal::Interrupted, "{}", place.name);
            } else {
                let offset = append(&ledger, &*place.storage, part(has), body(bytes)).await.unwrap();
                assert_eq!(offset, end as u64, "{}", place.name);
            }
            has = end;
            assert_eq!(check(&ledger, &*place.storage, "upload", Uuid::new_v4()).await.unwrap(), has as u64);
        }
        append(&ledger, &*place.storage, part(has), body(&all[has..])).await.unwrap();
        assert!(place.content().await == all, "{}", place.name);
        assert!(ledger.find("upload").await.unwrap().is_none(), "a finished upload is none any more");
        if let Some(objects) = &place.objects {
            assert_eq!(objects.list(None).count().await, 1, "no tail is left");
        }
    }
}

#[tokio::test]
async fn a_part_with_a_checksum_counts_as_a_whole_or_not_at_all() {
    for place in Place::all() {
        let all = content(6 * MIB);
        let ledger = MemoryLedger::of(all.len());
        let checksum = Announced::Ahead(Checksum::parse("crc32 AAAAAA==").unwrap());
        let part = || Part { checksum: Some(checksum.clone()), ..part(0) };
        let result = append(&ledger, &*place.storage, part(), body(&all)).await;
        assert_eq!(refusal(result), Refusal::ChecksumMismatch(Algorithm::Crc32));
        let result = append(&ledger, &*place.storage, part(), broken(&all[..5 * MIB + 1])).await;
        assert_eq!(refusal(result), Refusal::Interrupted);
        assert_eq!(ledger.find("upload").await.unwrap().unwrap().progress.offset, 0, "{}", place.name);
        append(&ledger, &*place.storage, super::tests::part(0), body(&all)).await.unwrap();
        assert!(place.content().await == all, "{}", place.name);
    }
}

#[tokio::test]
async fn what_a_dead_appender_stored_is_taken_up_unless_it_was_to_be_verified() {
    for (place, checksum) in Place::all()
        .into_iter()
        .zip([None, None])
        .chain(Place::all().into_iter().zip([Some("crc32 AAAAAA=="), Some("crc32 AAAAAA==")]))
    {
        let all = content(12 * MIB);
        let ledger = MemoryLedger::of(all.len());
        let checksum = checksum.map(|text| Announced::Ahead(Checksum::parse(text).unwrap()));
        let is_verified = checksum.is_some();
        let dying = Part { checksum, length: Some(10 * MIB as u64), ..part(0) };
        // It stops in the middle, and is never heard of again.
        let endless = body(&all[..7 * MIB]).chain(stream::pending());
        let work = append(&ledger, &*place.storage, dying, endless);
        assert!(tokio::time::timeout(std::time::Duration::from_secs(2), work).await.is_err());

        let result = append(&ledger, &*place.storage, part(0), body(&all[..6 * MIB])).await;
        assert_eq!(refusal(result), Refusal::Busy, "{}", place.name);
        ledger.expire();
        let has = check(&ledger, &*place.storage, "upload", Uuid::new_v4()).await.unwrap() as usize;
        let expected = match (is_verified, place.name) {
            (true, _) => 0,
            (false, "folder") => 7 * MIB,
            (false, _) => 5 * MIB,
        };
        assert_eq!(has, expected, "{}", place.name);
        let end = has + 6 * MIB.min(all.len() - has);
        append(&ledger, &*place.storage, part(has), body(&all[has..end.min(all.len())])).await.unwrap();
        if end < all.len() {
            append(&ledger, &*place.storage, part(end), body(&all[end..])).await.unwrap();
        }
        assert!(place.content().await == all, "{}", place.name);
    }
}

#[tokio::test]
async fn an_appender_from_whom_nothing_comes_gives_way() {
    for place in Place::all() {
        let all = content(9 * MIB);
        let ledger = MemoryLedger::of(all.len());
        let silent = body(&all[..2 * MIB]).chain(stream::pending());
        let first = append(&ledger, &*place.storage, part(0), silent);
        let second = async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            make_way(&ledger, "upload", 2 * MIB as u64).await.unwrap();
            append(&ledger, &*place.storage, part(2 * MIB), body(&all[2 * MIB..])).await.unwrap()
        };
        // By itself it waits for `SILENCE`, longer than `make_way` does.
        let (first, offset) = tokio::join!(first, second);
        assert_eq!(refusal(first), Refusal::Interrupted, "{}", place.name);
        assert_eq!(offset, all.len() as u64);
        assert!(place.content().await == all, "{}", place.name);
    }
}

#[tokio::test]
async fn an_appender_that_is_busy_does_not_give_way() {
    async fn asked(place: Place) {
        let all = content(9 * MIB);
        let ledger = MemoryLedger::of(all.len());
        let slow = body(&all).then(|chunk| async {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            chunk
        });
        let first = append(&ledger, &*place.storage, part(0), slow);
        let second = async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            make_way(&ledger, "upload", all.len() as u64).await
        };
        let (first, second) = tokio::join!(first, second);
        assert_eq!(first.unwrap(), all.len() as u64, "{}", place.name);
        assert_eq!(refusal(second), Refusal::Busy, "{}", place.name);
        assert!(place.content().await == all, "{}", place.name);
    }
    let [folder, bucket] = Place::all();
    tokio::join!(asked(folder), asked(bucket));
}

#[tokio::test]
async fn an_upload_that_has_every_byte_is_finished_by_whoever_comes_next() {
    for place in Place::all() {
        for comes_to_append in [false, true] {
            let all = content(10 * MIB);
            let ledger = MemoryLedger::of(all.len());
            let dying = Part { length: Some(all.len() as u64), ..part(0) };
            let endless = body(&all).chain(stream::pending());
            let work = append(&ledger, &*place.storage, dying, endless);
            assert!(tokio::time::timeout(std::time::Duration::from_secs(2), work).await.is_err());
            ledger.expire();
            if comes_to_append {
                let result = append(&ledger, &*place.storage, part(0), body(&all)).await;
                assert_eq!(refusal(result), Refusal::Finished, "{}", place.name);
            } else {
                let has = check(&ledger, &*place.storage, "upload", Uuid::new_v4()).await.unwrap();
                assert_eq!(has, all.len() as u64, "{}", place.name);
            }
            assert!(ledger.find("upload").await.unwrap().is_none(), "{} {comes_to_append}", place.name);
            assert!(place.content().await == all, "{}", place.name);
        }
    }
}

#[tokio::test]
async fn an_upload_that_has_every_byte_is_finished_even_if_nobody_had_it_last() {
    let [folder, _] = Place::all();
    let all = content(6 * MIB);
    let ledger = MemoryLedger::of(all.len());
    let endless = body(&all).chain(stream::pending());
    let work = append(&ledger, &*folder.storage, part(0), endless);
    assert!(tokio::time::timeout(std::time::Duration::from_secs(2), work).await.is_err());
    ledger.change("upload", |record| {
        (record.holder, record.is_held, record.progress.offset) = (None, false, all.len() as u64);
    });
    let has = check(&ledger, &*folder.storage, "upload", Uuid::new_v4()).await.unwrap();
    assert_eq!(has, all.len() as u64);
    assert!(ledger.find("upload").await.unwrap().is_none(), "a finished upload is none any more");
    assert!(folder.content().await == all);
}

#[tokio::test]
async fn an_upload_whose_length_is_told_at_its_end_is_whole() {
    for length in [0, 9, 6 * MIB + 9, 10 * MIB] {
        for (place, asks) in
            Place::all().into_iter().zip([false, false]).chain(Place::all().into_iter().zip([true, true]))
        {
            let all = content(length);
            let ledger = MemoryLedger::of(MAXIMUM_LENGTH as usize);
            if length > 0 {
                append(&ledger, &*place.storage, part(0), body(&all)).await.unwrap();
            }
            ledger.change("upload", |record| (record.length, record.is_open_ended) = (length as u64, false));
            let offset = if asks {
                check(&ledger, &*place.storage, "upload", Uuid::new_v4()).await.unwrap()
            } else {
                append(&ledger, &*place.storage, part(length), body(&[])).await.unwrap()
            };
            assert_eq!(offset, length as u64, "{} {asks}", place.name);
            assert!(place.content().await == all, "{} {length} {asks}", place.name);
            assert!(ledger.find("upload").await.unwrap().is_none(), "a finished upload is none any more");
        }
    }
}

/// A storage that takes so many bytes, and then none.
struct Full {
    inner: Arc<dyn ByteStorage>,
    room: Arc<AtomicU64>,
}

struct FullWriter {
    inner: Box<dyn Writer>,
    room: Arc<AtomicU64>,
}

#[async_trait]
impl ByteStorage for Full {
    async fn open(&self, stored: Stored) -> Result<Option<Box<dyn Writer>>, BlobError> {
        let inner = self.inner.open(stored).await?;
        Ok(inner.map(|inner| Box::new(FullWriter { inner, room: self.room.clone() }) as Box<dyn Writer>))
    }

    async fn create_empty(&self, blob_key: &BlobKey) -> Result<(), BlobError> {
        self.inner.create_empty(blob_key).await
    }

    async fn join(&self, parts: &[(BlobKey, u64)], whole: &BlobKey) -> Result<(), BlobError> {
        self.inner.join(parts, whole).await
    }

    async fn remove(&self, blob_key: &BlobKey, state: &str) -> Result<(), BlobError> {
        self.inner.remove(blob_key, state).await
    }
}

#[async_trait]
impl Writer for FullWriter {
    fn durable(&self) -> &Progress {
        self.inner.durable()
    }

    async fn write(&mut self, chunk: Bytes) -> Result<(), BlobError> {
        let room = self.room.load(Ordering::Relaxed);
        let Some(left) = room.checked_sub(chunk.len() as u64) else {
            return Err(std::io::Error::from(std::io::ErrorKind::StorageFull).into());
        };
        self.room.store(left, Ordering::Relaxed);
        self.inner.write(chunk).await
    }

    async fn flush(&mut self) -> Result<(), BlobError> {
        self.inner.flush().await
    }

    async fn settle(&mut self) {
        self.inner.settle().await;
    }

    async fn finish(&mut self) -> Result<(), BlobError> {
        self.inner.finish().await
    }
}

#[tokio::test]
async fn a_storage_that_fails_half_way_keeps_what_it_has() {
    for place in Place::all() {
        let all = content(9 * MIB);
        let ledger = MemoryLedger::of(all.len());
        let room = Arc::new(AtomicU64::new(6_900_000));
        let full = Full { inner: place.storage.clone(), room: room.clone() };
        let result = append(&ledger, &full, part(0), body(&all)).await;
        assert!(matches!(result, Err(Error::Bytes(BlobError::Exhausted(_)))), "{}", place.name);
        let has = check(&ledger, &full, "upload", Uuid::new_v4()).await.unwrap() as usize;
        assert_eq!(has, 6_900_000, "{}", place.name);
        room.store(u64::MAX, Ordering::Relaxed);
        append(&ledger, &full, part(has), body(&all[has..])).await.unwrap();
        assert!(place.content().await == all, "{}", place.name);
    }
}

#[tokio::test]
async fn blobs_are_put_together_in_their_order() {
    for place in Place::all() {
        let all = content(13 * MIB + 5);
        let mut parts = Vec::new();
        for bytes in [&all[..6 * MIB], &[], &all[6 * MIB..6 * MIB + 3], &all[6 * MIB + 3..]] {
            let blob_key = BlobKey::new(BlobKind::File, Uuid::new_v4());
            let (length, progress) = (bytes.len() as u64, Progress::default());
            let stored =
                Stored { blob_key: blob_key.clone(), length, progress, recovers: false, holder: Uuid::new_v4() };
            let mut writer = place.storage.open(stored).await.unwrap().unwrap();
            writer.write(Bytes::copy_from_slice(bytes)).await.unwrap();
            writer.flush().await.unwrap();
            writer.finish().await.unwrap();
            parts.push((blob_key, length));
        }
        let whole = BlobKey::parse(KEY).unwrap();
        place.storage.join(&parts, &whole).await.unwrap();
        assert!(place.content().await == all, "{}", place.name);
        parts[0].1 += 1;
        place.storage.join(&parts, &whole).await.expect_err("a blob has less than it should");
        if let Some(objects) = &place.objects {
            let is_open = async |id: usize| {
                objects.put_part(&Path::from(KEY), &id.to_string(), 0, PutPayload::new()).await.is_ok()
            };
            for id in 0..100 {
                assert!(!is_open(id).await, "the multipart upload {id} is left");
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_left_of_what_is_removed() {
    for place in Place::all() {
        let ledger = MemoryLedger::of(12 * MIB);
        append(&ledger, &*place.storage, part(0), body(&content(6 * MIB))).await.unwrap();
        let record = ledger.find("upload").await.unwrap().unwrap();
        // A bucket in memory, unlike S3, does not take it well to be told twice.
        for _ in 0..if place.objects.is_some() { 1 } else { 2 } {
            place.storage.remove(&record.blob_key, &record.progress.state).await.unwrap();
        }
        match &place.objects {
            Some(objects) => assert_eq!(objects.list(None).count().await, 0),
            None => assert!(!place.folder.path().join(KEY).exists()),
        }
    }
}
