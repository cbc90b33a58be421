//! Callers who send too much: 429 with the time after which to try again, before anything else is looked at.

use std::time::Duration;

use roster_server::rates::{Rate, RateLimits};
use roster_tests::App;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

fn rate(text: &str) -> Option<Rate> {
    Some(text.parse().expect("a rate"))
}

async fn with(limits: RateLimits) -> App {
    App::start_with(|config| config.rate_limits = limits).await
}

#[tokio::test]
async fn a_token_has_its_allowance_in_both_apis() {
    let app = with(RateLimits { token: rate("4/h"), ..RateLimits::default() }).await;
    for _ in 0..2 {
        app.owner.twona("session_get").send().await.expect(200);
        app.owner.docutools("licenses_assign").path("userId", uuid::Uuid::nil()).send().await;
    }
    let refused = app.owner.twona("session_get").send().await.refused(429, "rate_limited", &[]);
    let seconds: u64 = refused.header("retry-after").expect("a time").parse().expect("seconds");
    assert!((1..=900).contains(&seconds), "{seconds}");
    assert!(refused.header("x-request-id").is_some());
    app.owner.docutools("licenses_assign").path("userId", uuid::Uuid::nil()).send().await.refused(
        429,
        "rate_limited",
        &[],
    );
    app.user("bob").await.twona("session_get").send().await.expect(200);
}

#[tokio::test]
async fn the_body_of_a_refused_request_is_not_waited_for() {
    let app = with(RateLimits { token: rate("1/h"), ..RateLimits::default() }).await;
    app.owner.twona("session_get").send().await.expect(200);
    let token = app.owner.token.clone().expect("a token");
    let head = format!(
        "POST /v2/groups HTTP/1.1\r\nhost: x\r\naccess-token: {token}\r\ncontent-type: application/json\r\n\
         content-length: 1000\r\n\r\n"
    );
    let mut connection = TcpStream::connect(app.server.address()).await.expect("a connection");
    connection.write_all(head.as_bytes()).await.expect("the head is sent");
    let mut answer = [0; 12];
    let read = connection.read_exact(&mut answer);
    tokio::time::timeout(Duration::from_secs(5), read).await.expect("an answer in time").expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 429");
}

#[tokio::test]
async fn wrong_credentials_are_counted_apart_and_lock_nobody_out() {
    let app = with(RateLimits { failures: rate("3/h"), ..RateLimits::default() }).await;
    for number in 0..3 {
        app.owner.with_token(&format!("wrong-{number}")).twona("session_get").send().await.refused(
            401,
            "unauthorized",
            &[],
        );
    }
    let guesser = app.owner.with_token("wrong-again");
    guesser.twona("groups_create_or_activate").json(json!({"name": "g"})).send().await.refused(
        429,
        "rate_limited",
        &[],
    );
    app.owner.anonymous().twona("session_get").send().await.refused(401, "unauthorized", &[]);
    app.owner.twona("session_get").send().await.expect(200);
}

#[tokio::test]
async fn addresses_are_those_that_trusted_proxies_tell() {
    let session = async |app: &App, forwarded: &str| {
        app.owner.twona("session_get").header("x-forwarded-for", forwarded).send().await.status.as_u16()
    };
    let limits = RateLimits { address: rate("2/h"), ..RateLimits::default() };
    let app = with(limits).await;
    let mut statuses = Vec::new();
    for forwarded in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
        statuses.push(session(&app, forwarded).await);
    }
    assert_eq!(statuses, [200, 200, 429], "anybody can write the header");
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(app.owner.raw("GET", path).send().await.expect("an answer").status(), 200, "{path}");
    }
    assert_eq!(app.browse(&format!("{}/docs/", app.owner.base())).await.status(), 429);

    let app = App::start_with(|config| {
        config.rate_limits = limits;
        config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    })
    .await;
    let mut statuses = Vec::new();
    for forwarded in ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1, 192.0.2.2"] {
        statuses.push(session(&app, forwarded).await);
    }
    assert_eq!(statuses, [200, 200, 429, 200]);
}
