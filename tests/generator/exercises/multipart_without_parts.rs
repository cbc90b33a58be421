//! Bodies of parts of which none is named: they are handed on where the document says that there may be others.

use crate::{multipart_without_parts::*, support::*};

shows! {
    open_post(body: OpenPostMultipart) -> OpenPostResponse => {
        let mut body = body;
        let mut seen = Vec::new();
        while let Some(OpenPostPart::Other(part)) = body.next_part().await? {
            seen.push(part.name);
        }
        seen
    };
    unspecified_post(body: UnspecifiedPostMultipart) -> UnspecifiedPostResponse => {
        let mut body = body;
        match body.next_part().await? {
            Some(part) => match part {},
            None => Vec::<String>::new(),
        }
    };
}

#[tokio::test]
async fn only_an_open_body_hands_on_its_parts() {
    let (_, server) = start!(multipart_without_parts);
    let parts: [(&str, &[u8]); 2] = [("name=\"a\"", b"1"), ("name=\"b\"", b"2")];
    let reply = server.send(request("POST", "/open").multipart(&parts)).await;
    assert_eq!(reply.pair(), (200, r#"["a", "b"]"#));
    let reply = server.send(request("POST", "/unspecified").multipart(&parts)).await;
    assert_eq!(reply.pair(), (200, "[]"));
}
