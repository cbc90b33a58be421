//! Other paths to the same handler, and other names of the same parameter.

use crate::{aliases::*, support::*};

shows! {
    group_get(p: GroupGetParameters) -> GroupGetResponse => (p.id, p.recursive);
}

#[tokio::test]
async fn aliases_reach_the_same_handler() {
    let (_, server) = start!(aliases);
    for (target, expected) in [
        ("/groups/1", "(1, None)"),
        ("/group/2?recursive=true", "(2, Some(true))"),
        ("/v1/groups/3?recursiv=false", "(3, Some(false))"),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
    assert_eq!(server.get("/group/x?recursiv=2").await.refusal(), refusal(400, &["id", "recursive"]));
}
