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
    app.owner.docutools("users_unsubscribe").query("userId", NOBODY).send().await.refused(404, "not_found", &[]);
    carol.docutools("users_unsubscribe").query("userId", NOBODY).send().await.refused(403, "forbidden", &[]);
    app.owner.docutools("users_unsubscribe").send().await.refused(400, "invalid_parameter", &["userId"]);
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

#[tokio::test]
async fn unsubscribing_is_undone_by_whoever_may_do_it() {
    let app = App::start().await;
    let (alice, bob, carol) = (app.admin("alice").await, app.user("bob").await, app.user("carol").await);
    for (caller, status) in [(&*bob, 204), (&*bob, 204), (&*alice, 204), (&app.owner, 204), (&*carol, 403)] {
        caller.docutools("users_resubscribe").query("userId", &bob.uuid).send().await.expect(status);
    }
    let grace = app.owner.docutools("users_invite").json(json!({"email": "grace@example.com"})).send().await.json();
    let id = grace["userId"].as_str().expect("an id");
    app.mail_to("grace@example.com").await;
    app.forget_mail();
    app.owner.docutools("users_unsubscribe").query("userId", id).send().await.expect(200);
    app.owner.docutools("users_resubscribe").query("userId", id).send().await.expect(204);
    app.owner.docutools("users_reinvite").path("userId", id).send().await.expect(200);
    app.mail_to("grace@example.com").await;
}

/// One rule in both APIs (rulings C9 and D12): an administrator changes neither owners nor other administrators.
#[tokio::test]
async fn administrators_are_changed_by_owners_alone() {
    let app = App::start().await;
    let (alice, dora) = (app.admin("alice").await, app.admin("dora").await);
    let session = app.owner.twona("session_get").send().await.json();
    let owner = session["user"]["id"].as_str().expect("an id").to_owned();
    for id in [&dora.id, &owner] {
        for request in [
            alice.twona("users_update").path("user_id", id).json(json!({"name": "Renamed"})),
            alice.twona("users_deactivate").path("user_id", id),
            alice.twona("users_activate").json(json!({"id": id})),
        ] {
            assert_eq!(request.send().await.expect(403).code(), "forbidden");
        }
    }
    for operation in ["users_unsubscribe", "users_resubscribe"] {
        let refused = alice.docutools(operation).query("userId", &dora.uuid).send().await.expect(403);
        assert_eq!(refused.code(), "forbidden");
    }
    alice.docutools("users_unsubscribe").query("userId", &alice.uuid).send().await.expect(200);
    app.owner.twona("users_deactivate").path("user_id", &dora.id).send().await.expect(204);
    app.owner.twona("users_activate").json(json!({"id": dora.id})).send().await.expect(201);
}
