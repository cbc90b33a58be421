//! Query parameters of style `form`: scalars, arrays and objects, exploded or not.

use crate::{query_form::*, support::*};

shows! {
    scalars(p: ScalarsParameters) -> ScalarsResponse => (p.text, p.number, p.flag);
    lists(p: ListsParameters) -> ListsResponse => (p.exploded, p.joined);
    exploded_object(p: ExplodedObjectParameters) -> ExplodedObjectResponse => p.point.map(|point| (point.x, point.y));
    joined_object(p: JoinedObjectParameters) -> JoinedObjectResponse => (p.point.x, p.point.y, p.point.label);
}

#[tokio::test]
async fn values_are_decoded() {
    let (_, server) = start!(query_form);
    for (target, expected) in [
        ("/scalars?text=a", r#"("a", None, None)"#),
        ("/scalars?text=a+b%2B%26&number=-1.5e2&flag=true", r#"("a b+&", Some(-150.0), Some(true))"#),
        ("/scalars?text=&flag=false", r#"("", None, Some(false))"#),
        ("/scalars?text=a&flag=1", r#"("a", None, Some(true))"#),
        ("/scalars?text=a&flag=0", r#"("a", None, Some(false))"#),
        ("/scalars?unknown=1&te%78t=%F0%9F%A6%80", r#"("🦀", None, None)"#),
        ("/lists", "(None, None)"),
        ("/lists?exploded=a&joined=1,2&exploded=b%2Cc", r#"(Some(["a", "b,c"]), Some([1, 2]))"#),
        ("/exploded-object", "None"),
        ("/exploded-object?x=1&y=2", "Some((1, Some(2)))"),
        ("/joined-object?point=x,1,label,a%2Cb", r#"(1, None, Some("a,b"))"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn every_violation_is_reported() {
    let (_, server) = start!(query_form);
    for (target, places) in [
        ("/scalars", &["text"][..]),
        ("/scalars?number=x&flag=2", &["text", "number", "flag"]),
        ("/scalars?text=a&number=NaN", &["number"]),
        ("/scalars?text=a&flag=True", &["flag"]),
        ("/scalars?text=a&text=b", &["text"]),
        ("/scalars?text=%FF", &["text"]),
        ("/lists?joined=1,x", &["joined"]),
        ("/exploded-object?y=2", &["point"]),
        ("/joined-object", &["point"]),
        ("/joined-object?point=x", &["point"]),
        ("/joined-object?point=x,y", &["point"]),
    ] {
        assert_eq!(server.get(target).await.refusal(), refusal(400, places), "{target}");
    }
}
