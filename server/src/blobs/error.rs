//! What can go wrong with bytes, and whether trying again may help.

use std::{error::Error, io};

use roster_runtime::exhaustion::is_exhausted;

/// Why a blob could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("the blob is not there")]
    Missing,
    /// The object store cannot be reached, or is out of order.
    #[error("the object store is not available")]
    Unavailable(#[source] Source),
    /// No room, or no file descriptor, that this process may use.
    #[error("the disk is full, or too many files are open")]
    Exhausted(#[source] Source),
    #[error("the blob store failed")]
    Failed(#[source] Source),
}

type Source = Box<dyn Error + Send + Sync>;

impl BlobError {
    /// Whether the same request may succeed a little later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Exhausted(_))
    }

    /// What the server itself finds wrong with stored bytes.
    pub(crate) fn broken(text: impl Into<String>) -> Self {
        Self::Failed(text.into().into())
    }
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ if is_exhausted(&error) => Self::Exhausted(error.into()),
            _ => Self::Failed(error.into()),
        }
    }
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            error if cause(&error).is_some_and(is_exhausted) => Self::Exhausted(error.into()),
            // The client of a bucket has tried several times before it gives up with this.
            object_store::Error::Generic { store, .. } if store != "LocalFileSystem" => Self::Unavailable(error.into()),
            _ => Self::Failed(error.into()),
        }
    }
}

/// The operating system's error below another one.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a io::Error> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(found) = error.downcast_ref::<io::Error>() {
            return Some(found);
        }
        current = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_found_below_the_error_of_the_store() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let wrapped = object_store::Error::Generic { store: "LocalFileSystem", source: Box::new(full()) };
        assert!(matches!(BlobError::from(wrapped), BlobError::Exhausted(_)));
        assert!(matches!(BlobError::from(full()), BlobError::Exhausted(_)));
        let bucket = object_store::Error::Generic { store: "S3", source: "no route".into() };
        assert!(BlobError::from(bucket).is_temporary());
        let folder = object_store::Error::Generic { store: "LocalFileSystem", source: "no right".into() };
        assert!(!BlobError::from(folder).is_temporary());
    }
}
