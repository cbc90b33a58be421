//! The server's process, and what the system knows of its memory.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

const BINARY: &str = env!("CARGO_BIN_EXE_roster-server");

/// A serving process, which ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
    _output: BufReader<ChildStdout>,
}

impl Server {
    pub(crate) fn start(data: &Path, database_url: &str) -> Self {
        let mut child = command(data, database_url)
            .args(["--listen", "127.0.0.1:0", "--log", "warn"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the server prints text");
        let (_, address) = line.trim().rsplit_once("http://").expect("the server says where it listens");
        Self { address: address.to_owned(), child, _output: output }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Bytes that are resident now.
    pub(crate) fn resident(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// Most bytes that were resident since [`Server::forget_peak`].
    pub(crate) fn peak(&self) -> u64 {
        self.status("VmHWM:")
    }

    pub(crate) fn forget_peak(&self) {
        fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").expect("Linux lets a peak be forgotten");
    }

    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux tells of processes");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("Linux tells of memory");
        let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kibibytes * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// A new token of the user with this address.
pub(crate) fn token(data: &Path, database_url: &str, email: &str) -> String {
    let output = command(data, database_url).args(["token", "create", "--email", email]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a token is text").trim().to_owned()
}

fn command(data: &Path, database_url: &str) -> Command {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ROSTER_")) {
        command.env_remove(name);
    }
    for limit in ["TOKEN", "ADDRESS", "FAILURES"] {
        command.env(format!("ROSTER_RATE_LIMIT_{limit}"), "off");
    }
    command.env("ROSTER_DATA", data).env("ROSTER_DATABASE_URL", database_url);
    command
}
