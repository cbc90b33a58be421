//! PostgreSQL goes away under a running server, and comes back.

use std::time::{Duration, Instant};

use roster_tests::{
    App, Caller, database,
    outside::require,
    process::{self, Process},
    proxy::Proxy,
};
use serde_json::json;

/// A server whose way to PostgreSQL leads through a proxy; none where there is no PostgreSQL.
async fn behind_a_proxy() -> Option<(App, Proxy)> {
    let base = require("ROSTER_TEST_DATABASE_URL")?;
    let url = database::schema(&base).await;
    let proxy = Proxy::start(database::authority(&url)).await;
    let through = database::through(&url, proxy.address());
    let app = App::start_with(|config| config.database_url = Some(through)).await;
    Some((app, proxy))
}

async fn readiness(caller: &Caller) -> u16 {
    caller.raw("GET", "/readyz").send().await.expect("an answer").status().as_u16()
}

/// Every kind of request is answered 503, and says when to try again.
async fn expect_away(app: &App) {
    let read = app.owner.twona("session_get").send().await.expect(503);
    assert_eq!(read.code(), "unavailable");
    assert!(read.header("retry-after").is_some());
    let write = app.owner.twona("groups_create_or_activate").json(json!({"name": "lost"})).send().await.expect(503);
    assert!(write.header("retry-after").is_some());
    let text = String::from_utf8_lossy(&write.body).to_lowercase();
    assert!(!text.contains("pool") && !text.contains("postgres") && !text.contains("127.0.0.1"), "{text}");
    assert_eq!(readiness(&app.owner).await, 503);
    let alive = app.owner.raw("GET", "/healthz").send().await.expect("an answer");
    assert_eq!(alive.status(), 200, "a process that waits for its database need not be started again");
}

/// The server finds its database again without being started again.
async fn expect_back(app: &App) {
    let start = Instant::now();
    while readiness(&app.owner).await != 200 {
        assert!(start.elapsed() < Duration::from_secs(20), "the database is back, and the server has not noticed");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    app.owner.twona("session_get").send().await.expect(200);
    let groups = app.owner.twona("groups_list").send().await.expect(200).json();
    let names: Vec<&str> =
        groups.as_array().expect("a list").iter().filter_map(|group| group["name"].as_str()).collect();
    assert_eq!(names, ["kept"], "what was acknowledged is there, what was refused is not");
}

#[tokio::test]
async fn a_database_that_is_gone_is_503_until_it_is_back() {
    let Some((app, proxy)) = behind_a_proxy().await else { return };
    app.owner.twona("groups_create_or_activate").json(json!({"name": "kept"})).send().await.expect(200);
    for _ in 0..2 {
        proxy.cut();
        expect_away(&app).await;
        proxy.mend();
        expect_back(&app).await;
    }
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_503_until_it_does() {
    let Some((app, proxy)) = behind_a_proxy().await else { return };
    app.owner.twona("groups_create_or_activate").json(json!({"name": "kept"})).send().await.expect(200);
    // Connections that were in use a moment ago are not asked whether they live.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    proxy.stall();
    expect_away(&app).await;
    proxy.mend();
    expect_back(&app).await;
}

#[tokio::test]
async fn a_list_that_loses_its_database_half_way_breaks_off() {
    let Some((app, proxy)) = behind_a_proxy().await else { return };
    for hundred in 0..12 {
        let emails: Vec<String> = (0..100).map(|number| format!("u{hundred}-{number}@example.org")).collect();
        app.owner.twona("users_create_bulk").json(json!({"emails": emails})).send().await.expect(201);
    }
    let mut answer =
        app.owner.raw("GET", "/v2/users").header("access-token", app.owner.token.as_deref().expect("a token"));
    answer = answer.header("accept", "application/json");
    let mut answer = answer.send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    proxy.cut();
    let mut length = 0;
    let end = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => length += chunk.len(),
            other => break other,
        }
    };
    // What fits into the sockets' buffers may have been read from the database before it went away.
    assert!(end.is_err() || length > 100_000, "a list that is not whole does not end as if it were");
}

#[tokio::test]
async fn a_server_does_not_start_without_its_database_and_says_so() {
    let Some(base) = require("ROSTER_TEST_DATABASE_URL") else { return };
    let data = tempfile::tempdir().expect("a folder");
    let proxy = Proxy::start(database::authority(&base)).await;
    proxy.cut();
    let mut command = process::command(data.path());
    command.env("ROSTER_DATABASE_URL", database::through(&base, proxy.address()));
    let said = Process::try_start(command).await.err().expect("there is no database");
    assert!(said.contains("exit status: 1") && said.contains("error: cannot open the database"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("error:")).count(), 1, "{said}");
    assert!(!data.path().join("owner.token").exists());
}

#[tokio::test]
async fn servers_that_start_at_once_on_an_empty_database_create_one_organization() {
    let Some(base) = require("ROSTER_TEST_DATABASE_URL") else { return };
    let url = database::schema(&base).await;
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().expect("a folder")).collect();
    let start = |folder: &tempfile::TempDir| {
        let mut command = process::command(folder.path());
        command.env("ROSTER_DATABASE_URL", &url);
        Process::start(command)
    };
    let servers = tokio::join!(start(&folders[0]), start(&folders[1]), start(&folders[2]));
    let tokens: Vec<_> = folders.iter().filter(|folder| folder.path().join("owner.token").exists()).collect();
    assert_eq!(tokens.len(), 1, "one of them was first");
    let token = process::owner_token(tokens[0].path());
    for server in [&servers.0, &servers.1, &servers.2] {
        let session = server.caller(&token).twona("session_get").send().await.expect(200).json();
        assert_eq!(session["user"]["email"], json!("owner@example.com"));
    }
}
