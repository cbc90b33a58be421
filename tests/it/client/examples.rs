//! The examples of the client, run against a real server.

use roster_client::Error;
use roster_tests::{App, Caller};

use super::twona;

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
    members "../../../client/examples/members.rs";
    pages "../../../client/examples/pages.rs";
    session "../../../client/examples/session.rs";
    updates "../../../client/examples/updates.rs";
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

/// Until the server has the docutools API: each example ends at its first call, and with the reason.
#[tokio::test]
async fn members_and_updates_are_told_that_the_server_does_not_have_them() {
    let app = App::start().await;
    let (url, token) = place(&app.owner);
    for result in [members::run(url, token).await, updates::run(url, token).await] {
        let error = result.expect_err("not implemented");
        let error = error.downcast_ref::<Error>().expect("an error of the client");
        assert_eq!((error.status().map(|status| status.as_u16()), error.code()), (Some(501), Some("not_implemented")));
    }
}
