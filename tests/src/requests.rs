//! A request of each operation that works for whoever may make it, on entities that no other request has touched. A new
//! operation says here how it is called, and nowhere else.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::{App, Caller, Person, Request, document::Operation};

/// A PNG of one pixel.
pub const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\
    \x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\
    \x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82";

/// Operations that name an entity in their query or body; the others do it in their path, or not at all.
const ENTITY_OUTSIDE_OF_PATH: [&str; 4] =
    ["users_activate", "users_update_batch", "users_resubscribe", "users_unsubscribe"];

/// Whether a request names something of the organisation: for another organisation that does not exist.
pub fn names_an_entity(operation: &Operation) -> bool {
    operation.path.contains('{') || ENTITY_OUTSIDE_OF_PATH.contains(&operation.id.as_str())
}

/// Prepares what a request of this operation needs, as the owner, and gives the request, of this caller.
///
/// # Panics
/// If the operation is new.
pub async fn valid<'a>(app: &App, caller: &'a Caller, document: &str, operation: &str) -> Request<'a> {
    match document {
        "twona" => twona(app, caller, operation).await,
        _ => docutools(app, caller, operation).await,
    }
}

async fn twona<'a>(app: &App, caller: &'a Caller, operation: &str) -> Request<'a> {
    let request = caller.twona(operation);
    match operation {
        "session_get" | "session_delete" | "invitations_list" | "users_list" | "groups_list" | "files_list"
        | "uploads_discover" => request,
        "invitations_create" => request.json(json!({"name": "Dora Dean", "email": address()})),
        "invitations_cancel" => {
            let email = address();
            let body = json!({"name": "Dora Dean", "email": email});
            app.owner.twona("invitations_create").json(body).send().await.expect(204);
            request.path("email", email)
        }
        "users_create_bulk" => request.json(json!({"emails": [address()]})),
        "users_activate" => {
            let id = user(app).await.id;
            app.owner.twona("users_deactivate").path("user_id", &id).send().await.expect(204);
            request.json(json!({"id": id}))
        }
        "users_get" | "users_deactivate" => request.path("user_id", user(app).await.id),
        "users_update" => request.path("user_id", user(app).await.id).json(json!({"name": "New Name"})),
        "groups_create_or_activate" => request.json(json!({"name": fresh()})),
        "groups_get" | "groups_deactivate" | "groups_users_list" => request.path("group_id", group(app).await),
        "groups_update" => request.path("group_id", group(app).await).json(json!({"name": fresh()})),
        "groups_users_add" => {
            let id = user(app).await.id;
            request.path("group_id", group(app).await).json(json!({"id": id}))
        }
        "groups_users_remove" => {
            let (group, user) = (group(app).await, user(app).await.id);
            let add = app.owner.twona("groups_users_add").path("group_id", group).json(json!({"id": user}));
            add.send().await.expect(201);
            request.path("group_id", group).path("user_id", user)
        }
        "uploads_create" => begin(request),
        "uploads_check" | "uploads_terminate" => request.path("file_id", upload(app).await),
        "uploads_append" => part(request.path("file_id", upload(app).await)),
        "files_get" => request.header("accept", "application/json").path("file_id", file(app).await),
        "files_download" => request.path("file_id", file(app).await),
        "files_set_metadata" => request.path("file_id", file(app).await).json(json!({"metadata": {"owner": "elena"}})),
        "auto_keys_create" => request.json(json!({"email": user(app).await.email})),
        other => panic!("{other} is new: say in tests/src/requests.rs how it is called"),
    }
}

async fn docutools<'a>(app: &App, caller: &'a Caller, operation: &str) -> Request<'a> {
    let request = caller.docutools(operation);
    match operation {
        "users_list" | "members_list" => request,
        "users_invite" => request.json(json!({"email": address()})),
        "users_update_batch" => {
            request.json(json!({"ids": [user(app).await.uuid], "update": {"department": "Survey"}}))
        }
        "users_update" => request.path("userId", user(app).await.uuid).json(json!({"department": "Survey"})),
        "users_resubscribe" => {
            let id = user(app).await.uuid;
            app.owner.docutools("users_unsubscribe").query("userId", &id).send().await.expect(200);
            request.query("userId", id)
        }
        "users_unsubscribe" => request.query("userId", user(app).await.uuid),
        "users_reinvite" => {
            let email = address();
            let invited = app.owner.docutools("users_invite").json(json!({"email": email})).send().await;
            let id = invited.expect(201).json()["userId"].as_str().expect("an id").to_owned();
            request.path("userId", id)
        }
        "avatars_replace" => avatar(request.path("userId", user(app).await.uuid)),
        "avatars_delete" | "avatars_get" | "avatars_get_original" => {
            let id = user(app).await.uuid;
            avatar(app.owner.docutools("avatars_replace").path("userId", &id)).send().await.expect(200);
            request.path("userId", id)
        }
        "licenses_remove" => {
            let id = user(app).await.uuid;
            app.owner.docutools("licenses_assign").path("userId", &id).send().await.expect(200);
            request.path("userId", id)
        }
        "users_get" | "users_vcard" | "licenses_assign" => request.path("userId", user(app).await.uuid),
        other => panic!("{other} is new: say in tests/src/requests.rs how it is called"),
    }
}

/// A text that nothing has been called yet.
fn fresh() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("fresh{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

async fn user(app: &App) -> Person {
    app.user(&fresh()).await
}

fn address() -> String {
    format!("{}@example.net", fresh())
}

async fn group(app: &App) -> i64 {
    let body = json!({"name": fresh()});
    let group = app.owner.twona("groups_create_or_activate").json(body).send().await.expect(200).json();
    group["id"].as_i64().expect("an id")
}

/// The announcement of four bytes under the name `plan.txt`.
fn begin(request: Request<'_>) -> Request<'_> {
    request.header("upload-length", "4").header("upload-metadata", "filename cGxhbi50eHQ=,filetype dGV4dC9wbGFpbg==")
}

/// An upload of four bytes, none of which has arrived.
async fn upload(app: &App) -> String {
    let created = begin(app.owner.twona("uploads_create")).send().await.expect(201);
    let location = created.header("location").expect("a location");
    location.rsplit('/').next().expect("an id").to_owned()
}

/// All of the upload.
fn part(request: Request<'_>) -> Request<'_> {
    request.header("upload-offset", "0").bytes("application/offset+octet-stream", "data")
}

/// A persistent file: a finished upload with metadata (ruling T13).
async fn file(app: &App) -> String {
    let id = upload(app).await;
    let owner = &app.owner;
    part(owner.twona("uploads_append").path("file_id", &id)).send().await.expect(204);
    let body = json!({"metadata": {"owner": "diego"}});
    let kept = owner.twona("files_set_metadata").path("file_id", &id).json(body).send().await.expect(301);
    kept.header("location").expect("a location").rsplit('/').next().expect("an id").to_owned()
}

fn avatar(request: Request<'_>) -> Request<'_> {
    let mut body = b"--b\r\ncontent-disposition: form-data; name=\"avatar\"; filename=\"a.png\"\r\n\
        content-type: image/png\r\n\r\n"
        .to_vec();
    body.extend_from_slice(PIXEL);
    body.extend_from_slice(b"\r\n--b--\r\n");
    request.bytes("multipart/form-data; boundary=b", body)
}
