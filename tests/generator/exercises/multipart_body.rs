//! A body of parts: values decoded, files streamed, all of it checked.

use crate::{multipart_body::*, support::*};

shows! {
    photo_create(body: PhotoCreateMultipart) -> PhotoCreateResponse => {
        let mut body = body;
        let mut seen = Vec::new();
        while let Some(part) = body.next_part().await? {
            seen.push(match part {
                PhotoCreatePart::Title(title) => format!("title {title}"),
                PhotoCreatePart::Position(position) => format!("position {}", position + 1),
                PhotoCreatePart::File(file) => {
                    let name = file.file_name.clone().unwrap_or_default();
                    format!("file {name} of {} bytes", file.bytes(1000).await?.len())
                }
                PhotoCreatePart::Details(details) => format!("details {}", details.camera),
                PhotoCreatePart::Labels(label) => format!("label {label}"),
            });
        }
        seen
    };
}

const FILE: &str = "name=\"file\"; filename=\"a.png\"\r\ncontent-type: image/png";

async fn send(server: &Server, parts: &[(&str, &[u8])]) -> Reply {
    server.send(request("POST", "/photos").multipart(parts)).await
}

#[tokio::test]
async fn parts_arrive_in_their_order() {
    let (_, server) = start!(multipart_body);
    let reply = send(
        &server,
        &[
            ("name=\"title\"", "ä".as_bytes()),
            ("name=labels", b"a"),
            ("name=\"position\"", b"2"),
            (FILE, b"\x89PNG\r\n--limi"),
            ("name=\"details\"\r\ncontent-type: application/json", br#"{"camera":"x"}"#),
            ("name=\"labels\"", b"b"),
        ],
    )
    .await;
    let expected = r#"["title ä", "label a", "position 3", "file a.png of 12 bytes", "details x", "label b"]"#;
    assert_eq!(reply.pair(), (200, expected));
    let fewest = send(&server, &[(FILE, b""), ("name=\"title\"", b"")]).await;
    assert_eq!(fewest.pair(), (200, r#"["file a.png of 0 bytes", "title "]"#));
}

#[tokio::test]
async fn parts_are_checked() {
    let (_, server) = start!(multipart_body);
    let title: (&str, &[u8]) = ("name=\"title\"", b"a");
    for (parts, pointers) in [
        (&[][..], &["/title", "/file"][..]),
        (&[title], &["/file"]),
        (&[("name=\"title\"", b"longer than ten"), (FILE, b"")], &["/title"]),
        (&[title, ("name=\"position\"", b"0"), (FILE, b"")], &["/position"]),
        (&[title, ("name=\"position\"", b"x"), (FILE, b"")], &["/position"]),
        (&[title, ("name=\"details\"", b"{}"), (FILE, b"")], &["/details/camera"]),
        (&[title, title, (FILE, b"")], &["/title"]),
    ] {
        assert_eq!(send(&server, parts).await.refusal(), refusal(400, pointers), "{parts:?}");
    }
    let page = "name=\"file\"; filename=\"a\"\r\ncontent-type: text/html";
    assert_eq!(send(&server, &[title, (page, b"")]).await.refusal(), refusal(415, &["/file"]));
}

#[tokio::test]
async fn what_is_not_multipart_is_refused() {
    let (_, server) = start!(multipart_body);
    let post = || request("POST", "/photos");
    let long = [b'x'; 3000];
    for (request, status) in [
        (post().body("multipart/form-data; boundary=limit", "--limit\r\nbroken"), 400),
        (post().body("multipart/form-data", "--limit--\r\n"), 400),
        (post().body("multipart/mixed; boundary=limit", "--limit--\r\n"), 415),
        (post().multipart(&[(FILE, &long[..])]), 413),
        (post(), 400),
    ] {
        let reply = server.send(request).await;
        assert_eq!(reply.status, status, "{}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    }
}
