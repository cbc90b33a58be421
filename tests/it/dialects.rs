//! One directory behind two dialects: what is done through one API is seen through the other (ruling C1).

use roster_tests::App;
use serde_json::{Value, json};

async fn profile(app: &App, email: &str) -> Value {
    let page = app.owner.docutools("users_list").query("search", email).send().await.expect(200).json();
    page["content"][0].clone()
}

async fn twona_users(app: &App, deleted: bool) -> Vec<String> {
    let users = app.owner.twona("users_list").query("deleted", deleted).send().await.expect(200).json();
    users.as_array().into_iter().flatten().map(|user| user["email"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn someone_invited_through_docutools_is_an_invitation_in_twona() {
    let app = App::start().await;
    let body = json!({"email": "grace@example.com", "firstName": "Grace", "lastName": "Hopper"});
    let invited = app.owner.docutools("users_invite").json(body).send().await.expect(201).json();
    let id = invited["userId"].as_str().expect("an id");
    let listed = app.owner.twona("invitations_list").send().await.expect(200).json();
    assert_eq!((&listed[0]["email"], &listed[0]["name"]), (&json!("grace@example.com"), &json!("Grace Hopper")));
    assert_eq!(twona_users(&app, false).await, ["owner@example.com"]);

    // A pending user is renamed in both, and without a name it is empty in both.
    let rename = async |first: &str, last: &str| {
        let body = json!({"firstName": first, "lastName": last});
        app.owner.docutools("users_update").path("userId", id).json(body).send().await.expect(200);
        app.owner.twona("invitations_list").send().await.expect(200).json()[0]["name"].clone()
    };
    assert_eq!(rename("Amazing", "Grace").await, json!("Amazing Grace"));
    assert_eq!(rename("", "").await, json!(""));

    app.owner.twona("invitations_cancel").path("email", "grace@example.com").send().await.expect(204);
    app.owner.docutools("users_get").path("userId", id).send().await.refused(404, "not_found", &[]);
}

#[tokio::test]
async fn someone_invited_through_twona_is_pending_in_docutools_and_joins_their_groups() {
    let app = App::start().await;
    let group = app.owner.twona("groups_create_or_activate").json(json!({"name": "g"})).send().await.json();
    let letter = json!({"name": "Grace Brewster Hopper", "email": "grace@example.com", "groups": [group["id"]]});
    app.owner.twona("invitations_create").json(letter).send().await.expect(204);
    let pending = profile(&app, "grace@").await;
    assert_eq!((&pending["firstName"], &pending["lastName"]), (&json!("Grace"), &json!("Brewster Hopper")));
    assert_eq!(pending["invitationStatus"], json!("Pending"));
    app.mail_to("grace@example.com").await;
    app.forget_mail();
    let id = pending["userId"].as_str().expect("an id");
    app.owner.docutools("users_reinvite").path("userId", id).send().await.expect(200);
    assert!(app.submit(&app.mail_to("grace@example.com").await.link()).await.status().is_success());
    assert_eq!(profile(&app, "grace@").await["invitationStatus"], json!("Active"));
    assert_eq!(twona_users(&app, false).await.len(), 2);
    let members = app.owner.twona("groups_users_list").path("group_id", &group["id"]).send().await.expect(200).json();
    assert_eq!(members[0]["email"], json!("grace@example.com"));
}

#[tokio::test]
async fn names_positions_and_telephones_are_the_same_things() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    let body = json!({"name": "Robert de la Cruz", "telephone": "+43 1", "position": "Surveyor"});
    app.owner.twona("users_update").path("user_id", &bob.id).json(body).send().await.expect(201);
    let seen = profile(&app, "bob@").await;
    assert_eq!((&seen["firstName"], &seen["lastName"]), (&json!("Robert"), &json!("de la Cruz")));
    assert_eq!((&seen["phone"], &seen["jobTitle"]), (&json!("+43 1"), &json!("Surveyor")));

    let body = json!({"firstName": "R".repeat(128), "lastName": "C".repeat(128), "jobTitle": null});
    app.owner.docutools("users_update").path("userId", &bob.uuid).json(body).send().await.expect(200);
    let seen = app.owner.twona("users_get").path("user_id", &bob.id).send().await.expect(200).json();
    assert_eq!(seen["name"], json!(format!("{} {}", "R".repeat(128), "C".repeat(128))));
    assert_eq!(seen["position"], Value::Null);
}

#[tokio::test]
async fn deactivating_locks_out_of_both_and_activating_lets_in_again() {
    let app = App::start().await;
    let alice = app.admin("alice").await;
    alice.docutools("users_list").send().await.expect(200);
    app.owner.twona("users_deactivate").path("user_id", &alice.id).send().await.expect(204);
    alice.docutools("users_list").send().await.refused(401, "unauthorized", &[]);
    let seen = profile(&app, "alice@").await;
    assert_eq!((&seen["invitationStatus"], &seen["active"]), (&json!("Inactive"), &json!(false)));
    assert_eq!(twona_users(&app, true).await, ["alice@example.org"]);
    app.owner.twona("users_activate").json(json!({"id": alice.id})).send().await.expect(201);
    assert_eq!(profile(&app, "alice@").await["active"], json!(true));
}

#[tokio::test]
async fn an_address_that_is_a_user_name_is_taken_in_both() {
    let app = App::start().await;
    let body = json!({"email": "grace@example.com", "username": "hopper@example.com"});
    app.owner.docutools("users_invite").json(body).send().await.expect(201);
    let letter = json!({"name": "Hopper", "email": "Hopper@example.com"});
    let refused = app.owner.twona("invitations_create").json(letter).send().await.expect(409);
    assert_eq!(refused.code(), "username_in_use");
    let bulk = json!({"emails": ["hopper@example.com", "new@example.com"]});
    let added = app.owner.twona("users_create_bulk").json(bulk).send().await.expect(201).json();
    assert_eq!((added.as_array().map(Vec::len), &added[0]["email"]), (Some(1), &json!("new@example.com")));
}
