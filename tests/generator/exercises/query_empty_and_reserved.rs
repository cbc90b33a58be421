//! Query parameters that may be empty, and ones that hold reserved characters.

use crate::{query_empty_and_reserved::*, support::*};

shows! {
    flags(p: FlagsParameters) -> FlagsResponse =>
        (p.verbose.map(|verbose| verbose.to_string()), p.path, p.filter_name, p.nullable);
}

#[tokio::test]
async fn values_are_decoded() {
    let (_, server) = start!(query_empty_and_reserved);
    for (target, expected) in [
        ("/flags", "(None, None, None, None)"),
        ("/flags?verbose", r#"(Some(""), None, None, None)"#),
        ("/flags?verbose=", r#"(Some(""), None, None, None)"#),
        ("/flags?verbose=yes", r#"(Some("yes"), None, None, None)"#),
        ("/flags?path=/a/b?c=d:e@f!$'()*,;", r#"(None, Some("/a/b?c=d:e@f!$'()*,;"), None, None)"#),
        ("/flags?filter[name]=x&filter%5Bother%5D=y", r#"(None, None, Some("x"), None)"#),
        ("/flags?nullable=3", "(None, None, None, Some(Value(3)))"),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
    assert_eq!(server.get("/flags?verbose=no").await.refusal(), refusal(400, &["verbose"]));
}
