//! Several files in one part, parts that are JSON, parts that nobody documented, and a multipart body that may be absent.

use crate::{multipart_files::*, support::*};

shows! {
    files_create(body: FilesCreateMultipart) -> FilesCreateResponse => {
        let mut body = body;
        let mut seen = Vec::new();
        while let Some(part) = body.next_part().await? {
            seen.push(match part {
                FilesCreatePart::Files(mut file) => {
                    let mut length = 0;
                    while let Some(chunk) = file.next_chunk().await? {
                        length += chunk.len();
                    }
                    format!("{} {length}", file.file_name.as_deref().unwrap_or("-"))
                }
                FilesCreatePart::Point(point) => format!("point {}", point.x),
                FilesCreatePart::Kind(kind) => format!("kind {kind}"),
                FilesCreatePart::Tags(tags) => format!("tags {tags:?}"),
                FilesCreatePart::Other(part) => format!("other {}", part.name),
            });
        }
        seen
    };
    optional_create(body: Option<OptionalCreateMultipart>) -> OptionalCreateResponse => {
        let mut notes = Vec::new();
        if let Some(mut body) = body {
            while let Some(OptionalCreatePart::Note(note)) = body.next_part().await? {
                notes.push(note);
            }
        }
        notes
    };
}

const FILE: &str = "name=files; filename=\"ä \\\"b\\\".txt\"\r\ncontent-type: text/plain\r\nx-checksum: 1";

async fn send(server: &Server, target: &str, parts: &[(&str, &[u8])]) -> Reply {
    server.send(request("POST", target).multipart(parts)).await
}

#[tokio::test]
async fn parts_are_decoded() {
    let (_, server) = start!(multipart_files);
    let large = vec![7; 300_000];
    let parts: [(&str, &[u8]); 6] = [
        (FILE, &large),
        ("name=point\r\ncontent-type: application/json", br#"{"x":1}"#),
        ("name=kind", b"b"),
        ("name=tags\r\ncontent-type: application/json", br#"["a","b"]"#),
        ("name=else; filename=x", b"not looked at"),
        ("name=files", b""),
    ];
    let reply = send(&server, "/files", &parts).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let expected = r#"["ä \"b\".txt 300000", "point 1", "kind b", "tags [\"a\", \"b\"]", "other else", "- 0"]"#
        .replace(r#"ä \"b\""#, r#"ä \"b\""#);
    assert_eq!(reply.text(), expected);
}

#[tokio::test]
async fn parts_are_counted_and_checked() {
    let (_, server) = start!(multipart_files);
    let file: (&str, &[u8]) = (FILE, b"x");
    for (parts, pointers) in [
        (&[][..], &["/files"][..]),
        (&[file, file, file], &["/files"]),
        (&[file, ("name=kind", b"c")], &["/kind"]),
        (&[file, ("name=point", b"1")], &["/point"]),
        (&[file, ("name=point", b"{}")], &["/point/x"]),
        (&[file, ("name=tags", br#"["long"]"#)], &["/tags/0"]),
    ] {
        assert_eq!(send(&server, "/files", parts).await.refusal(), refusal(400, pointers), "{parts:?}");
    }
}

#[tokio::test]
async fn a_multipart_body_may_be_absent() {
    let (_, server) = start!(multipart_files);
    assert_eq!(server.send(request("POST", "/optional")).await.pair(), (200, "[]"));
    assert_eq!(send(&server, "/optional", &[]).await.pair(), (200, "[]"));
    assert_eq!(send(&server, "/optional", &[("name=note", b"a")]).await.pair(), (200, r#"["a"]"#));
    assert_eq!(send(&server, "/optional", &[("name=other", b"a")]).await.refusal(), refusal(400, &["/other"]));
}

#[tokio::test]
async fn the_client_sends_parts() {
    use crate::clients::multipart_files::{Client, FilesCreateKind, FilesCreateMultipart, OptionalCreateMultipart, Point};
    use roster_client_runtime::FilePart;

    let (_, server) = start!(multipart_files);
    let client = Client::new(&server.url()).unwrap();
    let parts = FilesCreateMultipart {
        files: vec![FilePart::new(vec![7; 300_000]).with_file_name("ä \"b\".txt"), FilePart::new("")],
        point: Some(Point::new(1)),
        kind: Some(FilesCreateKind::B),
        tags: Some(vec!["a".to_owned(), "b".to_owned()]),
        other_parts: vec![("else".to_owned(), FilePart::new("not looked at"))],
    };
    assert_eq!(
        client.files_create(parts).await.unwrap().into_body(),
        r#"["ä \"b\".txt 300000", "- 0", "point 1", "kind b", "tags [\"a\", \"b\"]", "other else"]"#
    );
    let note = OptionalCreateMultipart { note: Some("a".to_owned()) };
    assert_eq!(client.optional_create(Some(note)).await.unwrap().into_body(), r#"["a"]"#);
    assert_eq!(client.optional_create(None).await.unwrap().into_body(), "[]");
}
