use roster_tests::App;
use serde_json::{Value, json};

#[tokio::test]
async fn list_holds_active_users_and_deleted_the_others() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let emails = |body: Value| -> Vec<String> {
        body.as_array().into_iter().flatten().filter_map(|user| user["email"].as_str().map(str::to_owned)).collect()
    };
    app.owner.twona("users_deactivate").path("user_id", &alice.id).send().await.expect(204);
    assert_eq!(emails(app.owner.twona("users_list").send().await.expect(200).json()), ["owner@example.com"]);
    let deleted = app.owner.twona("users_list").query("deleted", true).send().await.expect(200).json();
    assert_eq!(emails(deleted), [alice.email.as_str()]);
}

#[tokio::test]
async fn list_pages_carry_links_and_the_total() {
    let app = App::start().await;
    for hundred in 0..3 {
        let emails: Vec<String> = (0..100).map(|n| format!("user{hundred}{n:02}@example.com")).collect();
        app.owner.twona("users_create_bulk").json(json!({"emails": emails})).send().await.expect(201);
    }
    let page = |page: u32| app.owner.twona("users_list").query("page", page).query("sort_by", "email").send();
    let first = page(1).await.expect(200);
    assert_eq!(first.json().as_array().map(Vec::len), Some(100));
    assert_eq!(first.header("x-total-count"), Some("301"));
    let link = first.header("link").expect("a Link header").to_owned();
    assert!(link.contains("rel=\"next\"") && link.contains("page=2") && !link.contains("rel=\"prev\""), "{link}");
    let last = page(4).await.expect(200);
    assert_eq!(last.json().as_array().map(Vec::len), Some(1));
    let link = last.header("link").expect("a Link header").to_owned();
    assert!(link.contains("rel=\"prev\"") && !link.contains("rel=\"next\""), "{link}");
    assert_eq!(page(5).await.expect(200).json(), json!([]));
    assert_eq!(app.owner.twona("users_list").send().await.expect(200).json().as_array().map(Vec::len), Some(301));
    for wrong in ["0", "-1", "x", "1.5"] {
        let response = app.owner.twona("users_list").query("page", wrong).send().await.expect(400);
        assert_eq!(response.violations(), ["page"]);
    }
}

#[tokio::test]
async fn get_answers_one_user_of_the_organization() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let user = alice.twona("users_get").path("user_id", &alice.id).send().await.expect(200).json();
    assert_eq!(user["email"], json!(alice.email));
    assert_eq!(user["position"], Value::Null);
    app.stranger().await.twona("users_get").path("user_id", &alice.id).send().await.refused(404, "not_found", &[]);
    app.owner.twona("users_get").path("user_id", "nobody").send().await.refused(404, "not_found", &[]);
    for id in ["../users", "%00", "é", "a b"] {
        app.owner.twona("users_get").path("user_id", id).send().await.refused(404, "not_found", &["user_id"]);
    }
}

#[tokio::test]
async fn update_changes_what_is_given_and_nothing_else() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let update = |body: Value| app.owner.twona("users_update").path("user_id", &alice.id).json(body).send();
    let updated = update(json!({"position": "Captain", "telephone": "+34 1 234"})).await.expect(201).json();
    assert_eq!((&updated["name"], &updated["position"]), (&json!("alice"), &json!("Captain")));
    let updated = update(json!({"name": "Alice Liddell Smith"})).await.expect(201).json();
    assert_eq!((&updated["name"], &updated["position"]), (&json!("Alice Liddell Smith"), &json!("Captain")));
    // A user that was read can be sent back: what cannot be set is ignored.
    let sent_back = update(updated.clone()).await.expect(201).json();
    assert_eq!(sent_back, updated);
    assert_eq!(update(json!({"name": "x".repeat(300)})).await.expect(422).violations(), ["/name"]);
    assert_eq!(update(json!({"name": 7, "telephone": []})).await.expect(422).violations(), ["/name", "/telephone"]);
}

#[tokio::test]
async fn writes_need_an_administrator() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let path = |operation| alice.twona(operation).path("user_id", &alice.id);
    path("users_update").json(json!({"name": "x"})).send().await.refused(403, "forbidden", &[]);
    path("users_deactivate").send().await.refused(403, "forbidden", &[]);
    alice.twona("users_activate").json(json!({"id": alice.id})).send().await.refused(403, "forbidden", &[]);
    alice.twona("users_create_bulk").json(json!({"emails": ["b@example.com"]})).send().await.refused(
        403,
        "forbidden",
        &[],
    );
}

#[tokio::test]
async fn the_last_owner_cannot_be_deactivated() {
    let app = App::start().await;
    let owner = app.owner.twona("session_get").send().await.json()["user"]["id"].as_str().expect("id").to_owned();
    let response = app.owner.twona("users_deactivate").path("user_id", owner).send().await.expect(409);
    assert_eq!(response.code(), "last_owner");
}

#[tokio::test]
async fn bulk_adds_active_users_without_confirmation() {
    let app = App::start().await;
    let group = app.owner.twona("groups_create_or_activate").json(json!({"name": "g"})).send().await.json();
    let body = json!({
        "emails": ["new@example.com", "OWNER@example.com", "New@Example.com", "other@example.com"],
        "groups": [group["id"], null, null, null],
    });
    let added = app.owner.twona("users_create_bulk").json(body).send().await.expect(201).json();
    let emails: Vec<_> = added.as_array().into_iter().flatten().map(|user| user["email"].clone()).collect();
    assert_eq!(emails, [json!("new@example.com"), json!("other@example.com")]);
    let members = app.owner.twona("groups_users_list").path("group_id", &group["id"]).send().await.json();
    assert_eq!(members, json!([added[0]]));
}

#[tokio::test]
async fn bulk_rejects_as_documented_and_adds_nobody() {
    let app = App::start().await;
    let bulk = |body: Value| app.owner.twona("users_create_bulk").json(body).send();
    bulk(json!({})).await.refused(400, "invalid_body", &["/emails"]);
    bulk(json!({"emails": []})).await.refused(400, "invalid_body", &["/emails"]);
    let many: Vec<String> = (0..101).map(|n| format!("user{n}@example.com")).collect();
    bulk(json!({"emails": many})).await.refused(413, "payload_too_large", &["/emails"]);
    let response = bulk(json!({"emails": ["fine@example.com", "not an address"]})).await.expect(422);
    assert_eq!(response.violations(), ["/emails/1"]);
    bulk(json!({"emails": ["fine@example.com"], "groups": [1, 2]})).await.refused(422, "invalid_body", &["/groups"]);
    bulk(json!({"emails": ["fine@example.com"], "groups": [987]})).await.refused(422, "unknown_group", &["/groups/0"]);
    bulk(json!({"emails": ["fine@example.com"], "groups": "all"})).await.refused(422, "invalid_body", &["/groups"]);
    assert_eq!(app.owner.twona("users_list").send().await.json().as_array().map(Vec::len), Some(1));
}
