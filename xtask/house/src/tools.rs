//! Programs that others make: whether they are there, where they are installed, and how they are run.
//!
//! What can be installed for a workspace alone is kept in its `target/tools`, in the versions that its recipe pins.

use std::{
    ffi::OsStr,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

/// A program that whoever runs this has to install.
pub(crate) struct Program {
    pub(crate) command: &'static str,
    /// The argument that makes it print its version.
    pub(crate) version_argument: &'static str,
    /// The oldest version that will do: major and minor.
    pub(crate) oldest: (u32, u32),
    /// What to install, in words that stand behind "install".
    pub(crate) install: &'static str,
}

pub(crate) const NODE: Program = Program {
    command: "node",
    version_argument: "--version",
    oldest: (20, 0),
    install: "Node.js 20 or newer with npm, from https://nodejs.org or your system's packages",
};

pub(crate) const PYTHON: Program = Program {
    command: "python3",
    version_argument: "--version",
    oldest: (3, 11),
    install: "Python 3.11 or newer with venv, from https://www.python.org or your system's packages",
};

pub(crate) const GO: Program = Program {
    command: "go",
    version_argument: "version",
    oldest: (1, 23),
    install: "Go 1.23 or newer, from https://go.dev/dl",
};

pub(crate) const JAVA: Program = Program {
    command: "javac",
    version_argument: "--version",
    oldest: (17, 0),
    install: "a Java development kit, 17 or newer, from https://adoptium.net or your system's packages",
};

pub(crate) const MAVEN: Program = Program {
    command: "mvn",
    version_argument: "--version",
    oldest: (3, 8),
    install: "Maven 3.8 or newer, from https://maven.apache.org or your system's packages",
};

impl Program {
    /// # Errors
    /// The program is not there, or too old; one line says what to install.
    pub(crate) fn require(&self) -> Result<()> {
        let Self { command, version_argument, oldest, install } = self;
        let output = Command::new(command).arg(version_argument).stdin(Stdio::null()).output();
        let Some(output) = output.ok().filter(|output| output.status.success()) else {
            bail!("`{command}` cannot be started; install {install}");
        };
        let said = String::from_utf8_lossy(&output.stdout);
        match version(&said) {
            Some(found) if found < *oldest => {
                bail!("`{command}` is of version {}.{}; install {install}", found.0, found.1)
            }
            Some(_) => Ok(()),
            None => bail!("`{command} {version_argument}` says no version; install {install}"),
        }
    }
}

/// The first `major.minor` in what a program says of itself; a version without a minor has 0.
fn version(said: &str) -> Option<(u32, u32)> {
    // By words: Maven sets its name in bold even in a pipe, and the code for that has a digit.
    let mut words = said.split_whitespace().map(|word| word.trim_start_matches(char::is_alphabetic));
    let text = words.find(|word| word.starts_with(|character: char| character.is_ascii_digit()))?;
    let end = text.find(|character: char| !(character.is_ascii_digit() || character == '.')).unwrap_or(text.len());
    let mut numbers = text[..end].split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next().and_then(Result::ok).unwrap_or(0)))
}

/// What is installed for this workspace alone.
pub(crate) struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// # Errors
    /// `root` is no directory.
    pub(crate) fn new(root: &Path) -> Result<Self> {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let root = root.canonicalize().with_context(|| format!("cannot read {}", root.display()))?;
        Ok(Self { folder: root.join("target/tools") })
    }

    /// A folder of this name, which is made if it is not there; whatever is in it is kept.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    /// `node_modules` with what `package.json` and `package-lock.json` of a folder pin.
    pub(crate) fn node_modules(&self, name: &str, manifests: &Path) -> Result<PathBuf> {
        let files = ["package.json", "package-lock.json"].map(|file| manifests.join(file));
        let folder = self.installed(name, &files, |folder| {
            for file in &files {
                let target = folder.join(file.file_name().unwrap_or_default());
                fs::copy(file, target).with_context(|| format!("cannot copy {}", file.display()))?;
            }
            let mut npm = Command::new("npm");
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
            run(&mut npm)
        })?;
        Ok(folder.join("node_modules"))
    }

    /// `bin` of a virtual environment with what a file of requirements pins.
    pub(crate) fn python_environment(&self, name: &str, requirements: &Path) -> Result<PathBuf> {
        let folder = self.installed(name, &[requirements.to_owned()], |folder| {
            run(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
            let mut pip = Command::new(folder.join("venv/bin/pip"));
            run(pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements))
        })?;
        Ok(folder.join("venv/bin"))
    }

    /// A folder that `install` filled, once for each content of `files`.
    fn installed(&self, name: &str, files: &[PathBuf], install: impl Fn(&Path) -> Result<()>) -> Result<PathBuf> {
        let mut wanted = String::new();
        for file in files {
            wanted += &fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        }
        let folder = self.folder.join(name);
        let stamp = folder.join(".installed");
        let lock = self.folder("locks")?.join(name);
        // Held to the end: another process, or another thread, waits for what this one installs.
        let _lock = File::create(&lock)
            .and_then(|file| file.lock().map(|()| file))
            .with_context(|| format!("cannot lock {}", lock.display()))?;
        if fs::read_to_string(&stamp).is_ok_and(|present| present == wanted) {
            return Ok(folder);
        }
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        install(&folder)?;
        fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
        Ok(folder)
    }
}

/// Runs a program to its end; its output is seen only where it fails.
///
/// # Errors
/// It cannot be started, or fails: then the error holds what it was and all that it said.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = [command.get_program()].into_iter().chain(command.get_args());
    let line = line.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ");
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{line}`"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).trim().to_owned());
    bail!("`{line}` failed ({}):\n{}", output.status, said.join("\n").trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_say() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(version("go version go1.26.8 linux/amd64"), Some((1, 26)));
        assert_eq!(version("javac 17.0.15"), Some((17, 0)));
        assert_eq!(version("javac 21"), Some((21, 0)));
        assert_eq!(version("\u{1b}[1mApache Maven 3.8.7\u{1b}[m\n"), Some((3, 8)));
        assert_eq!(version("hello"), None);
    }

    #[test]
    fn a_missing_program_is_one_line_that_says_what_to_install() {
        let program = Program { command: "no-such-program", ..NODE };
        let error = program.require().unwrap_err().to_string();
        assert_eq!(
            error,
            "`no-such-program` cannot be started; \
             install Node.js 20 or newer with npm, from https://nodejs.org or your system's packages"
        );
        let old = Program { command: "cargo", oldest: (9999, 0), ..NODE }.require().unwrap_err().to_string();
        assert!(old.starts_with("`cargo` is of version 1.") && old.lines().count() == 1, "{old}");
    }

    #[test]
    fn what_a_failing_program_said_is_in_the_error() {
        let error = run(Command::new("sh").args(["-c", "echo here; echo there >&2; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("exit status: 3") && error.contains("here\nthere"), "{error}");
    }
}
