//! `Content-Type`: its essence and the parameters that matter, and which documented media type it is.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use roster_wire::media_type::{self, Malformed, essence, specificity};

use crate::operation::MediaTypeInfo;

/// A parsed media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContentType {
    /// Lower case, without parameters.
    pub(crate) essence: Cow<'static, str>,
    pub(crate) charset: Option<String>,
    pub(crate) boundary: Option<String>,
    /// All other parameters, names in lower case.
    pub(crate) others: Vec<(String, String)>,
}

impl ContentType {
    /// None where the header is absent.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Option<Self>, Malformed> {
        let mut values = headers.get_all(CONTENT_TYPE).iter();
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(Malformed);
        }
        let text = value.to_str().map_err(|_| Malformed)?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        Self::parse(text).map(Some)
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Malformed> {
        let parameters = media_type::parameters(text)?;
        let essence = Cow::Owned(essence(text).to_ascii_lowercase());
        let mut parsed = Self { essence, charset: None, boundary: None, others: Vec::new() };
        for (name, value) in parameters {
            match name.as_str() {
                "charset" => parsed.charset = Some(value.to_ascii_lowercase()),
                "boundary" => parsed.boundary = Some(value),
                _ => parsed.others.push((name, value)),
            }
        }
        Ok(parsed)
    }

    /// A media type without parameters, in lower case.
    pub(crate) fn plain(essence: &'static str) -> Self {
        Self { essence: Cow::Borrowed(essence), charset: None, boundary: None, others: Vec::new() }
    }

    /// Whether the parameters that `documented` has were given as well; encodings are looked at elsewhere.
    fn has_parameters_of(&self, documented: &str) -> bool {
        let is_looked_at = |(name, _): &(String, String)| !matches!(name.as_str(), "charset" | "boundary");
        media_type::parameters(documented).is_ok_and(|parameters| {
            parameters
                .iter()
                .filter(|parameter| is_looked_at(parameter))
                .all(|parameter| self.others.contains(parameter))
        })
    }

    /// Whether text in this type is UTF-8, as far as the type says.
    pub(crate) fn is_utf8(&self) -> bool {
        self.charset.as_deref().is_none_or(media_type::is_utf8)
    }
}

/// The documented media type that describes what was given best: by essence, then by parameters.
pub(crate) fn find(content: &'static [MediaTypeInfo], given: &ContentType) -> Option<&'static MediaTypeInfo> {
    let rated = content.iter().filter_map(|info| Some((specificity(info.media_type, &given.essence)?, info)));
    let rated = rated.map(|(specificity, info)| {
        let has_parameters = info.media_type.contains(';');
        // Other parameters than the documented ones are better than nothing, and worse than a type without any.
        let fit = match has_parameters {
            false => 1,
            true if given.has_parameters_of(info.media_type) => 2,
            true => 0,
        };
        ((specificity, fit), info)
    });
    // The first of the best: `max_by_key` would take the last.
    rated.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, info)| info)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_with_and_without_quotes() {
        let parsed = ContentType::parse(r#"Multipart/Form-Data ; boundary="a;\"b" ; Charset=UTF-8"#).unwrap();
        assert_eq!(parsed.essence, "multipart/form-data");
        assert_eq!(parsed.boundary.as_deref(), Some("a;\"b"));
        assert_eq!(parsed.charset.as_deref(), Some("utf-8"));
        assert!(parsed.is_utf8());
        assert!(!ContentType::parse("text/plain;charset=latin1").unwrap().is_utf8());
        for text in ["json", "a/", "/b", "a/b;c", "a/b;c=\"d", "a b/c"] {
            assert_eq!(ContentType::parse(text), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn parameters_choose_between_types_of_one_essence() {
        const fn info(media_type: &'static str) -> MediaTypeInfo {
            MediaTypeInfo { media_type, ..MediaTypeInfo::EMPTY }
        }
        static CONTENT: &[MediaTypeInfo] =
            &[info("a/b; v=1"), info("a/b; v=\"2\"; charset=utf-8"), info("a/*"), info("c/d;v=1"), info("c/d")];
        for (given, expected) in [
            ("a/b; V=2", Some(1)),
            ("a/b;v=1", Some(0)),
            ("a/b", Some(0)),
            ("a/b;v=3", Some(0)),
            ("a/c;v=1", Some(2)),
            ("c/d;v=2", Some(4)),
            ("c/d;v=1", Some(3)),
            ("e/f", None),
        ] {
            let found = find(CONTENT, &ContentType::parse(given).unwrap());
            let index = found.and_then(|found| CONTENT.iter().position(|info| std::ptr::eq(info, found)));
            assert_eq!(index, expected, "{given}");
        }
    }
}
