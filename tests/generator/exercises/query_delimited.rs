//! Query parameters whose items are separated by spaces and pipes.

use crate::{query_delimited::*, support::*};

shows! {
    spaces(p: SpacesParameters) -> SpacesResponse => (p.joined, p.exploded);
    pipes(p: PipesParameters) -> PipesResponse => (p.joined, p.exploded);
}

#[tokio::test]
async fn items_are_separated() {
    let (_, server) = start!(query_delimited);
    for (target, expected) in [
        ("/spaces", "(None, None)"),
        ("/spaces?joined=1%202%203", "(Some([1, 2, 3]), None)"),
        ("/spaces?joined=1+2", "(Some([1, 2]), None)"),
        ("/spaces?exploded=a%20b&exploded=c", r#"(None, Some(["a b", "c"]))"#),
        ("/pipes?joined=1|2|3", "(Some([1, 2, 3]), None)"),
        ("/pipes?joined=1%7C2", "(Some([1, 2]), None)"),
        ("/pipes?exploded=a|b&exploded=c", r#"(None, Some(["a|b", "c"]))"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn items_are_checked() {
    let (_, server) = start!(query_delimited);
    for target in ["/spaces?joined=1%20x", "/spaces?joined=1,2", "/pipes?joined=1|x", "/pipes?joined=1%202"] {
        assert_eq!(server.get(target).await.refusal(), refusal(400, &["joined"]), "{target}");
    }
}
