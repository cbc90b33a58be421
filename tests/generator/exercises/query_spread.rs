//! An exploded object has the names that no other parameter declares.

use std::collections::BTreeMap;

use crate::{query_spread::*, support::*};

#[derive(Default)]
pub struct Handler;
anonymous!(Handler);

impl DefaultApi for Handler {
    async fn free(&self, _: Call<()>, p: FreeParameters) -> Result<FreeResponse, Problem> {
        Ok(FreeResponse::Ok(show(p.free_form.into_iter().collect::<BTreeMap<_, _>>())))
    }

    async fn beside(&self, _: Call<Option<()>>, p: BesideParameters) -> Result<BesideResponse, Problem> {
        let rest = p.rest.map(|rest| rest.into_iter().collect::<BTreeMap<_, _>>());
        let point = p.point.map(|point| (point.x, point.page));
        Ok(BesideResponse::Ok(show((p.page, rest, point, p.deep.map(|deep| deep.a)))))
    }
}

#[tokio::test]
async fn a_free_form_object_takes_every_name() {
    let (_, server) = start!(query_spread);
    for (target, expected) in [
        ("/free?a=1&b=2", r#"{"a": 1, "b": 2}"#),
        ("/free?freeForm=3", r#"{"freeForm": 3}"#),
        ("/free?a%20b=1", r#"{"a b": 1}"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
    for target in ["/free", "/free?a=x&b=y", "/free?a=1&a=2"] {
        let reply = server.get(target).await;
        assert_eq!((reply.status, reply.violations()[0].as_str()), (400, "freeForm"), "{target}");
    }
    assert_eq!(server.get("/free?a=x&b=y").await.violations().len(), 2);
}

#[tokio::test]
async fn declared_names_go_to_who_declares_them() {
    let (_, server) = start!(query_spread);
    for (target, expected) in [
        ("/beside", "(None, None, None, None)"),
        ("/beside?page=1", "(Some(1), None, None, None)"),
        ("/beside?page=1&x=2", "(Some(1), None, Some((Some(2), None)), None)"),
        ("/beside?a=b&page=1", r#"(Some(1), Some({"a": "b"}), None, None)"#),
        ("/beside?deep[a]=7&a=b", r#"(None, Some({"a": "b"}), None, Some(Some(7)))"#),
        ("/beside?rest=x", r#"(None, Some({"rest": "x"}), None, None)"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
    assert_eq!(server.get("/beside?a=bcde").await.refusal(), refusal(400, &["rest"]));
    // The key is a credential, which this handler does not know.
    assert_eq!(server.get("/beside?key=long-enough-to-be-refused").await.status, 401);
}
