//! Requests of `roster_tests::requests`, sent through the typed methods: what a new operation needs here is its method.

use std::{fmt::Debug, str::FromStr};

use roster_client::{
    Error, FilePart, docutools,
    twona::{self, UploadsAppendParameters, UploadsCreateParameters},
};
use roster_tests::{Caller, Request, document::Operation, requests::PIXEL};
use serde::de::DeserializeOwned;

/// Calls an operation as this caller, with what is in `request`.
pub(super) async fn call(caller: &Caller, operation: &Operation, request: &Request<'_>) -> Result<(), Error> {
    match operation.document {
        "twona" => call_twona(&super::twona(caller), &operation.id, request).await,
        _ => call_docutools(&super::docutools(caller), &operation.id, request).await,
    }
}

async fn call_twona(client: &twona::Client, operation: &str, request: &Request<'_>) -> Result<(), Error> {
    let text = |name| request.parameter(name).expect(name);
    match operation {
        "session_get" => client.session_get().await.map(drop),
        "session_delete" => client.session_delete().await.map(drop),
        "invitations_create" => client.invitations_create(&body(request)).await.map(drop),
        "invitations_list" => client.invitations_list().await.map(drop),
        "invitations_cancel" => client.invitations_cancel(text("email")).await.map(drop),
        "users_list" => client.users_list(&Default::default()).await.map(drop),
        "users_create_bulk" => client.users_create_bulk(&body(request)).await.map(drop),
        "users_get" => client.users_get(text("user_id")).await.map(drop),
        "users_update" => client.users_update(text("user_id"), &body(request)).await.map(drop),
        "users_activate" => client.users_activate(&body(request)).await.map(drop),
        "users_deactivate" => client.users_deactivate(text("user_id")).await.map(drop),
        "groups_create_or_activate" => client.groups_create_or_activate(&body(request)).await.map(drop),
        "groups_list" => client.groups_list(&Default::default()).await.map(drop),
        "groups_get" => client.groups_get(id(request, "group_id")).await.map(drop),
        "groups_update" => client.groups_update(id(request, "group_id"), &body(request)).await.map(drop),
        "groups_deactivate" => client.groups_deactivate(id(request, "group_id")).await.map(drop),
        "groups_users_add" => client.groups_users_add(id(request, "group_id"), &body(request)).await.map(drop),
        "groups_users_list" => client.groups_users_list(id(request, "group_id")).await.map(drop),
        "groups_users_remove" => client.groups_users_remove(id(request, "group_id"), text("user_id")).await.map(drop),
        "files_list" => client.files_list(&Default::default()).await.map(drop),
        "files_get" => client.files_get(text("file_id"), &Default::default()).await.map(drop),
        "files_set_metadata" => client.files_set_metadata(text("file_id"), &body(request)).await.map(drop),
        "files_download" => client.files_download(text("file_id"), &Default::default()).await.map(drop),
        "uploads_discover" => client.uploads_discover().await.map(drop),
        "uploads_create" => {
            let parameters = UploadsCreateParameters {
                upload_length: Some(id(request, "upload-length")),
                upload_metadata: Some(text("upload-metadata").to_owned()),
                ..Default::default()
            };
            client.uploads_create(&parameters).await.map(drop)
        }
        "uploads_check" => client.uploads_check(text("file_id"), &Default::default()).await.map(drop),
        "uploads_append" => {
            let parameters = UploadsAppendParameters::new(id(request, "upload-offset"));
            client.uploads_append(text("file_id"), &parameters, request.body().to_vec()).await.map(drop)
        }
        "uploads_terminate" => client.uploads_terminate(text("file_id"), &Default::default()).await.map(drop),
        "auto_keys_create" => client.auto_keys_create(&body(request)).await.map(drop),
        other => panic!("{other} is new: say in tests/it/client/calls.rs which method it is"),
    }
}

async fn call_docutools(client: &docutools::Client, operation: &str, request: &Request<'_>) -> Result<(), Error> {
    let user = || id(request, "userId");
    match operation {
        "users_list" => client.users_list(&Default::default()).await.map(drop),
        "users_invite" => client.users_invite(&body(request)).await.map(drop),
        "users_update_batch" => client.users_update_batch(&body(request)).await.map(drop),
        "users_unsubscribe" => {
            client.users_unsubscribe(&docutools::UsersUnsubscribeParameters::new(user())).await.map(drop)
        }
        "users_resubscribe" => {
            client.users_resubscribe(&docutools::UsersResubscribeParameters::new(user())).await.map(drop)
        }
        "users_get" => client.users_get(user()).await.map(drop),
        "users_update" => client.users_update(user(), &body(request)).await.map(drop),
        "users_vcard" => client.users_vcard(user()).await.map(drop),
        "users_reinvite" => client.users_reinvite(user()).await.map(drop),
        "avatars_replace" => {
            let avatar = FilePart::new(PIXEL).with_file_name("face.png").with_media_type("image/png");
            client.avatars_replace(user(), docutools::AvatarsReplaceMultipart { avatar }).await.map(drop)
        }
        "avatars_get" => client.avatars_get(user(), &Default::default()).await.map(drop),
        "avatars_get_original" => client.avatars_get_original(user(), &Default::default()).await.map(drop),
        "avatars_delete" => client.avatars_delete(user()).await.map(drop),
        "licenses_assign" => client.licenses_assign(user()).await.map(drop),
        "licenses_remove" => client.licenses_remove(user()).await.map(drop),
        "members_list" => client.members_list(&Default::default()).await.map(drop),
        other => panic!("{other} is new: say in tests/it/client/calls.rs which method it is"),
    }
}

fn body<T: DeserializeOwned>(request: &Request<'_>) -> T {
    serde_json::from_slice(request.body()).expect("the body is one of the operation")
}

/// A parameter that is no text.
fn id<T: FromStr<Err: Debug>>(request: &Request<'_>, name: &str) -> T {
    request.parameter(name).expect(name).parse().expect(name)
}
