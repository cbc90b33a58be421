//! Text beside a parameter is part of the path; the path with more text goes first, and a method is looked for in all
//! paths that fit.

use crate::{path_segments::*, support::*};

shows! {
    show(p: ShowParameters) -> ShowResponse => p.name;
    cancel(p: CancelParameters) -> CancelResponse => ("cancel", p.name);
    cancel_all(p: CancelAllParameters) -> CancelAllResponse => ("all", p.name);
    all() -> AllResponse => "all";
    parts(p: PartsParameters) -> PartsResponse => ("parts", p.name);
    json(p: JsonParameters) -> JsonResponse => ("json", p.name);
    archive(p: ArchiveParameters) -> ArchiveResponse => ("tar", p.name);
    range(p: RangeParameters) -> RangeResponse => (p.from, p.to);
    versioned(p: VersionedParameters) -> VersionedResponse => ("version", p.version);
    points(p: PointsParameters) -> PointsResponse => p.at;
    anything(p: AnythingParameters) -> AnythingResponse => (p.other, p.rest);
    colon() -> ColonResponse => ":";
    star() -> StarResponse => "*";
    encoded() -> EncodedResponse => "{x}";
    street() -> StreetResponse => "ß";
    address() -> AddressResponse => "<>";
    add(p: AddParameters) -> AddResponse => ("add", p.name);
    unreached(p: UnreachedParameters) -> UnreachedResponse => ("unreached", p.class);
    update(p: UpdateParameters) -> UpdateResponse => ("update", p.class);
    pair_get(p: PairGetParameters) -> PairGetResponse => ("get", p.name);
    pair_put(p: PairPutParameters) -> PairPutResponse => ("put", p.other);
}

#[tokio::test]
async fn each_path_has_its_handler() {
    let (_, server) = start!(path_segments);
    for (method, target, expected) in [
        ("GET", "/v1/a", r#""a""#),
        ("GET", "/v1/all", r#""all""#),
        ("POST", "/v1/a:cancel", r#"("cancel", "a")"#),
        ("POST", "/v1/a%3Ab:cancel?x=1", r#"("cancel", "a:b")"#),
        ("POST", "/v1/a:cancelAll", r#"("all", "a")"#),
        ("GET", "/v1/a:cancel", r#""a:cancel""#),
        ("GET", "/v1/a:cancel/parts", r#"("parts", "a:cancel")"#),
        ("GET", "/files/a.json", r#"("json", "a")"#),
        ("GET", "/files/a%2Fb.tar.json", r#"("tar", "a/b")"#),
        ("GET", "/files/a.tar", r#"("files", "a.tar")"#),
        ("GET", "/ranges/1-2", "(1, 2)"),
        ("GET", "/ranges/1", r#"("ranges", "1")"#),
        ("GET", "/v2/x", r#"("version", "2")"#),
        ("GET", "/v/x", r#"("v", "x")"#),
        ("GET", "/points;at=1,2", "[1, 2]"),
        ("GET", "/:colon", r#"":""#),
        ("GET", "/*", r#""*""#),
        ("GET", "/a%20b/%7bx%7D", r#""{x}""#),
        ("GET", "/stra%c3%9fe/", r#""ß""#),
        ("GET", "/%3Caddress%3E", r#""<>""#),
        ("POST", "/classes/a", r#"("add", "a")"#),
        ("PUT", "/classes/a", r#"("update", "a")"#),
        ("GET", "/pairs/a", r#"("get", "a")"#),
        ("PUT", "/pairs/a", r#"("put", "a")"#),
    ] {
        assert_eq!(server.send(request(method, target)).await.pair(), (200, expected), "{method} {target}");
    }
    for target in ["/v1", "/v2/x/", "/points", "/:", "/::colon", "/files/a.json/b"] {
        assert_eq!(server.get(target).await.status, 404, "{target}");
    }
}

#[tokio::test]
async fn parameters_of_a_part_are_checked() {
    let (_, server) = start!(path_segments);
    assert_eq!(server.get("/ranges/a-10").await.refusal(), refusal(404, &["from", "to"]));
    assert_eq!(server.get("/points;at=x").await.refusal(), refusal(400, &["at"]));
}

#[tokio::test]
async fn allow_names_the_methods_of_all_paths_that_fit() {
    let (_, server) = start!(path_segments);
    for (target, expected) in [
        ("/v1/a:cancel", "POST,GET,HEAD"),
        ("/v1/a", "GET,HEAD"),
        ("/files/a.json", "GET,HEAD"),
        ("/:colon", "GET,HEAD"),
        ("/classes/a", "POST,PUT"),
    ] {
        let reply = server.send(request("DELETE", target)).await;
        assert_eq!((reply.status, reply.header("allow")), (405, Some(expected)), "{target}");
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    }
    let reply = server.send(request("HEAD", "/files/a.json")).await;
    assert_eq!((reply.status, reply.text()), (200, ""));
}
