use roster_tests::App;
use serde_json::json;

use super::each;

#[tokio::test]
async fn members_are_the_active_users_by_name() {
    let app = App::start().await;
    let (bob, _) = (app.user("bob").await, app.user("Anna").await);
    app.owner.docutools("users_invite").json(json!({"email": "grace@example.com"})).send().await.expect(201);
    app.user("zoe").await;
    app.owner.twona("users_deactivate").path("user_id", &bob.id).send().await.expect(204);
    let page = app.owner.docutools("members_list").send().await.expect(200).json();
    assert_eq!(each(&page["content"], "firstName"), ["Anna", "Olivia", "zoe"]);
    let page =
        app.owner.docutools("members_list").query("page", 1).query("pageSize", 2).send().await.expect(200).json();
    assert_eq!((each(&page["content"], "firstName"), &page["totalElements"]), (vec!["zoe"], &json!(3)));
}

#[tokio::test]
async fn members_are_searched_by_name_and_address() {
    let app = App::start().await;
    app.user("bob").await;
    let search = async |text: &str| {
        let page = app.owner.docutools("members_list").query("search", text).send().await.expect(200).json();
        each(&page["content"], "email").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(search("VIA OWN").await, ["owner@example.com"]);
    assert_eq!(search("@Example.ORG").await, ["bob@example.org"]);
    assert_eq!(search("%").await, [""; 0]);
    assert_eq!(search("\u{1}").await, [""; 0]);
}

#[tokio::test]
async fn members_are_for_administrators_and_project_creators() {
    let app = App::start().await;
    let (alice, creator, bob) = (app.admin("alice").await, app.project_creator("carol").await, app.user("bob").await);
    for (caller, status) in [(&*alice, 200), (&*creator, 200), (&*bob, 403), (&app.owner.anonymous(), 401)] {
        caller.docutools("members_list").send().await.expect(status);
    }
    app.owner.docutools("members_list").query("pageSize", 1001).send().await.refused(
        400,
        "invalid_parameter",
        &["pageSize"],
    );
}
