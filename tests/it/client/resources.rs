//! What works: session, users, groups and invitations through the typed methods, and progenitor's client beside them.

use std::time::Duration;

use futures_util::TryStreamExt;
use roster_client::{
    Nullable,
    twona::{
        FileMetadata, FilesGetResponse, FilesSetMetadataResponse, GroupCreateOrActivate, GroupMember, GroupUpdate,
        GroupsDeactivateResponse, GroupsListParameters, GroupsUsersRemoveResponse, InvitationCreate,
        InvitationStatusCode, InvitationStatusText, InvitationsCancelResponse, InvitationsCreateResponse, Metadata,
        MetadataValue, SessionGetResponse, UserActivation, UserBulk, UserUpdate, UsersDeactivateResponse,
        UsersListParameters, UsersListResponse,
    },
};
use roster_tests::App;

use super::{group, twona};

#[tokio::test]
async fn the_session_is_whose_token_it_is() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let SessionGetResponse::Ok(session) = twona(&alice).session_get().await.expect("a session");
    assert_eq!((session.user.id.as_str(), session.user.email.as_str()), (alice.id.as_str(), alice.email.as_str()));
    assert_eq!(session.user.position, None);
    assert_eq!(session.organization.name, "Example organization");
    assert_eq!(session.user.date_created.to_rfc3339(), "2026-03-01T12:00:00+00:00");
}

#[tokio::test]
async fn groups_from_creation_to_deactivation() {
    let app = App::start().await;
    let client = twona(&app.owner);
    let made = group(&app, "Main group").await;
    assert!(made.active);
    assert_eq!(client.groups_get(made.id).await.expect("the group").into_body(), made);

    let mut update = GroupUpdate::new("Side group");
    assert!(client.groups_update(made.id, &update).await.expect("renamed").into_body().active);
    update.active = Some(false);
    let updated = client.groups_update(made.id, &update).await.expect("switched off").into_body();
    assert_eq!((updated.name.as_str(), updated.active), ("Side group", false));

    let list = async |deleted| {
        let parameters = GroupsListParameters { deleted };
        client.groups_list(&parameters).await.expect("groups").into_body()
    };
    assert_eq!(list(None).await, []);
    assert_eq!(list(Some(false)).await, []);
    assert_eq!(list(Some(true)).await, [updated]);

    let activation = GroupCreateOrActivate { id: Some(made.id), ..Default::default() };
    assert!(client.groups_create_or_activate(&activation).await.expect("activated").into_body().active);
    let GroupsDeactivateResponse::Ok = client.groups_deactivate(made.id).await.expect("deactivated");
}

#[tokio::test]
async fn members_come_and_go() {
    let app = App::start().await;
    let (client, alice) = (twona(&app.owner), app.user("alice").await);
    let id = group(&app, "Main group").await.id;
    let added = client.groups_users_add(id, &GroupMember::new(&alice.id)).await.expect("added").into_body();
    assert_eq!(added.id, alice.id);
    assert_eq!(client.groups_users_list(id).await.expect("members").into_body(), [added]);
    let GroupsUsersRemoveResponse::NoContent = client.groups_users_remove(id, &alice.id).await.expect("removed");
    assert_eq!(client.groups_users_list(id).await.expect("members").into_body(), []);
}

#[tokio::test]
async fn an_absent_property_stays_a_null_clears_and_a_value_sets() {
    let app = App::start().await;
    let (client, alice) = (twona(&app.owner), app.user("alice").await);
    let position = async |name: Option<&str>, position| {
        let update = UserUpdate { name: name.map(str::to_owned), position, ..UserUpdate::default() };
        client.users_update(&alice.id, &update).await.expect("updated").into_body().position
    };
    assert_eq!(position(None, Some("Captain".into())).await.as_deref(), Some("Captain"));
    assert_eq!(position(Some("Alice Archer"), None).await.as_deref(), Some("Captain"));
    assert_eq!(position(None, Some(Nullable::Null)).await, None);
    assert_eq!(position(None, None).await, None);
    let read = client.users_get(&alice.id).await.expect("alice").into_body();
    assert_eq!((read.name.as_str(), read.position), ("Alice Archer", None));
}

#[tokio::test]
async fn users_are_deactivated_and_activated_again() {
    let app = App::start().await;
    let (client, alice) = (twona(&app.owner), app.user("alice").await);
    let UsersDeactivateResponse::NoContent = client.users_deactivate(&alice.id).await.expect("deactivated");
    let parameters = UsersListParameters { deleted: Some(true), ..Default::default() };
    let deactivated = client.users_list(&parameters).await.expect("users").into_body();
    assert_eq!(deactivated.iter().map(|user| user.id.as_str()).collect::<Vec<_>>(), [alice.id.as_str()]);
    let activated = client.users_activate(&UserActivation::new(&alice.id)).await.expect("activated").into_body();
    assert_eq!(activated, deactivated[0]);
    assert_eq!(client.users_list(&parameters).await.expect("users").into_body(), []);
}

#[tokio::test]
async fn a_query_is_sent_as_it_is_written() {
    let app = App::start().await;
    let mut bulk = UserBulk::new(vec!["a+b&c=d@example.com".to_owned(), "plain@example.com".to_owned()]);
    let id = group(&app, "Main group").await.id;
    bulk.groups = Some(vec![None, Some(id)]);
    let client = twona(&app.owner);
    let added = client.users_create_bulk(&bulk).await.expect("added").into_body();
    assert_eq!(client.groups_users_list(id).await.expect("members").into_body(), [added[1].clone()]);
    let parameters = UsersListParameters { q: Some("email:a+b&c=d@example.com".to_owned()), ..Default::default() };
    assert_eq!(client.users_list(&parameters).await.expect("users").into_body(), [added[0].clone()]);
}

#[tokio::test]
async fn pages_carry_their_headers_and_stream_to_the_last() {
    let app = App::start().await;
    let client = twona(&app.owner);
    for part in 0..2 {
        let emails = (0..100).map(|number| format!("user{part}{number:02}@example.com")).collect();
        client.users_create_bulk(&UserBulk::new(emails)).await.expect("added");
    }
    let by_email = UsersListParameters { sort_by: Some("email".to_owned()), ..Default::default() };
    let second = UsersListParameters { page: Some(2), ..by_email.clone() };
    let UsersListResponse::Ok { link, x_total_count, body } = client.users_list(&second).await.expect("page 2");
    assert_eq!((x_total_count, body.len()), (Some(201), 100));
    let link = link.expect("a Link header");
    for relation in ["first", "prev", "next", "last"] {
        assert!(link.contains(&format!("rel=\"{relation}\"")), "{relation}: {link}");
    }
    let UsersListResponse::Ok { link, x_total_count, body } = client.users_list(&by_email).await.expect("all");
    assert_eq!((link, x_total_count, body.len()), (None, None, 201), "without `page` there are no pages");

    let listed: Vec<_> = client.users_list_pages(&by_email).try_collect().await.expect("pages");
    let seen: Vec<_> = listed
        .iter()
        .map(|UsersListResponse::Ok { body, link, x_total_count }| (body.len(), link.is_some(), *x_total_count))
        .collect();
    assert_eq!(seen, [(100, true, Some(201)), (100, true, Some(201)), (1, true, Some(201))]);
    let users: Vec<_> = client.users_list_pages(&second).items().try_collect().await.expect("users");
    assert_eq!(users, body[100..]);
}

#[tokio::test]
async fn invitations_are_sent_listed_expire_and_are_cancelled() {
    let app = App::start().await;
    let client = twona(&app.owner);
    let id = group(&app, "Main group").await.id;
    let mut invitation = InvitationCreate::new("Grace Hopper", "grace+x@example.com");
    invitation.groups = Some(vec![id]);
    invitation.message = Some("Welcome aboard".to_owned());
    let InvitationsCreateResponse::NoContent = client.invitations_create(&invitation).await.expect("invited");
    assert!(app.mail_to("grace+x@example.com").await.plain().contains("Welcome aboard"));

    let listed = client.invitations_list().await.expect("invitations").into_body().remove(0);
    assert_eq!((listed.name.as_str(), listed.email.as_str()), ("Grace Hopper", "grace+x@example.com"));
    assert_eq!(listed.users_groups_ids, [id]);
    assert_eq!((listed.status_code, listed.status_text), (InvitationStatusCode::Value3, InvitationStatusText::Pending));
    assert!(listed.date_expiration > listed.date);

    app.pass(Duration::from_secs(30 * 24 * 3600));
    let listed = client.invitations_list().await.expect("invitations").into_body().remove(0);
    assert_eq!((listed.status_code, listed.status_text), (InvitationStatusCode::Value2, InvitationStatusText::Expired));

    client.invitations_create(&invitation).await.expect("renewed");
    let InvitationsCancelResponse::NoContent =
        client.invitations_cancel("grace+x@example.com").await.expect("cancelled");
    assert_eq!(client.invitations_list().await.expect("invitations").into_body(), []);
}

#[tokio::test]
async fn the_raw_client_shares_connection_token_and_models() {
    let app = App::start().await;
    let made = group(&app, "Main group").await;
    let raw = twona(&app.owner).raw().expect("a raw client");
    let read = raw.groups_get().group_id(made.id).send().await.expect("the group");
    assert_eq!((read.status().as_u16(), read.into_inner()), (200, made));
    let listed = raw.users_list().page(1).sort_by("email").send().await.expect("users");
    assert_eq!(listed.headers()["x-total-count"], "1");
    let refused = raw.users_get().user_id("nobody").send().await.expect_err("nobody is not there");
    assert_eq!(refused.status().map(|status| status.as_u16()), Some(404));
}

#[tokio::test]
async fn numbers_of_metadata_keep_their_digits() {
    let app = App::start().await;
    let client = twona(&app.owner);
    let uploaded = client.upload("a.txt", b"a".to_vec()).send().await.expect("a file");
    let numbers = [u64::MAX.into(), i64::MIN.into(), 9_007_199_254_740_993_u64.into()];
    let numbers =
        numbers.into_iter().enumerate().map(|(key, number)| (format!("n{key}"), MetadataValue::Number(number)));
    let metadata: Metadata = numbers.collect();
    let set = client.files_set_metadata(&uploaded.file_id, &FileMetadata::new(metadata.clone())).await;
    let FilesSetMetadataResponse::MovedPermanently { location } = set.expect("it is kept") else { panic!("it moves") };
    let id = location.rsplit('/').next().expect("an id");
    let file = client.files_get(id, &Default::default()).await.expect("the file");
    let FilesGetResponse::OkJson { body, .. } = file else { panic!("{file:?}") };
    assert_eq!(body.metadata, Some(metadata));
}
