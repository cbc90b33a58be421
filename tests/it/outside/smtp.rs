//! Mail through a real SMTP server, which refuses, delays, encrypts and asks for passwords as a test wants it to.

use std::{
    io::{BufRead, BufReader, Lines},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use roster_tests::{App, Mail, outside};
use serde_json::{Value, json};

/// A mail server, which ends with the test.
struct Server {
    child: Child,
    port: u16,
    lines: Option<Lines<BufReader<ChildStdout>>>,
}

impl Server {
    /// None where the suite is left out.
    async fn start(arguments: &[&str]) -> Option<Self> {
        let python = outside::require("ROSTER_TEST_PYTHON")?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("outside/smtp_server.py");
        let mut child = Command::new(python)
            .arg(script)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python runs");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let mut server = Self { child, port: 0, lines: Some(lines) };
        server.port = server.line().await.parse().expect("the port");
        Some(server)
    }

    async fn line(&mut self) -> String {
        let mut lines = self.lines.take().expect("one waits at a time");
        let read = tokio::task::spawn_blocking(move || (lines.next(), lines));
        let (line, lines) = tokio::time::timeout(Duration::from_secs(20), read).await.expect("in time").expect("read");
        self.lines = Some(lines);
        line.expect("the server goes on").expect("text")
    }

    /// The next mail that it keeps.
    async fn mail(&mut self) -> Value {
        serde_json::from_str(&self.line().await).expect("JSON")
    }

    /// Without encryption.
    fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn app(url: &str) -> App {
    App::start_with(|config| {
        config.smtp = Some(url.parse().expect("a mail server"));
        config.mail_from = Some("Roster <mail@roster.example>".parse().expect("a sender"));
    })
    .await
}

async fn invite(app: &App, name: &str, email: &str) {
    let body = json!({"name": name, "email": email});
    let started = Instant::now();
    app.owner.twona("invitations_create").json(body).send().await.expect(204);
    assert!(started.elapsed() < Duration::from_secs(2), "a request waits for no mail server");
}

fn dead_letters(app: &App) -> usize {
    std::fs::read_dir(app.data().join("dead-letters")).expect("the folder").count()
}

async fn eventually(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..200 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not so after ten seconds: {what}");
}

#[tokio::test]
async fn an_invitation_arrives_and_its_link_works() {
    let Some(mut server) = Server::start(&[]).await else { return };
    let app = app(&server.url()).await;
    invite(&app, "Grace Hopper", "grace@example.com").await;
    let got = server.mail().await;
    assert_eq!((&got["from"], &got["to"]), (&json!("mail@roster.example"), &json!(["grace@example.com"])));
    let mail = Mail { raw: got["message"].as_str().expect("a text").to_owned() };
    assert_eq!(mail.header("From").as_deref(), Some("Roster <mail@roster.example>"));
    assert!(app.submit(&mail.link()).await.status().is_success());
    assert_eq!(dead_letters(&app), 0);
}

#[tokio::test]
async fn names_add_no_headers_and_no_recipients() {
    let Some(mut server) = Server::start(&[]).await else { return };
    let app = app(&server.url()).await;
    let owner = app.owner.twona("session_get").send().await.json()["user"]["id"].as_str().expect("an id").to_owned();
    let names = ["Eve> <eve@evil.example", "\"Eve\", eve@evil.example", ".\u{2028}QUIT Bcc: eve@evil.example"];
    for (number, name) in names.into_iter().enumerate() {
        // The inviter's name is in the subject.
        app.owner.twona("users_update").path("user_id", &owner).json(json!({"name": name})).send().await.expect(201);
        invite(&app, name, &format!("grace{number}@example.com")).await;
        let got = server.mail().await;
        assert_eq!(got["to"], json!([format!("grace{number}@example.com")]), "{name}");
        let message = got["message"].as_str().expect("a text");
        let head = message.split("\r\n\r\n").next().expect("a head");
        let fields: Vec<_> = head.lines().filter(|line| !line.starts_with([' ', '\t'])).collect();
        assert!(fields.iter().all(|field| !field.to_lowercase().starts_with("bcc")), "{head}");
        assert_eq!(fields.iter().filter(|field| field.starts_with("To:")).count(), 1, "{head}");
    }
}

#[tokio::test]
async fn mail_waits_for_a_server_that_is_down() {
    let Some(server) = Server::start(&[]).await else { return };
    let (port, url) = (server.port.to_string(), server.url());
    drop(server);
    let app = app(&url).await;
    invite(&app, "Grace Hopper", "grace@example.com").await;
    // Long enough for the first attempt.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut server = Server::start(&["--port", &port]).await.expect("it ran before");
    app.pass(Duration::from_secs(60));
    assert_eq!(server.mail().await["to"], json!(["grace@example.com"]));
    assert_eq!(dead_letters(&app), 0);
}

#[tokio::test]
async fn a_server_that_says_later_is_asked_again_and_one_that_says_no_is_not() {
    let Some(mut server) = Server::start(&["--answer", "451 later", "--answer", "250 now", "--answer", "550 no"]).await
    else {
        return;
    };
    let app = app(&server.url()).await;
    invite(&app, "Grace Hopper", "grace@example.com").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    app.pass(Duration::from_secs(60));
    assert_eq!(server.mail().await["to"], json!(["grace@example.com"]));
    assert_eq!(dead_letters(&app), 0);
    invite(&app, "Nobody", "nobody@example.com").await;
    eventually("a dead letter", || dead_letters(&app) == 1).await;
    app.pass(Duration::from_secs(24 * 60 * 60));
    invite(&app, "Ada", "ada@example.com").await;
    assert_eq!(server.mail().await["to"], json!(["ada@example.com"]), "the dead letter is not tried again");
}

#[tokio::test]
async fn a_slow_server_delays_the_mail_and_nothing_else() {
    let Some(mut server) = Server::start(&["--delay", "4"]).await else { return };
    let app = app(&server.url()).await;
    for number in 0..3 {
        invite(&app, "Grace Hopper", &format!("grace{number}@example.com")).await;
    }
    for _ in 0..3 {
        server.mail().await;
    }
    assert_eq!(dead_letters(&app), 0);
}

#[tokio::test]
async fn passwords_go_over_encrypted_connections_only() {
    if outside::require("ROSTER_TEST_PYTHON").is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = certificate(folder.path());
    let certificate = certificate.to_str().expect("text");
    let mut server =
        Server::start(&["--certificate", certificate, "--login", "roster:secret"]).await.expect("it is not left out");
    let port = server.port;
    let wrong = app(&format!("smtp://roster:wrong@127.0.0.1:{port}?ca={certificate}")).await;
    invite(&wrong, "Grace Hopper", "wrong@example.com").await;
    let untrusted = app(&format!("smtp://roster:secret@127.0.0.1:{port}")).await;
    invite(&untrusted, "Grace Hopper", "untrusted@example.com").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let right = app(&format!("smtp://roster:secret@127.0.0.1:{port}?ca={certificate}")).await;
    invite(&right, "Grace Hopper", "grace@example.com").await;
    let got = server.mail().await;
    assert_eq!(got["to"], json!(["grace@example.com"]), "{got}");
    assert_eq!((&got["encrypted"], &got["authenticated"]), (&json!(true), &json!(true)));
    assert_eq!((dead_letters(&wrong), dead_letters(&untrusted)), (0, 0), "a setting can be mended, and then they go");

    let mut plain = Server::start(&[]).await.expect("it is not left out");
    let careful = app(&format!("smtp://127.0.0.1:{}", plain.port)).await;
    invite(&careful, "Grace Hopper", "careful@example.com").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let careless = app(&plain.url()).await;
    invite(&careless, "Grace Hopper", "careless@example.com").await;
    assert_eq!(
        plain.mail().await["to"],
        json!(["careless@example.com"]),
        "without encryption only where it is asked for"
    );
}

/// Certificate and key for this machine, in one file.
fn certificate(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("server.pem");
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(folder.join("certificate.pem"))
        .stderr(Stdio::null())
        .status()
        .expect("openssl runs");
    assert!(made.success());
    let parts = ["certificate.pem", "key.pem"].map(|name| std::fs::read_to_string(folder.join(name)).expect("a file"));
    std::fs::write(&path, parts.concat()).expect("the file is written");
    path
}
