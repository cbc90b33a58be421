//! Every operation of both documents is reached through the client.

use std::collections::BTreeMap;

use roster_client::{
    Error, FilePart,
    docutools::{
        AvatarsReplaceMultipart, UserBatchUpdate, UserInvitation, UsersResubscribeParameters,
        UsersUnsubscribeParameters,
    },
    twona::{
        AutoKeyRequest, FileMetadata, GroupCreate, GroupMember, GroupUpdate, InvitationCreate, Metadata, MetadataValue,
        UploadsAppendParameters, UploadsCreateParameters, UserActivation, UserBulk,
    },
};
use roster_tests::{App, document::DOCUMENTS};
use uuid::Uuid;

use super::{docutools, group, twona};

/// What came of each call, by operationId, which is the method's name.
type Outcomes = BTreeMap<&'static str, Option<Error>>;

macro_rules! call {
    ($client:expr; $($operation:ident($($argument:expr),*);)*) => {
        Outcomes::from([$((stringify!($operation), $client.$operation($($argument),*).await.err())),*])
    };
}

/// No operation of the document is left out, each was answered by itself, and only with what it documents, or 501.
async fn assert_all_are_reached(app: &App, document: usize, outcomes: &Outcomes) {
    let document = &DOCUMENTS[document];
    let mut documented: Vec<&str> = document.operations().iter().map(|operation| operation.id.as_str()).collect();
    documented.sort_unstable();
    assert_eq!(outcomes.keys().copied().collect::<Vec<_>>(), documented);

    let metrics = app.owner.raw("GET", "/metrics").send().await.expect("metrics").text().await.expect("text");
    for (id, error) in outcomes {
        let operation = document.operation(id);
        let is_counted = |line: &&str| {
            let labels = [("api", document.name), ("operation", id), ("method", operation.method.as_str())];
            line.starts_with("roster_requests_total")
                && labels.iter().all(|(name, value)| line.contains(&format!("{name}=\"{value}\"")))
        };
        let counted = metrics.lines().find(is_counted).unwrap_or_else(|| panic!("{id} was not reached\n{metrics}"));
        let Some(error) = error else { continue };
        let status = error.status().unwrap_or_else(|| panic!("{id} got no answer: {error:?}"));
        assert!(counted.contains(&format!("status=\"{}\"", status.as_u16())), "{id}: {status}\n{counted}");
        // An answer to HEAD has no body.
        if operation.method != http::Method::HEAD {
            let problem = error.problem().unwrap_or_else(|| panic!("{id}: {error:?}"));
            assert_eq!(problem.status, Some(status.as_u16()), "{id}");
            assert!(problem.code.is_some() && problem.title.is_some() && problem.detail.is_some(), "{id}: {problem:?}");
            assert_eq!(status == 501, problem.code.as_deref() == Some("not_implemented"), "{id}: {problem:?}");
        }
        let status = status.as_str();
        assert!(status == "501" || operation.statuses().any(|documented| documented == status), "{id}: {error}");
    }
}

#[tokio::test]
async fn every_operation_of_the_twona_document() {
    let app = App::start().await;
    let (client, alice, team) = (twona(&app.owner), app.user("alice").await, group(&app, "Main group").await);
    let metadata = Metadata::from([("site".to_owned(), MetadataValue::String("Vienna".to_owned()))]);
    let outcomes = call! { client;
        session_get();
        invitations_create(&InvitationCreate::new("Grace Hopper", "grace@example.com"));
        invitations_list();
        invitations_cancel("grace@example.com");
        users_list(&Default::default());
        users_create_bulk(&UserBulk::new(vec!["new@example.com".to_owned()]));
        users_get(&alice.id);
        users_update(&alice.id, &twona::UserUpdate::default());
        groups_create_or_activate(&GroupCreate::new("Other group").into());
        groups_list(&Default::default());
        groups_get(team.id);
        groups_update(team.id, &GroupUpdate::new("Team"));
        groups_users_add(team.id, &GroupMember::new(&alice.id));
        groups_users_list(team.id);
        groups_users_remove(team.id, &alice.id);
        groups_deactivate(team.id);
        users_deactivate(&alice.id);
        users_activate(&UserActivation::new(&alice.id));
        files_list(&Default::default());
        files_get("f1", &Default::default());
        files_set_metadata("f1", &FileMetadata::new(metadata));
        files_download("f1", &Default::default());
        uploads_discover();
        uploads_create(&UploadsCreateParameters::default());
        uploads_check("f1", &Default::default());
        uploads_append("f1", &UploadsAppendParameters::new(0), &b"hello"[..]);
        uploads_terminate("f1", &Default::default());
        auto_keys_create(&AutoKeyRequest::new("owner@example.com"));
        session_delete();
    };
    assert_all_are_reached(&app, 0, &outcomes).await;
    let done = ["session_", "invitations_", "users_", "groups_"];
    for (id, error) in &outcomes {
        if done.iter().any(|start| id.starts_with(start)) {
            assert!(error.is_none(), "{id}: {error:?}");
        }
    }
}

#[tokio::test]
async fn every_operation_of_the_docutools_document() {
    let app = App::start().await;
    let (client, id) = (docutools(&app.owner), Uuid::from_u128(1));
    let update = docutools::UserUpdate { phone: Some("+43 1 23456".into()), ..Default::default() };
    let avatar = FilePart::new(&b"\x89PNG\r\n\x1a\n"[..]).with_file_name("face.png").with_media_type("image/png");
    let outcomes = call! { client;
        users_list(&Default::default());
        users_invite(&UserInvitation::new("grace@example.com"));
        users_update_batch(&UserBatchUpdate::new(vec![id], update.clone()));
        users_unsubscribe(&UsersUnsubscribeParameters::new(id));
        users_resubscribe(&UsersResubscribeParameters::new(id));
        users_get(id);
        users_update(id, &update);
        users_vcard(id);
        users_reinvite(id);
        avatars_replace(id, AvatarsReplaceMultipart { avatar });
        avatars_get(id, &Default::default());
        avatars_get_original(id, &Default::default());
        avatars_delete(id);
        licenses_assign(id);
        licenses_remove(id);
        members_list(&Default::default());
    };
    assert_all_are_reached(&app, 1, &outcomes).await;
}
