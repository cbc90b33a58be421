//! What the log says, at its most talkative, and what it never says.

use std::time::Duration;

use roster_tests::process::{Process, command, owner_token};
use serde_json::{Value, json};
use sqlx::Connection;

/// Each stands in a place of its own; none may be in the log, whole or as a part of something.
const NEEDLES: [&str; 10] = [
    "grace.needle",
    "Needlename",
    "Needlegroup",
    "needle-message",
    "needle-query",
    "needle-token",
    "needle-cookie",
    "needle-phone",
    "needle-link",
    "needle-path",
];

struct Lines(Vec<Value>);

impl Lines {
    fn of(log: &str) -> Self {
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        Self(log.lines().map(parse).collect())
    }

    /// The lines of one request.
    fn about(&self, request_id: &str) -> Vec<&Value> {
        self.0.iter().filter(|line| line["span"]["request_id"] == request_id).collect()
    }
}

fn says<'a>(message: &'a str) -> impl Fn(&&Value) -> bool + 'a {
    move |line| line["message"] == message
}

#[tokio::test]
async fn logs_name_requests_and_nobody() {
    let data = tempfile::tempdir().expect("a folder");
    let mut command = command(data.path());
    command.env("ROSTER_LOG", "trace,sqlx=trace").env("ROSTER_LOG_FORMAT", "json");
    let process = Process::start(command).await;
    let token = owner_token(data.path());
    let owner = process.caller(&token);

    let invitation =
        json!({"name": "Grace Needlename", "email": "grace.needle@example.com", "message": "needle-message"});
    let invite = owner.twona("invitations_create").header("x-request-id", "r-invite").json(invitation);
    invite.send().await.expect(204);
    let link = mailed_link(data.path()).await;
    for method in ["GET", "POST"] {
        let page = owner.raw(method, &link).header("x-request-id", format!("r-{method}")).send().await;
        assert_eq!(page.expect("a page").status(), 200);
    }
    let page = owner.raw("GET", "/invitations/needle-link").header("x-request-id", "r-link").send().await;
    assert_eq!(page.expect("a page").status(), 404);
    let wrong = owner.with_token("needle-token");
    wrong.twona("session_get").header("x-request-id", "r-wrong").send().await.refused(401, "unauthorized", &[]);
    let cookie = owner.anonymous();
    let cookie = cookie.twona("session_get").header("cookie", "roster_session=needle-cookie");
    cookie.header("x-request-id", "r-cookie").send().await.refused(401, "unauthorized", &[]);
    let group = owner.twona("groups_create_or_activate").header("x-request-id", "r-group");
    group.json(json!({"name": "Needlegroup"})).send().await.expect(200);
    let bad = owner.twona("invitations_create").header("x-request-id", "r-bad");
    bad.json(json!({"name": "Needlename", "email": "grace.needle"})).send().await.refused(
        422,
        "invalid_body",
        &["/email"],
    );
    let list = owner.twona("users_list").query("q", "name:needle-query").header("x-request-id", "r-query");
    list.send().await.expect(200);
    let bad = owner.twona("users_list").query("sort_by", "needle-query").header("x-request-id", "r-sort");
    bad.send().await.refused(400, "invalid_parameter", &["sort_by"]);
    let cancel = owner.twona("invitations_cancel").path("email", "grace.needle@example.com");
    cancel.header("x-request-id", "r-cancel").send().await.refused(409, "invitation_not_pending", &[]);
    let me = owner.twona("session_get").header("x-request-id", "r-me").send().await.json();
    let update = owner.twona("users_update").path("user_id", me["user"]["id"].as_str().expect("an id"));
    let update = update.header("x-request-id", "r-update");
    update.json(json!({"name": "Olivia Needlename", "telephone": "needle-phone"})).send().await.expect(201);
    let nowhere = owner.raw("GET", "/needle-path?email=grace.needle").header("x-request-id", "r-nowhere").send().await;
    assert_eq!(nowhere.expect("an answer").status(), 404);
    break_groups(data.path()).await;
    let broken = owner.twona("groups_list").header("x-request-id", "r-broken").send().await.expect(500);
    assert!(!String::from_utf8_lossy(&broken.body).contains("groups"), "inner errors stay inside");
    let refused = owner.twona("session_get").header("x-request-id", "two words").send().await.expect(200);
    let made = refused.header("x-request-id").expect("an id").to_owned();
    assert_eq!(made.len(), 36);

    let log = process.log();
    let secrets = [token.as_str(), link.rsplit('/').next().expect("a token")];
    for secret in NEEDLES.iter().chain(&secrets).chain(&["owner@example.com", "Olivia", "two words"]) {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} is in the log: {line:?}");
    }
    let lines = Lines::of(&log);
    let requests = [
        "r-invite",
        "r-GET",
        "r-POST",
        "r-link",
        "r-wrong",
        "r-cookie",
        "r-group",
        "r-bad",
        "r-query",
        "r-sort",
        "r-cancel",
        "r-me",
        "r-update",
        "r-nowhere",
        "r-broken",
    ];
    for id in requests.iter().copied().chain([made.as_str()]) {
        assert_eq!(lines.about(id).into_iter().filter(says("answered")).count(), 1, "{id}");
    }
    assert!(lines.about("r-broken").into_iter().any(|line| says("the server failed")(&line)), "{log}");
    assert!(lines.about("r-invite").into_iter().any(|line| says("a mail is queued")(&line)), "{log}");
    // Statements are logged only where an operator asks for them: see `telemetry::logging`.
    let (statements, others): (Vec<_>, Vec<_>) = lines.0.iter().partition(|line| line["db.statement"].is_string());
    assert!(statements.len() > 50, "the log is as talkative as it can be");
    let outside: Vec<_> = others.into_iter().filter(|line| line["span"]["request_id"].is_null()).collect();
    assert!(outside.iter().all(|line| line["message"] == "a mail was delivered"), "of no request: {outside:?}");
}

/// The path of the link in the one mail.
async fn mailed_link(data: &std::path::Path) -> String {
    for _ in 0..200 {
        for entry in std::fs::read_dir(data.join("outbox")).expect("the outbox") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "eml") {
                let mail = roster_tests::Mail { raw: std::fs::read_to_string(path).expect("a mail") };
                let link = mail.link();
                return link[link.find("/invitations/").expect("a link")..].to_owned();
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no mail came");
}

/// Takes a table from under the server.
async fn break_groups(data: &std::path::Path) {
    let url = format!("sqlite:{}", data.join("roster.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("the database opens");
    let rename = sqlx::query("ALTER TABLE groups RENAME TO gone");
    rename.execute(&mut connection).await.expect("the table is renamed");
    connection.close().await.expect("it closes");
}
