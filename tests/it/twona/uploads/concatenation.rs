//! Files that are put together of partial uploads (ruling T42).

use std::{collections::HashSet, time::Duration};

use futures_util::future::join_all;
use roster_server::directory::Quota;
use roster_tests::{App, Caller, Request, Response};

use super::{MIB, PART, blobs, check, content, metadata, offset, part};

/// Requests a partial upload; its id.
pub(crate) async fn partial(caller: &Caller, length: usize) -> String {
    let request = caller.twona("uploads_create").header("upload-concat", "partial");
    id_of(&request.header("upload-length", &length.to_string()).send().await.expect(201))
}

/// A partial upload that has all its bytes, up to 10 MiB.
pub(crate) async fn whole_partial(caller: &Caller, bytes: &[u8]) -> String {
    let id = partial(caller, bytes.len()).await;
    if !bytes.is_empty() {
        part(caller, &id, 0, bytes).send().await.expect(204);
    }
    id
}

pub(crate) fn join<'a>(caller: &'a Caller, ids: &[&str]) -> Request<'a> {
    let locations: Vec<_> = ids.iter().map(|id| format!("/v2/files/{id}")).collect();
    naming(caller, &locations.join(" ")).header("upload-metadata", &metadata("plan.pdf"))
}

fn naming<'a>(caller: &'a Caller, locations: &str) -> Request<'a> {
    caller.twona("uploads_create").header("upload-concat", &format!("final;{locations}"))
}

pub(crate) fn id_of(created: &Response) -> String {
    created.header("location").and_then(|location| location.rsplit('/').next()).expect("an id").to_owned()
}

async fn download(caller: &Caller, id: &str) -> Vec<u8> {
    caller.twona("files_download").path("file_id", id).send().await.expect(200).body
}

/// What is stored, and how many uploads are unfinished.
async fn used(app: &App) -> (usize, u64) {
    let used = app.server.directory().storage().await.expect("what is stored").0;
    (used.bytes as usize, used.uploads)
}

#[tokio::test]
async fn partial_uploads_become_one_file_in_the_order_named() {
    let app = App::start().await;
    let all = content(7 * MIB, 5);
    // Others than the last may be small, and one is empty.
    let (first, second) = (whole_partial(&app.owner, &all[..3]).await, whole_partial(&app.owner, &all[3..]).await);
    let empty = whole_partial(&app.owner, b"").await;
    assert_eq!(used(&app).await, (all.len(), 3));
    let created = join(&app.owner, &[&first, &empty, &second]).send().await.expect(201);
    assert_eq!(super::offset_of(&created), all.len());
    assert_eq!(created.header("upload-expires"), Some("Mon, 02 Mar 2026 12:00:00 GMT"));
    let id = id_of(&created);
    assert!(download(&app.owner, &id).await == all);
    // The bytes are there once, and are counted once.
    assert!(super::blob(app.data()) == all);
    assert_eq!(used(&app).await, (all.len(), 0));
    for gone in [first, second, empty] {
        check(&app.owner, &gone).send().await.expect(404);
    }
    let state = check(&app.owner, &id).send().await.expect(200);
    assert!(state.header("upload-concat").is_some_and(|concat| concat.starts_with("final;/v2/files/")));
    assert_eq!(state.header("upload-metadata"), Some(metadata("plan.pdf").as_str()));
    let refused = part(&app.owner, &id, all.len(), b"more").send().await.expect(403);
    assert_eq!(refused.code(), "upload_final");
}

#[tokio::test]
async fn a_partial_upload_is_no_file() {
    let app = App::start().await;
    let id = partial(&app.owner, 5).await;
    let state = async || check(&app.owner, &id).send().await.expect(200);
    assert_eq!(state().await.header("upload-concat"), Some("partial"));
    assert_eq!((state().await.header("upload-length"), state().await.header("upload-metadata")), (Some("5"), None));
    part(&app.owner, &id, 0, b"hello").send().await.expect(204);
    assert_eq!(offset(&app.owner, &id).await, 5);
    assert_eq!(part(&app.owner, &id, 5, b"x").send().await.expect(409).code(), "upload_finished");
    app.owner.twona("files_get").path("file_id", &id).send().await.refused(404, "not_found", &[]);
    app.owner.twona("files_download").path("file_id", &id).send().await.refused(404, "not_found", &[]);
    assert_eq!(app.owner.twona("files_list").send().await.expect(200).json(), serde_json::json!([]));
    app.owner.twona("uploads_terminate").path("file_id", &id).send().await.expect(204);
    assert!(blobs(app.data()).is_empty());
}

#[tokio::test]
async fn partial_uploads_may_have_their_first_part_and_defer_their_length() {
    let app = App::start().await;
    let with_content = app.owner.twona("uploads_create").header("upload-concat", "partial");
    let with_content = with_content.header("upload-length", "3").bytes(PART, b"abc".to_vec());
    let first = id_of(&with_content.send().await.expect(201));
    let deferred = app.owner.twona("uploads_create").header("upload-concat", "partial");
    let second = id_of(&deferred.header("upload-defer-length", "1").send().await.expect(201));
    part(&app.owner, &second, 0, b"de").send().await.expect(204);
    let unfinished = join(&app.owner, &[&first, &second]).send().await.expect(400);
    assert_eq!(unfinished.violations(), ["Upload-Concat"]);
    part(&app.owner, &second, 2, b"").header("upload-length", "2").send().await.expect(204);
    // Clients send addresses as a whole, and some a space before the first one.
    let base = app.owner.base();
    let named = naming(&app.owner, &format!(" {base}/v2/files/{first} /v2/files/{second}"));
    let created = named.header("upload-metadata", &metadata("plan.pdf")).send().await.expect(201);
    assert_eq!(download(&app.owner, &id_of(&created)).await, b"abcde");
}

#[tokio::test]
async fn a_file_is_put_together_of_ones_own_finished_uploads() {
    let app = App::start().await;
    let (bob, stranger) = (app.user("bob").await, app.stranger().await);
    let own = whole_partial(&app.owner, b"abc").await;
    let unfinished = partial(&app.owner, 5).await;
    let bobs = whole_partial(&bob, b"abc").await;
    let foreign = whole_partial(&stranger, b"abc").await;
    let whole = super::create(&app.owner, 5).await;
    let file = super::create(&app.owner, 3).await;
    part(&app.owner, &file, 0, b"abc").send().await.expect(204);
    for other in [&unfinished, &bobs, &foreign, &whole, &file, "nothere", &own] {
        let refused = join(&app.owner, &[&own, other]).send().await.expect(400);
        assert_eq!(refused.violations(), ["Upload-Concat"], "{other}");
    }
    for locations in [
        "",
        "elsewhere",
        "/v2/files/",
        "/v2/files/a/",
        "/v2/files/a/b",
        "/v2/files/a?b",
        "/v2/groups/1",
        ";",
        "/v2/files/a,b",
    ] {
        let request = naming(&app.owner, locations).header("upload-metadata", &metadata("plan.pdf"));
        assert_eq!(request.send().await.expect(400).violations(), ["Upload-Concat"], "{locations}");
    }
    // All of that has left everything as it was.
    assert_eq!(download(&app.owner, &id_of(&join(&app.owner, &[&own]).send().await.expect(201))).await, b"abc");
}

#[tokio::test]
async fn headers_that_contradict_each_other_are_refused() {
    let app = App::start().await;
    let own = whole_partial(&app.owner, b"abc").await;
    let refusal = async |request: Request<'_>| request.send().await.expect(400).violations();
    let with = |name, value| join(&app.owner, &[&own]).header(name, value);
    assert_eq!(refusal(with("upload-length", "3")).await, ["Upload-Length"]);
    assert_eq!(refusal(with("upload-defer-length", "1")).await, ["Upload-Defer-Length"]);
    assert_eq!(refusal(with("upload-checksum", "crc32 AAAAAA==")).await, ["Upload-Checksum"]);
    assert_eq!(refusal(join(&app.owner, &[&own]).bytes(PART, b"abc".to_vec())).await, ["Upload-Concat"]);
    assert_eq!(refusal(naming(&app.owner, &format!("/v2/files/{own}"))).await, ["Upload-Metadata"]);
    for value in ["partial;", "partial;/v2/files/a", "final", "Final;/v2/files/a", "some", ""] {
        let request = app.owner.twona("uploads_create").header("upload-concat", value);
        let request = request.header("upload-length", "3").header("upload-metadata", &metadata("plan.pdf"));
        assert_eq!(refusal(request).await, ["Upload-Concat"], "{value}");
    }
    join(&app.owner, &[&own]).bytes(PART, Vec::new()).send().await.expect(201);
}

#[tokio::test]
async fn who_did_not_hear_the_answer_gets_the_same_file() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    let parts = [whole_partial(&app.owner, b"abc").await, whole_partial(&app.owner, b"def").await];
    let request = |caller| join(caller, &[&parts[0], &parts[1]]);
    let id = id_of(&request(&app.owner).send().await.expect(201));
    let again = request(&app.owner).send().await.expect(201);
    assert_eq!((id_of(&again), super::offset_of(&again)), (id.clone(), 6));
    // It is no other request: of somebody else, with another name, or of the parts in another order.
    let renamed = naming(&app.owner, &format!("/v2/files/{} /v2/files/{}", parts[0], parts[1]));
    let renamed = renamed.header("upload-metadata", &metadata("other.pdf"));
    for other in [request(&bob), renamed, join(&app.owner, &[&parts[1], &parts[0]])] {
        assert_eq!(other.send().await.expect(400).violations(), ["Upload-Concat"]);
    }
    assert_eq!(super::blob(app.data()), b"abcdef");
    assert_eq!(used(&app).await, (6, 0));
    app.owner.twona("uploads_terminate").path("file_id", &id).send().await.expect(204);
    assert_eq!(request(&app.owner).send().await.expect(400).violations(), ["Upload-Concat"]);
}

#[tokio::test]
async fn all_who_put_the_same_parts_together_get_one_file() {
    let app = App::start().await;
    let parts = [whole_partial(&app.owner, b"abc").await, whole_partial(&app.owner, b"def").await];
    let requests = (0..8).map(|_| async { join(&app.owner, &[&parts[0], &parts[1]]).send().await.expect(201) });
    let ids: HashSet<_> = join_all(requests).await.iter().map(id_of).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(super::blob(app.data()), b"abcdef");
    assert_eq!(used(&app).await, (6, 0));
}

#[tokio::test]
async fn partial_uploads_expire_and_count() {
    let app = App::start_with(|config| config.quotas.user = Quota { bytes: Some(10), uploads: Some(2) }).await;
    let (first, second) = (whole_partial(&app.owner, b"abcde").await, whole_partial(&app.owner, b"fghij").await);
    let request = || app.owner.twona("uploads_create").header("upload-concat", "partial").header("upload-length", "1");
    request().send().await.expect(507);
    // Putting together takes nothing more.
    app.pass(Duration::from_secs(23 * 3600));
    join(&app.owner, &[&first, &second]).send().await.expect(201);
    assert_eq!(request().send().await.expect(507).json()["detail"], "The user has 0 bytes of storage left.");
    app.pass(Duration::from_secs(25 * 3600));
    app.server.directory().sweep().await.expect("a sweep");
    let id = whole_partial(&app.owner, b"abcde").await;
    app.pass(Duration::from_secs(25 * 3600));
    assert_eq!(join(&app.owner, &[&id]).send().await.expect(400).violations(), ["Upload-Concat"]);
    app.server.directory().sweep().await.expect("a sweep");
    assert_eq!(used(&app).await, (0, 0));
    assert!(blobs(app.data()).is_empty());
}
