//! Parts with a checksum.

use roster_tests::{App, Caller};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{blob, create, offset, part};

const CONTENT: &[u8] = b"123456789";

#[tokio::test]
async fn a_part_with_the_right_checksum_counts() {
    for checksum in
        ["sha1 98O8HYCOBHMq32eZZczDTKeuNEE=", "sha256 FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=", "crc32 y/Q5Jg=="]
    {
        let app = App::start().await;
        let id = create(&app.owner, CONTENT.len()).await;
        part(&app.owner, &id, 0, CONTENT).header("upload-checksum", checksum).send().await.expect(204);
        assert_eq!(blob(app.data()), CONTENT);
    }
}

#[tokio::test]
async fn a_part_with_a_wrong_checksum_is_thrown_away() {
    let app = App::start().await;
    let id = create(&app.owner, CONTENT.len()).await;
    for checksum in ["sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "crc32 AAAAAA=="] {
        let response = part(&app.owner, &id, 0, CONTENT).header("upload-checksum", checksum).send().await.expect(460);
        assert_eq!(response.code(), "checksum_mismatch");
        assert_eq!(response.json()["title"], "Checksum Mismatch");
        assert_eq!(offset(&app.owner, &id).await, 0);
    }
    part(&app.owner, &id, 0, b"987654321").send().await.expect(204);
    assert_eq!(blob(app.data()), b"987654321");
}

#[tokio::test]
async fn what_is_no_checksum_is_refused() {
    let app = App::start().await;
    let id = create(&app.owner, CONTENT.len()).await;
    for checksum in ["md5 AAAA", "sha1", "sha1 AAAA", "sha256 98O8HYCOBHMq32eZZczDTKeuNEE=", "crc32 y/Q5Jg"] {
        let response = part(&app.owner, &id, 0, CONTENT).header("upload-checksum", checksum).send().await.expect(400);
        assert_eq!(response.violations(), ["Upload-Checksum"], "{checksum}");
    }
}

/// Sends the content in chunks, with these lines of a head, and these lines behind it; the answer's status and body.
async fn with_trailer(caller: &Caller, id: &str, head: &str, trailer: &str) -> (String, String) {
    let address = caller.base().trim_start_matches("http://");
    let token = caller.token.as_deref().unwrap_or_default();
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    let request = format!(
        "PATCH /v2/files/{id} HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccess-token: {token}\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ntransfer-encoding: chunked\r\n{head}\r\n\
         4\r\n1234\r\n5\r\n56789\r\n0\r\n{trailer}\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    let status = answer.split(' ').nth(1).expect("a status").to_owned();
    (status, answer.split_once("\r\n\r\n").expect("a head").1.to_owned())
}

#[tokio::test]
async fn a_checksum_may_follow_the_part() {
    const ANNOUNCED: &str = "Trailer: Upload-Checksum\r\n";
    for checksum in
        ["sha1 98O8HYCOBHMq32eZZczDTKeuNEE=", "sha256 FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=", "crc32 y/Q5Jg=="]
    {
        let app = App::start().await;
        let id = create(&app.owner, CONTENT.len()).await;
        let wrong = with_trailer(&app.owner, &id, ANNOUNCED, "Upload-Checksum: crc32 AAAAAA==\r\n").await;
        assert_eq!((wrong.0.as_str(), wrong.1.contains("checksum_mismatch")), ("460", true), "{}", wrong.1);
        for bad in ["", "Upload-Checksum: md5 AAAA\r\n", "Other: crc32 y/Q5Jg==\r\n"] {
            let (status, body) = with_trailer(&app.owner, &id, ANNOUNCED, bad).await;
            assert_eq!((status.as_str(), body.contains(r#""parameter":"Upload-Checksum""#)), ("400", true), "{body}");
        }
        let both = format!("{ANNOUNCED}Upload-Checksum: {checksum}\r\n");
        let trailer = format!("upload-checksum: {checksum}\r\n");
        assert_eq!(with_trailer(&app.owner, &id, &both, &trailer).await.0, "400");
        assert_eq!(offset(&app.owner, &id).await, 0);
        assert_eq!(with_trailer(&app.owner, &id, "trailer: x, upload-checksum\r\n", &trailer).await.0, "204");
        assert_eq!(blob(app.data()), CONTENT);
    }
}
