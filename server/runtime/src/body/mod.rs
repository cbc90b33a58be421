//! Bodies of requests: which media type one has, and what is read from it.
//!
//! Buffered kinds ([`Json`], [`Form`], [`Text`]) report violations, which are answered together with those of the
//! parameters; streamed kinds ([`Raw`], [`Multipart`]) report while the handler reads them.

pub(crate) mod byte_length;
pub(crate) mod limited;
#[cfg(feature = "multipart")]
mod multipart;
#[cfg(feature = "multipart")]
mod part_schema;
mod raw;
#[cfg(feature = "multipart")]
mod spool;
pub(crate) mod typed;

use std::future::Future;

#[cfg(feature = "multipart")]
pub use multipart::{FilePart, Multipart, Part};
pub use raw::{Raw, Text};
#[cfg(feature = "multipart")]
pub use spool::SpooledFile;
pub use typed::{Form, Json};

use self::limited::LimitedBody;
use self::typed::Reading;
use crate::content_type::ContentType;
use crate::operation::{BodyInfo, MediaTypeInfo};
use crate::problem::{Problem, Violation};
use crate::validate::Finding;

/// Why a body is refused.
#[derive(Debug)]
pub enum BodyRejection {
    /// It breaks its schema: reported together with the violations of the parameters.
    Violations(Vec<Violation>),
    /// It cannot be read at all.
    Problem(Problem),
}

impl From<Problem> for BodyRejection {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Finding> for Violation {
    fn from(finding: Finding) -> Self {
        let violation = Self::at_pointer(finding.pointer, finding.detail);
        match finding.status {
            Some(status) => violation.with_status(status),
            None => violation,
        }
    }
}

/// The body of a request before it is read, under the documented media type that it was matched with.
pub struct BodySource {
    pub(crate) info: &'static BodyInfo,
    pub(crate) media_type: &'static MediaTypeInfo,
    pub(crate) declared: Declared,
    pub(crate) body: LimitedBody,
    pub(crate) reading: Reading,
    /// The status of what is refused while a streamed body is read.
    pub(crate) rejection: u16,
    /// Taken as JSON although it was not announced as such: what does not even begin like it is then 415 (ruling C7).
    pub(crate) is_lenient: bool,
}

/// What a client says of the type of a body.
pub(crate) enum Declared {
    Nothing,
    /// The documented media type, word for word.
    AsDocumented,
    Otherwise(Box<ContentType>),
}

impl Declared {
    /// What parts the body, where it has parts.
    pub(crate) fn boundary(&self) -> Option<&str> {
        match self {
            Self::Otherwise(content_type) => content_type.boundary.as_deref(),
            Self::AsDocumented | Self::Nothing => None,
        }
    }
}

impl BodySource {
    /// The documented media type. Generated enums of several body kinds branch on it.
    pub fn media_type(&self) -> &'static MediaTypeInfo {
        self.media_type
    }

    /// Its place among the documented media types.
    pub fn index(&self) -> usize {
        self.info.content.iter().position(|info| std::ptr::eq(info, self.media_type)).unwrap_or(0)
    }
}

/// A kind of body. Generated code implements it by delegation only: newtypes, and enums over media types.
pub trait FromBody: Sized + Send {
    fn from_body(source: BodySource) -> impl Future<Output = Result<Self, BodyRejection>> + Send;

    /// What stands for an absent body; `None`: nothing does.
    fn absent() -> Option<Self> {
        None
    }
}

/// No body is documented, or none is looked at.
impl FromBody for () {
    async fn from_body(_: BodySource) -> Result<Self, BodyRejection> {
        Ok(())
    }

    fn absent() -> Option<Self> {
        Some(())
    }
}

/// A body that may be absent.
impl<B: FromBody> FromBody for Option<B> {
    async fn from_body(source: BodySource) -> Result<Self, BodyRejection> {
        B::from_body(source).await.map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}
