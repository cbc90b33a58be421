//! Operations by the tag that they are found under.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::Lowering;
use crate::ir::{
    Group,
    names::{self, Namer},
};

/// The other modules of a document, and the names of files that hold them.
const RESERVED: &[&str] =
    &["conformance", "lib", "main", "mod", "operations", "patterns", "schemas", "security", "shared", "types"];

impl Lowering<'_> {
    /// In the order in which tags first appear.
    pub(super) fn groups(&mut self) -> Vec<Group> {
        let descriptions: HashMap<&str, &str> = self
            .document
            .tags
            .iter()
            .filter_map(|tag| Some((tag.name.as_str(), tag.description.as_deref().or(tag.summary.as_deref())?)))
            .collect();
        let mut by_tag: IndexMap<&str, Vec<usize>> = IndexMap::new();
        for (index, operation) in self.document.operations.iter().enumerate() {
            by_tag.entry(self.document.navigation_tag(operation).unwrap_or("default")).or_default().push(index);
        }
        let mut modules = Namer::reserving(RESERVED);
        let mut traits = Namer::default();
        by_tag
            .into_iter()
            .map(|(tag, operations)| Group {
                tag: tag.to_owned(),
                description: descriptions.get(tag).map(|text| (*text).to_owned()),
                module: modules.unique_snake(&names::module_name(tag)),
                trait_name: self.names.unique(&traits.unique(&format!("{}Api", names::type_name(tag)))),
                operations,
            })
            .collect()
    }
}
