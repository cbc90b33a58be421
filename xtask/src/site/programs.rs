//! The quick starts: one whole program for each language and API.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::samples;

/// A language that there is a client for.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Language {
    /// As in fenced blocks, and in `cargo xtask sdk`.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// How a package is made and taken into a project; `API` stands for the API's name.
    pub(super) install: &'static str,
    /// Where the program is; `API` stands for the API's name.
    #[serde(skip)]
    path: &'static str,
}

/// The languages, in the order of the tabs. Rust's examples are those of its crate.
pub(super) const LANGUAGES: [Language; 5] = [
    Language {
        id: "rust",
        name: "Rust",
        install: "cargo add roster-client --path client",
        path: "client/examples/API.rs",
    },
    Language {
        id: "typescript",
        name: "TypeScript",
        install: "cargo xtask sdk typescript\nnpm install ./target/sdk/typescript/API",
        path: "xtask/sdk/typescript/examples/API.ts",
    },
    Language {
        id: "python",
        name: "Python",
        install: "cargo xtask sdk python\npip install ./target/sdk/python/API",
        path: "xtask/sdk/python/examples/API.py",
    },
    Language {
        id: "go",
        name: "Go",
        install: "cargo xtask sdk go\ngo mod edit -replace roster.example/API=./target/sdk/go/API\ngo get roster.example/API",
        path: "xtask/sdk/go/examples/API.go",
    },
    Language {
        id: "java",
        name: "Java",
        install: "cargo xtask sdk java\nmvn -f target/sdk/java/API install",
        path: "xtask/sdk/java/examples/API.java",
    },
];

/// A quick start.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) language: Language,
    /// The document's name.
    pub(super) document: &'static str,
    pub(super) text: String,
}

/// Every program: languages in order, and of each the APIs.
///
/// # Errors
/// One is missing.
pub(super) fn read(root: &Path) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for language in LANGUAGES {
        // Rust's examples are called after what they show.
        let rust = language.id == "rust";
        for (document, file) in [
            ("twona", if rust { "session" } else { "twona" }),
            ("docutools", if rust { "members" } else { "docutools" }),
        ] {
            let path = root.join(language.path.replace("API", file));
            let text = fs::read_to_string(&path).with_context(|| {
                format!("the {} quick start of {document} is missing: {}", language.name, path.display())
            })?;
            programs.push(Program { language, document, text: samples::without_marks(&text) });
        }
    }
    Ok(programs)
}
