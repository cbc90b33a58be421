//! Parameters whose schema leaves the type open.

use crate::{parameter_any::*, support::*};

shows! {
    any(p: AnyParameters) -> AnyResponse => (serde_json::to_value(&p.id).unwrap(), p.free, p.all);
}

#[tokio::test]
async fn the_schema_decides_what_a_text_is() {
    let (_, server) = start!(parameter_any);
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    for (target, expected) in [
        ("/any/7", "(Number(7), None, None)".to_owned()),
        (&format!("/any/{id}?all=ab"), format!(r#"(String("{id}"), None, Some("ab"))"#)),
        ("/any/7?free=text", r#"(Number(7), Some(String("text")), None)"#.to_owned()),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, &*expected), "{target}");
    }
    assert_eq!(server.get("/any/x?all=a").await.refusal(), refusal(400, &["id", "all"]));
}
