//! Python packages, made by openapi-python-client.
//!
//! Of the generators it is the one whose code passes `mypy --strict`, has every call both blocking and for asyncio, and
//! tells a property that is `None` from one that is left out.

use std::{
    env,
    ffi::OsString,
    iter,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::package::Package;
use crate::tools::{self, Tools, run};

pub(super) fn require() -> Result<()> {
    tools::PYTHON.require()
}

pub(super) fn generate(package: &Package, tools: &Tools) -> Result<()> {
    let programs = programs(package, tools)?;
    let module = module(package);
    let mut generator = Command::new(programs.join("openapi-python-client"));
    generator.args(["generate", "--meta=none", "--fail-on-warning", "--path"]).arg(&package.document);
    generator.arg("--config").arg(package.recipe.join(format!("{}.yaml", package.api.name)));
    generator.arg("--output-path").arg(package.folder.join(&module));
    run(generator.env("PATH", search_path(&programs)?))?;
    package.write(&format!("{module}/py.typed"), "")?;
    package.write("pyproject.toml", &package.render("pyproject.toml.j2")?)
}

pub(super) fn check(package: &Package, tools: &Tools) -> Result<()> {
    let mut mypy = Command::new(programs(package, tools)?.join("mypy"));
    mypy.args(["--strict", "--no-error-summary", "--cache-dir"]).arg(tools.folder("mypy")?);
    run(mypy.arg(module(package)).current_dir(&package.folder))
}

/// What one imports: `roster_twona`.
fn module(package: &Package) -> String {
    format!("roster_{}", package.api.name)
}

/// The folder with the generator, and with everything that it starts.
fn programs(package: &Package, tools: &Tools) -> Result<PathBuf> {
    tools.python_environment("python", &package.recipe.join("requirements.txt"))
}

/// `PATH` with a folder in front: the generator looks there for ruff, which formats what it wrote.
fn search_path(programs: &Path) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(iter::once(programs.to_owned()).chain(env::split_paths(&path)))?)
}
