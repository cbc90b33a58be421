//! The tus resumable upload protocol, version 1.0.0 (<https://tus.io/protocols/resumable-upload>): what a part has to be
//! like, who may append, and what is kept of a part that broke off.
//!
//! It knows no users, no database and no HTTP. Who uploads what is in a [`Ledger`]; the bytes are in a [`ByteStorage`],
//! of which there are two, [`FolderStorage`] and [`BucketStorage`].

mod append;
mod bucket;
mod bucket_join;
mod checksum;
mod error;
mod folder;
mod ledger;
mod metadata;
mod storage;

pub use append::{BodyError, Part, append, check, make_way};
pub use bucket::BucketStorage;
pub use checksum::{Algorithm, Announced, Checksum, Trailer};
pub use error::{Error, Refusal};
pub use folder::FolderStorage;
pub use ledger::{LEASE, Ledger, Progress, Record};
pub use metadata::Metadata;
pub(crate) use storage::storage_of;
pub use storage::{ByteStorage, Stored, Writer};

/// The version of the protocol that this is.
pub const VERSION: &str = "1.0.0";

/// The protocol's extensions that are here.
pub const EXTENSIONS: &str = "creation,creation-with-upload,creation-defer-length,expiration,termination,checksum,checksum-trailer,concatenation";

/// What the header `Upload-Concat` says of an upload that is to be a part of a file.
pub const PARTIAL: &str = "partial";

/// Bytes of the largest upload.
pub const MAXIMUM_LENGTH: u64 = 5 * 1024 * 1024 * 1024;

/// Bytes that a part has at least, unless it is the last (ruling T15).
pub const MINIMUM_PART: u64 = 5 * 1024 * 1024;

/// Bytes that a part has at most (ruling T15).
pub const MAXIMUM_PART: u64 = 10 * 1024 * 1024;

#[cfg(test)]
mod tests;
