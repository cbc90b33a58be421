//! The method QUERY, with its body.

use crate::{method_query::*, support::*};

shows! {
    books_list() -> BooksListResponse => "all";
    books_query(p: BooksQueryParameters, body: BooksQueryBody) -> BooksQueryResponse => (p.page, body.author);
    only_query() -> OnlyQueryResponse => "only";
}

#[tokio::test]
async fn it_is_served_beside_others_and_alone() {
    let (_, server) = start!(method_query);
    let query = |target: &str| request("QUERY", target);
    let ada = query("/books?page=2").json(&json!({"author": "Ada"}));
    assert_eq!(server.send(ada).await.pair(), (200, r#"(Some(2), "Ada")"#));
    assert_eq!(server.send(query("/only")).await.pair(), (200, r#""only""#));
    assert_eq!(server.get("/books").await.pair(), (200, r#""all""#));
    assert_eq!(server.send(request("HEAD", "/books")).await.pair(), (200, ""));
}

#[tokio::test]
async fn its_body_is_checked() {
    let (_, server) = start!(method_query);
    let query = |target: &str| request("QUERY", target);
    let short = query("/books?page=0").json(&json!({"author": "A"}));
    assert_eq!(server.send(short).await.refusal(), refusal(400, &["page", "/author"]));
    assert_eq!(server.send(query("/books")).await.refusal(), refusal(400, &[""]));
    assert_eq!(server.send(query("/books").body("text/plain", "Ada")).await.status, 415);
}

#[tokio::test]
async fn other_methods_are_told_of_it() {
    let (_, server) = start!(method_query);
    for (method, target, allowed) in [
        ("POST", "/books", "GET,QUERY,HEAD"),
        ("OPTIONS", "/books", "GET,QUERY,HEAD"),
        ("query", "/books", "GET,QUERY,HEAD"),
        ("GET", "/only", "QUERY"),
        ("HEAD", "/only", "QUERY"),
    ] {
        let reply = server.send(request(method, target)).await;
        assert_eq!((reply.status, reply.header("allow")), (405, Some(allowed)), "{method} {target}");
    }
    assert_eq!(server.send(request("QUERY", "/elsewhere")).await.status, 404);
}
