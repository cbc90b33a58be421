//! The packages for Java, by openapi-generator: Maven projects on Spring's `RestClient`.
//!
//! The generator writes the sources; `pom.xml` is a template of the recipe.

use std::process::Command;

use anyhow::Result;

use super::{openapi_generator, package::Package};
use crate::tools::{self, Tools};

pub(super) fn require() -> Result<()> {
    tools::JAVA.require()?;
    tools::MAVEN.require()?;
    openapi_generator::require()
}

pub(super) fn generate(package: &Package, tools: &Tools) -> Result<()> {
    openapi_generator::run(package, tools, &[])?;
    package.write("pom.xml", &package.render("pom.xml.j2")?)
}

pub(super) fn check(package: &Package, _tools: &Tools) -> Result<()> {
    // Not --quiet, which hides the warnings that the build fails for. What was compiled does not belong into the package.
    let mut maven = Command::new("mvn");
    maven.args([
        "--batch-mode",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-Dmaven.compiler.failOnWarning=true",
    ]);
    maven.args(["compile", "clean"]).current_dir(&package.folder);
    tools::run(&mut maven)
}
