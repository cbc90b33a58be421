//! Every sample of the guides, run as a reader would run it: each guide in a shell, from the top, and all of them against
//! one server, in several orders.
//!
//! A block that fails, or that prints something else than the `output` after it, fails the test with file and line.
//! Samples in other languages are regions of programs that are run elsewhere: see `tests/sdk/` and `client/examples/`.

mod expected;
mod session;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use roster_tests::{database, outside::require};
use serde_json::Value;
use xtask::site::samples::{Purpose, blocks};

use session::Session;

/// Blocks of shell that are shown and not run, and why. What stands here is not tested: add to it only what cannot be.
const NOT_RUN: &[(&str, &str)] = &[
    ("quick-start", "the server of this guide runs already"),
    ("quick-start", "needs the sources and a toolchain"),
    ("authentication", "the server of this guide runs already"),
    ("running", "installs into the home folder, and takes minutes"),
    ("running", "the server of this guide runs already"),
    ("running", "there is no such mail server"),
    ("running", "the server of this guide has no proxy"),
    ("scaling", "needs the data of another server"),
];

/// The guides, in the order in which the site has them.
const GUIDES: &[&str] =
    &["quick-start", "authentication", "errors", "search", "uploads", "avatars", "links", "running", "scaling"];

#[tokio::test]
async fn guides_work_in_their_order() {
    run(GUIDES.iter().copied()).await;
}

#[tokio::test]
async fn guides_work_from_the_last_to_the_first() {
    run(GUIDES.iter().rev().copied()).await;
}

#[tokio::test]
async fn guides_work_every_other_first() {
    let [others, rest] = [1, 0].map(|first| GUIDES.iter().skip(first).step_by(2).copied());
    run(others.chain(rest)).await;
}

#[test]
fn every_guide_is_run() {
    let files = fs::read_dir(folder()).expect("the guides are there").map(|entry| entry.expect("an entry").path());
    let written: BTreeSet<String> =
        files.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
    let run: BTreeSet<String> = GUIDES.iter().map(|guide| (*guide).to_owned()).collect();
    assert_eq!(written, run);
}

#[test]
fn what_is_not_run_is_listed_and_what_is_quoted_is_there() {
    let mut found = Vec::new();
    for guide in GUIDES {
        for block in blocks(&read(guide)).unwrap_or_else(|error| panic!("{guide}.md: {error:#}")) {
            match block.purpose {
                Purpose::NotRun(reason) => found.push((*guide, reason)),
                Purpose::Sample(source) => {
                    source.read(&workspace()).unwrap_or_else(|error| panic!("{guide}.md:{}: {error:#}", block.line));
                }
                _ => {}
            }
        }
    }
    let found: Vec<(&str, &str)> = found.iter().map(|(guide, reason)| (*guide, reason.as_str())).collect();
    assert_eq!(found, NOT_RUN);
}

#[test]
fn the_guide_to_errors_has_every_status_and_code() {
    let guide = read("errors");
    for name in ["twona", "docutools"] {
        let path = folder().join(format!("../bundled/{name}.json"));
        let document: Value = serde_json::from_str(&fs::read_to_string(path).expect("a bundle")).expect("JSON");
        let operations = document["paths"].as_object().expect("paths").values().flat_map(|item| item.as_object());
        for operation in operations.flat_map(|item| item.values()) {
            for status in operation["responses"].as_object().into_iter().flat_map(|responses| responses.keys()) {
                assert!(!status.starts_with(['4', '5']) || guide.contains(&format!("| {status} |")), "{status}");
            }
        }
        let codes = document["components"]["schemas"]["Problem"]["properties"]["code"]["description"].as_str();
        let quoted = codes.expect("a description").split('`').skip(1).step_by(2);
        for code in quoted.filter(|code| *code != "status") {
            assert!(guide.contains(&format!("`{code}`")), "{code}");
        }
    }
}

/// Runs the samples of guides against one server, where there is a shell; those of the one on several processes where there
/// is what these share.
async fn run(guides: impl Iterator<Item = &'static str>) {
    let Some(shell) = require("ROSTER_TEST_SHELL") else { return };
    let mut session = Session::start(&shell).await;
    let shared = shared().await;
    for guide in guides.filter(|guide| *guide != "scaling" || shared.is_some()) {
        if let ("scaling", Some((database, bucket))) = (guide, &shared) {
            session.replace("postgres://roster:PASSWORD@db.example/roster?sslmode=verify-full", database.clone());
            session.replace("s3://roster-files?region=eu-central-1", bucket.clone());
        }
        if let Err(fault) = session.run(&format!("{guide}.md"), &read(guide)).await {
            panic!("openapi/guides/{fault}\n\n{}", session.log());
        }
    }
}

/// An empty database and an empty bucket, by their URLs; none where there is no PostgreSQL or no S3.
async fn shared() -> Option<(String, String)> {
    let (base, endpoint) = (require("ROSTER_TEST_DATABASE_URL")?, require("ROSTER_TEST_S3_ENDPOINT")?);
    let bucket = format!("guide-{}", uuid::Uuid::new_v4().simple());
    let made = reqwest::Client::new().put(format!("{}/{bucket}", endpoint.trim_end_matches('/'))).send().await;
    assert!(made.expect("S3 answers").status().is_success(), "a new bucket");
    let bucket = format!("s3://{bucket}?endpoint={endpoint}&region=us-east-1&path_style=true");
    Some((database::schema(&base).await, bucket))
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn folder() -> PathBuf {
    workspace().join("openapi/guides")
}

fn read(guide: &str) -> String {
    let path = folder().join(format!("{guide}.md"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The test has to be able to fail.
#[tokio::test]
async fn what_goes_wrong_is_told_with_its_line() {
    let Some(shell) = require("ROSTER_TEST_SHELL") else { return };
    let session = Session::start(&shell).await;
    for (text, told) in [
        ("```sh\nVALUE=1\n```\n\n```sh\necho \"$VALUE\"\n```\n```text output\n2\n```\n", "x.md:5: printed"),
        ("\n```sh\ntrue\ncat missing | sort\necho never\n```\n", "x.md:2: failed"),
        ("```sh\necho $UNKNOWN\n```\n", "x.md:1: failed"),
        ("```sh\nexit 0\n```\n", "x.md:1: ended the shell"),
        (
            "```sh\ncurl -s http://127.0.0.1:8080/healthz\n```\n```json output\n{\"status\": \"bad\"}\n```\n",
            "x.md:1: printed",
        ),
    ] {
        let fault = session.run("x.md", text).await.expect_err(text);
        assert!(fault.starts_with(told), "{fault}");
    }
    let fine = "```sh\ncurl -s http://127.0.0.1:8080/healthz\n```\n```json output\n{\"status\": …}\n```\n";
    assert_eq!(session.run("x.md", fine).await, Ok(()));
}
