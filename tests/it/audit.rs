//! The audit log, held against the documents: every operation that changes something leaves one row for what it changed.

use std::io::Cursor;

use roster_server::{
    directory::UserSelector,
    model::{
        audit::{AuditEntry, AuditQuery},
        email::Email,
    },
};
use roster_tests::{App, Caller, Person, Request, Response, document::DOCUMENTS};
use serde_json::{Value, json};
use uuid::Uuid;

/// `a.txt`, `text/plain`.
const UPLOAD_METADATA: &str = "filename YS50eHQ=,filetype dGV4dC9wbGFpbg==";

const BOUNDARY: &str = "multipart/form-data; boundary=frontier";

async fn log(app: &App) -> Vec<AuditEntry> {
    app.server.directory().audit_log(AuditQuery::default()).await.expect("the log").first
}

/// The id of the docutools API.
async fn id_of(app: &App, person: &Person) -> Uuid {
    let selector = UserSelector { email: Email::parse(&person.email).expect("an address"), organization: None };
    app.server.directory().find_user(&selector).await.expect("the user").uuid
}

async fn group(owner: &Caller) -> Value {
    owner.twona("groups_create_or_activate").json(json!({"name": "Main"})).send().await.expect(200).json()["id"].clone()
}

async fn invite(owner: &Caller) {
    let body = json!({"name": "Grace Hopper", "email": "grace@example.com"});
    owner.twona("invitations_create").json(body).send().await.expect(204);
}

/// Id of an upload that waits for its four bytes.
async fn upload(owner: &Caller) -> String {
    let created = owner.twona("uploads_create").header("upload-length", "4");
    let created = created.header("upload-metadata", UPLOAD_METADATA).send().await.expect(201);
    created.header("location").expect("a location").rsplit('/').next().expect("an id").to_owned()
}

fn append<'a>(owner: &'a Caller, id: &str) -> Request<'a> {
    let request = owner.twona("uploads_append").path("file_id", id).header("upload-offset", "0");
    request.bytes("application/offset+octet-stream", "four")
}

/// Id of a temporary file.
async fn file(owner: &Caller) -> String {
    let id = upload(owner).await;
    let appended = append(owner, &id).send().await.expect(204);
    appended.header("twona-file-id").expect("a file").to_owned()
}

fn avatar(owner: &Caller, id: Uuid) -> Request<'_> {
    let mut picture = Cursor::new(Vec::new());
    let pixels = image::DynamicImage::new_rgb8(2, 2);
    pixels.write_to(&mut picture, image::ImageFormat::Png).expect("a picture");
    let mut body = b"--frontier\r\ncontent-disposition: form-data; name=\"avatar\"; filename=\"a.png\"\r\n".to_vec();
    body.extend(b"content-type: image/png\r\n\r\n");
    body.extend(picture.into_inner());
    body.extend(b"\r\n--frontier--\r\n");
    owner.docutools("avatars_replace").path("userId", id).bytes(BOUNDARY, body)
}

/// The owner, with a token that may ask for login links.
async fn portal(app: &App) -> Caller {
    let directory = app.server.directory();
    let selector = UserSelector { email: Email::parse("owner@example.com").expect("an address"), organization: None };
    let user = directory.find_user(&selector).await.expect("the owner");
    let permissions = vec![roster_server::model::principal::TokenPermission::AutoKey];
    app.owner.with_token(directory.create_token(&user, permissions).await.expect("a token").reveal())
}

/// Calls an operation so that it succeeds, under the request id `audited`; what must be there for it is made before.
async fn call(app: &App, document: &str, operation: &str) -> Response {
    let owner = &app.owner;
    let bob = app.user("bob").await;
    let bob_uuid = id_of(app, &bob).await;
    let twona = || owner.twona(operation);
    let docutools = || owner.docutools(operation);
    let request = match (document, operation) {
        ("twona", "invitations_create") => twona().json(json!({"name": "Grace", "email": "grace@example.com"})),
        ("twona", "invitations_cancel") => {
            invite(owner).await;
            twona().path("email", "grace@example.com")
        }
        ("twona", "users_update") => twona().path("user_id", &bob.id).json(json!({"name": "Robert"})),
        ("twona", "users_deactivate") => twona().path("user_id", &bob.id),
        ("twona", "users_activate") => {
            owner.twona("users_deactivate").path("user_id", &bob.id).send().await.expect(204);
            twona().json(json!({"id": bob.id}))
        }
        ("twona", "users_create_bulk") => twona().json(json!({"emails": ["grace@example.com", "bob@example.org"]})),
        ("twona", "groups_create_or_activate") => twona().json(json!({"name": "Main"})),
        ("twona", "groups_update") => {
            let id = group(owner).await;
            twona().path("group_id", id).json(json!({"name": "Other"}))
        }
        ("twona", "groups_deactivate") => {
            let id = group(owner).await;
            twona().path("group_id", id)
        }
        ("twona", "groups_users_add") => {
            let id = group(owner).await;
            twona().path("group_id", id).json(json!({"id": bob.id}))
        }
        ("twona", "groups_users_remove") => {
            let id = group(owner).await;
            let add = owner.twona("groups_users_add").path("group_id", &id).json(json!({"id": bob.id}));
            add.send().await.expect(201);
            twona().path("group_id", id).path("user_id", &bob.id)
        }
        ("twona", "uploads_create") => twona().header("upload-length", "4").header("upload-metadata", UPLOAD_METADATA),
        ("twona", "uploads_append") => {
            let id = upload(owner).await;
            append(owner, &id)
        }
        ("twona", "uploads_terminate") => {
            let id = upload(owner).await;
            twona().path("file_id", id)
        }
        ("twona", "files_set_metadata") => {
            let id = file(owner).await;
            twona().path("file_id", id).json(json!({"metadata": {"colour": "red"}}))
        }
        ("twona", "auto_keys_create") => {
            let caller = portal(app).await;
            let request = caller.twona(operation).json(json!({"email": bob.email}));
            return request.header("x-request-id", "audited").send().await;
        }
        ("docutools", "users_invite") => docutools().json(json!({"email": "grace@example.com"})),
        ("docutools", "users_reinvite") => {
            let invite = owner.docutools("users_invite").json(json!({"email": "grace@example.com"}));
            let invited = invite.send().await.expect(201).json();
            docutools().path("userId", invited["userId"].as_str().expect("an id"))
        }
        ("docutools", "users_update") => docutools().path("userId", bob_uuid).json(json!({"fax": "123"})),
        ("docutools", "users_update_batch") => docutools().json(json!({"ids": [bob_uuid], "update": {"fax": "123"}})),
        ("twona", "session_delete") => {
            let asked = portal(app).await.twona("auto_keys_create").json(json!({"email": bob.email})).send().await;
            let landing = app.browse(asked.expect(204).header("location").expect("a link")).await;
            let cookie = landing.headers()["set-cookie"].to_str().expect("text").split(';').next().expect("a cookie");
            let browser = owner.anonymous();
            let request = browser.twona(operation).header("cookie", cookie);
            return request.header("x-request-id", "audited").send().await;
        }
        ("docutools", "users_resubscribe") => {
            owner.docutools("users_unsubscribe").query("userId", bob_uuid).send().await.expect(200);
            docutools().query("userId", bob_uuid)
        }
        ("docutools", "users_unsubscribe") => docutools().query("userId", bob_uuid),
        ("docutools", "avatars_replace") => avatar(owner, bob_uuid),
        ("docutools", "avatars_delete") => {
            avatar(owner, bob_uuid).send().await.expect(200);
            docutools().path("userId", bob_uuid)
        }
        ("docutools", "licenses_assign") => docutools().path("userId", bob_uuid),
        ("docutools", "licenses_remove") => {
            owner.docutools("licenses_assign").path("userId", bob_uuid).send().await.expect(200);
            docutools().path("userId", bob_uuid)
        }
        _ => panic!("say here how {operation} of {document} changes something"),
    };
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
    bob.twona("users_deactivate").path("user_id", &bob.id).send().await.expect(403);
    app.owner.twona("users_update").path("user_id", &bob.id).json(json!({"name": 7})).send().await.expect(422);
    app.owner.twona("groups_deactivate").path("group_id", 77).send().await.expect(404);
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
