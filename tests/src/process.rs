//! The server as a process of its own: what can be killed, started again on the same data, and measured from outside.
//!
//! It is the binary `server-under-test` of this package, which is the server's `main.rs`; cargo builds it with the tests.

use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempPath;

use crate::caller::Caller;

/// Longer than any process takes that has been asked to end.
#[cfg(unix)]
const TERMINATION: Duration = Duration::from_secs(30);

/// A serving process, which is killed when this is dropped.
pub struct Process {
    child: Child,
    address: String,
    log: TempPath,
    /// Kept open, so that the server can go on printing.
    _output: BufReader<ChildStdout>,
}

/// The server's binary.
pub fn binary() -> PathBuf {
    // Tests are in target/<profile>/deps, binaries in the folder above.
    let test = env::current_exe().expect("a test knows its own path");
    let folder = test.parent().and_then(Path::parent).expect("a test is in target/<profile>/deps");
    folder.join("server-under-test")
}

/// The server on a folder, with nothing from the environment but what is added here, and without limits of rates or mails.
pub fn command(data: &Path) -> Command {
    without_settings(Command::new(binary()), data)
}

/// Like [`command`], but `script` runs first, in the same process: it may set limits that the server then has.
pub fn command_after(script: &str, data: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{script}\nexec \"$0\" \"$@\"")).arg(binary());
    without_settings(command, data)
}

fn without_settings(mut command: Command, data: &Path) -> Command {
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ROSTER_")) {
        command.env_remove(name);
    }
    command.env("ROSTER_DATA", data).env("ROSTER_LISTEN", "127.0.0.1:0");
    for limit in ["TOKEN", "ADDRESS", "FAILURES"] {
        command.env(format!("ROSTER_RATE_LIMIT_{limit}"), "off");
    }
    command.env("ROSTER_MAIL_PAUSE", "off");
    command
}

impl Process {
    /// Starts a server, and waits until it says where it listens.
    ///
    /// # Panics
    /// If it ends before that; with what it said.
    pub async fn start(command: Command) -> Self {
        Self::try_start(command).await.unwrap_or_else(|said| panic!("the server did not start: {said}"))
    }

    /// Starts a server; one that ends before it listens gives back what it said on standard error.
    pub async fn try_start(command: Command) -> Result<Self, String> {
        // The test's own runtime may have to work meanwhile: for a proxy, say.
        tokio::task::spawn_blocking(move || Self::spawn(command)).await.expect("starting does not panic")
    }

    fn spawn(mut command: Command) -> Result<Self, String> {
        let log = tempfile::NamedTempFile::new().expect("a temporary file").into_temp_path();
        let errors = File::create(&log).expect("the log can be written");
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .expect("the server's binary is there: cargo builds it with the tests");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the server prints text");
        match line.trim().rsplit_once("http://") {
            Some((_, address)) => Ok(Self { child, address: address.to_owned(), log, _output: output }),
            None => {
                let status = child.wait().expect("it ended");
                Err(format!("{status}\n{}", fs::read_to_string(&log).unwrap_or_default()))
            }
        }
    }

    /// Scheme, host and port.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Somebody who calls this server with a token.
    pub fn caller(&self, token: &str) -> Caller {
        Caller::new(self.base(), Some(token.trim().to_owned()))
    }

    /// The id that the system gave it.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends the process as a power cut would: nothing is flushed, nobody is told.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks the process to end, and waits for some time; whether it ended well.
    #[cfg(unix)]
    pub fn terminate(mut self) -> bool {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill is there").success());
        let started = Instant::now();
        while started.elapsed() < TERMINATION {
            if let Some(status) = self.child.try_wait().expect("it is our own") {
                return status.success();
            }
            thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// What it wrote to standard error so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("the log is text")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The token of the first owner, which the first server on `data` created.
pub fn owner_token(data: &Path) -> String {
    fs::read_to_string(data.join("owner.token")).expect("the first start wrote it").trim().to_owned()
}
