//! Bodies of parts of which none is named: they are handed on, whether or not the document says that there may be some.

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
        let mut seen = Vec::new();
        while let Some(UnspecifiedPostPart::Other(part)) = body.next_part().await? {
            seen.push(part.name);
        }
        seen
    };
}

#[tokio::test]
async fn parts_without_a_documented_name_are_handed_on() {
    let (_, server) = start!(multipart_without_parts);
    let parts: [(&str, &[u8]); 2] = [("name=\"a\"", b"1"), ("name=\"b\"", b"2")];
    let reply = server.send(request("POST", "/open").multipart(&parts)).await;
    assert_eq!(reply.pair(), (200, r#"["a", "b"]"#));
    let reply = server.send(request("POST", "/unspecified").multipart(&parts)).await;
    assert_eq!(reply.pair(), (200, r#"["a", "b"]"#));
}
