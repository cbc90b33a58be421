//! Query parameters of style `deepObject`.

use crate::{query_deep_object::*, support::*};

shows! {
    search(p: SearchParameters) -> SearchResponse =>
        p.filter.map(|filter| (filter.role.to_string(), filter.age, filter.name));
}

#[tokio::test]
async fn properties_are_collected() {
    let (_, server) = start!(query_deep_object);
    for (target, expected) in [
        ("/search", "None"),
        ("/search?filter[role]=admin", r#"Some(("admin", None, None))"#),
        ("/search?filter%5Brole%5D=member&filter[age]=3", r#"Some(("member", Some(3), None))"#),
        ("/search?filter[name]=a+%5B&x=1&filter[role]=admin", r#"Some(("admin", None, Some("a [")))"#),
        ("/search?filter[role]=admin&filter[other]=1&unrelated[x]=2", r#"Some(("admin", None, None))"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn properties_are_checked() {
    let (_, server) = start!(query_deep_object);
    for target in [
        "/search?filter[age]=3",
        "/search?filter[role]=owner",
        "/search?filter[role]=admin&filter[age]=-1",
        "/search?filter[role]=admin&filter[age]=old",
        "/search?filter[role]=admin&filter[role]=member",
    ] {
        assert_eq!(server.get(target).await.refusal(), refusal(400, &["filter"]), "{target}");
    }
}
