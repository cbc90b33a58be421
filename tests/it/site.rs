//! A built docs site at `/docs`: served whole, and nothing else with it.

use std::{fs, os::unix::fs::symlink, path::Path};

use reqwest::{Response, StatusCode};
use roster_server::Site;
use roster_tests::{App, process, process::Process};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A folder with a site, and beside it what nobody may see.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        ("site/index.html", "<title>Home</title>"),
        ("site/404.html", "<title>Nothing here</title>"),
        ("site/guides/index.html", "<title>Guides</title>"),
        ("site/guides/quick start.html", "<title>Quick start</title>"),
        ("site/assets/style.css", "body { margin: 0 }"),
        ("site/assets/script.js", "document.title"),
        ("site/assets/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("site/assets/search.json", "[]"),
        ("site/downloads/twona.yaml", "openapi: 3.0.3"),
        ("site/downloads/collection.zip", "PK"),
        ("site/.git/config", "hidden"),
        ("site/assets/.env", "hidden"),
        ("secret", "hidden"),
        ("site-of-others/index.html", "hidden"),
    ];
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("can be made");
        fs::write(path, content).expect("can be written");
    }
    let site = folder.path().join("site");
    symlink("guides", site.join("leitfaden")).expect("a link");
    symlink("../secret", site.join("stolen.html")).expect("a link");
    symlink(folder.path().join("site-of-others"), site.join("others")).expect("a link");
    symlink("nowhere", site.join("broken.html")).expect("a link");
    folder
}

/// A server with the site.
async fn app(folder: &TempDir) -> App {
    let site = Site::open(&folder.path().join("site")).expect("a site");
    App::start_with(|config| config.site = Some(site)).await
}

async fn get(app: &App, path: &str) -> Response {
    app.owner.raw("GET", path).send().await.expect("an answer")
}

fn header<'response>(response: &'response Response, name: &str) -> &'response str {
    response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

/// The status line and the rest of an answer to a path that no client would leave as it is.
async fn ask(app: &App, path: &str) -> String {
    let mut connection = TcpStream::connect(app.server.address()).await.expect("a connection");
    let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    connection.write_all(head.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn pages_and_files_are_answered_with_their_types() {
    let folder = folder();
    let app = app(&folder).await;
    for (path, media_type, content) in [
        ("/docs/", "text/html; charset=utf-8", "<title>Home</title>"),
        ("/docs/index.html", "text/html; charset=utf-8", "<title>Home</title>"),
        ("/docs/guides/", "text/html; charset=utf-8", "<title>Guides</title>"),
        ("/docs/guides/quick%20start.html?from=home", "text/html; charset=utf-8", "<title>Quick start</title>"),
        ("/docs/leitfaden/index.html", "text/html; charset=utf-8", "<title>Guides</title>"),
        ("/docs/assets/style.css", "text/css; charset=utf-8", "body { margin: 0 }"),
        ("/docs/assets/script.js", "text/javascript; charset=utf-8", "document.title"),
        ("/docs/assets/logo.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("/docs/assets/search.json", "application/json", "[]"),
        ("/docs/downloads/twona.yaml", "text/x-yaml; charset=utf-8", "openapi: 3.0.3"),
        ("/docs/downloads/collection.zip", "application/zip", "PK"),
    ] {
        let answer = get(&app, path).await;
        assert_eq!((path, answer.status()), (path, StatusCode::OK));
        assert_eq!((path, header(&answer, "content-type")), (path, media_type));
        assert_eq!(header(&answer, "content-length"), content.len().to_string(), "{path}");
        assert_eq!(
            (header(&answer, "x-content-type-options"), header(&answer, "cache-control")),
            ("nosniff", "no-cache")
        );
        let policy = header(&answer, "content-security-policy").to_owned();
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("eval") && !policy.contains("http"), "{policy}");
        assert_eq!((header(&answer, "referrer-policy"), header(&answer, "x-frame-options")), ("no-referrer", "DENY"));
        assert_eq!(answer.text().await.expect("text"), content, "{path}");
    }
}

#[tokio::test]
async fn folders_lead_to_their_pages_so_that_relative_links_work() {
    let folder = folder();
    let app = app(&folder).await;
    // Relative, for a proxy that has the server below a path of its own.
    for (path, location) in [("/docs", "docs/"), ("/docs/guides", "/docs/guides/")] {
        let answer = get(&app, path).await;
        assert_eq!((answer.status(), header(&answer, "location")), (StatusCode::TEMPORARY_REDIRECT, location));
    }
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again_and_a_part_is_sent_alone() {
    let folder = folder();
    let app = app(&folder).await;
    let path = "/docs/assets/style.css";
    let first = get(&app, path).await;
    let (tag, modified) = (header(&first, "etag").to_owned(), header(&first, "last-modified").to_owned());
    for (name, value) in [("if-none-match", &tag), ("if-modified-since", &modified)] {
        let again = app.owner.raw("GET", path).header(name, value).send().await.expect("an answer");
        assert_eq!((name, again.status(), header(&again, "etag")), (name, StatusCode::NOT_MODIFIED, &*tag));
        assert_eq!(header(&again, "cache-control"), "no-cache");
        assert_eq!(again.text().await.expect("text"), "");
    }
    let part = app.owner.raw("GET", path).header("range", "bytes=0-3").send().await.expect("an answer");
    assert_eq!((part.status(), header(&part, "content-range")), (StatusCode::PARTIAL_CONTENT, "bytes 0-3/18"));
    assert_eq!(part.text().await.expect("text"), "body");
    let behind = app.owner.raw("GET", path).header("range", "bytes=18-").send().await.expect("an answer");
    assert_eq!((behind.status(), header(&behind, "content-range")), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */18"));
    let head = app.owner.raw("HEAD", path).send().await.expect("an answer");
    assert_eq!((head.status(), header(&head, "content-length"), header(&head, "etag")), (StatusCode::OK, "18", &*tag));

    fs::write(folder.path().join("site/assets/style.css"), "body { margin: 1rem }").expect("built again");
    let fresh = app.owner.raw("GET", path).header("if-none-match", &tag).send().await.expect("an answer");
    assert_eq!(
        (fresh.status(), fresh.text().await.expect("text")),
        (StatusCode::OK, "body { margin: 1rem }".to_owned())
    );
}

#[tokio::test]
async fn what_is_not_there_is_the_sites_own_404() {
    let folder = folder();
    let app = app(&folder).await;
    for path in
        ["/docs/nowhere", "/docs/guides/nowhere.html", "/docs/assets/", "/docs/broken.html", "/docs/index.html/x"]
    {
        let answer = get(&app, path).await;
        assert_eq!((path, answer.status()), (path, StatusCode::NOT_FOUND));
        assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
        assert_eq!(
            (header(&answer, "cache-control"), header(&answer, "x-content-type-options")),
            ("no-cache", "nosniff")
        );
        assert!(header(&answer, "content-security-policy").contains("default-src 'self'"), "{path}");
        assert_eq!(answer.text().await.expect("text"), "<title>Nothing here</title>");
    }
    let posted = app.owner.raw("POST", "/docs/index.html").body("x").send().await.expect("an answer");
    assert_eq!((posted.status(), header(&posted, "allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
    assert_eq!(header(&posted, "content-type"), "application/problem+json");

    fs::remove_file(folder.path().join("site/404.html")).expect("there");
    let plain = get(&app, "/docs/nowhere").await;
    assert_eq!((plain.status(), header(&plain, "content-type")), (StatusCode::NOT_FOUND, "application/problem+json"));
}

#[tokio::test]
async fn nothing_leads_out_of_the_folder_or_to_what_is_hidden() {
    let folder = folder();
    let app = app(&folder).await;
    for path in [
        "/docs/../secret",
        "/docs/guides/../../secret",
        "/docs/%2e%2e/secret",
        "/docs/%2e%2e%2fsecret",
        "/docs/..%2fsecret",
        "/docs/..%5csecret",
        "/docs/%252e%252e/secret",
        "/docs/guides/%2e%2e/%2e%2e/secret",
        "/docs//../secret",
        "/docs/../site-of-others/index.html",
        "/docs/stolen.html",
        "/docs/others/",
        "/docs/others/index.html",
        "/docs/.git/config",
        "/docs/%2egit/config",
        "/docs/assets/.env",
        "/docs/index.html%00",
        "/docs/%ff",
    ] {
        let answer = ask(&app, path).await;
        let status = answer.split(' ').nth(1).expect("a status");
        assert!(matches!(status, "400" | "404"), "{path}: {answer}");
        assert!(!answer.contains("hidden"), "{path}: {answer}");
    }
    let outside = folder.path().join("secret").canonicalize().expect("there");
    let answer = ask(&app, &format!("/docs/{}", outside.display())).await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}

#[tokio::test]
async fn a_site_changes_nothing_else() {
    let folder = folder();
    let (with, without) = (app(&folder).await, App::start().await);
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/docsy"),
        ("GET", "/nowhere"),
        ("GET", "/openapi/twona.json"),
        ("GET", "/invitations/none"),
        ("GET", "/v2/session"),
        ("OPTIONS", "/v2/files"),
        ("DELETE", "/healthz"),
        ("POST", "/docs"),
    ] {
        let mut answers = Vec::new();
        for app in [&with, &without] {
            let answer = app.owner.raw(method, path).send().await.expect("an answer");
            let mut headers = answer.headers().clone();
            for changing in ["date", "x-request-id"] {
                headers.remove(changing);
            }
            // Documents say which server they come from.
            let status = answer.status();
            let text = answer.text().await.expect("text").replace(app.owner.base(), "");
            answers.push((status, headers, text));
        }
        assert_eq!(answers[0], answers[1], "{method} {path}");
    }
    let vendored = get(&without, "/docs/swagger-initializer.js").await;
    assert_eq!(vendored.status(), StatusCode::OK);
    assert_eq!(get(&with, "/docs/swagger-initializer.js").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_process_shows_the_site_that_it_is_given() {
    let (folder, data) = (folder(), tempfile::tempdir().expect("a folder"));
    let mut command = process::command(data.path());
    command.arg("serve").arg("--site").arg(folder.path().join("site"));
    let server = Process::start(command).await;
    let page = reqwest::get(format!("{}/docs", server.base())).await.expect("an answer");
    assert_eq!(page.text().await.expect("text"), "<title>Home</title>");
}

#[tokio::test]
async fn a_server_does_not_start_with_a_folder_that_is_no_site() {
    let (folder, data) = (folder(), tempfile::tempdir().expect("a folder"));
    let data = data.path().join("data");
    for (name, reason) in [("nowhere", "No such file or directory"), ("site/assets", "there is no index.html")] {
        let site = folder.path().join(name);
        let said = refused(&data, &site).await;
        let expected = format!("error: --site {}: {reason}", site.display());
        let help = format!("`cargo xtask docs --out {}` writes a site", site.display());
        assert!(said.contains("exit status: 2") && said.contains(&expected) && said.contains(&help), "{said}");
        assert_eq!(said.trim_end().lines().count(), 2, "one line beside the status: {said}");
        assert!(!data.exists(), "nothing was begun");
    }
}

/// What a server says that does not start, with its status before that.
async fn refused(data: &Path, site: &Path) -> String {
    let mut command = process::command(data);
    command.env("ROSTER_SITE", site);
    Process::try_start(command).await.err().expect("it does not start")
}
