//! Node, and the packages that the site takes from npm: pinned in `xtask/site/package-lock.json`.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

const MANIFEST: &str = include_str!("../../site/package.json");
const LOCK: &str = include_str!("../../site/package-lock.json");

/// The installed packages.
pub(super) struct Packages {
    directory: PathBuf,
    /// Locked as long as this lives: one build at a time installs and uses them.
    _lock: File,
}

impl Packages {
    /// Installs what the lock file says below `target/`, unless it is there.
    ///
    /// # Errors
    /// Node or npm is missing, or npm fails.
    pub(super) fn install(root: &Path) -> Result<Self> {
        for program in ["node", "npm"] {
            if Command::new(program).arg("--version").stdout(Stdio::null()).status().is_err() {
                bail!(
                    "`{program}` is not installed: the docs site needs Node 20 or newer, with npm (https://nodejs.org)"
                );
            }
        }
        let directory = root.join("target/site-packages");
        fs::create_dir_all(&directory).with_context(|| format!("cannot create {}", directory.display()))?;
        let lock = directory.with_extension("lock");
        let lock = File::create(&lock)
            .and_then(|file| file.lock().map(|()| file))
            .with_context(|| format!("cannot lock {}", lock.display()))?;
        let stamp = directory.join(".installed");
        if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == LOCK) {
            for (name, content) in [("package.json", MANIFEST), ("package-lock.json", LOCK)] {
                let path = directory.join(name);
                fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
            }
            eprintln!("installing the site's packages from npm");
            let output = Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
                .current_dir(&directory)
                .output()
                .context("cannot start npm")?;
            if !output.status.success() {
                bail!(
                    "`npm ci` failed in {}:\n{}",
                    directory.display(),
                    String::from_utf8_lossy(&output.stderr).trim_end()
                );
            }
            fs::write(&stamp, LOCK).with_context(|| format!("cannot write {}", stamp.display()))?;
        }
        Ok(Self { directory, _lock: lock })
    }

    /// A file of a package.
    ///
    /// # Errors
    /// It is not there, or is no text.
    pub(super) fn read(&self, path: &str) -> Result<String> {
        let path = self.directory.join("node_modules").join(path);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// What a script, an ES module, prints for this input; it finds the packages beside itself.
    ///
    /// # Errors
    /// It fails; the error has what it said.
    pub(super) fn run(&self, script: &str, input: &str) -> Result<String> {
        let path = self.directory.join("script.mjs");
        fs::write(&path, script).with_context(|| format!("cannot write {}", path.display()))?;
        let mut child = Command::new("node")
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start node")?;
        // It reads everything before it prints anything.
        let written = child.stdin.take().context("node has a standard input")?.write_all(input.as_bytes());
        let output = child.wait_with_output().context("cannot wait for node")?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr).trim_end());
        }
        written.context("node does not read its input")?;
        String::from_utf8(output.stdout).context("node prints text")
    }
}
