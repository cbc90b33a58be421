//! Content in the request that creates an upload.

use std::time::Duration;

use roster_tests::{App, Request};
use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

use super::{MIB, PART, blob, blobs, content, metadata, offset_of, part, request};

const SHA1_OF_HELLO: &str = "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=";

fn with<'a>(app: &'a App, length: usize, bytes: &[u8]) -> Request<'a> {
    request(&app.owner, &length.to_string()).bytes(PART, bytes.to_vec())
}

#[tokio::test]
async fn a_small_file_is_there_after_one_request() {
    let app = App::start().await;
    let created = with(&app, 5, b"hello").header("upload-checksum", SHA1_OF_HELLO).send().await.expect(201);
    assert_eq!(offset_of(&created), 5);
    assert_eq!(created.header("upload-expires"), Some("Mon, 02 Mar 2026 12:00:00 GMT"));
    let id = created.header("location").and_then(|location| location.rsplit('/').next()).expect("an id");
    assert_eq!(app.owner.twona("files_download").path("file_id", id).send().await.expect(200).body, &b"hello"[..]);
}

#[tokio::test]
async fn an_upload_goes_on_after_its_first_part() {
    let app = App::start().await;
    let all = content(11 * MIB, 5);
    let created = with(&app, all.len(), &all[..6 * MIB]).send().await.expect(201);
    assert_eq!(offset_of(&created), 6 * MIB);
    let id = created.header("location").and_then(|location| location.rsplit('/').next()).expect("an id");
    part(&app.owner, id, 6 * MIB, &all[6 * MIB..]).send().await.expect(204);
    assert!(blob(app.data()) == all);
}

#[tokio::test]
async fn a_declared_body_without_a_byte_is_none() {
    let app = App::start().await;
    for length in [0, 10] {
        assert_eq!(offset_of(&with(&app, length, b"").send().await.expect(201)), 0);
    }
}

#[tokio::test]
async fn of_a_first_part_that_is_refused_nothing_is_left() {
    let app = App::start().await;
    let hello = |checksum: &str| with(&app, 5, b"hello").header("upload-checksum", checksum);
    let small = with(&app, 10, b"hello").send().await.expect(400);
    assert_eq!(small.code(), "upload_part_too_small");
    assert_eq!(hello("md5 AAAA").send().await.expect(400).violations(), ["Upload-Checksum"]);
    for (length, bytes) in [(4, &b"hello"[..]), (0, b"hello"), (20 * MIB, &content(10 * MIB + 1, 1))] {
        assert_eq!(with(&app, length, bytes).send().await.expect(413).code(), "payload_too_large", "{length}");
    }
    assert_eq!(hello("sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=").send().await.expect(460).code(), "checksum_mismatch");
    let text = request(&app.owner, "5").bytes("text/plain", b"hello".to_vec());
    assert_eq!(text.send().await.expect(415).code(), "unsupported_media_type");
    let used = app.server.directory().storage().await.expect("what is stored").0;
    assert_eq!((used.uploads, used.bytes), (0, 0));
    assert!(blobs(app.data()).is_empty(), "{:?}", blobs(app.data()));
}

#[tokio::test]
async fn of_a_first_part_that_breaks_off_nothing_is_left() {
    let app = App::start().await;
    let host = app.owner.base().trim_start_matches("http://").to_owned();
    let head = format!(
        "POST /v2/files HTTP/1.1\r\nhost: {host}\r\naccess-token: {}\r\ncontent-type: {PART}\r\ncontent-length: 6291456\r\n\
         upload-length: 6291456\r\nupload-metadata: {}\r\n\r\n",
        app.owner.token.as_deref().expect("a token"),
        metadata("plan.pdf")
    );
    let mut stream = TcpStream::connect(&host).await.expect("a connection");
    stream.write_all(head.as_bytes()).await.expect("it is taken");
    stream.write_all(&content(MIB, 1)).await.expect("it is taken");
    let comes_to = async |uploads, bytes: &dyn Fn(usize) -> bool| {
        for _ in 0..400 {
            let used = app.server.directory().storage().await.expect("what is stored").0;
            if used.uploads == uploads && bytes(blobs(app.data()).len()) {
                return;
            }
            sleep(Duration::from_millis(25)).await;
        }
        panic!("there never were {uploads} uploads; files: {:?}", blobs(app.data()));
    };
    comes_to(1, &|files| files == 1).await;
    drop(stream);
    comes_to(0, &|files| files == 0).await;
}
