//! The members of an object, in the order of the source, shared between copies until one of them changes.
//!
//! A bundle is mostly what was loaded, and an upgrade mostly the bundle: a copy costs memory only where it differs.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use indexmap::IndexMap;

use super::Member;

type Members = IndexMap<String, Member>;

/// An [`IndexMap`] of [`Member`]s by key; a clone takes constant time and memory.
#[derive(Clone, Debug, Default)]
pub struct Object(Arc<Members>);

impl Object {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The member of that name. A short object is looked through sooner than a name is hashed.
    pub fn get(&self, name: &str) -> Option<&Member> {
        match self.len() {
            0..=8 => self.iter().find(|(key, _)| *key == name).map(|(_, member)| member),
            _ => self.0.get(name),
        }
    }

    /// Whether one is a copy of the other, and neither was changed since.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Gives back the room that growing took in advance: most objects have one member or two.
    pub(crate) fn fit(mut self) -> Self {
        if let Some(members) = Arc::get_mut(&mut self.0) {
            members.shrink_to_fit();
        }
        self
    }
}

impl Deref for Object {
    type Target = Members;

    fn deref(&self) -> &Members {
        &self.0
    }
}

impl DerefMut for Object {
    fn deref_mut(&mut self) -> &mut Members {
        Arc::make_mut(&mut self.0)
    }
}

impl FromIterator<(String, Member)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Member)>>(members: I) -> Self {
        Self(Arc::new(members.into_iter().collect()))
    }
}

impl<const N: usize> From<[(String, Member); N]> for Object {
    fn from(members: [(String, Member); N]) -> Self {
        members.into_iter().collect()
    }
}

impl IntoIterator for Object {
    type Item = (String, Member);
    type IntoIter = indexmap::map::IntoIter<String, Member>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.0).into_iter()
    }
}

impl<'object> IntoIterator for &'object Object {
    type Item = (&'object String, &'object Member);
    type IntoIter = indexmap::map::Iter<'object, String, Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'object> IntoIterator for &'object mut Object {
    type Item = (&'object String, &'object mut Member);
    type IntoIter = indexmap::map::IterMut<'object, String, Member>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::make_mut(&mut self.0).iter_mut()
    }
}
