//! Path parameters of style `label`, exploded or not.

use crate::{path_label::*, support::*};

shows! {
    text(p: TextParameters) -> TextResponse => p.value;
    number(p: NumberParameters) -> NumberResponse => {
        let value: i32 = p.value;
        value
    };
    list(p: ListParameters) -> ListResponse => p.value;
    list_exploded(p: ListExplodedParameters) -> ListExplodedResponse => p.value;
    point(p: PointParameters) -> PointResponse => (p.value.x, p.value.y, p.value.label);
    point_exploded(p: PointExplodedParameters) -> PointExplodedResponse => (p.value.x, p.value.y, p.value.label);
}

#[tokio::test]
async fn values_are_decoded() {
    let (_, server) = start!(path_label);
    for (target, expected) in [
        ("/text/.a%20b%2Fc", r#""a b/c""#),
        ("/text/.%C3%A4", r#""ä""#),
        ("/number/.7", "7"),
        ("/list/.3", "[3]"),
        ("/list/.1,2,3", "[1, 2, 3]"),
        ("/list_exploded/.1.2.3", "[1, 2, 3]"),
        ("/point/.x,1,y,2", "(1, Some(2), None)"),
        ("/point_exploded/.x=1.y=2", "(1, Some(2), None)"),
        ("/point_exploded/.x=1.label=a%2Eb", r#"(1, None, Some("a.b"))"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn what_breaks_the_schema_is_refused() {
    let (_, server) = start!(path_label);
    for target in [
        "/text/bare",
        "/number/7",
        "/number/.0",
        "/number/.x",
        "/list_exploded/.1.2.3.4",
        "/list_exploded/1.2",
        "/point_exploded/.y=2",
        "/point_exploded/.x=one",
    ] {
        assert_eq!(server.get(target).await.refusal(), refusal(400, &["value"]), "{target}");
    }
}
