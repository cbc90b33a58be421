//! Request bodies that can be written once per attempt.

use bytes::Bytes;
use serde::Serialize;

use crate::{Content, Error, FilePart, content::Pieces, http::Progress, platform};

/// The body of a call.
pub(crate) enum Payload {
    None,
    Plain {
        media_type: String,
        content: Content,
    },
    Multipart(Parts),
    /// Of a length that nobody knows; none once it is taken.
    Stream {
        media_type: String,
        pieces: Option<Pieces>,
    },
}

/// What one attempt sends.
pub(crate) enum Written {
    None,
    Plain(String, reqwest::Body),
    Multipart(reqwest::multipart::Form),
}

impl Payload {
    pub(crate) fn can_repeat(&self) -> bool {
        match self {
            Self::None => true,
            Self::Plain { content, .. } => content.can_repeat(),
            Self::Stream { .. } => false,
            Self::Multipart(parts) => parts.0.iter().all(|part| part.content.content.can_repeat()),
        }
    }

    /// None where a stream was sent before.
    pub(crate) async fn write(&mut self, progress: &Progress) -> Result<Option<Written>, Error> {
        let (media_type, pieces, length) = match self {
            Self::None => return Ok(Some(Written::None)),
            Self::Plain { media_type, content } => (media_type, content.open(), Some(content.length)),
            Self::Stream { media_type, pieces } => (media_type, pieces.take(), None),
            Self::Multipart(parts) => return Ok(parts.write(progress).await?.map(Written::Multipart)),
        };
        let Some(pieces) = pieces else { return Ok(None) };
        let media_type = media_type.clone();
        Ok(Some(Written::Plain(media_type, platform::body(pieces, length, progress).await?)))
    }
}

/// The parts of a `multipart/form-data` body.
#[derive(Default)]
pub struct Parts(Vec<Part>);

struct Part {
    name: String,
    content: FilePart,
}

impl Parts {
    /// A part of bytes.
    pub fn file(&mut self, name: &str, content: FilePart) {
        self.0.push(Part { name: name.to_owned(), content });
    }

    /// Strings, numbers and booleans as plain text, anything else as JSON; what is none is left out.
    pub fn value(&mut self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        let value = serde_json::to_value(value).map_err(|error| Error::invalid_argument(name, error))?;
        let (text, media_type) = match value {
            serde_json::Value::Null => return Ok(()),
            serde_json::Value::String(text) => (text, "text/plain; charset=utf-8"),
            value @ (serde_json::Value::Object(_) | serde_json::Value::Array(_)) => {
                (value.to_string(), "application/json")
            }
            scalar => (scalar.to_string(), "text/plain; charset=utf-8"),
        };
        self.file(name, FilePart::new(Bytes::from(text)).with_media_type(media_type));
        Ok(())
    }

    async fn write(&mut self, progress: &Progress) -> Result<Option<reqwest::multipart::Form>, Error> {
        let mut form = platform::form();
        for Part { name, content: FilePart { content, file_name, media_type } } in &mut self.0 {
            let Some(pieces) = content.open() else { return Ok(None) };
            let body = platform::body(pieces, Some(content.length), progress).await?;
            let mut part = platform::part(body, content.length);
            if let Some(file_name) = file_name {
                part = part.file_name(file_name.clone());
            }
            let media_type = media_type.as_deref().unwrap_or("application/octet-stream");
            part = part
                .mime_str(media_type)
                .map_err(|_| Error::invalid_argument(name.as_str(), format!("`{media_type}` is not a media type")))?;
            form = form.part(name.clone(), part);
        }
        Ok(Some(form))
    }
}
