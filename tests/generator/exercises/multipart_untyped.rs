//! Parts without a schema are handed on as they are; a part can have one of several media types, and headers.

use crate::{multipart_untyped::*, support::*};

macro_rules! parts {
    ($body:ident, $other:path) => {{
        let mut body = $body;
        let mut seen = Vec::new();
        while let Some($other(part)) = body.next_part().await? {
            let (name, media_type) = (part.name.clone(), part.content_type.clone().unwrap_or_default());
            seen.push(format!("{name} {media_type} {}", part.into_file().bytes(100).await?.len()));
        }
        seen
    }};
}

shows! {
    none(body: NoneMultipart) -> NoneResponse => parts!(body, NonePart::Other);
    empty(body: EmptyMultipart) -> EmptyResponse => parts!(body, EmptyPart::Other);
    list(body: ListMultipart) -> ListResponse => parts!(body, ListPart::Other);
    closed(body: ClosedMultipart) -> ClosedResponse => {
        let mut body = body;
        let mut seen = Vec::new();
        while let Some(ClosedPart::F(file)) = body.next_part().await? {
            let kind = file.headers.get("x-kind").map(|kind| kind.to_str().unwrap().to_owned());
            seen.push((file.content_type.clone(), kind, file.bytes(100).await?.len()));
        }
        seen
    };
}

#[tokio::test]
async fn all_parts_are_handed_on() {
    let (_, server) = start!(multipart_untyped);
    let parts: &[(&str, &[u8])] = &[("name=a", b"1"), ("name=b\r\ncontent-type: image/png", b"22"), ("name=a", b"")];
    for target in ["/none", "/empty", "/list"] {
        let reply = server.send(request("POST", target).multipart(parts)).await;
        assert_eq!(reply.pair(), (200, r#"["a  1", "b image/png 2", "a  0"]"#), "{target}");
        assert_eq!(server.send(request("POST", target).multipart(&[])).await.pair(), (200, "[]"), "{target}");
    }
}

#[tokio::test]
async fn a_part_has_one_of_its_media_types() {
    let (_, server) = start!(multipart_untyped);
    for (media_type, status) in [
        ("image/png", 200),
        ("application/a+json", 200),
        ("text/plain", 200),
        ("text/plain; charset=UTF-8", 200),
        ("application/json", 415),
        ("image/jpeg", 415),
        ("nonsense", 415),
    ] {
        let head = format!("name=f; filename=a\r\ncontent-type: {media_type}\r\nx-kind: k");
        let reply = server.send(request("POST", "/closed").multipart(&[(&head, b"1")])).await;
        assert_eq!(reply.status, status, "{media_type}: {}", reply.text());
        if status == 200 {
            assert!(reply.text().contains(r#"Some("k"), 1"#), "{}", reply.text());
        }
    }
}
