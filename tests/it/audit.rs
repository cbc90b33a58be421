//! The audit log, held against the documents: every operation that changes something leaves one row for what it changed.

use roster_server::model::audit::{AuditEntry, AuditQuery};
use roster_tests::{App, Caller, Response, document::DOCUMENTS, requests};
use serde_json::json;

async fn log(app: &App) -> Vec<AuditEntry> {
    app.server.directory().audit_log(AuditQuery::default()).await.expect("the log").first
}

async fn invite(owner: &Caller) {
    let body = json!({"name": "Grace Hopper", "email": "grace@example.com"});
    owner.twona("invitations_create").json(body).send().await.expect(204);
}

/// The cookie of somebody who followed a login link.
async fn cookie(app: &App) -> String {
    let bob = app.user("bob").await;
    let asked = app.portal().await.twona("auto_keys_create").json(json!({"email": bob.email})).send().await;
    let landing = app.browse(asked.expect(204).header("location").expect("a link")).await;
    let cookie = landing.headers()["set-cookie"].to_str().expect("text");
    cookie.split(';').next().expect("a cookie").to_owned()
}

/// Calls an operation so that it succeeds, under the request id `audited`; what must be there for it is made before.
async fn call(app: &App, document: &str, operation: &str) -> Response {
    let caller = match operation {
        "auto_keys_create" => app.portal().await,
        "session_delete" => app.owner.anonymous(),
        _ => app.owner.clone(),
    };
    let mut request = requests::valid(app, &caller, document, operation).await;
    if operation == "session_delete" {
        request = request.header("cookie", &cookie(app).await);
    }
    request.header("x-request-id", "audited").send().await
}

/// What an operation does, in the words of the log, which are those of both APIs.
fn action(operation: &str) -> String {
    match operation {
        "groups_create_or_activate" => "groups.create".to_owned(),
        "groups_users_add" => "groups.add_user".to_owned(),
        "groups_users_remove" => "groups.remove_user".to_owned(),
        "users_create_bulk" => "users.create".to_owned(),
        "users_invite" | "users_reinvite" => "invitations.create".to_owned(),
        "users_update_batch" => "users.update".to_owned(),
        "auto_keys_create" => "auto_keys.create".to_owned(),
        "session_delete" => "sessions.delete".to_owned(),
        other => other.replacen('_', ".", 1),
    }
}

#[tokio::test]
async fn every_operation_that_changes_something_leaves_a_row() {
    for document in DOCUMENTS.iter() {
        for operation in document.operations() {
            let reads = matches!(operation.method.as_str(), "GET" | "HEAD" | "OPTIONS");
            if reads && operation.id != "users_unsubscribe" {
                continue;
            }
            let app = App::start().await;
            let response = call(&app, document.name, &operation.id).await;
            let status = response.status.as_u16();
            assert!((200..400).contains(&status), "{}: {}", operation.id, String::from_utf8_lossy(&response.body));
            let mut rows = log(&app).await;
            rows.retain(|row| row.request_id.as_deref() == Some("audited"));
            assert_eq!(rows.len(), 1, "{} {rows:?}", operation.id);
            let row = rows.remove(0);
            assert_eq!((row.actor_kind.as_str(), row.actor.is_some()), ("user", true), "{}", operation.id);
            assert_eq!(row.address.as_deref(), Some("127.0.0.1"), "{}", operation.id);
            assert_eq!(row.action, action(&operation.id), "{}", operation.id);
        }
    }
}

#[tokio::test]
async fn what_is_refused_or_changes_nothing_leaves_no_row() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    let before = log(&app).await.len();
    app.owner.twona("users_update").path("user_id", &bob.id).json(json!({"name": "bob"})).send().await.expect(201);
    bob.twona("users_deactivate").path("user_id", &bob.id).send().await.refused(403, "forbidden", &[]);
    app.owner.twona("users_update").path("user_id", &bob.id).json(json!({"name": 7})).send().await.refused(
        422,
        "invalid_body",
        &["/name"],
    );
    app.owner.twona("groups_deactivate").path("group_id", 77).send().await.refused(404, "not_found", &[]);
    app.owner.twona("users_list").send().await.expect(200);
    assert_eq!(log(&app).await.len(), before);
}

#[tokio::test]
async fn several_changes_of_one_request_are_rows_under_one_id() {
    let app = App::start().await;
    let emails: Vec<_> = (0..5).map(|number| format!("u{number}@example.com")).collect();
    let bulk = app.owner.twona("users_create_bulk").header("x-request-id", "bulk");
    let added = bulk.json(json!({"emails": emails})).send().await.expect(201).json();
    let mut rows = log(&app).await;
    rows.retain(|row| row.request_id.as_deref() == Some("bulk"));
    let subjects: Vec<_> = rows.iter().map(|row| row.subject.as_str()).collect();
    let ids: Vec<_> = added.as_array().expect("users").iter().map(|user| user["id"].as_str().expect("an id")).collect();
    assert_eq!(subjects, ids);
}

#[tokio::test]
async fn the_person_who_accepts_is_the_one_who_acts() {
    let app = App::start().await;
    invite(&app.owner).await;
    let link = app.mail_to("grace@example.com").await.link();
    assert!(app.submit(&link).await.status().is_success());
    let rows = log(&app).await;
    let row = rows.last().expect("a row");
    assert_eq!((row.action.as_str(), row.actor.as_deref()), ("invitations.accept", Some(row.subject.as_str())));
    assert_eq!(row.address.as_deref(), Some("127.0.0.1"));
}
