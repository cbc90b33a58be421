use roster_tests::App;
use serde_json::{Value, json};

async fn create(app: &App, name: &str) -> Value {
    app.owner.twona("groups_create_or_activate").json(json!({"name": name})).send().await.expect(200).json()
}

#[tokio::test]
async fn create_answers_the_new_group() {
    let app = App::start().await;
    let group = create(&app, "Main group").await;
    assert_eq!(group["name"], json!("Main group"));
    assert_eq!(group["active"], json!(true));
    assert_eq!(group["date_created"], group["date_updated"]);
    let read = app.owner.twona("groups_get").path("group_id", &group["id"]).send().await.expect(200).json();
    assert_eq!(read, group);
}

#[tokio::test]
async fn create_rejects_a_name_in_use_without_regard_to_case() {
    let app = App::start().await;
    create(&app, "Équipe").await;
    let response = app.owner.twona("groups_create_or_activate").json(json!({"name": "éQUIPE"})).send().await.refused(
        409,
        "name_in_use",
        &[],
    );
    assert_eq!(response.code(), "name_in_use");
}

#[tokio::test]
async fn create_or_activate_wants_one_of_name_and_id() {
    let app = App::start().await;
    for (body, places) in [
        (json!({}), &[""][..]),
        (json!({"name": "a", "id": 1}), &[""]),
        (json!({"name": ""}), &["/name", "/name"]),
        (json!({"id": "one"}), &["/id"]),
        (json!([]), &[""]),
    ] {
        app.owner.twona("groups_create_or_activate").json(body).send().await.refused(422, "invalid_body", places);
    }
}

#[tokio::test]
async fn create_needs_an_administrator() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let body = json!({"name": "Main group"});
    alice.twona("groups_create_or_activate").json(body.clone()).send().await.refused(403, "forbidden", &[]);
    app.owner.anonymous().twona("groups_create_or_activate").json(body).send().await.refused(401, "unauthorized", &[]);
}

#[tokio::test]
async fn deactivated_groups_are_listed_apart_and_can_be_activated_again() {
    let app = App::start().await;
    let group = create(&app, "Main group").await;
    let id = &group["id"];
    let response = app.owner.twona("groups_deactivate").path("group_id", id).send().await.expect(200);
    assert!(response.body.is_empty());
    assert_eq!(app.owner.twona("groups_list").send().await.expect(200).json(), json!([]));
    let inactive = app.owner.twona("groups_list").query("deleted", true).send().await.expect(200).json();
    assert_eq!(inactive[0]["id"], *id);
    assert_eq!(inactive[0]["active"], json!(false));
    let active = app.owner.twona("groups_create_or_activate").json(json!({"id": id})).send().await.expect(200).json();
    assert_eq!(active["active"], json!(true));
    assert_eq!(app.owner.twona("groups_list").send().await.expect(200).json().as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn update_renames_and_switches() {
    let app = App::start().await;
    let group = create(&app, "Main group").await;
    let other = create(&app, "Other").await;
    let update = |body: Value| app.owner.twona("groups_update").path("group_id", &group["id"]).json(body).send();
    let updated = update(json!({"name": "New name", "active": false})).await.expect(201).json();
    assert_eq!((&updated["name"], &updated["active"]), (&json!("New name"), &json!(false)));
    update(json!({"name": other["name"]})).await.refused(409, "name_in_use", &[]);
    update(json!({"active": true})).await.refused(422, "invalid_body", &["/name"]);
    // Its own name is not a name in use.
    assert_eq!(update(json!({"name": "NEW NAME"})).await.expect(201).json()["active"], json!(false));
}

#[tokio::test]
async fn members_come_and_go() {
    let app = App::start().await;
    let group = create(&app, "Main group").await;
    let alice = app.user("alice").await;
    let id = &group["id"];
    let add = || app.owner.twona("groups_users_add").path("group_id", id).json(json!({"id": alice.id})).send();
    let member = add().await.expect(201).json();
    assert_eq!(member["id"], json!(alice.id));
    let list = || app.owner.twona("groups_users_list").path("group_id", id).send();
    assert_eq!(list().await.expect(200).json(), json!([member]));
    let remove = || app.owner.twona("groups_users_remove").path("group_id", id).path("user_id", &alice.id).send();
    remove().await.expect(204);
    assert_eq!(list().await.expect(200).json(), json!([]));
    remove().await.refused(404, "not_found", &[]);
}

#[tokio::test]
async fn nobody_is_added_to_a_deactivated_group() {
    let app = App::start().await;
    let group = create(&app, "Main group").await;
    let alice = app.user("alice").await;
    app.owner.twona("groups_deactivate").path("group_id", &group["id"]).send().await.expect(200);
    let add = app.owner.twona("groups_users_add").path("group_id", &group["id"]).json(json!({"id": alice.id}));
    assert_eq!(add.send().await.expect(409).code(), "group_inactive");
}

#[tokio::test]
async fn groups_answer_under_both_documented_prefixes() {
    let app = App::start().await;
    let created = app
        .owner
        .twona("groups_create_or_activate")
        .alias(0)
        .json(json!({"name": "new group's name"}))
        .send()
        .await
        .expect(200)
        .json();
    let id = &created["id"];
    assert_eq!(app.owner.twona("groups_get").alias(0).path("group_id", id).send().await.expect(200).json(), created);
    assert_eq!(app.owner.twona("groups_list").alias(0).send().await.expect(200).json(), json!([created]));
    app.owner.twona("groups_users_list").alias(0).path("group_id", id).send().await.expect(200);
    app.owner.twona("groups_deactivate").alias(0).path("group_id", id).send().await.expect(200);
}

#[tokio::test]
async fn another_organizations_groups_do_not_exist() {
    let app = App::start().await;
    let group = create(&app, "Main group").await;
    let stranger = app.stranger().await;
    let id = &group["id"];
    stranger.twona("groups_get").path("group_id", id).send().await.refused(404, "not_found", &[]);
    stranger.twona("groups_update").path("group_id", id).json(json!({"name": "mine"})).send().await.refused(
        404,
        "not_found",
        &[],
    );
    stranger.twona("groups_deactivate").path("group_id", id).send().await.refused(404, "not_found", &[]);
    stranger.twona("groups_create_or_activate").json(json!({"id": id})).send().await.refused(404, "not_found", &[]);
    stranger.twona("groups_users_list").path("group_id", id).send().await.refused(404, "not_found", &[]);
    stranger.twona("groups_users_add").path("group_id", id).json(json!({"id": stranger.id})).send().await.refused(
        404,
        "not_found",
        &[],
    );
    let owner_id = app.owner.twona("session_get").send().await.json()["user"]["id"].clone();
    let theirs =
        stranger.twona("groups_create_or_activate").json(json!({"name": "Main group"})).send().await.expect(200).json();
    // A user of one organisation cannot be put into a group of another.
    stranger
        .twona("groups_users_add")
        .path("group_id", &theirs["id"])
        .json(json!({"id": owner_id}))
        .send()
        .await
        .refused(404, "not_found", &[]);
    assert_eq!(app.owner.twona("groups_get").path("group_id", id).send().await.expect(200).json(), group);
}

#[tokio::test]
async fn ids_that_name_nothing_are_not_found() {
    let app = App::start().await;
    app.owner.twona("groups_get").path("group_id", "999999").send().await.refused(404, "not_found", &[]);
    for id in ["abc", "-1", "0", "99999999999999999999999"] {
        app.owner.twona("groups_get").path("group_id", id).send().await.refused(404, "not_found", &["group_id"]);
    }
}
