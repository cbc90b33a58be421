use roster_tests::App;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NOBODY, each, profile};

#[tokio::test]
async fn all_are_changed_in_the_order_of_the_ids() {
    let app = App::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let body = json!({"ids": [bob.uuid, alice.uuid], "update": {"fax": "123456789", "phone": null}});
    let changed = app.owner.docutools("users_update_batch").json(body).send().await.expect(200).json();
    assert_eq!(each(&changed, "email"), ["bob@example.org", "alice@example.org"]);
    assert_eq!(each(&changed, "fax"), ["123456789"; 2]);
    assert_eq!(profile(&app.owner, &alice.uuid).await["fax"], json!("123456789"));
}

#[tokio::test]
async fn one_unknown_id_changes_nobody_and_every_such_id_is_named() {
    let app = App::start().await;
    let (bob, stranger) = (app.user("bob").await, app.stranger().await);
    let body = json!({"ids": [NOBODY, bob.uuid, stranger.uuid], "update": {"fax": "1"}});
    let response = app.owner.docutools("users_update_batch").json(body).send().await.expect(404);
    assert_eq!(
        (response.code(), response.violations()),
        ("not_found".to_owned(), vec!["/ids/0".into(), "/ids/2".into()])
    );
    assert!(response.json()["detail"].as_str().is_some_and(|detail| detail.contains(&NOBODY.to_string())));
    assert_eq!(profile(&app.owner, &bob.uuid).await["fax"], Value::Null);
}

#[tokio::test]
async fn one_protected_user_changes_nobody() {
    let app = App::start().await;
    let (alice, creator, bob) = (app.admin("alice").await, app.project_creator("carol").await, app.user("bob").await);
    let body = |ids: &[&str]| json!({"ids": ids, "update": {"fax": "1"}});
    for caller in [&*alice, &*creator] {
        let request = caller.docutools("users_update_batch").json(body(&[&bob.uuid, &alice.uuid]));
        assert_eq!(request.send().await.expect(403).code(), "forbidden");
        assert_eq!(profile(&app.owner, &bob.uuid).await["fax"], Value::Null);
    }
    creator.docutools("users_update_batch").json(body(&[&bob.uuid, &creator.uuid])).send().await.expect(200);
    app.owner.docutools("users_update_batch").json(body(&[&bob.uuid, &alice.uuid])).send().await.expect(200);
    bob.docutools("users_update_batch").json(body(&[&bob.uuid])).send().await.refused(403, "forbidden", &[]);
    app.owner.anonymous().docutools("users_update_batch").json(body(&[&bob.uuid])).send().await.refused(
        401,
        "unauthorized",
        &[],
    );
}

#[tokio::test]
async fn a_batch_is_checked_before_anybody_is_changed() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    let many: Vec<Uuid> = (0..1001).map(Uuid::from_u128).collect();
    for (body, place) in [
        (json!({"ids": [], "update": {}}), "/ids"),
        (json!({"ids": many, "update": {}}), "/ids"),
        (json!({"ids": [bob.uuid, bob.uuid], "update": {"fax": "1"}}), "/ids"),
        (json!({"ids": [bob.uuid, 12], "update": {"fax": "1"}}), "/ids/1"),
        (json!({"ids": [bob.uuid], "update": {"phone": "1".repeat(33)}}), "/update/phone"),
        (json!({"ids": [bob.uuid]}), "/update"),
    ] {
        let response = app.owner.docutools("users_update_batch").json(body).send().await.expect(400);
        assert_eq!(response.violations(), [place]);
    }
    assert_eq!(profile(&app.owner, &bob.uuid).await["fax"], Value::Null);
}

#[tokio::test]
async fn a_thousand_users_are_one_batch() {
    let app = App::start().await;
    for hundred in 0..10 {
        let emails: Vec<String> = (0..100).map(|number| format!("u{hundred}-{number}@example.com")).collect();
        app.owner.twona("users_create_bulk").json(json!({"emails": emails})).send().await.expect(201);
    }
    let page = app.owner.docutools("users_list").query("pageSize", 1000).query("search", "u").send().await.json();
    let ids = each(&page["content"], "userId");
    assert_eq!(ids.len(), 1000);
    let body = json!({"ids": ids, "update": {"settings": {"timeZone": "Europe/Vienna"}}});
    let changed = app.owner.docutools("users_update_batch").json(body).send().await.expect(200).json();
    assert_eq!(each(&changed, "userId"), ids);
}
