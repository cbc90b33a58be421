//! Uploads whose length is not known when they begin (ruling T41).

use roster_server::directory::Quota;
use roster_tests::{App, Caller, Request, Response};

use super::{MIB, PART, blob, check, content, metadata, offset_of, part};

fn request(caller: &Caller) -> Request<'_> {
    caller.twona("uploads_create").header("upload-defer-length", "1").header("upload-metadata", &metadata("plan.pdf"))
}

fn id_of(created: &Response) -> String {
    created.header("location").and_then(|location| location.rsplit('/').next()).expect("an id").to_owned()
}

pub(crate) async fn create(caller: &Caller) -> String {
    id_of(&request(caller).send().await.expect(201))
}

/// A part that says how long the whole is.
pub(crate) fn last<'a>(caller: &'a Caller, id: &str, offset: usize, bytes: &[u8], length: usize) -> Request<'a> {
    part(caller, id, offset, bytes).header("upload-length", &length.to_string())
}

/// What is stored, and how many uploads are unfinished.
async fn used(app: &App) -> (usize, u64) {
    let used = app.server.directory().storage().await.expect("what is stored").0;
    (used.bytes as usize, used.uploads)
}

async fn quota_of(bytes: usize) -> App {
    App::start_with(|config| config.quotas.user = Quota { bytes: Some(bytes as u64), uploads: None }).await
}

#[tokio::test]
async fn the_length_comes_with_a_later_part() {
    let app = App::start().await;
    let all = content(11 * MIB, 5);
    let id = create(&app.owner).await;
    let state = async || check(&app.owner, &id).send().await.expect(200);
    let lengths = |state: &Response| {
        let header = |name| state.header(name).map(str::to_owned);
        (header("upload-length"), header("upload-defer-length"))
    };
    assert_eq!(lengths(&state().await), (None, Some("1".to_owned())));
    part(&app.owner, &id, 0, &all[..5 * MIB]).send().await.expect(204);
    assert_eq!((lengths(&state().await), offset_of(&state().await)), ((None, Some("1".to_owned())), 5 * MIB));
    // Others append as well as who began.
    let bob = app.user("bob").await;
    last(&bob, &id, 5 * MIB, &all[5 * MIB..10 * MIB], all.len()).send().await.expect(204);
    assert_eq!(lengths(&state().await), (Some(all.len().to_string()), None));
    // Who does not know whether the length arrived says it again.
    last(&bob, &id, 10 * MIB, &all[10 * MIB..], all.len()).send().await.expect(204);
    assert!(blob(app.data()) == all);
    assert_eq!(lengths(&state().await), (Some(all.len().to_string()), None));
    assert_eq!(used(&app).await, (all.len(), 0));
}

#[tokio::test]
async fn the_length_may_come_with_the_first_part_or_alone() {
    let app = App::start().await;
    let whole = create(&app.owner).await;
    last(&app.owner, &whole, 0, b"hello", 5).send().await.expect(204);
    let all = content(5 * MIB + 3, 5);
    let short = create(&app.owner).await;
    part(&app.owner, &short, 0, b"hel").send().await.expect(204);
    last(&app.owner, &short, 3, b"lo", 5).send().await.expect(204);
    let alone = id_of(&request(&app.owner).bytes(PART, all.clone()).send().await.expect(201));
    last(&app.owner, &alone, all.len(), b"", all.len()).send().await.expect(204);
    let empty = create(&app.owner).await;
    last(&app.owner, &empty, 0, b"", 0).send().await.expect(204);
    for (id, bytes) in [(whole, &b"hello"[..]), (short, b"hello"), (alone, &all), (empty, b"")] {
        let file = app.owner.twona("files_download").path("file_id", &id).send().await.expect(200);
        assert!(file.body == bytes, "{id}");
    }
}

#[tokio::test]
async fn an_upload_has_a_length_or_defers_it() {
    let app = App::start().await;
    let refusal = async |request: Request<'_>| request.send().await.expect(400).violations();
    assert_eq!(refusal(request(&app.owner).header("upload-length", "5")).await, ["Upload-Defer-Length"]);
    let neither = app.owner.twona("uploads_create").header("upload-metadata", &metadata("plan.pdf"));
    assert_eq!(refusal(neither).await, ["Upload-Length"]);
    for value in ["0", "2", "true", ""] {
        let request = app.owner.twona("uploads_create").header("upload-metadata", &metadata("plan.pdf"));
        assert_eq!(refusal(request.header("upload-defer-length", value)).await, ["Upload-Defer-Length"], "{value}");
    }
    assert_eq!(used(&app).await, (0, 0));
}

#[tokio::test]
async fn a_length_is_set_once_and_within_the_limits() {
    let app = App::start().await;
    let all = content(6 * MIB, 5);
    let id = create(&app.owner).await;
    let large = last(&app.owner, &id, 0, &all, 5 * 1024 * MIB + 1).send().await.expect(413);
    assert_eq!(large.violations(), ["Upload-Length"]);
    assert_eq!(last(&app.owner, &id, 0, &all, 5 * MIB).send().await.expect(413).code(), "payload_too_large");
    part(&app.owner, &id, 0, &all).send().await.expect(204);
    let less = last(&app.owner, &id, 6 * MIB, b"", 6 * MIB - 1).send().await.expect(400);
    assert_eq!(less.violations(), ["Upload-Length"]);
    // A part that begins elsewhere says nothing.
    assert_eq!(last(&app.owner, &id, 0, b"", 7 * MIB).send().await.expect(409).code(), "upload_offset_mismatch");
    assert_eq!(check(&app.owner, &id).send().await.expect(200).header("upload-length"), None);

    last(&app.owner, &id, 6 * MIB, &all[..5 * MIB], 12 * MIB).send().await.expect(204);
    // Whose end is known has parts of the usual size.
    assert_eq!(part(&app.owner, &id, 11 * MIB, b"a").send().await.expect(400).code(), "upload_part_too_small");
    let other = last(&app.owner, &id, 11 * MIB, &all[..MIB], 13 * MIB).send().await.expect(400);
    assert_eq!(other.violations(), ["Upload-Length"]);
    let known = super::create(&app.owner, 5).await;
    assert_eq!(last(&app.owner, &known, 0, b"hello!", 6).send().await.expect(400).violations(), ["Upload-Length"]);
    last(&app.owner, &known, 0, b"hello", 5).send().await.expect(204);
}

#[tokio::test]
async fn what_arrives_counts_and_is_held_against_the_quotas() {
    let app = quota_of(12 * MIB).await;
    let all = content(10 * MIB, 5);
    let id = create(&app.owner).await;
    assert_eq!(used(&app).await, (0, 1));
    part(&app.owner, &id, 0, &all[..6 * MIB]).send().await.expect(204);
    assert_eq!(used(&app).await, (6 * MIB, 1));
    // Bob's storage is not what it takes.
    let bob = app.user("bob").await;
    for request in [part(&bob, &id, 6 * MIB, &all[..7 * MIB]), last(&bob, &id, 6 * MIB, b"", 13 * MIB)] {
        let refused = request.send().await.expect(507);
        assert_eq!(refused.json()["detail"], "The user has 6291456 bytes of storage left.");
    }
    assert_eq!((used(&app).await, super::offset(&app.owner, &id).await), ((6 * MIB, 1), 6 * MIB));
    last(&bob, &id, 6 * MIB, &all[6 * MIB..], 10 * MIB).send().await.expect(204);
    assert_eq!(used(&app).await, (10 * MIB, 0));
    app.owner.twona("uploads_terminate").path("file_id", &id).send().await.expect(204);
    assert_eq!(used(&app).await, (0, 0));
}
