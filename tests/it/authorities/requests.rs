//! A request to each operation that works for whoever may make it, on entities that no other request has touched.

use roster_tests::{
    Caller, Request,
    document::{Document, Operation},
};
use serde_json::json;

use super::{
    Outcome,
    callers::{Kind, World},
};

/// A PNG of one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\
    \x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\
    \x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82";

/// Operations that name an entity in their query or body; the others do it in their path, or not at all.
const ENTITY_OUTSIDE_OF_PATH: [&str; 4] =
    ["users_activate", "users_update_batch", "users_resubscribe", "users_unsubscribe"];

/// Whether a request names something of the organisation: for another organisation that does not exist.
pub(super) fn names_an_entity(operation: &Operation) -> bool {
    operation.path.contains('{') || ENTITY_OUTSIDE_OF_PATH.contains(&operation.id.as_str())
}

/// Prepares a request as the owner, makes it as a caller of this kind, and says what came of it.
pub(super) async fn attempt(world: &World, document: &Document, operation: &Operation, kind: Kind) -> Outcome {
    let caller = world.caller(kind);
    let request = match document.name {
        "twona" => twona(world, caller, &operation.id).await,
        _ => docutools(world, caller, &operation.id).await,
    };
    let response = request.send().await;
    let problem: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let code = problem["code"].as_str().unwrap_or_default().to_owned();
    Outcome { status: response.status.as_u16(), code }
}

async fn twona<'a>(world: &World, caller: &'a Caller, operation: &str) -> Request<'a> {
    let request = caller.twona(operation);
    match operation {
        "session_get" | "session_delete" | "invitations_list" | "users_list" | "groups_list" | "files_list"
        | "uploads_discover" => request,
        "invitations_create" => request.json(json!({"name": "Dora Dean", "email": address(world)})),
        "invitations_cancel" => {
            let email = address(world);
            let body = json!({"name": "Dora Dean", "email": email});
            world.app.owner.twona("invitations_create").json(body).send().await.expect(204);
            request.path("email", email)
        }
        "users_create_bulk" => request.json(json!({"emails": [address(world)]})),
        "users_activate" => {
            let id = world.user().await.public_id;
            world.app.owner.twona("users_deactivate").path("user_id", &id).send().await.expect(204);
            request.json(json!({"id": id}))
        }
        "users_get" | "users_deactivate" => request.path("user_id", world.user().await.public_id),
        "users_update" => request.path("user_id", world.user().await.public_id).json(json!({"name": "New Name"})),
        "groups_create_or_activate" => request.json(json!({"name": world.fresh()})),
        "groups_get" | "groups_deactivate" | "groups_users_list" => request.path("group_id", group(world).await),
        "groups_update" => request.path("group_id", group(world).await).json(json!({"name": world.fresh()})),
        "groups_users_add" => {
            let id = world.user().await.public_id;
            request.path("group_id", group(world).await).json(json!({"id": id}))
        }
        "groups_users_remove" => {
            let (group, user) = (group(world).await, world.user().await.public_id);
            let add = world.app.owner.twona("groups_users_add").path("group_id", group).json(json!({"id": user}));
            add.send().await.expect(201);
            request.path("group_id", group).path("user_id", user)
        }
        "uploads_create" => begin(request),
        "uploads_check" | "uploads_terminate" => request.path("file_id", upload(world).await),
        "uploads_append" => part(request.path("file_id", upload(world).await)),
        "files_get" => request.header("accept", "application/json").path("file_id", file(world).await),
        "files_download" => request.path("file_id", file(world).await),
        "files_set_metadata" => {
            request.path("file_id", file(world).await).json(json!({"metadata": {"owner": "diego"}}))
        }
        "auto_keys_create" => request.json(json!({"email": world.user().await.email.to_string()})),
        other => panic!("{other} is new: say how to call it"),
    }
}

async fn docutools<'a>(world: &World, caller: &'a Caller, operation: &str) -> Request<'a> {
    let request = caller.docutools(operation);
    match operation {
        "users_list" | "members_list" => request,
        "users_invite" => request.json(json!({"email": address(world)})),
        "users_update_batch" => {
            request.json(json!({"ids": [world.user().await.uuid], "update": {"department": "Survey"}}))
        }
        "users_update" => request.path("userId", world.user().await.uuid).json(json!({"department": "Survey"})),
        "users_resubscribe" | "users_unsubscribe" => request.query("userId", world.user().await.uuid),
        "users_reinvite" => {
            let email = address(world);
            let invited = world.app.owner.docutools("users_invite").json(json!({"email": email})).send().await;
            let id = invited.expect(201).json()["userId"].as_str().expect("an id").to_owned();
            request.path("userId", id)
        }
        "avatars_replace" => avatar(request.path("userId", world.user().await.uuid)),
        "avatars_delete" | "avatars_get" | "avatars_get_original" => {
            let id = world.user().await.uuid;
            avatar(world.app.owner.docutools("avatars_replace").path("userId", id)).send().await.expect(200);
            request.path("userId", id)
        }
        "licenses_remove" => {
            let id = world.user().await.uuid;
            world.app.owner.docutools("licenses_assign").path("userId", id).send().await.expect(200);
            request.path("userId", id)
        }
        "users_get" | "users_vcard" | "licenses_assign" => request.path("userId", world.user().await.uuid),
        other => panic!("{other} is new: say how to call it"),
    }
}

fn address(world: &World) -> String {
    format!("{}@example.net", world.fresh())
}

async fn group(world: &World) -> i64 {
    let body = json!({"name": world.fresh()});
    let group = world.app.owner.twona("groups_create_or_activate").json(body).send().await.expect(200).json();
    group["id"].as_i64().expect("an id")
}

/// The announcement of four bytes under the name `plan.txt`.
fn begin(request: Request<'_>) -> Request<'_> {
    request.header("upload-length", "4").header("upload-metadata", "filename cGxhbi50eHQ=,filetype dGV4dC9wbGFpbg==")
}

/// An upload of four bytes, none of which has arrived.
async fn upload(world: &World) -> String {
    let created = begin(world.app.owner.twona("uploads_create")).send().await.expect(201);
    let location = created.header("location").expect("a location");
    location.rsplit('/').next().expect("an id").to_owned()
}

/// All of the upload.
fn part(request: Request<'_>) -> Request<'_> {
    request.header("upload-offset", "0").bytes("application/offset+octet-stream", "data")
}

/// A persistent file: a finished upload with metadata (ruling T13).
async fn file(world: &World) -> String {
    let id = upload(world).await;
    let owner = &world.app.owner;
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
