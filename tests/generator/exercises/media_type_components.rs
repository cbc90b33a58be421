//! A media type of the components is that of every body that refers to it.

use crate::{media_type_components::*, support::*};

shows! {
    forms_send(body: FormsSendBody) -> FormsSendResponse => (body.x, body.tags);
}

#[tokio::test]
async fn schema_and_encoding_hold() {
    let (_, server) = start!(media_type_components);
    let send = |text: &str| server.send(request("POST", "/forms").body("application/x-www-form-urlencoded", text));
    assert_eq!(send("x=1&tags=a%20b").await.pair(), (200, r#"(1, Some(["a", "b"]))"#));
    assert_eq!(send("tags=a").await.refusal(), refusal(400, &["/x"]));
    assert_eq!(send("x=a").await.refusal(), refusal(400, &["/x"]));
}
