use std::time::Duration;

use roster_tests::App;
use serde_json::json;

use super::NOBODY;

#[tokio::test]
async fn oneself_or_an_administrator_unsubscribes() {
    let app = App::start().await;
    let (alice, bob, carol, stranger) =
        (app.admin("alice").await, app.user("bob").await, app.user("carol").await, app.stranger().await);
    let nobody = app.owner.anonymous();
    for (caller, status) in [
        (&*bob, 200),
        (&*bob, 200),
        (&*alice, 200),
        (&app.owner, 200),
        (&*carol, 403),
        (&*stranger, 404),
        (&nobody, 401),
    ] {
        caller.docutools("users_unsubscribe").query("userId", &bob.uuid).send().await.expect(status);
    }
    app.owner.docutools("users_unsubscribe").query("userId", NOBODY).send().await.expect(404);
    carol.docutools("users_unsubscribe").query("userId", NOBODY).send().await.expect(403);
    app.owner.docutools("users_unsubscribe").send().await.expect(400);
}

#[tokio::test]
async fn no_mail_reaches_an_unsubscribed_user_until_they_are_invited_afresh() {
    let app = App::start().await;
    let grace = app.owner.docutools("users_invite").json(json!({"email": "grace@example.com"})).send().await.json();
    let id = grace["userId"].as_str().expect("an id");
    let old = app.mail_to("grace@example.com").await.link();
    app.forget_mail();
    app.owner.docutools("users_unsubscribe").query("userId", id).send().await.expect(200);
    app.owner.docutools("users_reinvite").path("userId", id).send().await.expect(200);
    let letter = json!({"name": "Grace", "email": "grace@example.com"});
    app.owner.twona("invitations_create").json(letter.clone()).send().await.expect(204);
    // The invitation is renewed all the same.
    assert_eq!(app.submit(&old).await.status(), 404);
    // A mail that is sent later arrives, and is the only one.
    app.owner.docutools("users_invite").json(json!({"email": "henry@example.com"})).send().await.expect(201);
    app.mail_to("henry@example.com").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(app.mails_to("grace@example.com").len(), 0);

    app.owner.twona("invitations_cancel").path("email", "grace@example.com").send().await.expect(204);
    app.owner.twona("invitations_create").json(letter).send().await.expect(204);
    app.mail_to("grace@example.com").await;
}
