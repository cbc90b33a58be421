use std::time::Duration;

use roster_tests::App;
use serde_json::{Value, json};

use super::{NOBODY, profile};

#[tokio::test]
async fn an_invited_user_is_pending_and_then_active() {
    let app = App::start().await;
    let invited = app.owner.docutools("users_invite").json(json!({"email": "grace@example.com"})).send().await;
    let invited = invited.expect(201).json();
    assert_eq!((&invited["invitationStatus"], &invited["active"]), (&json!("Pending"), &json!(false)));
    assert_eq!((&invited["username"], &invited["firstName"]), (&json!("grace@example.com"), &json!("")));
    assert_eq!((&invited["settings"]["language"], &invited["type"]), (&json!("en"), &json!("Password")));
    let id = invited["userId"].as_str().expect("an id");
    assert_eq!(profile(&app.owner, id).await, invited);

    let link = app.mail_to("grace@example.com").await.link();
    assert!(app.submit(&link).await.status().is_success());
    let accepted = profile(&app.owner, id).await;
    assert_eq!((&accepted["invitationStatus"], &accepted["verified"]), (&json!("Active"), &json!(true)));
    let again = app.owner.docutools("users_reinvite").path("userId", id).send().await.expect(409);
    assert_eq!(again.code(), "user_not_pending");
}

#[tokio::test]
async fn an_invitation_sets_what_is_documented_and_ignores_the_rest() {
    let app = App::start().await;
    let body = json!({
        "email": "grace@example.com", "username": "hopper@example.com", "firstName": "Grace", "lastName": "Hopper",
        "type": "SAML", "userId": NOBODY, "settings": {"language": "de", "admin": true, "timeZone": "Europe/Vienna"},
        "phone": "1", "owner": true, "invitationStatus": "Active",
    });
    let invited = app.owner.docutools("users_invite").json(body).send().await.expect(201).json();
    assert_eq!(invited["userId"], json!(NOBODY));
    assert_eq!((&invited["username"], &invited["type"]), (&json!("hopper@example.com"), &json!("SAML")));
    assert_eq!((&invited["settings"]["language"], &invited["settings"]["admin"]), (&json!("de"), &json!(false)));
    assert_eq!((&invited["phone"], &invited["owner"]), (&Value::Null, &json!(false)));
    assert_eq!(invited["settings"]["timeZone"], Value::Null);
}

#[tokio::test]
async fn what_is_taken_is_refused_and_other_organisations_do_not_matter() {
    let app = App::start().await;
    let (bob, stranger) = (app.user("bob").await, app.stranger().await);
    let invite = async |body: Value| app.owner.docutools("users_invite").json(body).send().await;
    assert_eq!(invite(json!({"email": "BOB@example.org"})).await.expect(409).code(), "email_in_use");
    let taken = json!({"email": "x@example.com", "username": "bob@EXAMPLE.org"});
    assert_eq!(invite(taken).await.expect(409).code(), "username_in_use");
    let taken = json!({"email": "x@example.com", "userId": bob.uuid});
    assert_eq!(invite(taken).await.expect(409).code(), "user_id_in_use");
    invite(json!({"email": "x@example.com", "userId": stranger.uuid})).await.expect(201);
    assert_eq!(invite(json!({"email": "x@example.com"})).await.expect(409).code(), "email_in_use");
    // Each looks at their own.
    assert_eq!(profile(&app.owner, &stranger.uuid).await["email"], json!("x@example.com"));
    assert_eq!(profile(&stranger, &stranger.uuid).await["email"], json!("stranger@example.org"));
}

#[tokio::test]
async fn inviting_again_makes_a_new_link_even_after_the_old_one_expired() {
    let app = App::start().await;
    let invited = app.owner.docutools("users_invite").json(json!({"email": "grace@example.com"})).send().await.json();
    let id = invited["userId"].as_str().expect("an id");
    let old = app.mail_to("grace@example.com").await.link();
    app.forget_mail();
    app.pass(Duration::from_secs(8 * 24 * 3600));
    app.owner.docutools("users_reinvite").path("userId", id).send().await.expect(200);
    let new = app.mail_to("grace@example.com").await.link();
    assert_eq!(app.submit(&old).await.status(), 404);
    assert!(app.submit(&new).await.status().is_success());
    assert_eq!(profile(&app.owner, id).await["active"], json!(true));
}

#[tokio::test]
async fn inviting_takes_an_administrator_and_an_address() {
    let app = App::start().await;
    let (alice, creator, stranger) =
        (app.admin("alice").await, app.project_creator("carol").await, app.stranger().await);
    let body = json!({"email": "grace@example.com"});
    app.owner.anonymous().docutools("users_invite").json(body.clone()).send().await.refused(401, "unauthorized", &[]);
    creator.docutools("users_invite").json(body.clone()).send().await.refused(403, "forbidden", &[]);
    let invited = alice.docutools("users_invite").json(body).send().await.expect(201).json();
    let id = invited["userId"].as_str().expect("an id");
    for (caller, status) in [(&*creator, 403), (&*stranger, 404), (&app.owner.anonymous(), 401), (&*alice, 200)] {
        caller.docutools("users_reinvite").path("userId", id).send().await.expect(status);
    }
    app.owner.docutools("users_reinvite").path("userId", NOBODY).send().await.refused(404, "not_found", &[]);
    for (body, place) in [
        (json!({}), "/email"),
        (json!({"email": "grace"}), "/email"),
        (json!({"email": "a@example.com", "username": "a"}), "/username"),
        (json!({"email": "a@example.com", "firstName": "a\u{7}"}), "/firstName"),
        (json!({"email": "a@example.com", "type": "Token"}), "/type"),
        (json!({"email": "a@example.com", "userId": "7"}), "/userId"),
    ] {
        let response = app.owner.docutools("users_invite").json(body).send().await.expect(400);
        assert_eq!(response.violations(), [place]);
    }
}
