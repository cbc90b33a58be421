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
    /// The commands that make a package and take it into a project, in an empty folder; `API` stands for the API's name, and
    /// `/MAJOR` for what Go has in paths from version 2 on.
    #[serde(skip)]
    install: &'static str,
    /// The file of that project that the program is saved as.
    pub(super) file: &'static str,
    /// The commands that run it; `API` stands for the API's name.
    #[serde(skip)]
    run: &'static str,
    /// Where the program is; `API` stands for the API's name.
    #[serde(skip)]
    path: &'static str,
    /// The folder of the programs that call every operation, and that tests run.
    #[serde(skip)]
    pub(super) calls: &'static str,
}

/// The languages, in the order of the tabs. Rust's examples are those of its crate.
pub(super) const LANGUAGES: [Language; 5] = [
    Language {
        id: "rust",
        name: "Rust",
        install: r#"cargo init --name my-program
cargo add roster-client --path "$ROSTER_SOURCES/client"
cargo add tokio --features macros,rt-multi-thread
cargo add futures-util"#,
        file: "src/main.rs",
        run: "cargo run",
        path: "client/examples/API.rs",
        calls: "client/examples",
    },
    Language {
        id: "typescript",
        name: "TypeScript",
        install: r#"(cd "$ROSTER_SOURCES" && cargo xtask sdk typescript)
npm init --yes
npm pkg set type=module
npm install "$ROSTER_SOURCES/target/sdk/typescript/API" tsx"#,
        file: "main.ts",
        run: "npx tsx main.ts",
        path: "xtask/house/sdk/typescript/examples/API.ts",
        calls: "tests/sdk/typescript",
    },
    Language {
        id: "python",
        name: "Python",
        install: r#"(cd "$ROSTER_SOURCES" && cargo xtask sdk python)
python3 -m venv .venv
.venv/bin/pip install "$ROSTER_SOURCES/target/sdk/python/API""#,
        file: "main.py",
        run: ".venv/bin/python main.py",
        path: "xtask/house/sdk/python/examples/API.py",
        calls: "tests/sdk/python",
    },
    Language {
        id: "go",
        name: "Go",
        install: r#"(cd "$ROSTER_SOURCES" && cargo xtask sdk go)
go mod init my-program
go mod edit -replace "roster.example/API/MAJOR=$ROSTER_SOURCES/target/sdk/go/API""#,
        file: "main.go",
        run: "go mod tidy\ngo run .",
        path: "xtask/house/sdk/go/examples/API.go",
        calls: "tests/sdk/go",
    },
    Language {
        id: "java",
        name: "Java",
        install: r#"(cd "$ROSTER_SOURCES" && cargo xtask sdk java)
package=$ROSTER_SOURCES/target/sdk/java/API
mvn --quiet --file "$package" install dependency:copy-dependencies -DincludeScope=runtime"#,
        file: "Main.java",
        run: r#"java --class-path "$package/target/*:$package/target/dependency/*" Main.java"#,
        path: "xtask/house/sdk/java/examples/API.java",
        calls: "tests/sdk/java/src/main/java/scenario",
    },
];

impl Language {
    /// The commands for an API of this version.
    pub(super) fn install(&self, api: &str, version: &str) -> String {
        let major = match version.split('.').next() {
            None | Some("0" | "1") => String::new(),
            Some(major) => format!("/v{major}"),
        };
        self.install.replace("API", api).replace("/MAJOR", &major)
    }

    /// The commands that run the program of an API.
    pub(super) fn run(&self, api: &str) -> String {
        self.run.replace("API", api)
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_what_the_programs_import() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for program in read(&root).unwrap() {
            let document = fs::read_to_string(root.join(format!("openapi/bundled/{}.json", program.document))).unwrap();
            let document: serde_json::Value = serde_json::from_str(&document).unwrap();
            let install = program.language.install(program.document, document["info"]["version"].as_str().unwrap());
            let api = program.document;
            let (installed, imported) = match program.language.id {
                "rust" => ("cargo add roster-client ".to_owned(), "use roster_client::".to_owned()),
                "typescript" => (format!("typescript/{api}"), format!("from 'roster-{api}'")),
                "python" => (format!("python/{api}"), format!("from roster_{api} import")),
                "java" => (format!("/java/{api}\n"), format!("import example.roster.{api}.")),
                _ => (format!("roster.example/{api}/v2="), format!("\"roster.example/{api}/v2\"")),
            };
            assert!(install.contains(&installed), "{install}");
            assert!(program.text.contains(&imported), "{} of {api}: {imported}", program.language.name);
            assert!(!["API", "MAJOR"].iter().any(|name| install.contains(name)), "{install}");
        }
        let go = LANGUAGES.iter().find(|language| language.id == "go").unwrap();
        assert!(go.install("twona", "1.4.0").contains("\"roster.example/twona=$"));
    }
}
