//! Connections that break in the middle of a part.

use std::time::{Duration, Instant};

use roster_tests::{App, Caller};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{MIB, blob, blobs, content, create, offset, part};

/// A request for a part, byte by byte.
pub(crate) struct Connection(TcpStream);

impl Connection {
    /// Announces a part of `length` bytes. `headers` are whole lines.
    pub(crate) async fn begin(caller: &Caller, id: &str, offset: usize, length: usize, headers: &str) -> Self {
        let address = caller.base().trim_start_matches("http://");
        let token = caller.token.as_deref().unwrap_or_default();
        let mut stream = TcpStream::connect(address).await.expect("the server listens");
        let head = format!(
            "PATCH /v2/files/{id} HTTP/1.1\r\nhost: x\r\naccess-token: {token}\r\nupload-offset: {offset}\r\n\
             content-length: {length}\r\ncontent-type: application/offset+octet-stream\r\n{headers}\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("the head is sent");
        Self(stream)
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the bytes are sent");
    }

    pub(crate) async fn status(mut self) -> u16 {
        let mut answer = vec![0; 1024];
        let length = self.0.read(&mut answer).await.expect("an answer");
        let answer = String::from_utf8_lossy(&answer[..length]);
        answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }
}

/// Waits until bytes of an upload have come in.
pub(crate) async fn wait_until_held(app: &App, id: &str) {
    let start = Instant::now();
    while blobs(app.data()).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(10), "nothing of {id} arrives");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Waits until the server has noticed that a connection is gone, and says what it kept.
async fn settled(caller: &Caller, id: &str, at_least: usize) -> usize {
    let start = Instant::now();
    loop {
        let offset = offset(caller, id).await;
        if offset >= at_least {
            return offset;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{offset} bytes are there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_arrived_is_kept_and_the_upload_goes_on_from_there() {
    let app = App::start().await;
    let all = content(9 * MIB, 1);
    let id = create(&app.owner, all.len()).await;
    let mut have = 0;
    for step in [MIB + 1, 2 * MIB + 345, 7] {
        let mut connection = Connection::begin(&app.owner, &id, have, all.len() - have, "").await;
        connection.send(&all[have..have + step]).await;
        drop(connection);
        assert_eq!(settled(&app.owner, &id, have + step).await, have + step);
        have += step;
    }
    part(&app.owner, &id, have, &all[have..]).send().await.expect(204);
    assert!(blob(app.data()) == all);
}

#[tokio::test]
async fn a_part_with_a_checksum_counts_as_a_whole_or_not_at_all() {
    let app = App::start().await;
    let all = content(6 * MIB, 1);
    let id = create(&app.owner, all.len()).await;
    let checksum = "upload-checksum: crc32 AAAAAA==\r\n";
    let mut connection = Connection::begin(&app.owner, &id, 0, all.len(), checksum).await;
    connection.send(&all[..4 * MIB]).await;
    wait_until_held(&app, &id).await;
    drop(connection);
    // The lease is given back as soon as the break is noticed; until then the part is refused.
    let start = Instant::now();
    while part(&app.owner, &id, 0, &all).send().await.status != 204 {
        assert!(start.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(blob(app.data()) == all);
}
