//! Parameters whose items have a schema each.

use crate::{support::*, tuples_in_parameters::*};

shows! {
    things(p: ThingsParameters) -> ThingsResponse => (p.range, p.sort, p.mixed);
}

#[tokio::test]
async fn items_are_read_by_place() {
    let (_, server) = start!(tuples_in_parameters);
    for (target, expected) in [
        ("/things/1,2", "((1, 2), None, None)"),
        (
            "/things/1,2?sort=name,asc&mixed=1&mixed=2",
            r#"((1, 2), Some(("name", Asc)), Some([String("1"), Integer(2)]))"#,
        ),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn items_are_checked_by_place() {
    let (_, server) = start!(tuples_in_parameters);
    assert_eq!(
        server.get("/things/1,2?sort=name,up&mixed=a&mixed=b").await.refusal(),
        refusal(400, &["sort", "mixed"])
    );
    assert_eq!(server.get("/things/1").await.refusal(), refusal(400, &["range"]));
    assert_eq!(server.get("/things/1,2,3").await.refusal(), refusal(400, &["range"]));
}
