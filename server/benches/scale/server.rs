//! The server's process, and what the system knows of its memory.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

/// A server, and what it is to serve.
pub(crate) struct Binary<'a> {
    pub(crate) path: &'a Path,
    pub(crate) data: &'a Path,
    pub(crate) database_url: &'a str,
}

/// A serving process, which ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
    _output: BufReader<ChildStdout>,
}

impl Binary<'_> {
    pub(crate) fn start(&self) -> Server {
        let mut child = self
            .command()
            .args(["--listen", "127.0.0.1:0", "--log", "warn"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the server prints text");
        let (_, address) = line.trim().rsplit_once("http://").expect("the server says where it listens");
        Server { address: address.to_owned(), child, _output: output }
    }

    /// A new token of the user with this address.
    pub(crate) fn token(&self, email: &str) -> String {
        let output = self.command().args(["token", "create", "--email", email]).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("a token is text").trim().to_owned()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.path);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ROSTER_")) {
            command.env_remove(name);
        }
        for limit in ["TOKEN", "ADDRESS", "FAILURES"] {
            command.env(format!("ROSTER_RATE_LIMIT_{limit}"), "off");
        }
        command.env("ROSTER_DATA", self.data).env("ROSTER_DATABASE_URL", self.database_url);
        command
    }
}

impl Server {
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

    /// Time of processors that it has taken, in all of its threads.
    pub(crate) fn worked(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("Linux tells of processes");
        let (_, fields) = stat.rsplit_once(") ").expect("a name in brackets");
        let ticks: u64 = fields.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("a number")).sum();
        Duration::from_millis(10 * ticks)
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
