//! Callers who stop half-way, come slowly, or come in crowds: they cost themselves, and nobody else.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use roster_server::Config;
use roster_tests::{
    App,
    process::{self, Process},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{Instant, sleep, timeout},
};

use crate::twona::uploads::{self, MIB};

/// Longer than anything here takes, unless it goes on for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// A time-out for the tests that wait for it.
const SHORT: Duration = Duration::from_millis(500);

#[tokio::test]
async fn who_takes_nothing_of_an_answer_is_not_waited_for() {
    let app = App::start_with(|config| config.connections.write_timeout = SHORT).await;
    let mut connection = connect(app.server.address(), 1).await;
    connection.write_all(get(&app, "/openapi/twona.json").repeat(24).as_bytes()).await.expect("sent");
    sleep(3 * SHORT).await;
    let received = timeout(PATIENCE, read_up_to(&mut connection, usize::MAX)).await.expect("the connection ends");
    assert!(received < 24 * 130_000, "{received} bytes");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn who_takes_little_at_a_time_gets_everything() {
    let app = App::start_with(|config| config.connections.write_timeout = SHORT).await;
    let mut connection = connect(app.server.address(), 1).await;
    // More than the system takes by itself.
    let request = get(&app, "/openapi/twona.json");
    let last = request.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n");
    connection.write_all((request.repeat(23) + &last).as_bytes()).await.expect("sent");
    let mut received = 0;
    loop {
        sleep(SHORT / 10).await;
        match read_up_to(&mut connection, 32 * 1024).await {
            0 => break,
            bytes => received += bytes,
        }
    }
    assert!(received > 24 * 130_000, "{received} bytes");
}

#[tokio::test]
async fn heads_have_a_size() {
    let app = App::start().await;
    for end in ["\r\n\r\n", ""] {
        let mut connection = connect(app.server.address(), 1).await;
        // It may be refused before all of it is sent.
        let head = format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}{end}", "a".repeat(70_000));
        let _ = connection.write_all(head.as_bytes()).await;
        let mut status = [0; 12];
        timeout(PATIENCE, connection.read_exact(&mut status)).await.expect("an answer in time").expect("an answer");
        assert_eq!(std::str::from_utf8(&status), Ok("HTTP/1.1 431"));
    }
    let allowed = app.owner.raw("GET", "/healthz").header("x", "a".repeat(60_000)).send().await.expect("an answer");
    assert_eq!(allowed.status(), 200);
}

#[tokio::test]
async fn heads_that_never_end_are_not_waited_for() {
    let app = App::start_with(|config| config.connections.head_timeout = SHORT).await;
    let mut connection = connect(app.server.address(), 1).await;
    assert!(ends_while_sending(&mut connection, "GET /healthz HTTP/1.1\r\nx: ").await < 4 * SHORT);
}

#[tokio::test]
async fn bodies_that_never_end_are_not_waited_for() {
    let app = App::start_with(|config| config.request_timeout = SHORT).await;
    let id = uploads::create(&app.owner, 1000).await;
    let json = "content-type: application/json\r\ncontent-length: 1000\r\n\r\n{\"name\": \"";
    let part = format!("content-type: {}\r\nupload-offset: 0\r\ncontent-length: 1000\r\n\r\n", uploads::PART);
    for (request, rest) in [("POST /v2/groups".to_owned(), json), (format!("PATCH /v2/files/{id}"), &part)] {
        let mut connection = connect(app.server.address(), 1).await;
        let token = app.owner.token.as_deref().expect("a token");
        let head = format!("{request} HTTP/1.1\r\nhost: x\r\ntus-resumable: 1.0.0\r\naccess-token: {token}\r\n{rest}");
        assert!(ends_while_sending(&mut connection, &head).await < 4 * SHORT, "{request}");
    }
}

#[tokio::test]
async fn bodies_may_be_slow() {
    let app = App::start_with(|config| config.request_timeout = SHORT).await;
    let body = json!({"name": "slow", "x": "x".repeat(4000)}).to_string();
    let mut connection = connect(app.server.address(), 1).await;
    let head = get(&app, "/v2/groups").replace("GET", "POST");
    let length = format!("\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    connection.write_all(head.replace("\r\n\r\n", &length).as_bytes()).await.expect("sent");
    for chunk in body.as_bytes().chunks(1000) {
        sleep(SHORT * 3 / 5).await;
        connection.write_all(chunk).await.expect("sent");
    }
    assert_eq!(status(&mut connection).await, "200");
}

#[tokio::test]
async fn a_crowd_of_connections_is_in_nobodys_way() {
    let app = App::start_with(|config| {
        config.connections.total = 6;
        config.connections.per_address = 4;
    })
    .await;
    let address = app.server.address();
    let mut known = connect(address, 2).await;
    known.write_all(get(&app, "/v2/session").as_bytes()).await.expect("sent");
    assert_eq!(status(&mut known).await, "200");
    read_up_to_pause(&mut known).await;
    let mut crowd = Vec::new();
    for number in 0..40 {
        crowd.push(connect(address, 1 + number % 2 * 2).await);
        sleep(Duration::from_millis(5)).await;
    }
    // Of the connections that asked for nothing, those that came first made room.
    assert_eq!(timeout(PATIENCE, read_up_to(&mut crowd[0], 1)).await.expect("it is closed"), 0);
    for caller in [1, 4] {
        let mut newcomer = connect(address, caller).await;
        newcomer.write_all(get(&app, "/v2/session").as_bytes()).await.expect("sent");
        assert_eq!(status(&mut newcomer).await, "200");
    }
    known.write_all(get(&app, "/v2/session").as_bytes()).await.expect("sent");
    assert_eq!(status(&mut known).await, "200");
    let metrics = app.owner.raw("GET", "/metrics").send().await.expect("an answer").text().await.expect("text");
    let value = |name: &str| {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name)).expect("it is measured");
        line.trim().parse::<u32>().expect("a number")
    };
    assert!((4..=7).contains(&value("roster_connections ")), "{metrics}");
    assert!(value("roster_connections_turned_away_total ") >= 30, "{metrics}");
}

#[tokio::test]
async fn connections_of_credentials_are_bounded_too() {
    let app = App::start_with(|config| config.connections.per_address = 2).await;
    let mut kept = Vec::new();
    for _ in 0..2 {
        let mut connection = connect(app.server.address(), 1).await;
        connection.write_all(get(&app, "/v2/session").as_bytes()).await.expect("sent");
        assert_eq!(status(&mut connection).await, "200");
        kept.push(connection);
    }
    // One that asks for nothing, and one that sends everything before it looks for an answer.
    for request in [&[][..], &[b"PATCH / HTTP/1.1\r\ncontent-length: 16777216\r\n\r\n", &[0; 16 * MIB][..]].concat()] {
        let mut refused = connect(app.server.address(), 1).await;
        refused.write_all(request).await.expect("everything is taken");
        let mut answer = String::new();
        timeout(PATIENCE, refused.read_to_string(&mut answer)).await.expect("it is closed").expect("an answer");
        assert!(
            answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n") && answer.contains("\r\nretry-after: 5\r\n")
        );
        assert!(answer.contains("\r\n\r\n{") && answer.contains("\"code\":\"unavailable\""), "{answer}");
    }
    let mut elsewhere = connect(app.server.address(), 2).await;
    elsewhere.write_all(get(&app, "/v2/session").as_bytes()).await.expect("sent");
    assert_eq!(status(&mut elsewhere).await, "200");
    drop(kept);
    sleep(SHORT).await;
    let mut again = connect(app.server.address(), 1).await;
    again.write_all(get(&app, "/v2/session").as_bytes()).await.expect("sent");
    assert_eq!(status(&mut again).await, "200");
}

#[tokio::test]
async fn proxies_may_have_any_number_of_connections() {
    let configure = |config: &mut Config| {
        config.connections.per_address = 1;
        config.trusted_proxies = vec!["127.0.0.2/32".parse().expect("a network")];
    };
    let app = App::start_with(configure).await;
    let mut kept = Vec::new();
    for _ in 0..5 {
        let mut connection = connect(app.server.address(), 2).await;
        connection.write_all(get(&app, "/v2/session").as_bytes()).await.expect("sent");
        assert_eq!(status(&mut connection).await, "200");
        kept.push(connection);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_want_of_descriptors_is_told_as_one() {
    let data = tempfile::tempdir().expect("a folder");
    let site = tempfile::tempdir().expect("a folder");
    std::fs::write(site.path().join("index.html"), "a page").expect("written");
    let mut command = process::command_after("ulimit -S -n 64", data.path());
    command.arg("--site").arg(site.path());
    let server = Process::start(command).await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.id())).expect("the limits");
    let files = limits.lines().find(|line| line.starts_with("Max open files")).expect("a limit of files");
    let [soft, hard] = [3, 4].map(|column| files.split_whitespace().nth(column));
    assert_eq!(soft, hard, "the soft limit was raised");

    let owner = server.caller(&process::owner_token(data.path()));
    let id = uploads::create(&owner, 4).await;
    limit_files(&server, "3");
    let refused = uploads::part(&owner, &id, 0, b"text").send().await.expect(503);
    assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("unavailable", Some("5")));
    limit_files(&server, "256");
    uploads::part(&owner, &id, 0, b"text").send().await.expect(204);
    limit_files(&server, "3");
    let refused = owner.twona("files_download").path("file_id", &id).send().await.expect(503);
    assert_eq!(refused.code(), "unavailable");
    assert_eq!(owner.raw("GET", "/docs/").send().await.expect("an answer").status(), 503);
}

#[cfg(unix)]
#[tokio::test]
async fn a_stop_ends_in_time_whatever_runs() {
    let data = tempfile::tempdir().expect("a folder");
    let mut command = process::command(data.path());
    command.args(["--drain-timeout", "1s"]);
    let server = Process::start(command).await;
    let owner = server.caller(&process::owner_token(data.path()));
    let id = uploads::create(&owner, 4).await;
    uploads::part(&owner, &id, 0, b"text").send().await.expect(204);
    // Opening a pipe that nobody writes to never ends.
    let blob = uploads::blobs(data.path()).remove(0);
    std::fs::remove_file(&blob).expect("removed");
    assert!(std::process::Command::new("mkfifo").arg(&blob).status().expect("mkfifo is there").success());
    let download = tokio::spawn(
        owner
            .raw("GET", &format!("/v2/files/{id}/content"))
            .header("access-token", owner.token.as_deref().expect("a token"))
            .send(),
    );
    sleep(SHORT).await;
    let started = Instant::now();
    assert!(server.terminate());
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    let _ = download.await;
}

/// A connection from 127.0.0.`caller`, for which the system keeps little that is not read yet.
async fn connect(server: SocketAddr, caller: u8) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    socket.bind((Ipv4Addr::new(127, 0, 0, caller), 0).into()).expect("an address of this machine");
    socket.connect(server).await.expect("a connection")
}

/// A request of the owner's.
fn get(app: &App, path: &str) -> String {
    let token = app.owner.token.as_deref().expect("a token");
    format!("GET {path} HTTP/1.1\r\nhost: x\r\naccess-token: {token}\r\n\r\n")
}

/// Reads so many bytes, or what there is before the end; how many there were.
async fn read_up_to(connection: &mut TcpStream, bytes: usize) -> usize {
    let mut buffer = vec![0; 65_536];
    let mut received = 0;
    while received < bytes {
        let wanted = (bytes - received).min(buffer.len());
        match connection.read(&mut buffer[..wanted]).await {
            Ok(0) | Err(_) => break,
            Ok(read) => received += read,
        }
    }
    received
}

/// Reads until nothing comes for a moment.
async fn read_up_to_pause(connection: &mut TcpStream) {
    let _ = timeout(SHORT, read_up_to(connection, usize::MAX)).await;
}

async fn status(connection: &mut TcpStream) -> String {
    let mut line = [0; 12];
    timeout(PATIENCE, connection.read_exact(&mut line)).await.expect("an answer in time").expect("an answer");
    String::from_utf8_lossy(&line[9..]).into_owned()
}

/// Sends a beginning, then a byte now and then, and tells after what time the other side had enough.
async fn ends_while_sending(connection: &mut TcpStream, beginning: &str) -> Duration {
    let started = Instant::now();
    connection.write_all(beginning.as_bytes()).await.expect("sent");
    let mut answer = [0; 1024];
    while started.elapsed() < PATIENCE {
        // An answer is an end as well.
        if timeout(SHORT / 5, connection.read(&mut answer)).await.is_ok() || connection.write_all(b"a").await.is_err() {
            break;
        }
    }
    started.elapsed()
}

/// Sets the limit of open files of a running server.
#[cfg(target_os = "linux")]
fn limit_files(server: &Process, limit: &str) {
    let (id, limit) = (server.id().to_string(), format!("--nofile={limit}:"));
    let status = std::process::Command::new("prlimit").args(["--pid", &id, &limit]).status().expect("prlimit is there");
    assert!(status.success());
}
