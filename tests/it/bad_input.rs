//! What clients send by mistake or on purpose: always a documented 4xx, never a 500.

use roster_tests::App;
use serde_json::json;

#[tokio::test]
async fn malformed_json_says_where() {
    let app = App::start().await;
    for body in
        ["", "{", "{\"name\": }", "nonsense", "{\"name\": \"a\"} trailing", "\u{feff}{}", "{\"name\": \"\u{1}\"}"]
    {
        let request = app.owner.twona("groups_create_or_activate").bytes("application/json", body);
        let response = request.send().await.expect(422);
        let detail = response.json()["errors"][0]["detail"].as_str().unwrap_or_default().to_owned();
        assert!(!detail.is_empty(), "{body:?}: {}", response.json());
    }
    let response = app.owner.twona("groups_create_or_activate").bytes("application/json", vec![b'"', 0xff, b'"']);
    response.send().await.refused(422, "invalid_body", &[""]);
}

#[tokio::test]
async fn duplicate_keys_deep_nesting_and_nul_are_refused() {
    let app = App::start().await;
    let deep = format!("{{\"name\":\"a\",\"x\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for (body, place) in [
        ("{\"name\": \"a\", \"name\": \"b\"}".to_owned(), "/name"),
        (deep, ""),
        ("{\"name\": \"a\\u0000b\"}".to_owned(), "/name"),
        ("{\"name\": 1e999}".to_owned(), "/name"),
        ("{\"id\": 99999999999999999999}".to_owned(), "/id"),
        ("{\"id\": 1.5}".to_owned(), "/id"),
    ] {
        let request = app.owner.twona("groups_create_or_activate").bytes("application/json", body);
        request.send().await.refused(422, "invalid_body", &[place]);
    }
}

#[tokio::test]
async fn any_unicode_is_a_name() {
    let app = App::start().await;
    for name in ["Ünïcödé", "名前", "🦀🦀", "O'Brien; DROP TABLE users", "a\u{202e}b", "<script>", "  spaced  "]
    {
        let group = app.owner.twona("groups_create_or_activate").json(json!({"name": name})).send().await.expect(200);
        assert_eq!(group.json()["name"], json!(name));
    }
}

#[tokio::test]
async fn content_types_are_taken_as_the_document_declares() {
    let app = App::start().await;
    let send = |content_type, name: &str| {
        let body = json!({"name": name}).to_string();
        app.owner.twona("groups_create_or_activate").bytes(content_type, body).send()
    };
    send("application/json", "a").await.expect(200);
    send("application/json; charset=utf-8", "b").await.expect(200);
    // What curl -d announces, and a client that announces nothing.
    send("application/x-www-form-urlencoded", "c").await.expect(200);
    send("", "d").await.expect(200);
    send("text/plain", "e").await.refused(415, "unsupported_media_type", &[]);
    send("application/xml", "f").await.refused(415, "unsupported_media_type", &[]);
    send("nonsense", "g").await.refused(415, "unsupported_media_type", &[]);
    send("application/json; charset=utf-16", "h").await.refused(415, "unsupported_media_type", &[]);
}

#[tokio::test]
async fn what_is_wrong_with_json_is_told_under_any_media_type_that_is_taken() {
    let app = App::start().await;
    for (content_type, body) in [
        ("application/json", "{\"name\": 'a'}"),
        ("application/x-www-form-urlencoded", "{\"name\": 'a'}"),
        ("", " {\"name\": \"a\",}"),
        ("application/x-www-form-urlencoded", "{name: 1}"),
    ] {
        let request = app.owner.twona("groups_create_or_activate").bytes(content_type, body);
        let refused = request.send().await.refused(422, "invalid_body", &[""]);
        let detail = refused.json()["detail"].as_str().expect("a text").to_owned();
        assert!(detail.contains("is not well-formed JSON: ") && detail.contains("line 1 column"), "{detail}");
    }
    let form = app.owner.twona("groups_create_or_activate").bytes("application/x-www-form-urlencoded", "name=a");
    form.send().await.refused(415, "unsupported_media_type", &[]);
}

#[tokio::test]
async fn who_has_no_credential_is_told_where_it_belongs() {
    let app = App::start().await;
    let token = app.owner.token.as_deref().expect("a token");
    for (path, header, value, wanted) in [
        (
            "/v2/users",
            "authorization",
            format!("Bearer {token}"),
            "the header access-token or the cookie roster_session",
        ),
        ("/v2/users", "x-none", String::new(), "the header access-token or the cookie roster_session"),
        ("/api/v2/users", "access-token", token.to_owned(), "the header Authorization with Bearer"),
    ] {
        let response = app.owner.raw("GET", path).header(header, value).send().await.expect("an answer");
        assert_eq!(response.status(), 401);
        let problem: serde_json::Value = response.json().await.expect("a problem document");
        assert_eq!(problem["detail"], format!("The request has no credential: {wanted} is needed."), "{path} {header}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_of_a_path_makes_no_difference() {
    let app = App::start().await;
    let token = app.owner.token.as_deref().expect("a token");
    for path in ["/v2/users", "/v2/users/?page=1", "/v2/session/", "/api/v2/groups/", "/healthz/"] {
        let response = app.owner.raw("GET", path).header("access-token", token).send().await.expect("an answer");
        assert_eq!((path, response.status().as_u16()), (path, 200));
    }
    let create = app.owner.raw("POST", "/v2/files/").header("access-token", token).header("upload-length", "5");
    let create = create
        .header("tus-resumable", "1.0.0")
        .header("upload-metadata", "filename YS50eHQ=,filetype dGV4dC9wbGFpbg==");
    let created = create.send().await.expect("an answer");
    assert_eq!(created.status(), 201, "{:?}", created.text().await);
    let location = created.headers()["location"].to_str().expect("text").to_owned();
    let path = location.trim_start_matches(app.owner.base());
    let part = app.owner.raw("POST", &format!("{path}/")).header("access-token", token).body("hello");
    let part =
        part.header("tus-resumable", "1.0.0").header("upload-offset", "0").header("x-http-method-override", "PATCH");
    let part = part.header("content-type", "application/offset+octet-stream");
    assert_eq!(part.send().await.expect("an answer").status(), 204, "{location}");
}

#[tokio::test]
async fn huge_bodies_are_refused() {
    let app = App::start().await;
    let body = format!("{{\"name\": \"{}\"}}", "x".repeat(32 * 1024 * 1024));
    let request = app.owner.raw("POST", "/v2/groups").header("content-type", "application/json");
    let response = request.header("access-token", app.owner.token.as_deref().expect("token")).body(body).send().await;
    // The connection may be closed while the rest is still being sent.
    if let Ok(response) = response {
        assert_eq!(response.status(), 413);
    }
    app.owner.twona("session_get").send().await.expect(200);
}

#[tokio::test]
async fn every_violation_of_parameters_is_reported_at_once() {
    let app = App::start().await;
    let response = app.owner.twona("users_list").query("page", "0").query("deleted", "perhaps").send().await.refused(
        400,
        "invalid_parameter",
        &["deleted", "page"],
    );
    assert_eq!(response.violations(), ["deleted", "page"]);
}

#[tokio::test]
async fn what_nobody_documented_is_a_problem_document() {
    let app = App::start().await;
    for path in ["//", "/v2", "/v2/nothing", "/v2/users//", "/v2/users/a/b", "/api/v3/users", "/openapi/none.json"] {
        let response = app.owner.raw("GET", path).send().await.expect("answer");
        assert_eq!((path, response.status().as_u16()), (path, 404));
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.json::<serde_json::Value>().await.expect("json")["status"], json!(404));
    }
    let response = app.owner.raw("PATCH", "/v2/users").send().await.expect("answer");
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let mut allow: Vec<_> = response.headers()["allow"].to_str().expect("text").split(',').map(str::trim).collect();
    allow.sort_unstable();
    assert_eq!(allow, ["GET", "HEAD", "POST"]);
}

#[tokio::test]
async fn writers_at_the_same_time_all_succeed() {
    let app = App::start().await;
    let tasks: Vec<_> = (0..64)
        .map(|n| {
            let owner = app.owner.clone();
            tokio::spawn(async move {
                owner
                    .twona("groups_create_or_activate")
                    .json(json!({"name": format!("g{n}")}))
                    .send()
                    .await
                    .expect(200);
                owner
                    .twona("users_create_bulk")
                    .json(json!({"emails": [format!("u{n}@example.com")]}))
                    .send()
                    .await
                    .expect(201);
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no write fails");
    }
    assert_eq!(app.owner.twona("groups_list").send().await.json().as_array().map(Vec::len), Some(64));
    assert_eq!(app.owner.twona("users_list").send().await.json().as_array().map(Vec::len), Some(65));
}

#[tokio::test]
async fn one_name_is_given_once_however_many_ask_for_it() {
    let app = App::start().await;
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let owner = app.owner.clone();
            tokio::spawn(async move {
                owner.twona("groups_create_or_activate").json(json!({"name": "only"})).send().await.status.as_u16()
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.expect("an answer"));
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| *status == 409), "{statuses:?}");
}

/// One rule for both APIs and the command line, and a mail for whomever it takes.
#[tokio::test]
async fn addresses_that_no_mail_reaches_are_refused_everywhere() {
    let app = App::start().await;
    for email in [r#""a b"@example.com"#, r#""a,b"@example.com"#, r#""<x>"@example.com"#, "a@xn--a.com"] {
        let refused = [
            (app.owner.twona("invitations_create").json(json!({"name": "A", "email": email})), "/email"),
            (app.owner.twona("users_create_bulk").json(json!({"emails": [email]})), "/emails/0"),
            (app.owner.docutools("users_invite").json(json!({"email": email})), "/email"),
            (
                app.owner.docutools("users_invite").json(json!({"email": "a@example.com", "username": email})),
                "/username",
            ),
        ];
        for (request, pointer) in refused {
            let response = request.send().await;
            assert!(matches!(response.status.as_u16(), 400 | 422), "{email}: {}", response.json());
            assert_eq!(response.code(), "invalid_body");
            assert_eq!(response.json()["errors"][0]["pointer"], json!(pointer), "{email}");
        }
    }
}

#[tokio::test]
async fn an_international_domain_is_one_user_and_reached_in_ascii() {
    let app = App::start().await;
    let invite = |email: &str| app.owner.twona("invitations_create").json(json!({"name": "A", "email": email}));
    invite("info@münchen.de").send().await.expect(204);
    let mail = app.mail_to("info@xn--mnchen-3ya.de").await;
    assert!(app.submit(&mail.link()).await.status().is_success());
    assert_eq!(invite("INFO@xn--mnchen-3ya.de").send().await.expect(409).code(), "email_in_use");
    for q in ["email:info@münchen.de", "email:info@xn--mnchen-3ya.de", "email:*mu\u{308}nchen.de"] {
        let found = app.owner.twona("users_list").query("q", q).send().await.expect(200).json();
        assert_eq!(found[0]["email"], json!("info@münchen.de"), "{q}");
    }
}

#[tokio::test]
async fn letters_are_the_same_however_they_are_composed() {
    let app = App::start().await;
    let create = |name: &str| app.owner.twona("groups_create_or_activate").json(json!({ "name": name }));
    let written = create("Bu\u{308}ro").send().await.expect(200).json();
    assert_eq!(written["name"], json!("Bu\u{308}ro"));
    for name in ["Büro", "BÜRO", "bu\u{308}RO"] {
        assert_eq!(create(name).send().await.expect(409).code(), "name_in_use");
    }
    for name in ["Zoë-1", "Zoe\u{308}-2"] {
        app.user(name).await;
    }
    for q in ["name:Zoë*", "name:zoe\u{308}*"] {
        let found = app.owner.twona("users_list").query("q", q).send().await.expect(200).json();
        assert_eq!(found.as_array().map(Vec::len), Some(2), "{q}");
    }
    for search in ["zoë", "ZOE\u{308}"] {
        let page = app.owner.docutools("users_list").query("search", search).send().await.expect(200).json();
        assert_eq!(page["totalElements"], json!(2), "{search}: {page}");
    }
}

/// No stored text has this character, so nothing is found by it, and what is not stored does not matter (ruling C5).
#[tokio::test]
async fn u_0000_is_refused_only_where_it_would_be_stored() {
    let app = App::start().await;
    let found = |q: &'static str| app.owner.twona("users_list").query("q", q);
    for q in ["name:a\0*", "email:*\0*", "email:\0"] {
        assert_eq!(found(q).send().await.expect(200).json(), json!([]), "{q:?}");
    }
    let all = found("name:*-name:*\0*").send().await.expect(200).json();
    assert_eq!(all.as_array().map(Vec::len), Some(1));
    for q in ["name:a\0*", "site:\0", "site:*\0*"] {
        assert_eq!(app.owner.twona("files_list").query("q", q).send().await.expect(200).json(), json!([]), "{q:?}");
    }
    for operation in ["users_list", "members_list"] {
        let page = app.owner.docutools(operation).query("search", "a\0").send().await.expect(200).json();
        assert_eq!(page["totalElements"], json!(0));
    }
    let group = json!({"name": "Group", "unknown": "a\0b", "more": {"a\0": ["\0"]}});
    app.owner.twona("groups_create_or_activate").json(group).send().await.expect(200);
    let letter = |name: &str, message: &str| json!({"name": name, "email": "a@example.com", "message": message});
    for (body, pointer) in [(letter("A\0", "x"), "/name"), (letter("A", "x\0"), "/message")] {
        let refused = app.owner.twona("invitations_create").json(body).send().await.expect(422);
        assert_eq!(refused.violations(), [pointer]);
    }
}
