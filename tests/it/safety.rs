//! What browsers, mail programs and curious callers get to see: nothing that runs, leads elsewhere, or tells of the inside.

use roster_tests::{App, Mail};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// Texts that would be more than text somewhere: in HTML, in headers, in templates, in file names.
const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "O'Brien \"the\" <b>\\ & sons",
    "{{ link }} {% raw %} ${x} %0d%0aBcc: x@evil.example",
    "evil@evil.example>, Eve <eve@evil.example",
    "=?utf-8?q?Bcc:_eve@evil.example?=",
    "Zoë \u{202e}gpj.exe 名前 🦀",
    "a;b,c:d=e",
];

#[tokio::test]
async fn pages_run_nothing_and_are_kept_nowhere() {
    let app = App::start().await;
    invite(&app, "dora@example.com", "Dora", None).await;
    let link = app.mail_to("dora@example.com").await.link();
    let base = app.owner.base();
    let pages = [
        (app.browse(&link).await, 200),
        (app.submit(&link).await, 200),
        (app.browse(&link).await, 410),
        (app.browse(&format!("{base}/invitations/none")).await, 404),
        (app.browse(&format!("{base}/login/auto-key/none/none")).await, 410),
        (app.browse(&format!("{base}/login/auto-key/none/none?href=https://evil.example")).await, 400),
    ];
    for (page, status) in pages {
        assert_eq!((page.url().path(), page.status().as_u16()), (page.url().path(), status));
        let header = |name: &str| page.headers().get(name).map_or("", |value| value.to_str().expect("text")).to_owned();
        let policy = header("content-security-policy");
        for directive in ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(directive), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'), "{policy}");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        // The address holds a secret.
        assert!(matches!(&*header("referrer-policy"), "no-referrer" | "same-origin"));
        assert_eq!((header("x-content-type-options"), header("x-frame-options")), ("nosniff".into(), "DENY".into()));
        assert_eq!(header("location"), "");
        let html = page.text().await.expect("text");
        assert!(!html.contains("<script") && !html.contains(" src=") && !html.contains(" href="), "{html}");
    }
}

#[tokio::test]
async fn docs_run_only_what_comes_from_here() {
    let app = App::start().await;
    for path in ["/docs/", "/docs/index.html", "/docs/swagger-ui-bundle.js"] {
        let page = app.owner.raw("GET", path).send().await.expect("a page");
        assert_eq!(page.status(), 200);
        let header = |name: &str| page.headers().get(name).map_or("", |value| value.to_str().expect("text"));
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("unsafe-eval"), "{policy}");
        assert_eq!((header("referrer-policy"), header("x-frame-options")), ("no-referrer", "DENY"));
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
    }
}

#[tokio::test]
async fn answers_are_taken_for_what_they_are_and_kept_by_nobody_else() {
    let app = App::start().await;
    let answers = [
        app.owner.twona("session_get").send().await.expect(200),
        app.owner.twona("users_list").send().await.expect(200),
        app.owner.anonymous().twona("session_get").send().await.expect(401),
        app.owner.twona("users_get").path("user_id", "none").send().await.expect(404),
        app.owner.docutools("avatars_get").path("userId", "none").send().await.expect(400),
    ];
    for answer in answers {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    for path in ["/nowhere/<script>alert(1)</script>", "/v2/users/%3Cscript%3E", "/healthz?<script>"] {
        let answer = app.owner.raw("GET", path).send().await.expect("an answer");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert!(!answer.text().await.expect("text").contains("<script"), "{path}");
    }
}

#[tokio::test]
async fn hostile_texts_stay_texts_in_mails_and_on_pages() {
    let app = App::start().await;
    for (index, text) in HOSTILE.into_iter().enumerate() {
        let address = format!("guest{index}@example.com");
        let message = format!("{text}\r\n\r\nBcc: eve@evil.example\r\n.\r\n{text}");
        invite(&app, &address, text, Some(&message)).await;
        let mail = app.mail_to(&address).await;
        assert_eq!(mail.header("Bcc"), None, "{}", mail.raw);
        assert_eq!(recipients(&mail), [address], "{}", mail.raw);
        let html = mail.html();
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>"), "{html}");
        let links = html.matches("href=").count();
        assert_eq!(links, html.matches(&format!("href=\"{}", mail.link())).count(), "{html}");
        let page = app.browse(&mail.link()).await.text().await.expect("a page");
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"), "{page}");
        assert!(page.contains("This invitation is for"), "{page}");
    }
}

#[tokio::test]
async fn a_hostile_name_of_the_inviter_stays_a_name() {
    let app = App::start().await;
    let me =
        app.owner.twona("session_get").send().await.expect(200).json()["user"]["id"].as_str().expect("id").to_owned();
    for (index, text) in HOSTILE.into_iter().enumerate() {
        let update = app.owner.twona("users_update").path("user_id", &me).json(json!({"name": text}));
        update.send().await.expect(201);
        let address = format!("guest{index}@example.com");
        invite(&app, &address, "Guest", None).await;
        let mail = app.mail_to(&address).await;
        assert_eq!((mail.header("Bcc"), recipients(&mail)), (None, vec![address]), "{}", mail.raw);
        let head = mail.raw.split("\r\n\r\n").next().expect("a head");
        assert!(head.is_ascii() && head.lines().all(|line| line.len() <= 998), "{head}");
        assert!(!mail.html().contains("<script") && !mail.html().contains("<img"), "{}", mail.html());
    }
}

#[tokio::test]
async fn line_breaks_are_refused_where_a_line_is_meant() {
    let app = App::start().await;
    for text in
        ["Dora\r\nBcc: eve@evil.example", "Dora\nx", "Dora\rx", "Dora\u{0}", "Dora\u{1b}[2J", "Dora\u{85}x", "\u{a0}"]
    {
        let invitation = json!({"name": text, "email": "dora@example.com"});
        app.owner.twona("invitations_create").json(invitation).send().await.refused(422, "invalid_body", &["/name"]);
        app.owner.twona("groups_create_or_activate").json(json!({"name": text})).send().await.refused(
            422,
            "invalid_body",
            &["/name"],
        );
    }
    for email in [
        "dora@example.com\r\nBcc: eve@evil.example",
        "dora@example.com\n",
        "a\r\n b@example.com",
        "a@b.example, c@d.example",
    ] {
        let invitation = json!({"name": "Dora", "email": email});
        app.owner.twona("invitations_create").json(invitation).send().await.refused(422, "invalid_body", &["/email"]);
    }
    // No mail can have gone out to anybody.
    let list = app.owner.twona("invitations_list").send().await.expect(200).json();
    assert_eq!(list, json!([]));
}

#[tokio::test]
async fn failures_tell_nothing_of_the_inside() {
    let (app, database) = start_and_know_the_database().await;
    invite(&app, "dora@example.com", "Dora", None).await;
    let link = app.mail_to("dora@example.com").await.link();
    execute(&database, "ALTER TABLE groups RENAME TO elsewhere").await;
    execute(&database, "ALTER TABLE invitations RENAME TO also_elsewhere").await;
    let failure = app.owner.twona("groups_list").send().await.expect(500);
    assert_eq!(
        failure.json(),
        json!({
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": "The server failed; the failure is logged.",
            "code": "internal_error",
        })
    );
    assert!(failure.header("x-request-id").is_some_and(|id| !id.is_empty()));
    app.owner.twona("groups_create_or_activate").json(json!({"name": "a"})).send().await.expect(500);
    let page = app.browse(&link).await;
    assert_eq!((page.status().as_u16(), page.headers()["cache-control"].to_str().ok()), (500, Some("no-store")));
    let html = page.text().await.expect("a page");
    for word in ["invitations", "table", "sql", "SELECT", "relation", "error returned", "panicked", ".rs"] {
        assert!(!html.to_lowercase().contains(&word.to_lowercase()), "{word}: {html}");
    }
}

#[tokio::test]
async fn lost_bytes_tell_nothing_of_where_they_were() {
    let app = App::start().await;
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>";
    let form =
        format!("--b\r\ncontent-disposition: form-data; name=\"avatar\"; filename=\"x\"\r\n\r\n{svg}\r\n--b--\r\n");
    let me = crate::docutools::avatars::id_of(&app, "owner@example.com").await;
    let put = app.owner.docutools("avatars_replace").path("userId", &me);
    put.bytes("multipart/form-data; boundary=b", form).send().await.expect(200);
    std::fs::remove_dir_all(app.data().join("blobs/avatars")).expect("removed");
    let failure = app.owner.docutools("avatars_get").path("userId", &me).send().await.expect(500);
    assert_eq!(failure.json()["detail"], json!("The server failed; the failure is logged."));
}

async fn invite(app: &App, email: &str, name: &str, message: Option<&str>) {
    let mut invitation = json!({"name": name, "email": email});
    if let Some(message) = message {
        invitation["message"] = Value::from(message);
    }
    app.owner.twona("invitations_create").json(invitation).send().await.expect(204);
}

/// Addresses that the mail would go to, by its head.
fn recipients(mail: &Mail) -> Vec<String> {
    ["To", "Cc", "Bcc"].into_iter().flat_map(|name| mail.addresses(name)).collect()
}

async fn start_and_know_the_database() -> (App, String) {
    let mut url = None;
    let app = App::start_with(|config| url = config.database_url.clone()).await;
    let url = url.unwrap_or_else(|| format!("sqlite:{}", app.data().join("roster.db").display()));
    (app, url)
}

async fn execute(database: &str, statement: &'static str) {
    let statement = AssertSqlSafe(statement);
    if database.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(database).await.expect("the database");
        sqlx::raw_sql(statement).execute(&mut connection).await.expect("executed");
    } else {
        let mut connection = PgConnection::connect(database).await.expect("the database");
        sqlx::raw_sql(statement).execute(&mut connection).await.expect("executed");
    }
}
