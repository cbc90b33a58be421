//! `Content-Type`: its essence and the parameters that matter, and which documented media type it is.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::CONTENT_TYPE;

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

/// Why a header is no media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

impl ContentType {
    /// None where the header is absent. Most clients write one of the `expected` media types as it is.
    pub(crate) fn of(headers: &HeaderMap, expected: &'static [MediaTypeInfo]) -> Result<Option<Self>, Malformed> {
        let mut values = headers.get_all(CONTENT_TYPE).iter();
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(Malformed);
        }
        let is_plain = |essence: &str| !essence.bytes().any(|byte| matches!(byte, b'*' | b';' | b' ' | b'A'..=b'Z'));
        let documented = expected.iter().map(|info| info.media_type).find(|media_type| *value == **media_type);
        if let Some(essence) = documented.filter(|essence| is_plain(essence)) {
            return Ok(Some(Self::plain(essence)));
        }
        let text = value.to_str().map_err(|_| Malformed)?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        Self::parse(text).map(Some)
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Malformed> {
        let (essence, mut rest) = split(text);
        let essence = essence.to_ascii_lowercase();
        let is_token = |part: &str| !part.is_empty() && part.bytes().all(is_token_byte);
        if !essence.split_once('/').is_some_and(|(main, sub)| is_token(main) && is_token(sub)) {
            return Err(Malformed);
        }
        let mut parsed = Self { essence: Cow::Owned(essence), charset: None, boundary: None, others: Vec::new() };
        while !rest.trim().is_empty() {
            let (name, value, remaining) = next_parameter(rest)?;
            rest = remaining;
            match name.to_ascii_lowercase().as_str() {
                "charset" => parsed.charset = Some(value.to_ascii_lowercase()),
                "boundary" => parsed.boundary = Some(value),
                other => parsed.others.push((other.to_owned(), value)),
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
        let mut rest = split(documented).1;
        while !rest.trim().is_empty() {
            let Ok((name, value, remaining)) = next_parameter(rest) else { return false };
            rest = remaining;
            let is_given = |(given, text): &(String, String)| given.eq_ignore_ascii_case(name) && *text == value;
            let is_passed_over = ["charset", "boundary"].iter().any(|other| name.eq_ignore_ascii_case(other));
            if !is_passed_over && !self.others.iter().any(is_given) {
                return false;
            }
        }
        true
    }

    /// Whether text in this type is UTF-8, as far as the type says.
    pub(crate) fn is_utf8(&self) -> bool {
        self.charset.as_deref().is_none_or(|charset| matches!(charset, "utf-8" | "utf8" | "us-ascii"))
    }
}

/// Name, value, and what follows.
fn next_parameter(text: &str) -> Result<(&str, String, &str), Malformed> {
    let (name, value) = text.split_once('=').ok_or(Malformed)?;
    let value = value.trim_start();
    let Some(quoted) = value.strip_prefix('"') else {
        let (value, rest) = value.split_once(';').unwrap_or((value, ""));
        return Ok((name.trim(), value.trim().to_owned(), rest));
    };
    let mut unquoted = String::new();
    let mut characters = quoted.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => {
                let rest = quoted[index + 1..].trim_start();
                return Ok((name.trim(), unquoted, rest.strip_prefix(';').unwrap_or(rest)));
            }
            '\\' => unquoted.push(characters.next().ok_or(Malformed)?.1),
            other => unquoted.push(other),
        }
    }
    Err(Malformed)
}

/// RFC 9110, section 5.6.2.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// How well a documented media type or range describes an essence; none where it does not.
pub(crate) fn specificity(documented: &str, essence: &str) -> Option<u8> {
    let documented = self::essence(documented);
    if documented.eq_ignore_ascii_case(essence) {
        return Some(3);
    }
    if documented == "*/*" {
        return Some(0);
    }
    let (main, sub) = documented.split_once('/')?;
    let (given_main, given_sub) = essence.split_once('/')?;
    if main != "*" && !main.eq_ignore_ascii_case(given_main) {
        return None;
    }
    if sub == "*" {
        return Some(1);
    }
    // `application/*+json`, which is not `application/json` itself.
    let suffix = sub.strip_prefix('*').filter(|suffix| suffix.starts_with('+'))?;
    let start = given_sub.len().checked_sub(suffix.len()).filter(|start| *start > 0)?;
    given_sub.get(start..)?.eq_ignore_ascii_case(suffix).then_some(2)
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

/// A media type without its parameters.
pub fn essence(media_type: &str) -> &str {
    split(media_type).0
}

/// The essence, and the parameters.
fn split(media_type: &str) -> (&str, &str) {
    let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    (essence.trim(), parameters)
}

/// `application/json` and what is built on it (RFC 6839).
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    let suffix = essence.len().checked_sub("+json".len()).and_then(|start| essence.get(start..));
    essence.eq_ignore_ascii_case("application/json")
        || essence.eq_ignore_ascii_case("text/json")
        || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("+json"))
}

/// `application/x-www-form-urlencoded`.
pub(crate) fn is_form(media_type: &str) -> bool {
    essence(media_type).eq_ignore_ascii_case("application/x-www-form-urlencoded")
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
    fn exact_types_go_before_ranges() {
        assert_eq!(specificity("image/png", "image/png"), Some(3));
        assert_eq!(specificity("application/*+json", "application/problem+json"), Some(2));
        assert_eq!(specificity("*/*+json", "image/x+JSON"), Some(2));
        assert_eq!(specificity("image/*", "image/png"), Some(1));
        assert_eq!(specificity("*/*", "image/png"), Some(0));
        assert_eq!(specificity("application/json; charset=utf-8", "application/json"), Some(3));
        for (documented, essence) in [
            ("image/*", "text/plain"),
            ("image/png", "image/jpeg"),
            ("application/*+json", "application/json"),
            ("application/*+json", "application/+json"),
            ("application/*+json", "application/a+xml"),
            ("application/*+json", "text/a+json"),
            ("application/*json", "application/json"),
        ] {
            assert_eq!(specificity(documented, essence), None, "{documented} {essence}");
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
