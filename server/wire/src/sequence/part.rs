//! Parts of `multipart/mixed`: how each is written, and those that are bytes.

use bytes::Bytes;
use http::HeaderMap;

use crate::media_type::{is_of, is_utf8, parameter};

/// How a part is written (OpenAPI 3.2.0, "Encoding By Position").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartEncoding {
    pub form: PartForm,
    /// The media types or ranges that it may have, separated by commas, where that is documented.
    pub content_type: Option<&'static str>,
}

impl PartEncoding {
    pub const JSON: Self = Self { form: PartForm::Json, content_type: None };
    pub const TEXT: Self = Self { form: PartForm::Text, content_type: None };
    pub const BINARY: Self = Self { form: PartForm::Binary, content_type: None };

    fn allowed(self) -> impl Iterator<Item = &'static str> {
        self.content_type.into_iter().flat_map(|all| all.split(',')).map(str::trim)
    }

    /// Whether a part may be of the type that it has. One that says nothing is of the documented one.
    pub(super) fn allows(self, media_type: Option<&str>) -> bool {
        media_type.is_none_or(|given| {
            let is_listed = self.content_type.is_none() || self.allowed().any(|documented| is_of(documented, given));
            let is_readable = || parameter(given, "charset").is_none_or(|charset| is_utf8(&charset));
            is_listed && (self.form == PartForm::Binary || is_readable())
        })
    }

    /// The one type that is documented.
    pub(super) fn media_type(self) -> Option<&'static str> {
        self.allowed().next().filter(|first| !first.contains('*') && self.allowed().count() == 1)
    }
}

/// What the content of a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartForm {
    /// A JSON text; that of a number or a boolean is its plain text, too.
    Json,
    /// A string, as it is.
    Text,
    Binary,
}

/// A part whose content is neither JSON nor text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BinaryPart {
    /// As it is written, with parameters. One that is sent has the documented one without it, or else is
    /// `application/octet-stream`.
    pub media_type: Option<String>,
    /// The others that the part has. Nobody has held those that came against the document.
    pub headers: HeaderMap,
    pub content: Bytes,
}

impl BinaryPart {
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// With this media type: `image/png`.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}
