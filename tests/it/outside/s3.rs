//! Files in a bucket of a real S3 server.

use std::time::{Duration, Instant};

use roster_tests::{App, Caller, outside::require, process, process::Process, proxy::Proxy};

use crate::twona::uploads::{
    MIB, broken::Connection, concatenation, content, create, deferred, offset, offset_of, part,
};

/// A new bucket.
struct Bucket {
    endpoint: String,
    name: String,
}

impl Bucket {
    /// None where there is no S3 server.
    async fn new() -> Option<Self> {
        let endpoint = require("ROSTER_TEST_S3_ENDPOINT")?.trim_end_matches('/').to_owned();
        let name = format!("uploads-{}", uuid::Uuid::new_v4().simple());
        let made = reqwest::Client::new().put(format!("{endpoint}/{name}")).send().await.expect("S3 answers");
        assert!(made.status().is_success(), "{}", made.status());
        Some(Self { endpoint, name })
    }

    /// The bucket as `--blob-url`, reached through `endpoint`.
    fn url_through(&self, endpoint: &str) -> String {
        format!("s3://{}/some/prefix?endpoint={endpoint}&region=us-east-1", self.name)
    }

    async fn app_through(&self, endpoint: &str) -> App {
        let location = self.url_through(endpoint).parse().expect("a location");
        App::start_with(|config| config.blobs = Some(location)).await
    }

    async fn app(&self) -> App {
        self.app_through(&self.endpoint).await
    }

    /// The text of a list, which has `<Key>` for each thing in it.
    async fn list(&self, query: &str) -> Vec<String> {
        let text = reqwest::get(format!("{}/{}?{query}", self.endpoint, self.name)).await.expect("S3 answers");
        let text = text.text().await.expect("a list");
        text.split("<Key>").skip(1).filter_map(|rest| Some(rest.split_once("</Key>")?.0.to_owned())).collect()
    }

    async fn objects(&self) -> Vec<String> {
        self.list("list-type=2").await
    }

    /// Multipart uploads that are neither complete nor given up.
    async fn multipart_uploads(&self) -> Vec<String> {
        self.list("uploads").await
    }
}

async fn download(caller: &Caller, id: &str) -> Vec<u8> {
    caller.twona("files_download").path("file_id", id).send().await.expect(200).body
}

#[tokio::test]
async fn parts_become_one_object_and_nothing_else_is_left() {
    let Some(bucket) = Bucket::new().await else { return };
    let app = bucket.app().await;
    let all = content(21 * MIB + 5, 1);
    let id = create(&app.owner, all.len()).await;
    let mut has = 0;
    for end in [5 * MIB, 12 * MIB + 1, 19 * MIB, all.len()] {
        let response = part(&app.owner, &id, has, &all[has..end]).send().await.expect(204);
        assert_eq!(offset_of(&response), end);
        has = end;
    }
    assert!(download(&app.owner, &id).await == all);
    let objects = bucket.objects().await;
    assert_eq!(objects.len(), 1, "{objects:?}");
    assert!(objects[0].starts_with("some/prefix/files/"), "{objects:?}");
    assert!(bucket.multipart_uploads().await.is_empty());
}

#[tokio::test]
async fn small_and_empty_files_are_objects_too() {
    let Some(bucket) = Bucket::new().await else { return };
    let app = bucket.app().await;
    let empty = create(&app.owner, 0).await;
    assert!(download(&app.owner, &empty).await.is_empty());
    let small = create(&app.owner, 9).await;
    part(&app.owner, &small, 0, b"123456789").send().await.expect(204);
    assert_eq!(download(&app.owner, &small).await, b"123456789");
    for id in [empty, small] {
        app.owner.twona("uploads_terminate").path("file_id", &id).send().await.expect(204);
    }
    assert!(bucket.objects().await.is_empty());
}

#[tokio::test]
async fn an_upload_whose_length_comes_last_is_one_object() {
    let Some(bucket) = Bucket::new().await else { return };
    let app = bucket.app().await;
    for all in [content(6 * MIB + 5, 1), Vec::new()] {
        let id = deferred::create(&app.owner).await;
        if !all.is_empty() {
            part(&app.owner, &id, 0, &all).send().await.expect(204);
        }
        deferred::last(&app.owner, &id, all.len(), b"", all.len()).send().await.expect(204);
        assert!(download(&app.owner, &id).await == all);
    }
    assert_eq!(bucket.objects().await.len(), 2);
    assert!(bucket.multipart_uploads().await.is_empty());
}

#[tokio::test]
async fn partial_uploads_become_one_object() {
    let Some(bucket) = Bucket::new().await else { return };
    let app = bucket.app().await;
    let all = content(15 * MIB + 5, 1);
    for ends in [vec![6 * MIB, 12 * MIB, all.len()], vec![3, 9 * MIB, all.len()], vec![6 * MIB, 6 * MIB, all.len()]] {
        let mut parts = Vec::new();
        let mut begin = 0;
        for end in ends {
            parts.push(concatenation::whole_partial(&app.owner, &all[begin..end]).await);
            begin = end;
        }
        let parts: Vec<_> = parts.iter().map(String::as_str).collect();
        let created = concatenation::join(&app.owner, &parts).send().await.expect(201);
        let id = concatenation::id_of(&created);
        assert!(download(&app.owner, &id).await == all);
        assert_eq!(bucket.objects().await.len(), 1);
        assert!(bucket.multipart_uploads().await.is_empty());
        app.owner.twona("uploads_terminate").path("file_id", &id).send().await.expect(204);
    }
}

#[tokio::test]
async fn what_is_large_is_put_together_by_the_bucket_itself() {
    let Some(bucket) = Bucket::new().await else { return };
    let proxy = Proxy::start(bucket.endpoint.trim_start_matches("http://").to_owned()).await;
    let app = bucket.app_through(&format!("http://{}", proxy.address())).await;
    let all = content(18 * MIB, 1);
    let mut parts = Vec::new();
    for range in [0..6 * MIB, 6 * MIB..11 * MIB, 11 * MIB..18 * MIB] {
        parts.push(concatenation::whole_partial(&app.owner, &all[range]).await);
    }
    let parts: Vec<_> = parts.iter().map(String::as_str).collect();
    let before = proxy.carried();
    let created = concatenation::join(&app.owner, &parts).send().await.expect(201);
    let carried = proxy.carried() - before;
    assert!(carried < 100_000, "{carried} bytes went to the bucket and back");
    assert!(download(&app.owner, &concatenation::id_of(&created)).await == all);
    assert_eq!(bucket.objects().await.len(), 1);
    assert!(bucket.multipart_uploads().await.is_empty());
}

#[tokio::test]
async fn what_arrived_of_a_broken_part_is_kept() {
    let Some(bucket) = Bucket::new().await else { return };
    let app = bucket.app().await;
    let all = content(13 * MIB, 1);
    let id = create(&app.owner, all.len()).await;
    let mut has = 0;
    for step in [MIB + 1, 7, 6 * MIB] {
        let length = (all.len() - has).min(10 * MIB);
        let mut connection = Connection::begin(&app.owner, &id, has, length, "").await;
        connection.send(&all[has..has + step]).await;
        drop(connection);
        has += step;
        let start = Instant::now();
        while offset(&app.owner, &id).await < has {
            assert!(start.elapsed() < Duration::from_secs(20));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(offset(&app.owner, &id).await, has);
        // The request that broke gives the upload free a moment after its bytes are recorded.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    part(&app.owner, &id, has, &all[has..]).send().await.expect(204);
    assert!(download(&app.owner, &id).await == all);
    assert_eq!(bucket.objects().await.len(), 1);
}

#[tokio::test]
async fn a_wrong_checksum_leaves_no_byte_and_a_terminated_upload_no_object() {
    let Some(bucket) = Bucket::new().await else { return };
    let app = bucket.app().await;
    let all = content(16 * MIB, 1);
    let id = create(&app.owner, all.len()).await;
    part(&app.owner, &id, 0, &all[..6 * MIB]).send().await.expect(204);
    let wrong = part(&app.owner, &id, 6 * MIB, &content(9 * MIB, 2)).header("upload-checksum", "crc32 AAAAAA==");
    assert_eq!(wrong.send().await.expect(460).code(), "checksum_mismatch");
    assert_eq!(offset(&app.owner, &id).await, 6 * MIB);
    part(&app.owner, &id, 6 * MIB, &all[6 * MIB..12 * MIB]).send().await.expect(204);
    app.owner.twona("uploads_terminate").path("file_id", &id).send().await.expect(204);
    assert!(bucket.objects().await.is_empty(), "{:?}", bucket.objects().await);
    assert!(bucket.multipart_uploads().await.is_empty());
}

#[tokio::test]
async fn a_bucket_that_is_away_is_503_and_what_was_acknowledged_is_kept() {
    let Some(bucket) = Bucket::new().await else { return };
    let proxy = Proxy::start(bucket.endpoint.trim_start_matches("http://").to_owned()).await;
    let app = bucket.app_through(&format!("http://{}", proxy.address())).await;
    let all = content(16 * MIB, 1);
    let id = create(&app.owner, all.len()).await;
    part(&app.owner, &id, 0, &all[..6 * MIB]).send().await.expect(204);
    proxy.cut();
    let response = part(&app.owner, &id, 6 * MIB, &all[6 * MIB..]).send().await.expect(503);
    assert!(response.header("retry-after").is_some());
    assert_eq!(response.code(), "unavailable");
    proxy.mend();
    assert_eq!(offset(&app.owner, &id).await, 6 * MIB);
    part(&app.owner, &id, 6 * MIB, &all[6 * MIB..]).send().await.expect(204);
    assert!(download(&app.owner, &id).await == all);
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let Some(bucket) = Bucket::new().await else { return };
    let data = tempfile::tempdir().expect("a folder");
    let command = || {
        let mut command = process::command(data.path());
        command.env("ROSTER_BLOB_URL", bucket.url_through(&bucket.endpoint));
        command
    };
    let mut server = Process::start(command()).await;
    let token = process::owner_token(data.path());
    let caller = server.caller(&token);
    let all = content(20 * MIB, 1);
    let id = create(&caller, all.len()).await;
    part(&caller, &id, 0, &all[..6 * MIB]).send().await.expect(204);
    let mut connection = Connection::begin(&caller, &id, 6 * MIB, 10 * MIB, "").await;
    connection.send(&all[6 * MIB..15 * MIB]).await;
    let start = Instant::now();
    // Parts of the multipart upload count as soon as they are complete.
    while offset(&caller, &id).await < 10 * MIB {
        assert!(start.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.kill();
    let server = Process::start(command()).await;
    let caller = server.caller(&token);
    let has = offset(&caller, &id).await;
    assert!(has >= 10 * MIB && has % (5 * MIB) == 0, "{has}");
    let start = Instant::now();
    while part(&caller, &id, has, &all[has..]).send().await.status != 204 {
        assert!(start.elapsed() < Duration::from_secs(30), "the lease of the killed process runs out");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!(download(&caller, &id).await == all);
}
