//! The commands of the operator, as processes of their own.

use std::{fs, path::Path, process::Output};

use roster_tests::{
    database,
    process::{self, Process},
};

fn run(data: &Path, arguments: &[&str]) -> Output {
    process::command(data).args(arguments).output().expect("the server's binary")
}

/// What a command that succeeds says on standard output.
fn succeed(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// What a command that fails says on standard error.
fn fail(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(!output.status.success(), "{arguments:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

const READERS: &[&[&str]] = &[
    &["audit"],
    &["export"],
    &["export", "--output", "OUTPUT", "--force"],
    &["token", "create", "--email", "owner@example.com"],
    &["token", "list", "--email", "owner@example.com"],
    &["token", "revoke", "--email", "owner@example.com", "--all"],
    &["user", "create", "--email", "a@example.com", "--name", "A"],
];

#[tokio::test]
async fn what_needs_a_database_makes_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let backup = folder.path().join("backup.jsonl");
    fs::write(&backup, "the last good one").expect("a file");
    let data = folder.path().join("data");
    let url = database::url().await;
    for arguments in READERS {
        let arguments: Vec<&str> = arguments
            .iter()
            .map(|text| if *text == "OUTPUT" { backup.to_str().expect("text") } else { *text })
            .collect();
        let mut command = process::command(&data);
        if let Some(url) = &url {
            command.env("ROSTER_DATABASE_URL", url);
        }
        let output = command.args(&arguments).output().expect("the server's binary");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains("`serve`, `import` and `organization create` make one"), "{said}");
        assert!(!data.exists(), "{arguments:?}");
        assert_eq!(fs::read_to_string(&backup).expect("a file"), "the last good one");
    }
}

#[test]
fn an_empty_file_is_no_database() {
    let data = tempfile::tempdir().expect("a folder");
    fs::write(data.path().join("roster.db"), "").expect("a file");
    assert!(fail(data.path(), &["export"]).contains("there is none at "));
    assert_eq!(fs::metadata(data.path().join("roster.db")).expect("a file").len(), 0);
}

#[test]
fn an_export_replaces_nothing_unless_it_is_told_to() {
    let data = tempfile::tempdir().expect("a folder");
    succeed(data.path(), &["organization", "create", "--name", "Acme"]);
    let path = data.path().join("backup.jsonl");
    let file = path.to_str().expect("text");
    succeed(data.path(), &["export", "--output", file]);
    let first = fs::read_to_string(&path).expect("a file");
    succeed(data.path(), &["user", "create", "--email", "a@example.com", "--name", "A"]);
    assert!(fail(data.path(), &["export", "--output", file]).contains("--force"));
    assert_eq!(fs::read_to_string(&path).expect("a file"), first);
    succeed(data.path(), &["export", "--output", file, "--force"]);
    assert!(fs::read_to_string(&path).expect("a file").contains("a@example.com"));
    let folder = data.path().to_str().expect("text");
    assert!(fail(data.path(), &["export", "--output", folder, "--force"]).contains("is no file"));
}

#[tokio::test]
async fn files_without_their_database_start_no_new_organization() {
    let data = tempfile::tempdir().expect("a folder");
    let blob = data.path().join("blobs/files/00/00000000000000000000000000000007");
    fs::create_dir_all(blob.parent().expect("a folder")).expect("a folder");
    fs::write(&blob, "x").expect("a file");
    let said = Process::try_start(process::command(data.path())).await.err().expect("it does not start");
    assert!(said.contains("there are files, and no organization"), "{said}");
    assert!(!data.path().join("owner.token").exists());
    succeed(data.path(), &["organization", "create", "--name", "Acme"]);
    Process::start(process::command(data.path())).await;
}

#[tokio::test]
async fn tokens_have_an_end_a_name_and_a_last_use() {
    let data = tempfile::tempdir().expect("a folder");
    let server = Process::start(process::command(data.path())).await;
    let email = ["--email", "owner@example.com"];
    let create = ["token", "create", "--expires", "90d", "--name", "Nightly import"];
    let token = succeed(data.path(), &[&create[..], &email[..]].concat());
    server.caller(token.trim()).twona("session_get").send().await.expect(200);
    assert!(server.terminate());
    let list = succeed(data.path(), &[&["token", "list"][..], &email[..]].concat());
    let line = list.lines().find(|line| line.ends_with("  Nightly import")).expect("the token is listed");
    assert!(line.contains("  expires 20") && line.contains("  used 20"), "{line}");
    assert!(list.lines().any(|line| line.contains("expires never  used never")), "{list}");
}

#[test]
fn organizations_have_one_name_each_and_are_listed_with_their_users() {
    let data = tempfile::tempdir().expect("a folder");
    let data = data.path();
    succeed(data, &["organization", "create", "--name", "Acme"]);
    assert!(fail(data, &["organization", "create", "--name", "ACME"]).contains("of this name exists already"));
    succeed(data, &["organization", "create", "--name", "1"]);
    assert_eq!(succeed(data, &["organization", "list"]).lines().count(), 2);
    let create = ["user", "create", "--email", "ada@example.com", "--name", "Ada Lovelace", "--admin"];
    assert!(fail(data, &create).contains("--organization"));
    // The name goes before the id.
    succeed(data, &[&create[..], &["--organization", "1"]].concat());
    let users = succeed(data, &["user", "list", "--organization", "1"]);
    assert!(users.contains("  active    admin            ada@example.com  Ada Lovelace"), "{users}");
    assert_eq!(succeed(data, &["user", "list", "--organization", "acme"]), "");
    let said = fail(data, &["token", "revoke", "--email", "ada@example.com"]);
    assert!(said.contains("--id") && said.contains("--all"), "{said}");
    let id = users.split_whitespace().next().expect("an id");
    succeed(data, &["audit", "--actor", id]);
    for nobody in ["nobody", "nobody@example.com"] {
        assert!(fail(data, &["audit", "--actor", nobody]).contains("there is no user with this"), "{nobody}");
    }
    assert!(fail(data, &["--public-url", "https://h.example/path"]).contains("--public-url https://h.example/path"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_listens_on_a_name_and_stays_when_its_terminal_closes() {
    let data = tempfile::tempdir().expect("a folder");
    let mut command = process::command(data.path());
    command.env("ROSTER_LISTEN", "localhost:0");
    let server = Process::start(command).await;
    let hangup = std::process::Command::new("kill").args(["-HUP", &server.id().to_string()]).status();
    assert!(hangup.expect("kill is there").success());
    let token = process::owner_token(data.path());
    for _ in 0..3 {
        server.caller(&token).twona("session_get").send().await.expect(200);
    }
    assert!(server.terminate());
}
