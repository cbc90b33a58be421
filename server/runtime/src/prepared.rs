//! What is worked out once per operation and path, so that requests do not.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use roster_wire::media_type::{essence, is_json};

use crate::body::typed::Reading;
use crate::items::Documented;
use crate::json::Nul;
use crate::negotiate;
use crate::operation::{DocumentInfo, MediaTypeInfo, OperationInfo, StatusPattern};
use crate::parameters::Parameter;
use crate::problem::Problem;
use crate::template::Template;

/// An operation on one of its paths.
pub(crate) struct Prepared {
    pub(crate) operation: &'static OperationInfo,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) lenient_json: bool,
    /// What a body may be.
    pub(crate) media: Vec<Media>,
    pub(crate) nul: Nul,
    /// Media types to choose from by `Accept`, where the operation documents 406.
    offers: Vec<&'static str>,
    /// The document's name, for challenges.
    pub(crate) realm: &'static str,
}

impl Prepared {
    pub(crate) fn new(document: &DocumentInfo, nul: Nul, operation: &'static OperationInfo, path: &Template) -> Self {
        let content = operation.body.map_or(&[][..], |body| body.content);
        Self {
            operation,
            parameters: Parameter::all(operation, path),
            lenient_json: document.lenient_json,
            media: media(content, nul),
            nul,
            offers: offers(operation),
            realm: document.name,
        }
    }

    /// What a body is where a client declares it word for word as the document does, as most do.
    pub(crate) fn media_as_written(&self, headers: &HeaderMap) -> Option<&Media> {
        self.media.iter().find(|media| media.is_written(headers))
    }

    pub(crate) fn check_accept(&self, headers: &HeaderMap) -> Result<(), Problem> {
        if self.offers.is_empty() || negotiate::choose(headers, &self.offers).is_some() {
            return Ok(());
        }
        let detail = format!("This is available as {}.", self.offers.join(" and "));
        Err(Problem::of_runtime(406, "not_acceptable", detail))
    }
}

/// A documented media type of a body.
pub(crate) struct Media {
    pub(crate) info: &'static MediaTypeInfo,
    pub(crate) reading: Reading,
    /// Neither a range nor with parameters, in lower case, and no other one differs from it in parameters alone.
    is_plain: bool,
    pub(crate) is_multipart: bool,
    /// Whether no bytes are no body: nothing of this type is empty.
    pub(crate) is_never_empty: bool,
}

fn media(content: &'static [MediaTypeInfo], nul: Nul) -> Vec<Media> {
    let is_alone = |info: &MediaTypeInfo| {
        content.iter().filter(|other| essence(other.media_type).eq_ignore_ascii_case(info.media_type)).count() == 1
    };
    content.iter().map(|info| Media::new(info, is_alone(info), nul)).collect()
}

impl Media {
    fn new(info: &'static MediaTypeInfo, is_alone: bool, nul: Nul) -> Self {
        // A sequence is read item by item.
        let schema = if info.items.is_some() { Documented::of(info).rest() } else { info.schema };
        let is_special = |byte| matches!(byte, b'*' | b';' | b' ' | b'A'..=b'Z');
        let is_multipart = info.media_type.starts_with("multipart/");
        Self {
            info,
            reading: Reading::new(schema, nul),
            is_plain: is_alone && !info.media_type.bytes().any(is_special),
            is_multipart,
            is_never_empty: is_multipart || is_json(info.media_type),
        }
    }

    /// Whether a client wrote the media type just as the document does.
    fn is_written(&self, headers: &HeaderMap) -> bool {
        // Hardly any request repeats a header.
        let is_once = || headers.len() == headers.keys_len() || headers.get_all(CONTENT_TYPE).iter().count() == 1;
        self.is_plain && headers.get(CONTENT_TYPE).is_some_and(|value| value == self.info.media_type) && is_once()
    }
}

fn offers(operation: &'static OperationInfo) -> Vec<&'static str> {
    let is_documented = operation.responses.iter().any(|response| response.status == StatusPattern::Exact(406));
    if !is_documented {
        return Vec::new();
    }
    let successes = operation
        .responses
        .iter()
        .filter(|response| matches!(response.status, StatusPattern::Exact(200..=299) | StatusPattern::Range(2)));
    let mut offers: Vec<&'static str> = Vec::new();
    for media_type in successes.flat_map(|response| response.content) {
        if !offers.contains(&media_type.media_type) {
            offers.push(media_type.media_type);
        }
    }
    offers
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::content_type::{ContentType, find};

    #[test]
    fn what_is_written_is_what_would_be_found() {
        const fn info(media_type: &'static str) -> MediaTypeInfo {
            MediaTypeInfo { media_type, ..MediaTypeInfo::EMPTY }
        }
        static CONTENT: &[MediaTypeInfo] = &[
            info("a/b"),
            info("A/b; charset=utf-8"),
            info("a/*"),
            info("c/d"),
            info("c/d; v=1"),
            info("e/f"),
            info("*/*"),
        ];
        let media = media(CONTENT, Nul::Allowed);
        let written = |given: &'static str| {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(given))]);
            media.iter().find(|media| media.is_written(&headers)).map(|media| media.info)
        };
        for given in ["a/b", "a/*", "c/d", "e/f", "E/f", "g/h"] {
            let found = find(CONTENT, &ContentType::parse(given).unwrap()).unwrap();
            assert!(written(given).is_none_or(|written| std::ptr::eq(written, found)), "{given}");
        }
        assert!(written("e/f").is_some());
    }
}
