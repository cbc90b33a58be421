//! TypeScript: sources by `@hey-api/openapi-ts`, compiled to JavaScript modules with declarations.
//!
//! Not everything is generated: the class that a program begins with, and the error that its calls throw, are in
//! `xtask/house/sdk/typescript/src/`.

use std::{
    fs,
    path::{Path, absolute},
    process::Command,
};

use anyhow::{Context as _, Result};

use super::package::Package;
use crate::tools::{self, Tools};

/// The sources that every package has.
const SHARED: [&str; 2] = ["src/client.ts", "src/problem.ts"];

pub(super) fn require() -> Result<()> {
    tools::NODE.require()
}

/// Writes `package.json`, the sources, and what the compiler makes of them; what it has against them is an error.
pub(super) fn generate(package: &Package, tools: &Tools) -> Result<()> {
    let modules = tools.node_modules("typescript", &package.recipe)?;
    package.write("package.json", &package.render("package.json.j2")?)?;
    copy(package, "tsconfig.json", "tsconfig.json")?;
    for file in SHARED {
        copy(package, file, file)?;
    }
    copy(package, &format!("src/{}.ts", package.api.name), "src/index.ts")?;

    let mut generator = Command::new(modules.join(".bin/openapi-ts"));
    generator
        .arg("--file")
        .arg(absolute(package.recipe.join("openapi-ts.config.mjs"))?)
        .env("DOCUMENT", absolute(&package.document)?)
        .env("OUTPUT", absolute(package.folder.join("src/generated"))?)
        .current_dir(&package.folder);
    tools::run(&mut generator)?;
    tools::run(compiler(&modules).args(["--project", "."]).current_dir(&package.folder))
}

/// Checks the declarations as a program for browsers sees them, and as one for Node.js does.
pub(super) fn check(package: &Package, tools: &Tools) -> Result<()> {
    let modules = tools.node_modules("typescript", &package.recipe)?;
    for environment in [["--lib", "ES2022,DOM"].as_slice(), &["--lib", "ES2022", "--types", "node"]] {
        let mut compiler = compiler(&modules);
        compiler
            .args(["--ignoreConfig", "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false"])
            .args(["--target", "ES2022", "--module", "NodeNext"])
            .args(environment)
            .arg("--typeRoots")
            .arg(modules.join("@types"))
            .arg("dist/index.d.ts")
            .current_dir(&package.folder);
        tools::run(&mut compiler)?;
    }
    Ok(())
}

fn compiler(modules: &Path) -> Command {
    Command::new(modules.join("compiler/bin/tsc"))
}

/// Copies a file of the recipe into the package.
fn copy(package: &Package, from: &str, to: &str) -> Result<()> {
    let from = package.recipe.join(from);
    let text = fs::read_to_string(&from).with_context(|| format!("cannot read {}", from.display()))?;
    package.write(to, &text)
}
