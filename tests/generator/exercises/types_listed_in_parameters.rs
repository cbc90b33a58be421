//! Text is read as the first of several types that it fits.

use crate::{support::*, types_listed_in_parameters::*};

shows! {
    things(p: ThingsParameters) -> ThingsResponse => (p.id, p.limit, p.flag, p.ids, p.x_level);
}

#[tokio::test]
async fn text_is_what_it_can_be() {
    let (_, server) = start!(types_listed_in_parameters);
    for (target, expected) in [
        ("/things/5", "(Integer(5), None, None, None, None)"),
        ("/things/a5", r#"(String("a5"), None, None, None, None)"#),
        (
            "/things/5?limit=3&flag=true&ids=1&ids=a",
            r#"(Integer(5), Some(Value(3)), Some(Boolean(ThingsFlagBoolean)), Some([Integer(1), String("a")]), None)"#,
        ),
        ("/things/5?limit=null&flag=auto", "(Integer(5), Some(Null), Some(String(Auto)), None, None)"),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
    let reply = server.send(request("GET", "/things/5").header("x-level", "1.5")).await;
    assert_eq!(reply.pair(), (200, "(Integer(5), None, None, None, Some(Number(Number(1.5))))"));
}

#[tokio::test]
async fn what_it_cannot_be_is_refused() {
    let (_, server) = start!(types_listed_in_parameters);
    let reply = server.send(request("GET", "/things/5?limit=0&flag=x").header("x-level", "high")).await;
    assert_eq!(reply.refusal(), refusal(400, &["limit", "flag", "X-Level"]));
}
