//! Arguments that change a document without its files being so.

use std::path::PathBuf;

use clap::Args;
use roster_document::{Filter, Selection};

#[derive(Clone, Debug, Default, Args)]
pub struct Changes {
    /// File of an OpenAPI Overlay, 1.0 or 1.1, that changes the document before its references are followed; can be repeated
    #[arg(long, value_name = "FILE", requires = "document")]
    pub overlay: Vec<PathBuf>,
    /// Take only the operations that fit: tag=users, path=/v2/**, operation=users_*, method=GET; can be repeated
    ///
    /// With commas between them, all have to hold: tag=users,method=GET. Whatever they do not lead to is left out, too.
    #[arg(long, value_name = "FILTER", requires = "document")]
    pub only: Vec<Filter>,
    /// Leave out the operations that fit; can be repeated
    #[arg(long, value_name = "FILTER", requires = "document")]
    pub without: Vec<Filter>,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.overlay.is_empty() && self.only.is_empty() && self.without.is_empty()
    }
}

impl From<&Changes> for roster_document::Changes {
    fn from(changes: &Changes) -> Self {
        let Changes { overlay, only, without } = changes.clone();
        Self { overlays: overlay, selection: Selection { only, without }, additions: Vec::new() }
    }
}
