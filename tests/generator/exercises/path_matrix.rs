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

#[tokio::test]
async fn the_client_writes_what_the_server_reads() {
    use crate::clients::path_matrix::{Client, Point};

    let (_, server) = start!(path_matrix);
    let client = Client::new(&server.url()).unwrap();
    let point = Point { y: Some(2), label: Some("; a/b=c,é".to_owned()), ..Point::new(1) };
    assert_eq!(client.text("a b/c;d").await.unwrap().into_body(), r#""a b/c;d""#);
    assert_eq!(client.number(7).await.unwrap().into_body(), "7");
    assert_eq!(client.list(&[1, 2]).await.unwrap().into_body(), "[1, 2]");
    assert_eq!(client.list_exploded(&[1, 2]).await.unwrap().into_body(), "[1, 2]");
    assert_eq!(client.point(&point).await.unwrap().into_body(), r#"(1, Some(2), Some("; a/b=c,é"))"#);
    assert_eq!(client.point_exploded(&point).await.unwrap().into_body(), r#"(1, Some(2), Some("; a/b=c,é"))"#);
    let refused = client.number(0).await.unwrap_err();
    assert_eq!(refused.problem().unwrap().errors[0].parameter.as_deref(), Some("value"));
}
