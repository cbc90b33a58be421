//! Uploads of the Rust client: through a connection that breaks, later, several at once.

use std::{
    path::Path,
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::TryStreamExt;
use roster_client::{
    Client, Error, RetryPolicy,
    twona::{Client as Twona, FilesDownloadResponse, FilesGetResponse, UploadsCheckResponse},
    upload::{self, Source, Upload},
};
use roster_tests::{App, proxy::Proxy};

use super::twona;

const MIB: usize = 1024 * 1024;

/// Bytes without a pattern that repeats within a part.
fn content(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

async fn downloaded(client: &Twona, file_id: &str) -> Vec<u8> {
    match client.files_download(file_id, &Default::default()).await.expect("the file") {
        FilesDownloadResponse::Ok { body, .. } => body.bytes().await.expect("the bytes").to_vec(),
        other => panic!("{other:?}"),
    }
}

/// How much of an upload the server has.
async fn offset(client: &Twona, location: &str) -> i64 {
    let id = location.rsplit('/').next().expect("an id");
    let UploadsCheckResponse::Ok { upload_offset, .. } =
        client.uploads_check(id, &Default::default()).await.expect("the upload");
    upload_offset
}

/// Short pauses, for a server that is near.
fn patient(upload: Upload) -> Upload {
    upload.with_retry(RetryPolicy {
        attempts: 50,
        base: Duration::from_millis(20),
        longest: Duration::from_millis(200),
        ..RetryPolicy::default()
    })
}

fn written(folder: &Path, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join("plan.bin");
    std::fs::write(&path, bytes).expect("a file");
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_through_a_connection_that_breaks_in_the_middle_of_parts_arrives_whole() {
    let app = App::start().await;
    let proxy = Arc::new(Proxy::start(app.server.address().to_string()).await);
    let token = app.owner.token.as_deref().expect("a token");
    let client = Client::twona(&format!("http://{}", proxy.address()), token).expect("a client");
    let bytes = content(21 * MIB + 7);
    let source = Source::file(written(app.data(), &bytes)).await.expect("a file");

    // The connection is cut when these many bytes were handed to it, each time once.
    let cuts = Mutex::new(vec![17 * MIB, 13 * MIB, 6 * MIB, 2 * MIB]);
    let reports = Arc::new(Mutex::new(Vec::new()));
    let (line, log) = (proxy.clone(), reports.clone());
    let upload = client.upload("plan.bin", source).on_progress(move |sent, total| {
        log.lock().expect("no panic").push((sent, total));
        let mut cuts = cuts.lock().expect("no panic");
        if cuts.last().is_some_and(|cut| sent >= *cut as u64) {
            cuts.pop();
            line.cut();
            let line = line.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(100)).await;
                line.mend();
            });
        }
    });
    let uploaded = patient(upload).send().await.expect("the upload ends well");
    assert!(downloaded(&client, &uploaded.file_id).await == bytes, "not a byte is lost or doubled");

    let reports = reports.lock().expect("no panic");
    assert!(reports.iter().all(|(sent, total)| sent <= total && *total == bytes.len() as u64));
    assert_eq!(reports.last().map(|(sent, _)| *sent), Some(bytes.len() as u64));
    let steps_back = reports.windows(2).map(|pair| (pair[0].0, pair[1].0)).filter(|(from, to)| to < from);
    let steps_back: Vec<(u64, u64)> = steps_back.collect();
    assert!(!steps_back.is_empty(), "the connection did break");
    // However often it broke: each time it goes on where the server is, in the same part or a later one.
    assert!(steps_back.iter().all(|(from, to)| from - to <= 8 * MIB as u64), "{steps_back:?}");
    assert!(steps_back.is_sorted_by_key(|(_, to)| *to), "{steps_back:?}");
}

#[tokio::test]
async fn an_upload_goes_on_later_from_its_location() {
    let app = App::start().await;
    let client = twona(&app.owner);
    let bytes = content(17 * MIB);
    let reader = || Source::reader(std::io::Cursor::new(bytes.clone()));

    let (reached, mut wait) = tokio::sync::watch::channel(0);
    let mut first = client.upload("plan.bin", reader().await.expect("a source")).on_progress(move |sent, _| {
        reached.send_replace(sent);
    });
    let location = first.create().await.expect("a location").to_owned();
    // Dropped in the middle of the second part.
    tokio::select! {
        finished = first.send() => panic!("{finished:?}"),
        waited = wait.wait_for(|sent| *sent > 9 * MIB as u64) => { waited.expect("progress"); }
    }
    assert!(offset(&client, &location).await >= 8 * MIB as i64, "the first part was acknowledged");

    let second = patient(client.upload("plan.bin", reader().await.expect("a source")).resume(&location));
    let uploaded = second.send().await.expect("the rest");
    assert!(downloaded(&client, &uploaded.file_id).await == bytes);
    // Once more: there is nothing left to do.
    let again = client.upload("plan.bin", reader().await.expect("a source")).resume(&location).send().await;
    assert_eq!(again.expect("it is there"), uploaded);

    let other = client.upload("plan.bin", content(5)).resume(&location).send().await.expect_err("another file");
    assert!(matches!(&other, Error::InvalidArgument { name, .. } if name == "source"), "{other:?}");
}

#[tokio::test]
async fn several_files_are_uploaded_at_once_with_checksums() {
    let app = App::start().await;
    let client = twona(&app.owner);
    let contents: Vec<Vec<u8>> = [0, 1, 5 * MIB, 11 * MIB].map(content).into();
    let uploads = contents.iter().enumerate().map(|(number, bytes)| {
        let upload = client.upload(format!("{number}.bin"), bytes.clone()).with_media_type("image/png");
        upload.with_metadata("note", "größe").with_checksums().with_part_size(5 * MIB as u64)
    });
    let finished: Vec<_> = pin!(upload::parallel(uploads, 3)).try_collect().await.expect("all arrive");
    assert_eq!(finished.len(), contents.len());
    for (number, (uploaded, bytes)) in finished.iter().zip(&contents).enumerate() {
        assert!(downloaded(&client, &uploaded.file_id).await == *bytes, "{number}");
        let file = client.files_get(&uploaded.file_id, &Default::default()).await.expect("a file");
        let FilesGetResponse::OkJson { body, .. } = file else { panic!("{file:?}") };
        assert_eq!((body.name, body.mimetype.as_str()), (format!("{number}.bin"), "image/png"));
    }
    client.terminate_upload(&finished[1].location).await.expect("it is temporary");
    let gone = client.terminate_upload(&finished[1].location).await.expect_err("it is gone");
    assert_eq!(gone.status().map(|status| status.as_u16()), Some(404));
}

#[tokio::test]
async fn what_another_attempt_cannot_mend_fails_at_once() {
    let app = App::start().await;
    let stranger = Client::twona(app.owner.base(), "no-such-token").expect("a client");
    let error = stranger.upload("a.txt", content(1)).send().await.expect_err("not signed in");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    let client = twona(&app.owner);
    for (upload, argument) in [
        (client.upload("a.txt", content(1)).with_part_size(1), "part_size"),
        (client.upload("a.txt", content(1)).with_metadata("a b", "c"), "metadata"),
        (client.upload("a.txt", content(1)).resume("https://elsewhere.example/?"), "location"),
    ] {
        let error = upload.send().await.expect_err("nothing is sent");
        assert!(matches!(&error, Error::InvalidArgument { name, .. } if name == argument), "{error:?}");
    }
    // A server that stays away is given up after the attempts.
    let proxy = Proxy::start(app.server.address().to_string()).await;
    let away = Client::twona(&format!("http://{}", proxy.address()), app.owner.token.as_deref().expect("a token"));
    let mut upload = away.expect("a client").upload("a.txt", content(1));
    upload.create().await.expect("a location");
    proxy.cut();
    let retry = RetryPolicy { attempts: 1, base: Duration::from_millis(1), ..RetryPolicy::default() };
    let error = upload.with_retry(retry).send().await.expect_err("nobody answers");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}
