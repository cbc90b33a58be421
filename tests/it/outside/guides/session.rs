//! One reader: a folder, a server, and a shell that goes through a guide.

use std::{
    env, fs,
    net::TcpListener,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Stdio},
};

use roster_tests::process::{self, Process};
use tempfile::TempDir;
use xtask::site::samples::{Block, Purpose, blocks};

use super::expected;

/// How long a guide may take, in seconds; then the shell, and what it has started, is killed.
const PATIENCE: &str = "120";

/// Runs the blocks whose numbers it is given, each in the shell that the others have left behind. It stops where a
/// command fails, and `current` says in which block; `finished` that all of them have run.
const DRIVER: &str = r#"
set -euo pipefail
trap 'for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done' EXIT
blocks=$1 guide=$2
shift 2
for block_number in "$@"; do
    echo "$block_number" > "$blocks/current"
    source "$blocks/$block_number/$guide" > "$blocks/$block_number/stdout" 2> "$blocks/$block_number/stderr"
done
touch "$blocks/finished"
"#;

/// Where the samples run: a folder with the server's data in `roster-data`, as a reader has it.
pub(super) struct Session {
    shell: String,
    folder: TempDir,
    server: Process,
    /// What the guides write, and what is meant by it here.
    replacements: Vec<(String, String)>,
}

impl Session {
    /// A fresh server, with the limits that it has by default.
    pub(super) async fn start(shell: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut command = process::command(&folder.path().join("roster-data"));
        for limit in ["TOKEN", "ADDRESS", "FAILURES"] {
            command.env_remove(format!("ROSTER_RATE_LIMIT_{limit}"));
        }
        let server = Process::start(command).await;
        let address = server.base().replacen("http://", "", 1);
        let mut replacements = vec![("127.0.0.1:8080".to_owned(), address)];
        // Servers that a guide starts itself.
        for written in ["127.0.0.1:8081", "127.0.0.1:8082"] {
            replacements.push((written.to_owned(), format!("127.0.0.1:{}", free_port())));
        }
        Self { shell: shell.to_owned(), folder, server, replacements }
    }

    /// Has a text of the guides mean something else.
    pub(super) fn replace(&mut self, text: &str, meant: String) {
        self.replacements.push((text.to_owned(), meant));
    }

    /// Goes through a guide; what is wrong begins with `file:line`.
    pub(super) async fn run(&self, name: &str, guide: &str) -> Result<(), String> {
        let all = blocks(guide).map_err(|error| format!("{name}: {error:#}"))?;
        let scratch = tempfile::tempdir().expect("a temporary folder");
        let runnable: Vec<usize> = (0..all.len()).filter(|number| all[*number].purpose == Purpose::Run).collect();
        for number in &runnable {
            let folder = scratch.path().join(number.to_string());
            fs::create_dir(&folder).expect("a folder for the block");
            // The shell counts lines as the guide does.
            let text = "\n".repeat(all[*number].line) + &self.meant(&all[*number].text);
            fs::write(folder.join(name), text).expect("the block can be written");
        }
        let mut command = self.command(scratch.path(), name);
        command.args(runnable.iter().map(usize::to_string));
        let status = tokio::task::spawn_blocking(move || command.status().expect("`timeout` and the shell are there"));
        let status = status.await.expect("waiting does not panic");
        for number in &runnable {
            let block = &all[*number];
            let ran = Ran::read(&scratch.path().join(number.to_string()));
            let is_last = read(&scratch.path().join("current")).trim() == number.to_string();
            if is_last && !scratch.path().join("finished").exists() {
                let how = if status.success() { "ended the shell".to_owned() } else { format!("failed ({status})") };
                return Err(format!("{name}:{}: {how}\n{}{}", block.line, ran.stdout, ran.stderr));
            }
            if let Some(wanted) = all.get(number + 1).filter(|next| next.purpose == Purpose::Output) {
                self.compare(wanted, &ran.stdout).map_err(|difference| {
                    let Ran { stdout, stderr } = &ran;
                    format!("{name}:{}: printed something else: {difference}\n{stdout}{stderr}", block.line)
                })?;
            }
        }
        Ok(())
    }

    /// What the server said on standard error.
    pub(super) fn log(&self) -> String {
        self.server.log()
    }

    /// The shell, in the reader's folder, with the owner's token in `TOKEN` and the server's binary on the path.
    fn command(&self, blocks: &Path, guide: &str) -> Command {
        let programs = blocks.join("bin");
        fs::create_dir(&programs).expect("a folder for programs");
        symlink(process::binary(), programs.join("roster-server")).expect("a link to the binary");
        let mut path = vec![programs];
        path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let mut command = Command::new("timeout");
        command.args(["--kill-after=5", PATIENCE, &self.shell, "-c", DRIVER, "guide"]).arg(blocks).arg(guide);
        // No settings of whoever runs the tests: neither of curl nor of the server.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ROSTER_")) {
            command.env_remove(name);
        }
        command.env("HOME", self.folder.path()).env("NO_PROXY", "*").env("LC_ALL", "C.UTF-8");
        command.env("TOKEN", process::owner_token(&self.folder.path().join("roster-data")));
        command.env("PATH", env::join_paths(path).expect("no separators")).current_dir(self.folder.path());
        command.stdin(Stdio::null());
        command
    }

    fn compare(&self, wanted: &Block, printed: &str) -> Result<(), String> {
        let wanted_text = self.meant(&wanted.text);
        match wanted.language.as_str() {
            "json" => expected::json(&wanted_text, printed),
            _ => expected::text(&wanted_text, printed),
        }
    }

    fn meant(&self, text: &str) -> String {
        self.replacements.iter().fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
    }
}

/// What a block has printed.
struct Ran {
    stdout: String,
    stderr: String,
}

impl Ran {
    fn read(folder: &Path) -> Self {
        Self { stdout: read(&folder.join("stdout")), stderr: read(&folder.join("stderr")) }
    }
}

/// A file's text; empty where the shell did not come to write it.
fn read(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A port that nobody listens on at the moment.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it is bound").port()
}
