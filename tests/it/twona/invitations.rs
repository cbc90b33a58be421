use std::time::Duration;

use roster_tests::App;
use serde_json::{Value, json};

fn invitation(email: &str) -> Value {
    json!({"name": "Grace Hopper", "email": email, "message": "Welcome <b>aboard</b>!"})
}

#[tokio::test]
async fn an_invited_person_becomes_a_user_by_accepting() {
    let app = App::start().await;
    let group = app.owner.twona("groups_create_or_activate").json(json!({"name": "g"})).send().await.json();
    let mut body = invitation("grace@example.com");
    body["groups"] = json!([group["id"]]);
    app.owner.twona("invitations_create").json(body).send().await.expect(204);

    let listed = app.owner.twona("invitations_list").send().await.expect(200).json();
    assert_eq!(listed[0]["email"], json!("grace@example.com"));
    assert_eq!((&listed[0]["status_code"], &listed[0]["status_text"]), (&json!(3), &json!("Pending")));
    assert_eq!(listed[0]["users_groups_ids"], json!([group["id"]]));
    assert_eq!(app.owner.twona("users_list").send().await.json().as_array().map(Vec::len), Some(1));

    let mail = app.mail_to("grace@example.com").await;
    let link = mail.link();
    let page = app.browse(&link).await;
    assert_eq!(page.status(), 200);
    // Looking at the page accepts nothing: mail scanners follow links.
    assert_eq!(app.owner.twona("users_list").send().await.json().as_array().map(Vec::len), Some(1));
    assert!(app.submit(&link).await.status().is_success());

    assert_eq!(app.owner.twona("invitations_list").send().await.json(), json!([]));
    let members = app.owner.twona("groups_users_list").path("group_id", &group["id"]).send().await.expect(200).json();
    assert_eq!(members[0]["email"], json!("grace@example.com"));
    assert_eq!(members[0]["name"], json!("Grace Hopper"));

    // The link has done its work.
    assert_eq!(app.submit(&link).await.status(), 410);
    app.owner.twona("invitations_cancel").path("email", "grace@example.com").send().await.refused(
        409,
        "invitation_not_pending",
        &[],
    );
}

#[tokio::test]
async fn the_mail_is_plain_and_html_and_escapes_what_it_quotes() {
    let app = App::start().await;
    app.owner.twona("invitations_create").json(invitation("grace@example.com")).send().await.expect(204);
    let mail = app.mail_to("grace@example.com").await;
    assert!(mail.plain().contains("Welcome <b>aboard</b>!"), "{}", mail.plain());
    assert!(mail.html().contains("Welcome &lt;b&gt;aboard"), "{}", mail.html());
    assert!(mail.html().contains(&mail.link()), "{}", mail.html());
}

#[tokio::test]
async fn inviting_again_renews_and_kills_the_old_link() {
    let app = App::start().await;
    app.owner.twona("invitations_create").json(invitation("grace@example.com")).send().await.expect(204);
    let old = app.mail_to("grace@example.com").await.link();
    app.forget_mail();
    app.owner.twona("invitations_create").json(invitation("GRACE@example.com")).send().await.expect(204);
    let new = app.mail_to("grace@example.com").await.link();
    assert_ne!(old, new);
    assert_eq!(app.owner.twona("invitations_list").send().await.json().as_array().map(Vec::len), Some(1));
    assert_eq!(app.browse(&old).await.status(), 404);
    assert_eq!(app.submit(&old).await.status(), 404);
    assert!(app.submit(&new).await.status().is_success());
}

#[tokio::test]
async fn invitations_expire_and_can_be_renewed() {
    let app = App::start().await;
    app.owner.twona("invitations_create").json(invitation("grace@example.com")).send().await.expect(204);
    let link = app.mail_to("grace@example.com").await.link();
    app.forget_mail();
    app.pass(Duration::from_secs(7 * 24 * 3600 + 1));
    let listed = app.owner.twona("invitations_list").send().await.expect(200).json();
    assert_eq!((&listed[0]["status_code"], &listed[0]["status_text"]), (&json!(2), &json!("Expired")));
    app.owner.twona("invitations_cancel").path("email", "grace@example.com").send().await.refused(
        409,
        "invitation_not_pending",
        &[],
    );
    assert_eq!(app.browse(&link).await.status(), 410);
    assert_eq!(app.submit(&link).await.status(), 410);
    app.owner.twona("invitations_create").json(invitation("grace@example.com")).send().await.expect(204);
    let listed = app.owner.twona("invitations_list").send().await.expect(200).json();
    assert_eq!(listed[0]["status_text"], json!("Pending"));
    let link = app.mail_to("grace@example.com").await.link();
    assert!(app.submit(&link).await.status().is_success());
}

#[tokio::test]
async fn cancelled_invitations_are_gone() {
    let app = App::start().await;
    app.owner.twona("invitations_create").json(invitation("grace@example.com")).send().await.expect(204);
    let link = app.mail_to("grace@example.com").await.link();
    let cancel = || app.owner.twona("invitations_cancel").path("email", "Grace@example.com").send();
    cancel().await.expect(204);
    assert_eq!(app.owner.twona("invitations_list").send().await.json(), json!([]));
    assert_eq!(app.submit(&link).await.status(), 410);
    cancel().await.refused(404, "not_found", &[]);
    app.owner.twona("invitations_cancel").path("email", "never@example.com").send().await.refused(
        404,
        "not_found",
        &[],
    );
}

#[tokio::test]
async fn create_rejects_what_cannot_be() {
    let app = App::start().await;
    let create = |body: Value| app.owner.twona("invitations_create").json(body).send();
    assert_eq!(create(invitation("owner@EXAMPLE.com")).await.expect(409).code(), "email_in_use");
    assert_eq!(create(json!({"name": "x", "email": "nowhere"})).await.expect(422).violations(), ["/email"]);
    assert_eq!(create(json!({})).await.expect(422).violations(), ["/email", "/name"]);
    let mut body = invitation("grace@example.com");
    body["groups"] = json!([4711]);
    create(body).await.refused(422, "unknown_group", &["/groups/0"]);
    let inject = json!({"name": "x\r\nBcc: all@example.com", "email": "grace@example.com"});
    let response = create(inject).await;
    assert!([204, 422].contains(&response.status.as_u16()));
    if response.status == 204 {
        assert!(!app.mail_to("grace@example.com").await.raw.contains("\nBcc:"));
    }
    let alice = app.user("alice").await;
    alice.twona("invitations_create").json(invitation("grace@example.com")).send().await.refused(403, "forbidden", &[]);
    alice.twona("invitations_list").send().await.expect(200);
    alice.twona("invitations_cancel").path("email", "grace@example.com").send().await.refused(403, "forbidden", &[]);
}

#[tokio::test]
async fn another_organizations_invitations_do_not_exist() {
    let app = App::start().await;
    let stranger = app.stranger().await;
    app.owner.twona("invitations_create").json(invitation("grace@example.com")).send().await.expect(204);
    assert_eq!(stranger.twona("invitations_list").send().await.expect(200).json(), json!([]));
    stranger.twona("invitations_cancel").path("email", "grace@example.com").send().await.refused(404, "not_found", &[]);
}
