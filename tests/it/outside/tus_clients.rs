//! Uploads by clients that others wrote: one run stops in the middle, another one resumes.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use roster_server::AllowedOrigins;
use roster_tests::{App, outside::require};
use serde_json::{Value, json};

const MIB: usize = 1024 * 1024;

/// What is uploaded: more than two parts, and no multiple of a part.
const LENGTH: usize = 21 * MIB + 4321;

/// A file to upload, and where a client keeps what it needs to resume.
struct Work {
    folder: tempfile::TempDir,
    content: Vec<u8>,
}

impl Work {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        let content: Vec<u8> = std::iter::repeat_with(&mut next).take(LENGTH).collect();
        fs::write(folder.path().join("file"), &content).expect("the file can be written");
        Self { folder, content }
    }

    /// Runs a client; the first of `more` is after how many bytes it is to give up.
    async fn run(&self, app: &App, mut command: Command, more: &[&str]) -> Value {
        command
            .arg(format!("{}/v2/files", app.owner.base()))
            .arg(app.owner.token.as_deref().expect("the owner has a token"))
            .arg(self.folder.path().join("file"))
            .arg(self.folder.path().join("state"))
            .args(more);
        printed_by(command).await
    }

    /// Holds what the server has against what was sent.
    async fn expect_whole(&self, app: &App, url: &Value) {
        let id = url.as_str().and_then(|url| url.rsplit('/').next()).expect("an address");
        let file = app.owner.twona("files_get").header("accept", "application/json").path("file_id", id);
        assert_eq!(file.send().await.expect(200).json()["name"], json!("survey, final; v2.bin"));
        let download = app.owner.twona("files_download").path("file_id", id).send().await.expect(200);
        assert_eq!(download.body.len(), LENGTH);
        assert!(download.body == self.content, "the bytes are not those that were sent");
    }
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("outside").join(name)
}

fn command(interpreter: &str, name: &str) -> Command {
    let mut command = Command::new(interpreter);
    command.arg(script(name));
    command
}

async fn printed_by(mut command: Command) -> Value {
    // The server runs in this process, and has to answer meanwhile.
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic");
    let output = output.expect("the client can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the client prints JSON")
}

#[tokio::test]
async fn tuspy_goes_on_where_another_run_stopped() {
    let Some(python) = require("ROSTER_TEST_PYTHON") else { return };
    let app = App::start().await;
    let work = Work::new();
    let first = work.run(&app, command(&python, "tus_py.py"), &[&(10 * MIB).to_string()]).await;
    assert_eq!((&first["begun_at"], &first["offset"]), (&json!(0), &json!(10 * MIB)));
    let second = work.run(&app, command(&python, "tus_py.py"), &[]).await;
    assert_eq!(second["url"], first["url"], "the same upload");
    assert_eq!((&second["begun_at"], &second["offset"]), (&json!(10 * MIB), &json!(LENGTH)));
    work.expect_whole(&app, &second["url"]).await;
}

/// Its HTTP client knows no PATCH, and sends parts of 10 MiB in chunks, after `Expect: 100-continue`.
#[tokio::test]
async fn tus_java_client_goes_on_where_it_broke_the_connection() {
    let Some(classes) = require("ROSTER_TEST_JAVA_CLASSES") else { return };
    let app = App::start().await;
    let work = Work::new();
    let run = async |more: &[&str]| {
        let mut command = Command::new("java");
        command.arg("--class-path").arg(&classes).arg(script("TusJava.java"));
        work.run(&app, command, more).await
    };
    // This is in the middle of the second part.
    let first = run(&[&(12 * MIB).to_string()]).await;
    assert_eq!((&first["begun_at"], &first["offset"]), (&json!(0), &json!(12 * MIB)));
    let second = run(&[]).await;
    assert_eq!(second["url"], first["url"], "the same upload");
    let begun_at = second["begun_at"].as_u64().expect("an offset") as usize;
    assert!((10 * MIB..LENGTH).contains(&begun_at), "what was acknowledged is not sent again: {begun_at}");
    // Nothing is left to do for another one.
    let third = run(&[]).await;
    assert_eq!((&third["url"], &third["begun_at"]), (&first["url"], &json!(LENGTH)));
    work.expect_whole(&app, &second["url"]).await;
}

#[tokio::test]
async fn tus_js_client_goes_on_where_it_broke_the_connection() {
    if require("ROSTER_TEST_NODE_MODULES").is_none() {
        return;
    }
    let app = App::start().await;
    let work = Work::new();
    // The first part has 6 MiB: this is in the middle of the second one.
    let first = work.run(&app, command("node", "tus_js.mjs"), &[&(8 * MIB).to_string()]).await;
    assert_eq!((&first["begun_at"], &first["requests"][0]), (&json!(0), &json!("POST")));
    let second = work.run(&app, command("node", "tus_js.mjs"), &[]).await;
    assert_eq!(second["url"], first["url"], "the same upload");
    let begun_at = second["begun_at"].as_u64().expect("an offset") as usize;
    assert!((6 * MIB..LENGTH).contains(&begun_at), "what was acknowledged is not sent again: {begun_at}");
    assert_eq!(second["requests"][0], json!("HEAD"), "nothing is created a second time");
    work.expect_whole(&app, &second["url"]).await;
}

#[tokio::test]
async fn tus_js_client_sends_post_for_patch() {
    if require("ROSTER_TEST_NODE_MODULES").is_none() {
        return;
    }
    let app = App::start().await;
    let work = Work::new();
    let options = json!({"overridePatchMethod": true}).to_string();
    let run = work.run(&app, command("node", "tus_js.mjs"), &["Infinity", &options]).await;
    assert_eq!(run["requests"], json!(vec!["POST"; 5]), "one that creates, and four parts");
    work.expect_whole(&app, &run["url"]).await;
}

/// Neither looks for an answer before it has sent everything.
#[tokio::test]
async fn a_refusal_reaches_http_clients() {
    let (Some(python), Some(_)) = (require("ROSTER_TEST_PYTHON"), require("ROSTER_TEST_NODE_MODULES")) else { return };
    let app = App::start().await;
    let url = format!("{}/v2/files/f7Kq2mZx9RtB", app.owner.base());
    for (interpreter, script) in [("node", "refused.mjs"), (&python, "refused.py")] {
        let mut command = command(interpreter, script);
        command.arg(&url);
        assert_eq!(printed_by(command).await, json!({"status": 401, "code": "unauthorized"}), "{script}");
    }
}

#[tokio::test]
async fn tus_js_client_sends_the_first_part_when_it_creates() {
    if require("ROSTER_TEST_NODE_MODULES").is_none() {
        return;
    }
    let app = App::start().await;
    let work = Work::new();
    let options = json!({"uploadDataDuringCreation": true}).to_string();
    let run = work.run(&app, command("node", "tus_js.mjs"), &["Infinity", &options]).await;
    assert_eq!(run["requests"], json!(["POST", "PATCH", "PATCH", "PATCH"]));
    assert_eq!(run["begun_at"], json!(6 * MIB));
    work.expect_whole(&app, &run["url"]).await;
}

#[tokio::test]
async fn tus_js_client_tells_the_length_at_the_end() {
    if require("ROSTER_TEST_NODE_MODULES").is_none() {
        return;
    }
    let app = App::start().await;
    let work = Work::new();
    let options = json!({"uploadLengthDeferred": true}).to_string();
    let run = work.run(&app, command("node", "tus_js.mjs"), &["Infinity", &options]).await;
    assert_eq!(run["requests"], json!(["POST", "PATCH", "PATCH", "PATCH", "PATCH"]));
    work.expect_whole(&app, &run["url"]).await;
}

#[tokio::test]
async fn tus_js_client_sends_several_uploads_at_once() {
    if require("ROSTER_TEST_NODE_MODULES").is_none() {
        return;
    }
    let app = App::start().await;
    let work = Work::new();
    let options = json!({"parallelUploads": 3}).to_string();
    let run = work.run(&app, command("node", "tus_js.mjs"), &["Infinity", &options]).await;
    let requests: Vec<_> = run["requests"].as_array().expect("requests").iter().filter_map(Value::as_str).collect();
    let created = requests.iter().filter(|method| **method == "POST").count();
    assert_eq!(created, 4, "three parts, and what is put together of them: {requests:?}");
    work.expect_whole(&app, &run["url"]).await;
}

#[tokio::test]
async fn uppy_goes_on_where_its_connection_broke_and_is_told_what_is_refused() {
    let (Some(browser), Some(modules)) = (require("ROSTER_TEST_BROWSER"), require("ROSTER_TEST_NODE_MODULES")) else {
        return;
    };
    let app = App::start_with(|config| config.allowed_origins = AllowedOrigins::Any).await;
    let mut command = command("node", "browser/uppy.mjs");
    command.args([&browser, &modules, app.owner.base(), app.owner.token.as_deref().expect("the owner has a token")]);
    let seen = printed_by(command).await;
    assert_eq!(seen["is_whole"], json!(true), "{seen}");
    let requests: Vec<_> = seen["requests"].as_array().expect("requests").iter().filter_map(Value::as_str).collect();
    assert_eq!(requests[..2], ["POST 201", "PATCH 204"]);
    // Where a kept connection breaks, the browser sends the part again by itself, which does not begin where the upload
    // ends any more, unless nothing of it was read before the connection broke.
    match requests[2] {
        "PATCH broken" | "PATCH 409" => assert_eq!(requests[3], "HEAD 200", "{seen}"),
        other => assert_eq!(other, "PATCH 204", "{seen}"),
    }
    assert!(!requests[3..].contains(&"POST 201"), "nothing is created a second time: {seen}");
    assert_eq!(seen["refused"], json!([401, 409, 413]));
}
