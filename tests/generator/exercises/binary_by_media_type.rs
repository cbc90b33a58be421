//! Parts and bodies of bytes as JSON Schema 2020-12 has them.

use crate::{binary_by_media_type::*, support::*};

shows! {
    files_create(body: FilesCreateMultipart) -> FilesCreateResponse => {
        let mut body = body;
        let mut seen = Vec::new();
        while let Some(part) = body.next_part().await? {
            seen.push(match part {
                FilesCreatePart::File(mut file) => {
                    let mut length = 0;
                    while let Some(chunk) = file.next_chunk().await? {
                        length += chunk.len();
                    }
                    format!("file {length}")
                }
                FilesCreatePart::Kind(kind) => format!("{kind:?}"),
                FilesCreatePart::Level(level) => format!("{level:?}"),
                FilesCreatePart::Size(size) => format!("{size:?}"),
            });
        }
        seen.join(" ")
    };
    raw_put(body: roster_runtime::Raw) -> RawPutResponse => {
        futures_util::TryStreamExt::try_fold(body, 0, |sum, chunk| async move { Ok(sum + chunk.len()) }).await?
    };
}

#[tokio::test]
async fn bytes_are_handed_on() {
    let (_, server) = start!(binary_by_media_type);
    let parts: [(&str, &[u8]); 5] = [
        ("name=file; filename=a", b"\xff\0"),
        ("name=kind", b"a"),
        ("name=level", b"5"),
        ("name=size", b"big"),
        ("name=size", b"7"),
    ];
    let reply = server.send(request("POST", "/files").multipart(&parts)).await;
    let expected = r#""file 2 FilesCreateKind Integer(5) String(\"big\") Integer(7)""#;
    assert_eq!(reply.pair(), (200, expected));
    let reply = server.send(request("PUT", "/raw").body("application/octet-stream", b"\xff\xfe".to_vec())).await;
    assert_eq!(reply.pair(), (200, "2"));
}

#[tokio::test]
async fn other_parts_are_checked() {
    let (_, server) = start!(binary_by_media_type);
    for (part, content, place) in [("name=kind", "b", "/kind"), ("name=size", "big", "/size")] {
        let parts: [(&str, &[u8]); 2] = [("name=file; filename=a", b""), (part, content.as_bytes())];
        let reply = server.send(request("POST", "/files").multipart(&parts)).await;
        assert_eq!(reply.refusal(), refusal(400, &[place]));
    }
    let reply = server.send(request("PUT", "/raw").body("application/octet-stream", b"abcd".to_vec())).await;
    assert_eq!(reply.status, 400);
}
