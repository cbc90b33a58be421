//! The documents that a command works on.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use roster_document::{Bundle, Changes, Diagnostics};

use super::changes;

/// A document to work on.
#[derive(Clone, Debug)]
pub struct Document {
    /// As in the names of generated files: `twona`.
    pub name: String,
    /// Its root file; `-` is standard input.
    pub root: PathBuf,
    /// Whether what is against the specification is an error, and what servers answer by themselves is documented.
    pub house: bool,
    pub changes: Changes,
}

impl Document {
    /// # Errors
    /// The file cannot be opened, which is a matter of usage; what is wrong inside of it is a finding.
    pub fn given(root: &Path) -> Result<Self> {
        if root == Path::new("-") {
            return Ok(Self {
                name: "api".to_owned(),
                root: root.to_owned(),
                house: false,
                changes: Changes::default(),
            });
        }
        let kind = fs::metadata(root).with_context(|| format!("cannot read {}", root.display()))?;
        // A pipe would be waited for; that it is no file is said where it is read.
        if kind.is_file() {
            fs::File::open(root).with_context(|| format!("cannot read {}", root.display()))?;
        }
        let directory = root.parent().and_then(Path::file_name);
        let stem = root.file_stem().unwrap_or_default();
        let name = match directory {
            Some(directory) if stem == "openapi" => directory,
            _ => stem,
        };
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            root: root.to_owned(),
            house: false,
            changes: Changes::default(),
        })
    }

    /// The same with what the arguments change.
    #[must_use]
    pub fn with(self, changes: &changes::Changes) -> Self {
        Self { changes: changes.into(), ..self }
    }

    /// In one piece, as it is changed.
    ///
    /// # Errors
    /// Everything that stands in the way.
    pub fn bundle(&self) -> Result<Bundle, Diagnostics> {
        self.changes.bundle(&self.root)
    }

    /// As generated files name it.
    pub(super) fn source(&self) -> String {
        match self.root.to_str() {
            Some("-") => "standard input".to_owned(),
            _ => self.root.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        }
    }
}
