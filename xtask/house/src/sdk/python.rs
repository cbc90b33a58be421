//! Python packages, made by openapi-python-client.
//!
//! Of the generators it is the one whose code passes `mypy --strict`, has every call both blocking and for asyncio, and
//! tells a property that is `None` from one that is left out.

use std::{
    env,
    ffi::OsString,
    fs, iter,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value};

use super::package::Package;
use crate::tools::{self, Tools, run};

pub(super) fn require() -> Result<()> {
    tools::PYTHON.require()
}

pub(super) fn generate(package: &Package, tools: &Tools) -> Result<()> {
    let programs = programs(package, tools)?;
    let module = module(package);
    let sources = package.folder.join(&module);
    let mut generator = Command::new(programs.join("openapi-python-client"));
    generator.args(["generate", "--meta=none", "--fail-on-warning", "--path"]).arg(&package.document);
    generator.arg("--config").arg(package.recipe.join(format!("{}.yaml", package.api.name)));
    generator.arg("--output-path").arg(&sources);
    run(generator.env("PATH", search_path(&programs)?))?;
    take_any_status(&sources)?;
    if let Some(header) = header_of_key(&package.api.document)? {
        let defaults = [
            ("prefix: str = \"Bearer\"", "prefix: str = \"\""),
            ("auth_header_name: str = \"Authorization\"", &format!("auth_header_name: str = \"{header}\"")),
        ];
        edit(&sources.join("client.py"), &defaults)?;
    }
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

/// Takes statuses for the numbers that they are: the generator has them as Python's `HTTPStatus`, which refuses what no RFC
/// names, such as 460 of tus.
fn take_any_status(module: &Path) -> Result<()> {
    const IMPORT: &str = "from http import HTTPStatus\n";
    edit(&module.join("types.py"), &[(IMPORT, ""), ("status_code: HTTPStatus", "status_code: int")])?;
    for tag in entries(&module.join("api"))?.into_iter().filter(|path| path.is_dir()) {
        for operation in entries(&tag)?.into_iter().filter(|path| !path.ends_with("__init__.py")) {
            edit(&operation, &[(IMPORT, ""), ("HTTPStatus(response.status_code)", "response.status_code")])?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = folder.read_dir().and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    entries.with_context(|| format!("cannot read {}", folder.display()))
}

/// Writes the second text of each pair in the place of the first, which the file has.
fn edit(path: &Path, pairs: &[(&str, &str)]) -> Result<()> {
    let mut text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    for (from, to) in pairs {
        ensure!(text.contains(from), "the generator no longer writes `{}` into {}", from.trim_end(), path.display());
        text = text.replace(from, to);
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The header of the document's first API key that goes into one.
fn header_of_key(document: &str) -> Result<Option<String>> {
    let document: Value = serde_json::from_str(document).context("the bundled document is no JSON")?;
    let mut schemes = document["components"]["securitySchemes"].as_object().into_iter().flat_map(Map::values);
    let key = schemes.find(|scheme| scheme["type"] == "apiKey" && scheme["in"] == "header");
    Ok(key.and_then(|key| key["name"].as_str()).map(str::to_owned))
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
