//! No more room for the database: writes are refused, reads go on, and room is used as soon as there is some.
//!
//! A limit on the size of files stands for the full disk: any user can set one, and lift it under a running server.

use std::process::Command;

use roster_tests::process::{self, Process};
use serde_json::json;

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_refuses_writes_until_there_is_room_again() {
    let data = tempfile::tempdir().expect("a folder");
    // Without the signal a write fails as it does on a full disk. The unit is half or a whole KiB, as the shell likes.
    let mut server = Process::start(process::command_after("trap '' XFSZ; ulimit -S -f 2500", data.path())).await;
    let owner = server.caller(&process::owner_token(data.path()));
    let mut kept = Vec::new();
    let refused = loop {
        let number = kept.len();
        assert!(number < 10_000, "the limit holds");
        let emails: Vec<String> = (0..50).map(|index| format!("u{number}-{index}@example.org")).collect();
        let answer = owner.twona("users_create_bulk").json(json!({"emails": emails})).send().await;
        if answer.status != 201 {
            break answer;
        }
        kept.push(emails);
    };
    let refused = refused.expect(503);
    assert_eq!(refused.code(), "unavailable");
    assert!(refused.header("retry-after").is_some());
    let count = |users: serde_json::Value| users.as_array().expect("a list").len();
    let listed = owner.twona("users_list").send().await.expect(200).json();
    assert_eq!(count(listed), kept.len() * 50 + 1, "what was refused is not there, and reading goes on");

    let id = server.id().to_string();
    let lifted = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited"]).status().expect("prlimit is there");
    assert!(lifted.success());
    let emails = json!({"emails": ["room@example.org"]});
    owner.twona("users_create_bulk").json(emails).send().await.expect(201);
    server.kill();
    let server = Process::start(process::command(data.path())).await;
    let owner = server.caller(&process::owner_token(data.path()));
    let listed = owner.twona("users_list").send().await.expect(200).json();
    assert_eq!(count(listed), kept.len() * 50 + 2);
}
