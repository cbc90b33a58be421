//! Bodies of requests: which media type one has, and what is read from it.

use std::future::Future;

use crate::operation::MediaTypeInfo;
use crate::{Problem, Violation};

/// Why a body is refused.
#[derive(Debug)]
pub enum BodyRejection {
    /// It breaks its schema: reported together with the violations of the parameters.
    Violations(Vec<Violation>),
    /// It cannot be read at all.
    Problem(Problem),
}

/// The body of a request before it is read, under the documented media type that it was matched with.
pub struct BodySource {
    pub(crate) media_type: &'static MediaTypeInfo,
}

impl BodySource {
    /// The documented media type. Generated enums of several body kinds branch on it.
    pub fn media_type(&self) -> &'static MediaTypeInfo {
        self.media_type
    }
}

/// A kind of body. Generated code implements it by delegation only: newtypes, and enums over media types.
pub trait FromBody: Sized + Send {
    fn from_body(source: BodySource) -> impl Future<Output = Result<Self, BodyRejection>> + Send;

    /// What stands for an absent body; `None`: there is nothing (a body that is required is refused before).
    fn absent() -> Option<Self> {
        None
    }
}

/// A JSON body, validated by the media type's schema and decoded.
#[derive(Debug)]
pub struct Json<T>(pub T);
/// `application/x-www-form-urlencoded`.
#[derive(Debug)]
pub struct Form<T>(pub T);
/// Text in UTF-8, whole.
#[derive(Debug)]
pub struct Text(pub String);
/// Bytes of any media type, as they arrive.
#[derive(Debug)]
pub struct Raw;
/// `multipart/form-data`, part by part.
#[derive(Debug)]
pub struct Multipart;

impl Multipart {
    /// The next part. An error at the end names the required parts that did not come.
    pub async fn next_part(&mut self) -> Result<Option<Part>, Problem> {
        Ok(None)
    }
}

/// One part of a multipart body.
#[derive(Debug)]
pub struct Part {
    pub name: String,
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub headers: http::HeaderMap,
}

impl Part {
    /// Reads the part whole, validates it by its property's schema (of an array: by the items'), and decodes it.
    pub async fn into_value<T: serde::de::DeserializeOwned>(self) -> Result<T, Problem> {
        Err(Problem::internal())
    }

    /// The part as a stream.
    pub fn into_file(self) -> FilePart {
        FilePart
    }
}

/// The content of a part, as it arrives.
#[derive(Debug)]
pub struct FilePart;

/// A part that was written to a temporary file.
#[derive(Debug)]
pub struct SpooledFile;
