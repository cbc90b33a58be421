//! A magic link in a real browser.

use std::{path::Path, process::Command};

use roster_server::{
    directory::UserSelector,
    model::{email::Email, principal::TokenPermission},
};
use roster_tests::{App, outside};
use serde_json::{Value, json};

/// What the script prints.
async fn run(browser: &str, modules: &str, link: &str, landing: &str) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("outside/browser/login.mjs");
    let mut command = Command::new("node");
    command.arg(script).args([browser, modules, link, landing]);
    // The server runs on this test's own thread.
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[tokio::test]
async fn a_magic_link_logs_a_browser_in() {
    let (Some(browser), Some(modules)) =
        (outside::require("ROSTER_TEST_BROWSER"), outside::require("ROSTER_TEST_NODE_MODULES"))
    else {
        return;
    };
    let app = App::start().await;
    let alice = app.user("alice").await;
    let directory = app.server.directory();
    let email = Email::parse("owner@example.com").expect("an address");
    let owner = directory.find_user(&UserSelector { email, organization: None }).await.expect("the owner");
    let token = directory.create_token(&owner, vec![TokenPermission::AutoKey]).await.expect("a token");
    let portal = app.owner.with_token(token.reveal());
    let link = portal.twona("auto_keys_create").json(json!({"email": alice.email})).send().await.expect(204);
    let link = link.header("location").expect("a link").to_owned();
    let landing = format!("{}/v2/session", app.owner.base());

    let seen = run(&browser, &modules, &link, &landing).await;
    assert_eq!(seen["refused"]["status"], json!(400));
    assert!(seen["refused"]["url"].as_str().expect("an address").starts_with(app.owner.base()), "{seen}");
    assert_eq!((&seen["session"]["status"], &seen["session"]["url"]), (&json!(200), &json!(landing)));
    assert_eq!(seen["session"]["body"]["user"]["email"], json!(alice.email));
    let cookie = json!({"name": "roster_session", "httpOnly": true, "sameSite": "Lax", "path": "/", "secure": false});
    assert_eq!(seen["cookie"], cookie);
    assert_eq!(seen["scripts"], json!(""), "no script sees the cookie");
    assert_eq!(seen["used"], json!({"status": 410, "text": "This link does not work any more"}));
    assert_eq!(seen["anonymous"], json!(401), "another browser is nobody");
}
