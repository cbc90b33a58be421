//! The examples of the client, run against a real server.

use roster_tests::{App, Caller};

use super::{docutools, twona};

macro_rules! examples {
    ($($name:ident $path:literal;)*) => {
        $(
            #[allow(dead_code, reason = "an example is a program, and its `main` is not called here")]
            #[path = $path]
            mod $name;
        )*
    };
}

examples! {
    errors "../../../client/examples/errors.rs";
    groups "../../../client/examples/groups.rs";
    logins "../../../client/examples/logins.rs";
    members "../../../client/examples/members.rs";
    pages "../../../client/examples/pages.rs";
    profiles "../../../client/examples/profiles.rs";
    session "../../../client/examples/session.rs";
    updates "../../../client/examples/updates.rs";
    uploads "../../../client/examples/uploads.rs";
    users "../../../client/examples/users.rs";
}

fn place(caller: &Caller) -> (&str, &str) {
    (caller.base(), caller.token.as_deref().expect("a token"))
}

#[tokio::test]
async fn session_invites_somebody() {
    let app = App::start().await;
    let (url, token) = place(&app.owner);
    session::run(url, token).await.expect("the example runs");
    let invited = twona(&app.owner).invitations_list().await.expect("invitations").into_body();
    assert_eq!(invited.iter().map(|one| one.email.as_str()).collect::<Vec<_>>(), ["newcomer@example.com"]);
}

#[tokio::test]
async fn pages_and_errors_run_to_the_end() {
    let app = App::start().await;
    let (url, token) = place(&app.owner);
    pages::run(url, token).await.expect("the example runs");
    errors::run(url, token).await.expect("the example runs");
}

#[tokio::test]
async fn members_and_updates_run_to_the_end() {
    let app = App::start().await;
    let (url, token) = place(&app.owner);
    members::run(url, token).await.expect("the example runs");
    updates::run(url, token).await.expect("the example runs");
    let page = docutools(&app.owner).users_list(&Default::default()).await.expect("users").into_body();
    assert_eq!(page.content[0].phone.as_deref(), Some("+43 1 23456"));
}

#[tokio::test]
async fn uploads_leaves_one_file_with_metadata() {
    let app = App::start().await;
    let (url, token) = place(&app.owner);
    uploads::run(url, token).await.expect("the example runs");
    let files = app.owner.twona("files_list").send().await.expect(200).json();
    assert_eq!(files.as_array().map(Vec::len), Some(1));
    assert_eq!((&files[0]["name"], &files[0]["metadata"]["owner"]), (&"notes.txt".into(), &"diego".into()));
}

#[tokio::test]
async fn groups_and_users_leave_a_group_that_is_put_away_and_two_users() {
    let app = App::start().await;
    let (url, token) = place(&app.owner);
    groups::run(url, token).await.expect("the example runs");
    users::run(url, token).await.expect("the example runs");
    let client = twona(&app.owner);
    assert_eq!(client.groups_list(&Default::default()).await.expect("groups").into_body(), []);
    let names = client.users_list(&Default::default()).await.expect("users").into_body();
    let emails: Vec<_> = names.iter().map(|user| user.email.as_str()).collect();
    assert!(["ada@example.com", "charles@example.com"].iter().all(|email| emails.contains(email)), "{emails:?}");
}

#[tokio::test]
async fn logins_ends_the_session_of_its_token() {
    let app = App::start().await;
    let portal = app.portal().await;
    let (url, token) = place(&portal);
    logins::run(url, token).await.expect("the example runs");
}

#[tokio::test]
async fn profiles_leaves_one_who_is_invited() {
    let app = App::start().await;
    let (url, token) = place(&app.owner);
    profiles::run(url, token).await.expect("the example runs");
    let page = docutools(&app.owner).users_list(&Default::default()).await.expect("users").into_body();
    let departments: Vec<_> = page.content.iter().map(|user| (&*user.username, user.department.as_deref())).collect();
    assert_eq!(departments, [("lin@example.com", None), ("owner@example.com", Some("Structural engineering"))]);
}
