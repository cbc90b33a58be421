//! What surrounds the APIs: documents, health, metrics, request ids, shutdown.

use std::time::Duration;

use roster_tests::App;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn documents_are_served_as_they_are_written() {
    let app = App::start().await;
    for name in ["twona", "docutools"] {
        let json: Value = app
            .owner
            .raw("GET", &format!("/openapi/{name}.json"))
            .send()
            .await
            .expect("answer")
            .json()
            .await
            .expect("json");
        assert_eq!(json["openapi"], json!("3.0.3"));
        let yaml = app.owner.raw("GET", &format!("/openapi/{name}.yaml")).send().await.expect("answer");
        assert_eq!(yaml.status(), 200);
        assert!(yaml.text().await.expect("text").contains("openapi: 3.0.3"));
    }
}

#[tokio::test]
async fn the_root_leads_people_to_the_pages_and_programs_to_the_documents() {
    let app = App::start().await;
    let page = app.browse(&format!("{}/", app.owner.base())).await;
    assert_eq!((page.status().as_u16(), page.headers()["location"].to_str().expect("text")), (307, "docs/"));
    for (path, root) in [("/", "/"), ("/.well-known/api-catalog", "/.well-known/")] {
        let response = app.owner.raw("GET", path).send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/linkset+json");
        let catalog: Value = response.json().await.expect("json");
        let apis = catalog["linkset"].as_array().expect("the APIs");
        assert_eq!(apis.len(), 2);
        let base = reqwest::Url::parse(&format!("http://x{root}")).expect("a URL");
        for link in apis.iter().flat_map(|api| ["service-desc", "service-doc"].map(|kind| &api[kind])) {
            for link in link.as_array().expect("links") {
                let url = base.join(link["href"].as_str().expect("a link")).expect("a reference");
                let found = app.owner.raw("GET", url.path()).send().await.expect("an answer");
                assert_eq!(found.status(), 200, "{url}");
                let media_type = found.headers()["content-type"].to_str().expect("text");
                assert!(media_type.starts_with(link["type"].as_str().expect("a type")), "{url} {media_type}");
            }
        }
    }
}

#[tokio::test]
async fn docs_ask_nobody_else() {
    let app = App::start().await;
    let page = app.owner.raw("GET", "/docs/").send().await.expect("answer");
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("default-src 'self'"), "{policy}");
    let html = page.text().await.expect("text");
    assert!(!html.contains("//cdn") && !html.contains("https://"), "{html}");
}

#[tokio::test]
async fn health_and_readiness_answer_without_a_token() {
    let app = App::start().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(app.owner.raw("GET", path).send().await.expect("answer").status(), 200, "{path}");
    }
}

#[tokio::test]
async fn metrics_name_operations_and_never_paths() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    alice.twona("users_get").path("user_id", &alice.id).send().await.expect(200);
    let text = app.owner.raw("GET", "/metrics").send().await.expect("answer").text().await.expect("text");
    assert!(text.lines().any(|line| line.contains("users_get") && line.contains("200")), "{text}");
    assert!(!text.contains(&alice.id), "{text}");
}

#[tokio::test]
async fn request_ids_are_answered() {
    let app = App::start().await;
    let given = app.owner.raw("GET", "/healthz").header("x-request-id", "caller-1").send().await.expect("answer");
    assert_eq!(given.headers()["x-request-id"], "caller-1");
    let made = app.owner.raw("GET", "/healthz").send().await.expect("answer");
    assert!(made.headers()["x-request-id"].len() >= 16);
    let refused =
        app.owner.raw("GET", "/healthz").header("x-request-id", "x".repeat(5000)).send().await.expect("answer");
    assert!(refused.headers()["x-request-id"].len() < 100);
}

#[tokio::test]
async fn what_is_written_survives_a_restart() {
    let data = tempfile::tempdir().expect("a folder");
    let config = || roster_server::Config::new(data.path());
    let first = roster_server::start(config()).await.expect("starts");
    let token = first.owner_token().expect("a first start").to_owned();
    let file = std::fs::read_to_string(data.path().join("owner.token")).expect("the token's file");
    assert_eq!(file.trim(), token);
    let http = reqwest::Client::new();
    let groups = |server: &roster_server::Running| format!("http://{}/v2/groups", server.address());
    let created = http.post(groups(&first)).header("access-token", &token).body(r#"{"name": "kept"}"#).send().await;
    assert_eq!(created.expect("answer").status(), 200);
    first.stop().await;

    let second = roster_server::start(config()).await.expect("starts again");
    assert!(second.owner_token().is_none());
    let listed = http.get(groups(&second)).header("access-token", &token).send().await.expect("answer");
    assert_eq!(listed.json::<Value>().await.expect("json")[0]["name"], json!("kept"));
    second.stop().await;
}

#[tokio::test]
async fn a_running_request_is_answered_while_the_server_stops() {
    let app = App::start().await;
    let body = json!({"name": "in time"}).to_string();
    let mut connection = TcpStream::connect(app.server.address()).await.expect("a connection");
    let head = format!(
        "POST /v2/groups HTTP/1.1\r\nhost: localhost\r\naccess-token: {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
        app.owner.token.as_deref().expect("a token"),
        body.len()
    );
    connection.write_all(head.as_bytes()).await.expect("sent");
    let mut interim = [0; 25];
    connection.read_exact(&mut interim).await.expect("the server waits for the body");
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");

    let address = app.server.address();
    let stop = tokio::spawn(app.server.stop());
    while TcpStream::connect(address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    connection.write_all(body.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    stop.await.expect("stopped");
}

#[tokio::test]
async fn one_host_is_named() {
    let app = App::start().await;
    for (head, status) in [
        ("GET /healthz HTTP/1.1\r\nhost: a\r\n", "200"),
        ("GET /healthz HTTP/1.1\r\n", "400"),
        ("GET /healthz HTTP/1.1\r\nhost: a\r\nhost: a\r\n", "400"),
        ("GET /healthz HTTP/1.0\r\n", "200"),
    ] {
        let mut stream = tokio::net::TcpStream::connect(app.server.address()).await.expect("the server listens");
        stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).await.expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert_eq!(answer.split(' ').nth(1), Some(status), "{head}{answer}");
    }
}

/// What every request asks is asked, not only whether there is a database.
#[tokio::test]
async fn a_database_that_answers_errors_is_not_ready() {
    let app = App::start_with(|config| config.database_url = None).await;
    let ready = || async { app.owner.raw("GET", "/readyz").send().await.expect("an answer").status().as_u16() };
    assert_eq!(ready().await, 200);
    let mut connection = roster_tests::database::look_into_file(app.data()).await;
    sqlx::query("ALTER TABLE credentials RENAME TO gone").execute(&mut connection).await.expect("a change");
    app.owner.twona("session_get").send().await.expect(500);
    assert_eq!(ready().await, 503);
}
