//! Methods by the names that they are sent with.

use crate::{methods_further::*, support::*};

shows! {
    files_get(p: FilesGetParameters) -> FilesGetResponse => ("get", p.id);
    files_copy(p: FilesCopyParameters) -> FilesCopyResponse => (p.id, p.destination);
    copy_to_files_id(p: CopyToFilesIdParameters) -> CopyToFilesIdResponse => ("copyTo", p.id);
    files_lock(p: FilesLockParameters, body: Option<FilesLockBody>) -> FilesLockResponse =>
        (p.id, body.map(|body| body.owner));
    plain_put() -> PlainPutResponse => "put";
}

#[tokio::test]
async fn each_method_has_its_handler() {
    let (_, server) = start!(methods_further);
    let copy = request("COPY", "/files/7").header("destination", "/files/8");
    assert_eq!(server.send(copy).await.pair(), (200, r#"(7, "/files/8")"#));
    assert_eq!(server.send(request("copyTo", "/files/7")).await.pair(), (200, r#"("copyTo", 7)"#));
    assert_eq!(server.send(request("LOCK", "/files/7.json")).await.pair(), (200, "(7, None)"));
    let lock = request("LOCK", "/files/7.json").json(&json!({"owner": "ada"}));
    assert_eq!(server.send(lock).await.pair(), (200, r#"(7, Some(Some("ada")))"#));
    assert_eq!(server.get("/files/7").await.pair(), (200, r#"("get", 7)"#));
    assert_eq!(server.send(request("PUT", "/plain")).await.pair(), (200, r#""put""#));
}

#[tokio::test]
async fn requests_are_checked() {
    let (_, server) = start!(methods_further);
    let broken = request("COPY", "/files/x").header("destination", "y");
    assert_eq!(server.send(broken).await.refusal(), refusal(400, &["id", "Destination"]));
    let broken = request("LOCK", "/files/7.json").json(&json!({"owner": 1}));
    assert_eq!(server.send(broken).await.refusal(), refusal(400, &["/owner"]));
}

#[tokio::test]
async fn names_are_compared_with_case_and_listed() {
    let (_, server) = start!(methods_further);
    for (method, target, allowed) in [
        ("copy", "/files/7", "GET,COPY,copyTo,HEAD"),
        ("COPYTO", "/files/7", "GET,COPY,copyTo,HEAD"),
        ("POST", "/files/7.json", "LOCK,GET,COPY,copyTo,HEAD"),
        ("COPY", "/plain", "PUT"),
    ] {
        let reply = server.send(request(method, target)).await;
        assert_eq!((reply.status, reply.header("allow")), (405, Some(allowed)), "{method} {target}");
    }
}
