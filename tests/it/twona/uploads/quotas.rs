//! Storage that is used up, of an organisation and of a user: refused when an upload is requested (ruling T38).

use std::time::Duration;

use futures_util::future::join_all;
use roster_server::{
    Config,
    directory::Quota,
    model::{LicenseType, Subscription},
};
use roster_tests::{
    App, Caller,
    process::{self, Process},
};
use serde_json::json;

use super::{MIB, check, content, create, part, request};

const GIB: usize = 1024 * MIB;

async fn with(organization: Quota, user: Quota) -> App {
    App::start_with(|config: &mut Config| {
        config.quotas.organization = organization;
        config.quotas.user = user;
    })
    .await
}

fn bytes(bytes: usize) -> Quota {
    Quota { bytes: Some(bytes as u64), uploads: None }
}

fn uploads(uploads: u32) -> Quota {
    Quota { bytes: None, uploads: Some(uploads) }
}

/// What an upload of this length is refused for.
async fn refusal(caller: &Caller, length: usize) -> (String, String) {
    let refused = request(caller, &length.to_string()).send().await.expect(507);
    (refused.code(), refused.json()["detail"].as_str().expect("a detail").to_owned())
}

fn exceeded(detail: &str) -> (String, String) {
    ("storage_exceeded".to_owned(), detail.to_owned())
}

/// Waits until the metrics have a line.
async fn until_measured(app: &App, line: &str) {
    for _ in 0..100 {
        let metrics = app.owner.raw("GET", "/metrics").send().await.expect("an answer").text().await.expect("a text");
        if metrics.lines().any(|found| found == line) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    panic!("the metrics never have {line}");
}

#[tokio::test]
async fn what_is_announced_counts_until_it_is_gone() {
    let app = with(bytes(20 * MIB), Quota::default()).await;
    let id = create(&app.owner, 8 * MIB).await;
    let (bob, stranger) = (app.user("bob").await, app.stranger().await);
    let other = create(&bob, 8 * MIB).await;
    let used_up = exceeded("The organization has 4194304 bytes of storage left.");
    assert_eq!(refusal(&app.owner, 5 * MIB).await, used_up);
    create(&stranger, 20 * MIB).await;
    until_measured(&app, "roster_stored_bytes 37748736").await;
    until_measured(&app, "roster_unfinished_uploads 3").await;

    // Neither with its last byte nor as a persistent one does a file count otherwise.
    part(&app.owner, &id, 0, &content(8 * MIB, 1)).send().await.expect(204);
    assert_eq!(refusal(&app.owner, 5 * MIB).await, used_up);
    let metadata = json!({"metadata": {"owner": "diego"}});
    app.owner.twona("files_set_metadata").path("file_id", &id).json(metadata).send().await.expect(301);
    assert_eq!(refusal(&app.owner, 5 * MIB).await, used_up);

    app.owner.twona("uploads_terminate").path("file_id", &other).send().await.expect(204);
    let temporary = create(&app.owner, 12 * MIB).await;
    part(&app.owner, &temporary, 0, &content(6 * MIB, 1)).send().await.expect(204);
    assert_eq!(refusal(&app.owner, 1).await, exceeded("The organization has 0 bytes of storage left."));
    app.pass(Duration::from_secs(2 * 24 * 3600));
    app.server.directory().sweep().await.expect("a sweep");
    create(&app.owner, 12 * MIB).await;
    assert_eq!(refusal(&app.owner, 1).await, exceeded("The organization has 0 bytes of storage left."));
}

#[tokio::test]
async fn a_user_has_less_than_the_organisation() {
    let app = with(bytes(20 * GIB), bytes(6 * GIB)).await;
    let bob = app.user("bob").await;
    create(&bob, 5 * GIB).await;
    assert_eq!(refusal(&bob, 2 * GIB).await, exceeded("The user has 1073741824 bytes of storage left."));
    let file = create(&bob, 3).await;
    part(&bob, &file, 0, b"abc").send().await.expect(204);
    app.owner.twona("uploads_terminate").path("file_id", &file).send().await.expect(204);
    create(&bob, GIB).await;
    create(&app.owner, 5 * GIB).await;
}

#[tokio::test]
async fn unfinished_uploads_are_counted() {
    let app = with(uploads(3), uploads(2)).await;
    let bob = app.user("bob").await;
    let first = create(&bob, 3).await;
    create(&bob, 3).await;
    let refused = |detail: &str| ("too_many_uploads".to_owned(), detail.to_owned());
    assert_eq!(refusal(&bob, 3).await, refused("The user has 2 unfinished uploads, and may have no more."));
    create(&app.owner, 3).await;
    assert_eq!(
        refusal(&app.owner, 3).await,
        refused("The organization has 3 unfinished uploads, and may have no more.")
    );
    part(&bob, &first, 0, b"abc").send().await.expect(204);
    create(&app.owner, 3).await;
}

#[tokio::test]
async fn of_many_at_once_no_more_are_taken_than_there_is_room_for() {
    let app = with(bytes(50 * MIB), uploads(7)).await;
    let bob = app.user("bob").await;
    let length = (10 * MIB).to_string();
    let callers = [&app.owner, &*bob].into_iter().cycle().take(40);
    let answers = join_all(callers.map(|caller| request(caller, &length).send())).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(201), count(507)), (5, 35));
}

#[tokio::test]
async fn an_organisation_may_have_storage_of_its_own() {
    let app = with(bytes(10), Quota::default()).await;
    let subscription = Subscription { storage: Some(100), ..Subscription::new(LicenseType::Master, 10) };
    let large = app.owner_of("Large", subscription).await;
    create(&large, 90).await;
    assert_eq!(refusal(&large, 11).await, exceeded("The organization has 10 bytes of storage left."));
    assert_eq!(refusal(&app.owner, 11).await, exceeded("The organization has 10 bytes of storage left."));
}

#[tokio::test]
async fn room_on_the_disk_is_kept_for_the_database() {
    let data = tempfile::tempdir().expect("a folder");
    let mut server = Process::start(process::command(data.path())).await;
    let owner = server.caller(&process::owner_token(data.path()));
    let id = create(&owner, 3).await;
    server.kill();

    let mut command = process::command(data.path());
    command.env("ROSTER_FREE_SPACE", "8388607TiB");
    let mut server = Process::start(command).await;
    let owner = server.caller(&process::owner_token(data.path()));
    assert_eq!(refusal(&owner, 3).await, exceeded("The server has no room for this upload."));
    let refused = part(&owner, &id, 0, b"abc").send().await.expect(503);
    assert!(refused.header("retry-after").is_some());
    check(&owner, &id).send().await.expect(200);
    owner.twona("groups_create_or_activate").json(json!({"name": "Surveyors"})).send().await.expect(200);
    server.kill();

    let server = Process::start(process::command(data.path())).await;
    let owner = server.caller(&process::owner_token(data.path()));
    part(&owner, &id, 0, b"abc").send().await.expect(204);
}
