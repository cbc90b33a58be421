//! Client packages in other languages, made by generators that others keep.
//!
//! What a generator is told stands in `xtask/house/sdk/<language>/`; what it writes is published as it is. A language's module
//! knows its generator and its compiler; what every package has in common (`README.md`, licences) is added here.

mod go;
mod java;
mod openapi_generator;
mod package;
mod python;
mod typescript;

use std::path::Path;

use anyhow::{Context as _, Result};
use clap::ValueEnum;

use crate::tools::Tools;
pub use package::{Api, Package};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Typescript,
    Python,
    Go,
    Java,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::Typescript, Self::Python, Self::Go, Self::Java];

    /// As in the names of folders: `typescript`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Typescript => "typescript",
            Self::Python => "python",
            Self::Go => "go",
            Self::Java => "java",
        }
    }

    /// The ending of a program's file.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Typescript => "ts",
            Self::Python => "py",
            Self::Go => "go",
            Self::Java => "java",
        }
    }
}

/// Writes the package of each of `apis` to `<out>/<language>/<api>`, in place of one that was generated before; other
/// files stay.
///
/// `root` is the workspace's. Nothing of an older package is touched unless the new one is complete.
///
/// # Errors
/// A toolchain is missing (the error says what to install), a generator fails (the error holds what it said), a file
/// cannot be written, or there is something at the place of the package that was not generated.
pub fn generate(language: Language, apis: &[Api], root: &Path, out: &Path) -> Result<Vec<Package>> {
    let tools = Tools::new(root)?;
    match language {
        Language::Typescript => typescript::require(),
        Language::Python => python::require(),
        Language::Go => go::require(),
        Language::Java => java::require(),
    }?;
    let mut packages = Vec::new();
    for api in apis {
        let documents = tools.folder("documents")?;
        let staged = package::Staged::new(language, api, root, &documents, out)?;
        match language {
            Language::Typescript => typescript::generate(&staged.package, &tools),
            Language::Python => python::generate(&staged.package, &tools),
            Language::Go => go::generate(&staged.package, &tools),
            Language::Java => java::generate(&staged.package, &tools),
        }
        .with_context(|| format!("cannot make the {} package of {}", language.name(), api.name))?;
        packages.push(staged.finish()?);
    }
    Ok(packages)
}

/// Compiles or type-checks a package as strictly as its language can.
///
/// # Errors
/// The compiler has complaints; the error holds them.
pub fn check(package: &Package, root: &Path) -> Result<()> {
    let tools = Tools::new(root)?;
    match package.language {
        Language::Typescript => typescript::check(package, &tools),
        Language::Python => python::check(package, &tools),
        Language::Go => go::check(package, &tools),
        Language::Java => java::check(package, &tools),
    }
    .with_context(|| format!("the {} package of {} has faults", package.language.name(), package.api.name))
}
