//! Node, and the packages that the site takes from npm: pinned in `xtask/house/site/package-lock.json`.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

use crate::tools::{NODE, Tools};

/// The installed packages.
pub(super) struct Packages {
    /// Their `node_modules`.
    modules: PathBuf,
}

impl Packages {
    /// Installs what the lock file says below `target/`, unless it is there.
    ///
    /// # Errors
    /// Node is missing or too old, or npm fails.
    pub(super) fn install(root: &Path) -> Result<Self> {
        NODE.require()?;
        let modules = Tools::new(root)?.node_modules("site", &root.join("xtask/house/site"))?;
        Ok(Self { modules })
    }

    /// A file of a package.
    ///
    /// # Errors
    /// It is not there, or is no text.
    pub(super) fn read(&self, path: &str) -> Result<String> {
        let path = self.modules.join(path);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// What a script, an ES module, prints for this input; it finds the packages.
    ///
    /// # Errors
    /// It fails; the error has what it said.
    pub(super) fn run(&self, script: &str, input: &str) -> Result<String> {
        // A script of the command line looks for packages where it runs.
        let mut child = Command::new("node")
            .args(["--input-type=module", "--eval", script])
            .current_dir(&self.modules)
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
