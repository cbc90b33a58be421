//! The search queries that the vendor documents, on the vendor's table of users.

use roster_tests::App;
use serde_json::{Value, json};

/// The vendor's five users, in an organisation where the owner is left out of the answers by name.
async fn vendor_table() -> App {
    let app = App::start().await;
    let people = [
        ("Seva Halter", "seva.halter@twonas.com"),
        ("Brigitte Marland", "brigitter.marland@twonas.com"),
        ("Diego Beltrán", "diego@twonas.com"),
        ("Donna Brinn", "donna@twona.com"),
        ("Seva Blade", "seva.blade@gmail.com"),
    ];
    for (name, email) in people {
        let added = app.owner.twona("users_create_bulk").json(json!({"emails": [email]})).send().await.expect(201);
        let id = added.json()[0]["id"].as_str().expect("id").to_owned();
        app.owner.twona("users_update").path("user_id", id).json(json!({"name": name})).send().await.expect(201);
    }
    app
}

async fn names(app: &App, q: &str, sort_by: &str) -> Vec<String> {
    let mut request = app.owner.twona("users_list").query("q", q);
    if !sort_by.is_empty() {
        request = request.query("sort_by", sort_by);
    }
    let body = request.send().await.expect(200).json();
    body.as_array().into_iter().flatten().filter_map(|user| user["name"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn documented_queries_find_what_they_should() {
    let app = vendor_table().await;
    let documented: [(&str, &str, &[&str]); 6] = [
        ("email:diego@twonas.com", "", &["Diego Beltrán"]),
        ("email:*twonas.com", "name", &["Brigitte Marland", "Diego Beltrán", "Seva Halter"]),
        ("email:*twonas.com+email:diego*", "", &["Diego Beltrán"]),
        ("email:*twonas.com+email:diego*|email:seva*", "-name", &["Seva Halter", "Seva Blade", "Diego Beltrán"]),
        ("email:seva*-email:*twonas.com", "", &["Seva Blade"]),
        ("email:seva*-email:*twonas.com|email:diego*", "name", &["Diego Beltrán", "Seva Blade"]),
    ];
    for (q, sort_by, expected) in documented {
        assert_eq!(names(&app, q, sort_by).await, expected, "{q}");
    }
}

#[tokio::test]
async fn terms_are_data() {
    let app = vendor_table().await;
    for (q, expected) in [
        ("name:*_*", 0),
        ("name:*%*", 0),
        ("name:*'*", 0),
        ("name:Seva Blade", 1),
        ("email:*a-b*", 0),
        (r"name:Seva\ Blade", 1),
        (r"name:\*", 0),
    ] {
        assert_eq!(names(&app, q, "").await.len(), expected, "{q}");
    }
}

#[tokio::test]
async fn malformed_queries_say_where() {
    let app = vendor_table().await;
    for q in ["email", ":x", "email:", "email:a|", "password:x", "email:a\\", "|email:a", "+email:a"] {
        let response = app.owner.twona("users_list").query("q", q).send().await.expect(400);
        assert_eq!(response.violations(), ["q"], "{q}");
        let detail: Value = response.json()["errors"][0]["detail"].clone();
        assert!(detail.as_str().is_some_and(|text| text.contains("character")), "{q}: {detail}");
    }
    for sort_by in ["password", "-", "name,,email", "--name"] {
        let response = app.owner.twona("users_list").query("sort_by", sort_by).send().await.expect(400);
        assert_eq!(response.violations(), ["sort_by"], "{sort_by}");
    }
}
