//! The packages for Go, by openapi-generator: modules that need nothing but the standard library.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::{openapi_generator, package::Package};
use crate::tools::{self, Tools};

pub(super) fn require() -> Result<()> {
    tools::GO.require()?;
    openapi_generator::require()
}

pub(super) fn generate(package: &Package, tools: &Tools) -> Result<()> {
    let agent = format!("roster-{}-go/{}", package.api.name, package.api.version);
    openapi_generator::run(package, tools, &["--http-user-agent", &agent])?;
    package.write("go.mod", &package.render("go.mod.j2")?)?;
    package.write("doc.go", &package.render("doc.go.j2")?)?;
    tools::run(Command::new("gofmt").arg("-w").arg(&package.folder))
}

pub(super) fn check(package: &Package, _tools: &Tools) -> Result<()> {
    let listed = Command::new("gofmt").arg("-l").arg(&package.folder).output().context("cannot start `gofmt`")?;
    let unformatted = String::from_utf8_lossy(&listed.stdout);
    ensure!(listed.status.success() && unformatted.is_empty(), "`gofmt` would change {}", unformatted.trim());
    // Neither a workspace around the package nor another version of Go has a part in it.
    let mut vet = Command::new("go");
    vet.args(["vet", "./..."]).env("GOWORK", "off").env("GOTOOLCHAIN", "local").current_dir(&package.folder);
    tools::run(&mut vet)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::sdk::{Api, Language};

    /// <https://go.dev/ref/mod#major-version-suffixes>
    #[test]
    fn the_path_of_a_module_ends_in_its_major_version_from_2_on() {
        let module = |version: &str| {
            let document =
                r#"{"info": {"title": "T", "version": "V", "description": "D", "license": {"name": "MIT"}}}"#;
            let package = Package {
                language: Language::Go,
                api: Api::new("twona", document.replace('V', version)).unwrap(),
                document: PathBuf::new(),
                recipe: Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk/go"),
                folder: PathBuf::new(),
            };
            package.render("go.mod.j2").unwrap().lines().next().map(str::to_owned)
        };
        assert_eq!(module("1.4.0").as_deref(), Some("module roster.example/twona"));
        assert_eq!(module("2.0.0").as_deref(), Some("module roster.example/twona/v2"));
        assert_eq!(module("10.1.0").as_deref(), Some("module roster.example/twona/v10"));
    }
}
