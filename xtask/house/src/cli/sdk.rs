//! `sdk`: client packages in other languages, and their tests.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context as _, Result};

use crate::{
    sdk::{self, Api, Language},
    workspace,
};
use roster_openapi::cli::{console, generate};

/// Makes the packages of the workspace's documents, in either version of OpenAPI, and tests them where asked to; true if all
/// is well.
pub(crate) fn make(languages: &[Language], out: Option<PathBuf>, openapi31: bool, test: bool) -> Result<bool> {
    let root = workspace::root()?;
    let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root };
    let Some(bundles) = generate::read_and_report(&workspace::documents(&workspace::root()?)?) else {
        return Ok(false);
    };
    let apis = bundles
        .iter()
        .map(|(document, bundle)| {
            let upgraded = openapi31.then(|| roster_document::upgrade_node(&bundle.document));
            Api::new(&document.name, roster_document::json(upgraded.as_ref().unwrap_or(&bundle.document))?)
        })
        .collect::<Result<Vec<_>>>()?;
    let out = out.unwrap_or_else(|| root.join("target/sdk"));
    std::fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let (root, out) = (root.canonicalize()?, out.canonicalize()?);

    let mut well = true;
    for language in languages {
        // What is missing for one language says nothing of the next.
        match make_one(*language, &apis, &root, &out, test) {
            Ok(succeeded) => well &= succeeded,
            Err(error) if languages.len() == 1 => return Err(error),
            Err(error) => {
                eprintln!("error: {error:#}");
                well = false;
            }
        }
    }
    Ok(well)
}

fn make_one(language: Language, apis: &[Api], root: &Path, out: &Path, test: bool) -> Result<bool> {
    let start = Instant::now();
    let packages = sdk::generate(language, apis, root, out)?;
    for package in &packages {
        console::status(&format!("wrote {}", package.folder.display()));
    }
    let mut well = true;
    if test {
        for package in &packages {
            sdk::check(package, root)?;
        }
        console::status(&format!("{}: compiles without complaint", language.name()));
        well = run_tests(language, root, out)?;
    }
    console::status(&format!("{}: {:.1} s", language.name(), start.elapsed().as_secs_f64()));
    Ok(well)
}

/// The language's tests against a running server, which are among the workspace's own.
fn run_tests(language: Language, root: &Path, out: &Path) -> Result<bool> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let status = Command::new(&cargo)
        .args(["test", "--quiet", "-p", "roster-tests", "--test", "it"])
        .arg(format!("outside::sdk::{}", language.name()))
        .env("ROSTER_TEST_SDKS", out)
        .current_dir(root)
        .status()
        .with_context(|| format!("cannot start {}", cargo.display()))?;
    Ok(status.success())
}
