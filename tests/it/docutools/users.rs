use roster_tests::App;
use serde_json::{Value, json};

use super::{NOBODY, each, profile};

#[tokio::test]
async fn a_list_holds_everybody_whatever_their_status() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    app.owner.docutools("users_invite").json(json!({"email": "grace@example.com"})).send().await.expect(201);
    app.owner.twona("users_deactivate").path("user_id", &bob.id).send().await.expect(204);
    let page = app.owner.docutools("users_list").send().await.expect(200).json();
    assert_eq!(each(&page["content"], "email"), ["grace@example.com", "bob@example.org", "owner@example.com"]);
    assert_eq!(each(&page["content"], "invitationStatus"), ["Pending", "Inactive", "Active"]);
    assert_eq!((&page["totalElements"], &page["totalPages"], &page["first"]), (&json!(3), &json!(1), &json!(true)));
    assert_eq!((&page["size"], &page["last"], &page["empty"]), (&json!(10), &json!(true), &json!(false)));
}

#[tokio::test]
async fn pages_add_up_to_the_list_in_every_order() {
    let app = App::start().await;
    let emails: Vec<String> = (0..24).map(|number| format!("same{number}@example.com")).collect();
    app.owner.twona("users_create_bulk").json(json!({"emails": emails})).send().await.expect(201);
    app.admin("alice").await;
    app.project_creator("carol").await;
    let bob = app.user("bob").await;
    app.owner.docutools("licenses_assign").path("userId", &bob.uuid).send().await.expect(200);
    let sorts = [
        "id",
        "name",
        "license",
        "licensed_since",
        "licensed_until",
        "licnsed_until",
        "admin",
        "projectCreator",
        "paid",
    ];
    for sort in sorts {
        let mut directions = Vec::new();
        for direction in ["ASC", "DESC"] {
            let mut all: Vec<Value> = Vec::new();
            for number in 0..5 {
                let page = app.owner.docutools("users_list").query("page", number).query("pageSize", 7);
                let page = page.query("sort", sort).query("sortDirection", direction).send().await.expect(200).json();
                assert_eq!((&page["totalElements"], &page["totalPages"]), (&json!(28), &json!(4)), "{sort}");
                assert_eq!(page["last"], json!(number >= 3), "{sort} {number}");
                all.extend(page["content"].as_array().expect("an array").iter().cloned());
            }
            assert_eq!(all.len(), 28, "{sort}");
            directions.push(all);
        }
        let descending = directions.pop().expect("two");
        let ascending = directions.pop().expect("two");
        assert!(descending.iter().eq(ascending.iter().rev()), "{sort}");
        let key = |user: &Value| match sort {
            "id" => user["userId"].to_string(),
            "name" => format!("{} {}", user["firstName"], user["lastName"]).to_lowercase(),
            "license" => user["license"]["type"].to_string().replace("null", ""),
            "licensed_since" => user["license"]["since"].to_string().replace("null", ""),
            "admin" => user["settings"]["admin"].to_string(),
            "projectCreator" => user["settings"]["projectCreator"].to_string(),
            // Null for everybody: the subscription has no end, and nobody said whether it is paid for.
            _ => String::new(),
        };
        let keys: Vec<_> = ascending.iter().map(|user| (key(user), user["userId"].to_string())).collect();
        assert!(keys.is_sorted(), "{sort} {keys:?}");
    }
    let misspelt = app.owner.docutools("users_list").query("sort", "id").query("sortDirectin", "DESC").send().await;
    let ids = misspelt.expect(200).json();
    assert!(each(&ids["content"], "userId").is_sorted_by(|a, b| a > b));
}

#[tokio::test]
async fn lists_are_filtered_by_licence_and_searched_without_case() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    let body =
        json!({"email": "x@example.com", "username": "sign_in@example.com", "firstName": "Ödön", "lastName": "100%"});
    app.owner.docutools("users_invite").json(body).send().await.expect(201);
    app.owner.docutools("licenses_assign").path("userId", &bob.uuid).send().await.expect(200);
    let list = |name: &'static str, value: &'static str| {
        let request = app.owner.docutools("users_list").query(name, value);
        async move {
            let page = request.send().await.expect(200).json();
            let found: Vec<String> = each(&page["content"], "email").into_iter().map(str::to_owned).collect();
            assert_eq!(page["totalElements"], json!(found.len()), "{name}={value}");
            found
        }
    };
    assert_eq!(list("filter", "Licensed").await, ["bob@example.org"]);
    assert_eq!(list("filter", "WithoutLicense").await, ["owner@example.com", "x@example.com"]);
    assert_eq!(list("filter", "Any").await.len(), 3);
    assert_eq!(list("search", "öDÖ").await, ["x@example.com"]);
    assert_eq!(list("search", "SIGN_IN").await, ["x@example.com"]);
    assert_eq!(list("search", "00%").await, ["x@example.com"]);
    assert_eq!(list("search", "owner").await, ["owner@example.com"]);
    // Neither the address, nor where one name ends and the next begins.
    assert_eq!(list("search", "x@example").await, [""; 0]);
    assert_eq!(list("search", "ödön 1").await, [""; 0]);
    for harmless in ["_", "s_gn", "%o%w", "\\", "'", "\u{1}", "\u{1f}"] {
        let found = list("search", harmless).await;
        assert_eq!(found.len(), usize::from(harmless == "_"), "{harmless:?}");
    }
    assert_eq!(list("search", "").await.len(), 3);
}

#[tokio::test]
async fn list_parameters_are_checked() {
    let app = App::start().await;
    for (name, value) in [
        ("page", "-1"),
        ("page", "x"),
        ("pageSize", "0"),
        ("pageSize", "1001"),
        ("filter", "None"),
        ("sort", "shoe"),
        ("sortDirection", "asc"),
    ] {
        let response = app.owner.docutools("users_list").query(name, value).send().await.expect(400);
        assert_eq!(response.violations(), [name], "{value}");
    }
    let beyond = app.owner.docutools("users_list").query("page", i32::MAX).query("pageSize", 1000).send().await;
    assert_eq!(beyond.expect(200).json()["empty"], json!(true));
}

#[tokio::test]
async fn a_profile_says_what_its_user_may_do() {
    let app = App::start().await;
    let (admin, creator, bob) = (app.admin("alice").await, app.project_creator("carol").await, app.user("bob").await);
    let count = async |id: &str| profile(&app.owner, id).await["permissions"].as_array().map(Vec::len);
    assert_eq!(count(&admin.uuid).await, Some(9));
    assert_eq!(count(&creator.uuid).await, Some(3));
    assert_eq!(count(&bob.uuid).await, Some(0));
    let owner = app.owner.docutools("users_list").query("search", "owner@").send().await.json();
    let owner = &owner["content"][0];
    assert_eq!(owner["permissions"].as_array().map(Vec::len), Some(10));
    assert_eq!((&owner["owner"], &owner["settings"]["admin"]), (&json!(true), &json!(true)));
    assert_eq!((&owner["license"], &owner["comment"]), (&Value::Null, &Value::Null));
    assert_eq!(owner["organisationNameId"], owner["organisationId"]);
}

#[tokio::test]
async fn reading_takes_an_authority_and_stays_within_the_organisation() {
    let app = App::start().await;
    let (admin, creator, bob) = (app.admin("alice").await, app.project_creator("carol").await, app.user("bob").await);
    let stranger = app.stranger().await;
    for (caller, status) in [
        (&*admin, 200),
        (&*creator, 200),
        (&app.owner, 200),
        (&*bob, 403),
        (&*stranger, 404),
        (&app.owner.anonymous(), 401),
    ] {
        for operation in ["users_get", "users_vcard"] {
            caller.docutools(operation).path("userId", &bob.uuid).send().await.expect(status);
        }
        let status = if status == 404 { 200 } else { status };
        let page = caller.docutools("users_list").send().await.expect(status);
        if caller.token == stranger.token {
            assert_eq!(each(&page.json()["content"], "email"), ["stranger@example.org"]);
        }
    }
    app.owner.docutools("users_get").path("userId", NOBODY).send().await.refused(404, "not_found", &[]);
    app.owner.docutools("users_get").path("userId", "bob").send().await.refused(400, "invalid_parameter", &["userId"]);
}

#[tokio::test]
async fn update_tells_absent_null_and_value_apart() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    let update =
        async |body: Value| app.owner.docutools("users_update").path("userId", &bob.uuid).json(body).send().await;
    let everything = json!({
        "firstName": "Ada", "lastName": "Lovelace", "phone": "1", "fax": "2", "jobTitle": "3", "department": "4",
        "internalId": "5", "street": "6\nback yard", "city": "7", "zip": "8",
        "settings": {"language": "de", "timeZone": "Europe/Vienna", "twoFactorAuthEnabled": true},
    });
    app.pass(std::time::Duration::from_secs(5));
    let before = profile(&app.owner, &bob.uuid).await;
    let changed = update(everything.clone()).await.expect(200).json();
    for (property, value) in everything.as_object().expect("an object") {
        if property != "settings" {
            assert_eq!(&changed[property], value, "{property}");
        }
    }
    assert_eq!(changed["settings"]["timeZone"], json!("Europe/Vienna"));
    assert_eq!(changed["settings"]["twoFactorAuthEnabled"], json!(true));
    assert_ne!(changed["lastModified"], before["lastModified"]);

    let partly = update(json!({"fax": null, "phone": "", "settings": {"timeZone": null}})).await.expect(200).json();
    assert_eq!(
        (&partly["fax"], &partly["phone"], &partly["settings"]["timeZone"]),
        (&Value::Null, &json!(""), &Value::Null)
    );
    assert_eq!((&partly["city"], &partly["settings"]["language"]), (&json!("7"), &json!("de")));
    assert_eq!(update(json!({})).await.expect(200).json(), partly);

    // What was read can be sent back, and what cannot be set is ignored (ruling C5).
    let mut whole = partly.clone();
    whole["owner"] = json!(true);
    whole["email"] = json!("other@example.com");
    whole["settings"]["admin"] = json!(true);
    whole["shoe"] = json!(44);
    assert_eq!(update(whole).await.expect(200).json(), partly);
    assert_eq!(profile(&app.owner, &bob.uuid).await, partly);
}

#[tokio::test]
async fn update_rejects_what_cannot_be() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    let update =
        async |body: Value| app.owner.docutools("users_update").path("userId", &bob.uuid).json(body).send().await;
    for (body, place) in [
        (json!({"firstName": null}), "/firstName"),
        (json!({"lastName": "x".repeat(129)}), "/lastName"),
        (json!({"phone": "1".repeat(33)}), "/phone"),
        (json!({"city": "a\u{0}b"}), "/city"),
        (json!({"settings": {"language": "DE"}}), "/settings/language"),
        (json!({"settings": {"timeZone": "Vienna"}}), "/settings/timeZone"),
        (json!({"settings": {"timeZone": "Mars/Olympus"}}), "/settings/timeZone"),
        (json!({"settings": {"timeZone": "europe/vienna"}}), "/settings/timeZone"),
        (json!({"settings": {"twoFactorAuthEnabled": null}}), "/settings/twoFactorAuthEnabled"),
        (json!([]), ""),
    ] {
        assert_eq!(update(body).await.expect(400).violations(), [place]);
    }
    let broken = app.owner.docutools("users_update").path("userId", &bob.uuid).bytes("application/json", "{");
    broken.send().await.refused(400, "invalid_body", &[""]);
    let text = app.owner.docutools("users_update").path("userId", &bob.uuid).bytes("text/plain", "x");
    text.send().await.refused(415, "unsupported_media_type", &[]);
}

#[tokio::test]
async fn administrators_are_changed_by_owners_only() {
    let app = App::start().await;
    let (alice, other, creator, bob) =
        (app.admin("alice").await, app.admin("other").await, app.project_creator("carol").await, app.user("bob").await);
    let owner = app.owner.docutools("users_list").query("search", "owner@").send().await.json();
    let owner = owner["content"][0]["userId"].as_str().expect("an id").to_owned();
    let stranger = app.stranger().await;
    let body = json!({"fax": "1"});
    for (caller, subject, status) in [
        (&*alice, &bob.uuid, 200),
        (&*alice, &creator.uuid, 200),
        (&*alice, &other.uuid, 403),
        (&*alice, &alice.uuid, 403),
        (&*alice, &owner, 403),
        (&app.owner, &alice.uuid, 200),
        (&app.owner, &owner, 200),
        (&*creator, &bob.uuid, 403),
        (&*bob, &bob.uuid, 403),
        (&*stranger, &bob.uuid, 404),
        (&app.owner.anonymous(), &bob.uuid, 401),
    ] {
        let request = caller.docutools("users_update").path("userId", subject).json(body.clone());
        assert_eq!(request.send().await.status, status, "{subject}");
    }
}
