//! A directory of small files, and findings as text without its name.

use std::{fs, path::PathBuf};

use roster_document::{Bundle, Diagnostics, rules};

/// What every document needs besides its paths.
pub(crate) const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Tiny, version: '1'}\n";

pub(crate) struct Project {
    directory: tempfile::TempDir,
}

impl Project {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self { directory: tempfile::tempdir().unwrap() };
        for (name, content) in files {
            project.write(name, content);
        }
        project
    }

    /// One file, `openapi.yaml`, with the usual head before `rest`.
    pub(crate) fn document(rest: &str) -> Self {
        Self::new(&[("openapi.yaml", &format!("{HEAD}{rest}"))])
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn bundle(&self) -> Bundle {
        match roster_document::bundle(&self.path("openapi.yaml")) {
            Ok(bundle) => bundle,
            Err(problems) => panic!("{}", self.text(problems)),
        }
    }

    /// The bundle as YAML.
    pub(crate) fn bundled(&self) -> String {
        roster_document::yaml(&self.bundle().document).unwrap()
    }

    /// What the bundler finds: errors, or the warnings of a success.
    pub(crate) fn bundle_findings(&self) -> String {
        match roster_document::bundle(&self.path("openapi.yaml")) {
            Ok(bundle) => self.text(bundle.warnings),
            Err(problems) => self.text(problems),
        }
    }

    pub(crate) fn load_findings(&self, name: &str) -> String {
        match roster_document::load(&self.path(name)) {
            Ok(node) => format!("read: {}", node.to_json()),
            Err(problems) => self.text(problems),
        }
    }

    pub(crate) fn lint(&self) -> String {
        self.text(rules::everything(&self.bundle().document))
    }

    /// The house rules, without the general ones.
    pub(crate) fn house(&self) -> String {
        self.text(rules::house::lint(&[&self.bundle()], self.directory.path(), true))
    }

    /// Sorted, with paths relative to the project.
    pub(crate) fn text(&self, found: Diagnostics) -> String {
        let lines: Vec<String> = found.sorted().iter().map(ToString::to_string).collect();
        let prefix = format!("{}/", self.directory.path().display());
        lines.join("\n").replace(&prefix, "")
    }
}
