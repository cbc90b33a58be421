//! The suite's schemas in a document, beside what the suite serves at a URL.

use std::path::Path;

use roster_document::{Document, SchemaRef as Reference};
use roster_runtime::schema::SchemaRef;
use roster_tests::tables::Tables;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A document whose one schema is in a file of its own.
pub(super) struct Project {
    folder: TempDir,
}

impl Project {
    /// `remotes`: the suite's folder of what it serves.
    pub(super) fn new(remotes: &Path) -> Self {
        let folder = tempfile::tempdir().expect("there is room for the files");
        copy(remotes, folder.path()).unwrap_or_else(|error| panic!("{}: {error}", remotes.display()));
        let document = json!({
            "openapi": "3.2.0",
            "$self": "http://localhost:1234/openapi.json",
            "info": {"title": "Suite", "version": "1"},
            "components": {"schemas": {"Schema": {"$ref": "schema.json"}}},
        });
        std::fs::write(folder.path().join("openapi.json"), document.to_string()).expect("there is room for the files");
        Self { folder }
    }

    /// The table of a schema as the bundler has it, without what is assumed of its types (`mend`). Patterns are run as
    /// they are written; their translation has tests of its own.
    pub(super) fn table(&self, schema: &Value) -> SchemaRef {
        std::fs::write(self.folder.path().join("schema.json"), schema.to_string())
            .expect("there is room for the files");
        let bundle = roster_document::bundle_in_part(&self.folder.path().join("openapi.json")).expect("it is OpenAPI");
        let document = Document::read(&bundle.document);
        let index = document.schemas.components().get_index_of("Schema").expect("the document has it");
        Tables::new(&document, &Default::default()).in_place().table(Reference::Component(index))
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir_all(&to)?;
            copy(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
