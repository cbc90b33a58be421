//! openapi-generator, which makes the packages for Go and Java: what it needs, and how it is run.
//!
//! `xtask/house/sdk/openapi-generator.txt` pins it. A recipe tells it what to do in `<api>.yaml`, and what to leave out in
//! `openapi-generator-ignore`; a language's module adds what follows from the document.

use std::{fs, path::Path, process::Command};

use anyhow::{Context as _, Result};

use super::package::Package;
use crate::tools::{self, Program, Tools};

const JAVA: Program = Program {
    command: "java",
    version_argument: "--version",
    oldest: (11, 0),
    install: "Java 11 or newer, from https://adoptium.net or your system's packages",
};

/// Where the generator looks for what to leave out, and its patterns begin.
const IGNORE: &str = ".openapi-generator-ignore";

/// # Errors
/// Python, which installs the generator, or Java, which runs it, is missing; one line says what to install.
pub(super) fn require() -> Result<()> {
    tools::PYTHON.require()?;
    JAVA.require()
}

/// Fills the folder of a package. The arguments are those of the generator's command line, and go before `<api>.yaml`.
///
/// # Errors
/// The generator cannot be installed, or fails: then the error holds what it said.
pub(super) fn run(package: &Package, tools: &Tools, arguments: &[&str]) -> Result<()> {
    let pin = package.recipe.with_file_name("openapi-generator.txt");
    let program = tools.python_environment("openapi-generator", &pin)?.join("openapi-generator-cli");
    copy(&package.recipe.join("openapi-generator-ignore"), &package.folder.join(IGNORE))?;
    let mut command = Command::new(program);
    command.arg("generate").arg("--input-spec").arg(&package.document).arg("--output").arg(&package.folder);
    command.arg("--config").arg(package.recipe.join(format!("{}.yaml", package.api.name))).args(arguments);
    tools::run(&mut command)?;
    remove_records(&package.folder)
}

/// Removes what the generator notes down for its next run in the same folder.
fn remove_records(folder: &Path) -> Result<()> {
    let (ignore, records) = (folder.join(IGNORE), folder.join(".openapi-generator"));
    fs::remove_file(&ignore).with_context(|| format!("cannot remove {}", ignore.display()))?;
    fs::remove_dir_all(&records).with_context(|| format!("cannot remove {}", records.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}
