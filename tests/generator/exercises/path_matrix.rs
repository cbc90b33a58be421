//! Path parameters of style `matrix`, exploded or not.

use crate::{path_matrix::*, support::*};

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
    let (_, server) = start!(path_matrix);
    for (target, expected) in [
        ("/text/;value=a%20b%2Fc", r#""a b/c""#),
        ("/text/;value=", r#""""#),
        ("/number/;value=7", "7"),
        ("/list/;value=3", "[3]"),
        ("/list/;value=1,2,3", "[1, 2, 3]"),
        ("/list_exploded/;value=1;value=2", "[1, 2]"),
        ("/point/;value=x,1,y,2", "(1, Some(2), None)"),
        ("/point_exploded/;x=1;y=2", "(1, Some(2), None)"),
        ("/point_exploded/;y=2;x=1;label=%3B", r#"(1, Some(2), Some(";"))"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn what_breaks_the_schema_is_refused() {
    let (_, server) = start!(path_matrix);
    for target in [
        "/text/bare",
        "/text/;other=a",
        "/number/;value=0",
        "/number/;value=x",
        "/list/;value=1,2,3,4",
        "/list_exploded/;value=1;value=x",
        "/point/;value=y,2",
        "/point_exploded/;y=2",
    ] {
        assert_eq!(server.get(target).await.refusal(), refusal(400, &["value"]), "{target}");
    }
}
