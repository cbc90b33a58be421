use roster_tests::App;
use serde_json::json;

#[tokio::test]
async fn get_tells_who_a_token_belongs_to() {
    let app = App::start().await;
    let response = app.owner.twona("session_get").send().await.expect(200);
    let body = response.json();
    assert_eq!(body["user"]["email"], json!("owner@example.com"));
    assert_eq!(body["organization"]["name"], json!("Example organization"));
    assert!(body["organization"]["id"].is_i64());
}

#[tokio::test]
async fn get_rejects_a_missing_and_a_wrong_token() {
    let app = App::start().await;
    assert_eq!(app.owner.anonymous().twona("session_get").send().await.expect(401).code(), "unauthorized");
    assert_eq!(app.owner.with_token("nonsense").twona("session_get").send().await.expect(401).code(), "unauthorized");
}

#[tokio::test]
async fn a_deactivated_user_is_signed_out_at_once() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    alice.twona("session_get").send().await.expect(200);
    app.owner.twona("users_deactivate").path("user_id", &alice.id).send().await.expect(204);
    alice.twona("session_get").send().await.refused(401, "unauthorized", &[]);
    app.owner.twona("users_activate").json(json!({"id": alice.id})).send().await.expect(201);
    alice.twona("session_get").send().await.refused(401, "unauthorized", &[]);
}
