//! Media types (RFC 9110, section 8.3.1): what one is apart from its parameters, what these say, and which ranges hold it.

use mediatype::{MediaType, Name, Value};

/// Why a text is no media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// A media type without its parameters. Whether it is one is not looked at.
pub fn essence(media_type: &str) -> &str {
    media_type.split_once(';').map_or(media_type, |(essence, _)| essence).trim()
}

/// Names in lower case and unquoted values of the parameters, in order.
///
/// # Errors
///
/// What is no media type.
pub fn parameters(media_type: &str) -> Result<Vec<(String, String)>, Malformed> {
    let parsed = MediaType::parse(media_type.trim()).map_err(|_| Malformed)?;
    let unquoted =
        |(name, value): &(Name<'_>, Value<'_>)| (name.as_str().to_ascii_lowercase(), value.unquoted_str().into_owned());
    Ok(parsed.params.iter().map(unquoted).collect())
}

/// The unquoted value of a parameter; none where there is none, or where the text is no media type.
pub fn parameter(media_type: &str, name: &str) -> Option<String> {
    let mut parameters = parameters(media_type).ok()?.into_iter();
    parameters.find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// How well a documented media type or range describes an essence; none where it does not.
pub fn specificity(documented: &str, essence: &str) -> Option<u8> {
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

/// Whether a `Content-Type` is of the documented media type or range; parameters are not looked at.
pub fn is_of(documented: &str, content_type: &str) -> bool {
    specificity(documented, essence(content_type)).is_some()
}

/// `application/json` and what is built on it (RFC 6839).
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    let suffix = essence.len().checked_sub("+json".len()).and_then(|start| essence.get(start..));
    essence.eq_ignore_ascii_case("application/json")
        || essence.eq_ignore_ascii_case("text/json")
        || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("+json"))
}

/// Whether text of this character set is UTF-8, whatever it says.
pub fn is_utf8(charset: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known))
}

/// `application/x-www-form-urlencoded`.
pub fn is_form(media_type: &str) -> bool {
    essence(media_type).eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_with_and_without_quotes() {
        let given = r#"Multipart/Form-Data ; boundary="a;\"b" ;Charset=UTF-8"#;
        let expected = [("boundary", "a;\"b"), ("charset", "UTF-8")];
        assert_eq!(parameters(given).unwrap(), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(parameter(given, "BOUNDARY").as_deref(), Some("a;\"b"));
        assert_eq!(parameter(given, "version"), None);
        assert_eq!(essence(given), "Multipart/Form-Data");
        for text in ["json", "a/", "/b", "a/b;c", "a/b;c=\"d", "a b/c", "", "a/b c;d=e"] {
            assert_eq!(parameters(text), Err(Malformed), "{text}");
        }
        for text in ["a/b", "a/b;", "a/b; ", "*/*", "image/*", "application/*+json", "application/vnd.a.b+json"] {
            assert_eq!(parameters(text), Ok(Vec::new()), "{text}");
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
        assert!(is_of("application/json", "Application/JSON; charset=utf-8"));
        assert!(!is_of("application/json", "application/problem+json"));
    }

    #[test]
    fn utf_8_has_several_names() {
        assert!(["UTF-8", "utf8", "US-ASCII"].into_iter().all(is_utf8));
        assert!(!["latin1", "utf-16", ""].into_iter().any(is_utf8));
    }

    #[test]
    fn json_has_many_names() {
        let named = ["application/json; charset=utf-8", "text/json", "application/problem+JSON", "a/b+json"];
        assert!(named.into_iter().all(is_json));
        assert!(!["application/jsonl", "application/json-seq", "json", "text/plain"].into_iter().any(is_json));
    }
}
