//! `maxLength` of bytes, `minProperties` and `maxProperties` of parts and forms.

use roster_runtime::Raw;

use crate::{lengths_of_bytes::*, support::*};

shows! {
    blob_put(body: Raw) -> BlobPutResponse => {
        let mut body = body;
        let mut length = 0;
        while let Some(chunk) = body.next_chunk().await? {
            length += chunk.len();
        }
        length
    };
    parts_put(body: PartsPutMultipart) -> PartsPutResponse => {
        let mut body = body;
        let mut seen = 0;
        while let Some(part) = body.next_part().await? {
            if let PartsPutPart::File(mut file) = part {
                while let Some(chunk) = file.next_chunk().await? {
                    seen += chunk.len();
                }
            }
        }
        seen
    };
    form_put(body: FormPutBody) -> FormPutResponse => (body.a, body.b);
}

#[tokio::test]
async fn raw_bytes_are_counted() {
    let (_, server) = start!(lengths_of_bytes);
    let put = |body: &[u8]| request("PUT", "/blob").body("application/octet-stream", body);
    assert_eq!(server.send(put(b"1234")).await.pair(), (200, "4"));
    for body in [&b"1"[..], b"12345"] {
        assert_eq!(server.send(put(body)).await.refusal(), refusal(400, &[""]));
        let chunked = request("PUT", "/blob").chunked("application/octet-stream", &[&body[..1], &body[1..]]);
        assert_eq!(server.send(chunked).await.refusal(), refusal(400, &[""]));
    }
}

#[tokio::test]
async fn parts_are_counted() {
    let (_, server) = start!(lengths_of_bytes);
    let file = "name=file; filename=f";
    for (parts, expected) in [
        (&[(file, &b"1234"[..])][..], Ok("4")),
        (&[("name=labels", b"a"), ("name=labels", b"b"), ("name=note", b"c")], Ok("0")),
        (&[], Err("")),
        (&[(file, b"12345")], Err("/file")),
        (&[("name=labels", b"a"), ("name=note", b"c"), (file, b"1")], Err("")),
    ] {
        let reply = server.send(request("POST", "/parts").multipart(parts)).await;
        match expected {
            Ok(text) => assert_eq!(reply.pair(), (200, text)),
            Err(place) => assert_eq!(reply.refusal(), refusal(400, &[place]), "{parts:?}"),
        }
    }
}

#[tokio::test]
async fn fields_are_counted() {
    let (_, server) = start!(lengths_of_bytes);
    for (form, status) in [("", 400), ("a=1", 200), ("other=1", 200), ("a=1&b=2", 200), ("a=1&b=2&other=3", 400)] {
        let reply = server.send(request("POST", "/form").body("application/x-www-form-urlencoded", form)).await;
        assert_eq!(reply.status, status, "{form}: {}", reply.text());
    }
}
