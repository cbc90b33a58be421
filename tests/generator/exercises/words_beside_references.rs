//! Descriptions beside references are those of that use, and of no other.

use crate::{support::*, words_beside_references::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn first(&self, _: Call<()>, p: FirstParameters) -> Result<FirstResponse, Problem> {
        Ok(FirstResponse::Ok { body: show((p.id, p.limit)), x_count: Some(1) })
    }

    async fn second(&self, _: Call<()>, p: SecondParameters) -> Result<SecondResponse, Problem> {
        Ok(SecondResponse::Ok { body: show((p.id, p.limit)), x_count: None })
    }
}

#[test]
fn each_use_says_its_own() {
    let generated = include_str!("../words_beside_references/default.rs");
    let (first, second) = generated.split_once("pub struct SecondParameters").expect("two structs of parameters");
    let first = first.split_once("pub struct FirstParameters").expect("the first of them").1;
    for (text, said, unsaid) in [
        (first, ["The first of all.", "At most so many.", "How many in all."], "Any one of them."),
        (second, ["Any one of them.", "At most so many seconds.", "How many in all."], "The first of all."),
    ] {
        assert!(said.iter().all(|said| text.contains(said)) && !text.contains(unsaid), "{text}");
    }
    assert!(first.contains("What the first one gives.") && second.contains("What all of them give."));
    assert!(generated.contains("/// Of every operation of the path.") && generated.contains("/// Its own."));
}

#[tokio::test]
async fn both_are_served_alike() {
    let (_, server) = start!(words_beside_references);
    let reply = server.get("/first/1?limit=2").await;
    assert_eq!((reply.pair(), reply.header("x-count")), ((200, "(1, Some(2))"), Some("1")));
    let reply = server.get("/second/1").await;
    assert_eq!((reply.pair(), reply.header("x-count")), ((200, "(1, None)"), None));
    assert_eq!(server.get("/second/x?limit=11").await.refusal(), refusal(400, &["id", "limit"]));
}
