//! Why an upload is refused, or fails.

use super::{Algorithm, MAXIMUM_LENGTH, MAXIMUM_PART, MINIMUM_PART};
use crate::blobs::BlobError;

/// What can come of a request. `E` is the ledger's error.
#[derive(Debug, thiserror::Error)]
pub enum Error<E> {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The upload is not there, or not any more.
    #[error("there is no such upload")]
    Gone,
    #[error(transparent)]
    Bytes(BlobError),
    #[error(transparent)]
    Ledger(E),
}

/// What a client did that the protocol, or its limits, do not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the upload has {has} bytes; the part begins at {begins}")]
    OffsetMismatch { has: u64, begins: u64 },
    /// One appender at a time; the other one asks for the offset and goes on from there.
    #[error("another request is appending to this upload")]
    Busy,
    #[error("the upload is finished")]
    Finished,
    #[error("the upload was put together of others, and takes no part")]
    Final,
    #[error("a part that is not the last has at least {MINIMUM_PART} bytes")]
    PartTooSmall,
    #[error("a part has at most {MAXIMUM_PART} bytes")]
    PartTooLarge,
    #[error("the upload has {length} bytes, and the part would make it longer")]
    BeyondLength { length: u64 },
    #[error("an upload has at most {MAXIMUM_LENGTH} bytes")]
    UploadTooLarge { header: &'static str },
    #[error("the part does not have the announced {} checksum", .0.name())]
    ChecksumMismatch(Algorithm),
    #[error("the trailer Upload-Checksum {0}")]
    BadTrailer(String),
    /// What arrived is kept, unless a checksum was announced.
    #[error("the part ended before all of it had arrived")]
    Interrupted,
}

impl Refusal {
    /// Stable snake_case name, as problem documents carry it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OffsetMismatch { .. } | Self::Busy => "upload_offset_mismatch",
            Self::Finished => "upload_finished",
            Self::Final => "upload_final",
            Self::PartTooSmall => "upload_part_too_small",
            Self::PartTooLarge | Self::BeyondLength { .. } | Self::UploadTooLarge { .. } => "payload_too_large",
            Self::ChecksumMismatch(_) => "checksum_mismatch",
            Self::BadTrailer(_) => "invalid_parameter",
            Self::Interrupted => "invalid_body",
        }
    }
}
