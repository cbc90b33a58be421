//! The binary, as an operator runs it.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

fn roster(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roster-server"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ROSTER_")) {
        command.env_remove(name);
    }
    command.args(arguments).env("ROSTER_DATA", data);
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    roster(data, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A serving process, which ends with the test.
struct Serving {
    child: Child,
    address: String,
    /// What it printed after the address, as far as it has been read.
    output: BufReader<std::process::ChildStdout>,
}

impl Serving {
    fn start(data: &Path) -> Self {
        Self::of(&mut roster(data, &["--listen", "127.0.0.1:0"]))
    }

    fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        Self { child, address, output }
    }

    /// Status of a GET with a token.
    fn get(&self, path: &str, token: &str) -> u16 {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\naccess-token: {token}\r\nconnection: close\r\n\r\n");
        connection.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_first_line_is_the_address_and_the_rest_says_how_to_begin() {
    let data = tempfile::tempdir().unwrap();
    let mut serving = Serving::start(data.path());
    let mut lines = String::new();
    while !lines.contains("Try: curl") {
        assert_ne!(serving.output.read_line(&mut lines).unwrap(), 0, "{lines}");
    }
    assert!(lines.contains(&format!("http://{}/docs", serving.address)), "{lines}");
    let file = data.path().join("owner.token");
    let token = fs::read_to_string(&file).unwrap();
    assert!(!lines.contains(token.trim()), "a token is not printed where logs are kept: {lines}");
    assert_eq!(serving.get("/v2/session", token.trim()), 200);
    assert_eq!(serving.get("/v2/session", "nonsense"), 401);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[cfg(unix)]
#[test]
fn sigterm_ends_the_process_without_an_error() {
    let data = tempfile::tempdir().unwrap();
    let mut serving = Serving::start(data.path());
    let killed = Command::new("kill").args(["-TERM", &serving.child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert!(serving.child.wait().unwrap().success());
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let data = tempfile::tempdir().unwrap();
    let serving = Serving::start(data.path());
    let token = fs::read_to_string(data.path().join("owner.token")).unwrap();
    drop(serving);
    let again = Serving::start(data.path());
    assert_eq!(again.get("/v2/session", token.trim()), 200);
}

#[test]
fn an_operator_adds_organizations_users_and_tokens() {
    let data = tempfile::tempdir().unwrap();
    let serving = Serving::start(data.path());
    let create = ["organization", "create", "--name", "Second", "--seats", "3", "--storage", "2GiB"];
    let organization = run(data.path(), &create);
    assert!(organization.status.success(), "{}", text(&organization.stderr));
    let exported = text(&run(data.path(), &["export"]).stdout);
    assert!(
        exported.lines().any(|line| line.contains("Second") && line.contains("\"storage\":2147483648")),
        "{exported}"
    );
    let add = ["user", "create", "--email", "ada@example.com", "--name", "Ada Lovelace", "--organization", "Second"];
    let user = run(data.path(), &[&add[..], &["--admin"]].concat());
    assert!(user.status.success(), "{}", text(&user.stderr));
    let again = run(data.path(), &add);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("exists already"), "{}", text(&again.stderr));

    let token = run(data.path(), &["token", "create", "--email", "ada@example.com"]);
    assert!(token.status.success(), "{}", text(&token.stderr));
    let token = text(&token.stdout);
    assert_eq!(token.lines().count(), 1, "the token and nothing else");
    assert_eq!(serving.get("/v2/session", token.trim()), 200);
    let missing = run(data.path(), &["token", "create", "--email", "nobody@example.com"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(missing.stdout.is_empty());
}

#[test]
fn what_cannot_be_used_is_one_line_and_status_2() {
    let data = tempfile::tempdir().unwrap();
    for arguments in [
        &["--database-url", "mysql://user:secret@host/db"][..],
        &["--smtp-url", "http://user:secret@host"],
        &["--blob-url", "s3://key:secret@bucket"],
        &["--public-url", "nowhere"],
        &["--listen", "everywhere"],
        &["user", "create", "--email", "nowhere", "--name", "x"],
        &["--no-such-flag"],
        &["--user-storage", "2GB"],
        &["--mail-pause", "1"],
    ] {
        let output = run(data.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        let message = text(&output.stderr);
        assert!(!message.is_empty() && !message.contains("secret") && !message.contains("panicked"), "{message}");
    }
}

#[test]
fn an_export_is_imported_elsewhere_and_its_tokens_go_on_working() {
    let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop(Serving::start(data.path()));
    let token = fs::read_to_string(data.path().join("owner.token")).unwrap();
    let file = data.path().join("export.jsonl");
    let export = run(data.path(), &["export", "--output", file.to_str().unwrap()]);
    assert!(export.status.success() && export.stdout.is_empty(), "{}", text(&export.stderr));
    let written = fs::read_to_string(&file).unwrap();
    assert!(!written.contains(token.trim()), "tokens are exported as hashes");
    assert_eq!(text(&run(data.path(), &["export"]).stdout), written, "standard output gets the same");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let import = ["import", "--input", file.to_str().unwrap()];
    let imported = run(elsewhere.path(), &import);
    assert!(imported.status.success(), "{}", text(&imported.stderr));
    let again = run(elsewhere.path(), &import);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("not empty"), "{}", text(&again.stderr));
    let serving = Serving::start(elsewhere.path());
    assert_eq!(serving.get("/v2/session", token.trim()), 200);
    assert!(!elsewhere.path().join("owner.token").exists(), "nobody is created beside those who were imported");
}

#[test]
fn tokens_are_listed_by_their_ids_and_revoked_under_a_running_server() {
    let data = tempfile::tempdir().unwrap();
    let serving = Serving::start(data.path());
    let of = |arguments: &[&str]| {
        let output = run(data.path(), &[arguments, &["--email", "owner@example.com"]].concat());
        (output.status.code(), text(&output.stdout))
    };
    let (_, second) = of(&["token", "create", "--permission", "auto_key"]);
    let (_, list) = of(&["token", "list"]);
    assert_eq!(list.lines().count(), 2, "{list}");
    assert!(!list.contains(second.trim()), "{list}");
    let id = list.lines().find(|line| line.contains("auto_key")).unwrap().split(' ').next().unwrap();
    assert_eq!(of(&["token", "revoke", "--id", "0000000000000000"]).0, Some(1));
    assert_eq!(of(&["token", "revoke"]).0, Some(2), "neither one nor all");
    assert_eq!(serving.get("/v2/session", second.trim()), 200);
    assert_eq!(of(&["token", "revoke", "--id", id]), (Some(0), "revoked 1\n".to_owned()));
    assert_eq!(serving.get("/v2/session", second.trim()), 401);
    let first = fs::read_to_string(data.path().join("owner.token")).unwrap();
    assert_eq!(serving.get("/v2/session", first.trim()), 200);
    assert_eq!(of(&["token", "revoke", "--all"]).1, "revoked 1\n");
    assert_eq!(serving.get("/v2/session", first.trim()), 401);
}

#[test]
fn the_audit_log_is_a_table_or_json_lines() {
    let data = tempfile::tempdir().unwrap();
    drop(Serving::start(data.path()));
    run(data.path(), &["organization", "create", "--name", "Second"]);
    run(data.path(), &["user", "create", "--email", "ada@example.com", "--name", "Ada", "--organization", "Second"]);
    let audit = |arguments: &[&str]| text(&run(data.path(), &[&["audit"], arguments].concat()).stdout);
    let table = audit(&[]);
    let actions: Vec<_> = table.lines().map(|line| line.split_whitespace().nth(3).unwrap()).collect();
    let all =
        ["ACTION", "organizations.create", "users.create", "tokens.create", "organizations.create", "users.create"];
    assert_eq!(actions, all, "{table}");
    assert!(!table.contains("example.com") && !table.contains("Ada"), "{table}");
    let lines = audit(&["--json", "--organization", "Second", "--since", "1h"]);
    let rows: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 2, "{lines}");
    assert!(rows.iter().all(|row| row["actor_kind"] == "operator" && row["organization"] == 2), "{lines}");
    assert_eq!(audit(&["--json", "--since", "2999-01-01"]), "");
    assert_eq!(audit(&["--json", "--actor", "ada@example.com"]), "");
    assert_eq!(run(data.path(), &["audit", "--actor", "nobody@example.com"]).status.code(), Some(1));
    assert_eq!(run(data.path(), &["audit", "--since", "yesterday"]).status.code(), Some(2));
}

#[test]
fn callers_are_limited_unless_the_operator_says_otherwise() {
    let data = tempfile::tempdir().unwrap();
    let mut command = roster(data.path(), &["--listen", "127.0.0.1:0", "--rate-limit-token", "2/h"]);
    let serving = Serving::of(&mut command);
    let token = fs::read_to_string(data.path().join("owner.token")).unwrap();
    let statuses: Vec<_> = (0..3).map(|_| serving.get("/v2/session", token.trim())).collect();
    assert_eq!(statuses, [200, 200, 429]);
    let output = run(data.path(), &["--rate-limit-address", "many"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
}
