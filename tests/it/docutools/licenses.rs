use roster_tests::{App, Caller};
use serde_json::{Value, json};

use super::{NOBODY, each, profile};

async fn assign(caller: &Caller, id: &str) -> roster_tests::Response {
    caller.docutools("licenses_assign").path("userId", id).send().await
}

#[tokio::test]
async fn a_seat_is_taken_and_given_back_and_repeating_is_harmless() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    for _ in 0..2 {
        assign(&app.owner, &bob.uuid).await.expect(200);
    }
    let license = profile(&app.owner, &bob.uuid).await["license"].clone();
    assert_eq!(license, json!({"type": "Master", "since": "2026-03-01T12:00:00Z", "until": null, "paid": null}));
    for _ in 0..2 {
        app.owner.docutools("licenses_remove").path("userId", &bob.uuid).send().await.expect(200);
    }
    assert_eq!(profile(&app.owner, &bob.uuid).await["license"], Value::Null);
}

#[tokio::test]
async fn never_more_seats_are_taken_than_there_are() {
    let app = App::start().await;
    let emails: Vec<String> = (0..20).map(|number| format!("u{number}@example.com")).collect();
    app.owner.twona("users_create_bulk").json(json!({"emails": emails})).send().await.expect(201);
    let page = app.owner.docutools("users_list").query("pageSize", 100).query("search", "u").send().await.json();
    let ids = each(&page["content"], "userId");
    assert_eq!(ids.len(), 20);
    // The organisation has ten seats.
    let responses = futures_util::future::join_all(ids.iter().map(|id| assign(&app.owner, id))).await;
    let granted = responses.iter().filter(|response| response.status == 200).count();
    let refused = responses.iter().filter(|response| response.status == 409 && response.code() == "no_seats_left");
    assert_eq!((granted, refused.count()), (10, 10));
    let licensed = app.owner.docutools("users_list").query("filter", "Licensed").send().await.expect(200).json();
    assert_eq!(licensed["totalElements"], json!(10));

    // Whoever holds one keeps it, and one that is given back can be taken.
    let holder = licensed["content"][0]["userId"].as_str().expect("an id");
    assign(&app.owner, holder).await.expect(200);
    app.owner.docutools("licenses_remove").path("userId", holder).send().await.expect(200);
    let without = app.owner.docutools("users_list").query("filter", "WithoutLicense").query("search", "u1");
    let without = without.send().await.expect(200).json();
    assign(&app.owner, without["content"][0]["userId"].as_str().expect("an id")).await.expect(200);
    assign(&app.owner, without["content"][1]["userId"].as_str().expect("an id")).await.refused(
        409,
        "no_seats_left",
        &[],
    );
}

#[tokio::test]
async fn invited_and_deactivated_users_hold_seats_until_they_are_gone() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    assign(&app.owner, &bob.uuid).await.expect(200);
    app.owner.twona("users_deactivate").path("user_id", &bob.id).send().await.expect(204);
    assert_eq!(profile(&app.owner, &bob.uuid).await["license"]["type"], json!("Master"));
    let grace = app.owner.docutools("users_invite").json(json!({"email": "grace@example.com"})).send().await.json();
    assign(&app.owner, grace["userId"].as_str().expect("an id")).await.expect(200);
    let licensed = async || app.owner.docutools("users_list").query("filter", "Licensed").send().await.json();
    assert_eq!(licensed().await["totalElements"], json!(2));
    app.owner.twona("invitations_cancel").path("email", "grace@example.com").send().await.expect(204);
    assert_eq!(licensed().await["totalElements"], json!(1));
}

#[tokio::test]
async fn licences_are_for_owners() {
    let app = App::start().await;
    let (alice, bob, stranger) = (app.admin("alice").await, app.user("bob").await, app.stranger().await);
    let nobody = app.owner.anonymous();
    for (caller, status) in [(&*alice, 403), (&*bob, 403), (&*stranger, 404), (&nobody, 401), (&app.owner, 200)] {
        for operation in ["licenses_assign", "licenses_remove"] {
            caller.docutools(operation).path("userId", &bob.uuid).send().await.expect(status);
        }
    }
    assign(&app.owner, &NOBODY.to_string()).await.refused(404, "not_found", &[]);
    assign(&app.owner, "bob").await.refused(400, "invalid_parameter", &["userId"]);
}
