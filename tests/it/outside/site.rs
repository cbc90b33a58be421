//! The docs site in a real browser, as somebody reads it: from a folder, and over HTTP below a path.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use roster_openapi::output;
use roster_tests::{
    outside::require,
    process::{self, Process, owner_token},
};
use xtask::site::{self, BaseUrl, Options};

/// Where the site is served, as if it shared its host with others.
const BASE: &str = "/some/where/";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Needs the packages of `xtask/house/site/`, which it installs from npm on the first run.
#[test]
fn every_page_works_light_and_dark_on_desktops_and_phones() {
    let (Some(browser), Some(modules)) = (require("ROSTER_TEST_BROWSER"), require("ROSTER_TEST_NODE_MODULES")) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let base_url: BaseUrl = format!("https://roster.example{BASE}").parse().expect("an address");
    let options = Options { out: folder.path().to_owned(), base_url: Some(base_url) };
    let summary = site::build(&workspace(), &options).expect("it can be built").expect("the sources are right");
    assert!(summary.pages > 15 && summary.links > 500, "{summary:?}");

    let screenshots = workspace().join("target/site-screenshots");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("outside/browser/site.mjs");
    let output = Command::new("node")
        .arg(script)
        .args([Path::new(&browser), Path::new(&modules), folder.path(), &screenshots, Path::new(BASE)])
        .output()
        .expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let problems: Vec<String> = serde_json::from_slice(&output.stdout).expect("a list");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[tokio::test]
async fn the_reference_sends_requests_to_servers_that_let_it() {
    let (Some(browser), Some(modules)) = (require("ROSTER_TEST_BROWSER"), require("ROSTER_TEST_NODE_MODULES")) else {
        return;
    };
    let (folder, own, open) = (tempfile::tempdir(), tempfile::tempdir(), tempfile::tempdir());
    let [folder, own, open] = [folder, own, open].map(|folder| folder.expect("a folder"));
    let options = Options { out: folder.path().to_owned(), base_url: None };
    site::build(&workspace(), &options).expect("it can be built").expect("the sources are right");
    let mut command = process::command(own.path());
    command.arg("serve").arg("--site").arg(folder.path());
    let shows = Process::start(command).await;
    let mut command = process::command(open.path());
    command.args(["serve", "--allow-origin", "*"]);
    let shares = Process::start(command).await;

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("outside/browser/reference.mjs");
    let output = Command::new("node")
        .arg(script)
        .args([Path::new(&browser), Path::new(&modules), folder.path()])
        .args([shows.base(), owner_token(own.path()), shares.base(), owner_token(open.path())])
        .output()
        .expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let problems: Vec<String> = serde_json::from_slice(&output.stdout).expect("a list");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_site_is_the_same_each_time_and_keeps_nothing_that_it_does_not_have_any_more() {
    if require("ROSTER_TEST_NODE_MODULES").is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { out: folder.path().join("site"), base_url: None };
    let build = || site::build(&workspace(), &options).expect("it can be built").expect("the sources are right");
    build();
    let page = options.out.join("guides/errors.html");
    let first = std::fs::read_to_string(&page).expect("a page");
    // A page of a site that was built before, and one that somebody put there.
    let (stale, own) = (options.out.join("guides/of-old.html"), options.out.join("guides/mine.html"));
    let list = options.out.join(output::MANIFEST);
    let listed = std::fs::read_to_string(&list).expect("the list of what was built");
    let (head, mut pages): (Vec<&str>, Vec<&str>) = listed.lines().partition(|line| !line.starts_with("  "));
    pages.push("  guides/of-old.html");
    pages.sort_unstable();
    std::fs::write(&list, format!("{}\n{}\n", head.join("\n"), pages.join("\n"))).expect("a list");
    std::fs::write(&stale, "old").expect("a file");
    std::fs::write(&own, "mine").expect("a file");
    build();
    assert_eq!(std::fs::read_to_string(&page).expect("a page"), first);
    assert!(!stale.exists() && own.exists());

    let foreign = Options { out: folder.path().join("of-others"), base_url: None };
    std::fs::create_dir(&foreign.out).expect("a folder");
    std::fs::write(foreign.out.join("index.html"), "theirs").expect("a file");
    let refused = site::build(&workspace(), &foreign).expect_err("there is something else in it").to_string();
    assert!(refused.contains("index.html"), "{refused}");
    assert_eq!(std::fs::read_to_string(foreign.out.join("index.html")).expect("it is there"), "theirs");
}
