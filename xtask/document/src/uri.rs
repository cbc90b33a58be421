//! URIs as references have them: told from paths, and resolved against a base (RFC 3986, section 5.2).

use std::{borrow::Cow, path::Path};

use crate::reference::normalize;

/// Whether the text begins with a scheme, or with an authority of the same one. One letter is a drive.
pub(crate) fn is_absolute(text: &str) -> bool {
    text.starts_with("//") || scheme(text).is_some()
}

fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_scheme = scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_scheme.then_some(scheme)
}

/// What `reference` is from `base`, both without a fragment. A base without a scheme is the path of a file.
pub(crate) fn join(base: &str, reference: &str) -> String {
    if scheme(reference).is_some() || reference.is_empty() {
        return if reference.is_empty() { base } else { reference }.to_owned();
    }
    let Some(scheme) = scheme(base) else {
        if reference.starts_with("//") {
            return reference.to_owned();
        }
        let reference = percent_decode(reference).map_or(Cow::Borrowed(reference), Cow::Owned);
        let folder = Path::new(base).parent().unwrap_or(Path::new(""));
        return normalize(&folder.join(&*reference)).to_string_lossy().into_owned();
    };
    let rest = &base[scheme.len() + 1..];
    if reference.starts_with("//") {
        return format!("{scheme}:{reference}");
    }
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len())),
        None => ("", rest),
    };
    let path = path.split('?').next().unwrap_or_default();
    let (target, query) = match reference.split_once('?') {
        Some((target, query)) => (target, format!("?{query}")),
        None => (reference, String::new()),
    };
    let merged = match path.rfind('/') {
        _ if target.is_empty() => path.to_owned(),
        _ if target.starts_with('/') => without_dots(target),
        Some(end) => without_dots(&format!("{}{target}", &path[..=end])),
        None if rest.starts_with("//") => without_dots(&format!("/{target}")),
        None => target.to_owned(),
    };
    let slashes = if rest.starts_with("//") { "//" } else { "" };
    format!("{scheme}:{slashes}{authority}{merged}{query}")
}

/// A path that begins with a slash, without `.` and `..`.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => {
                kept.push(segment);
                continue;
            }
        }
        if segments.peek().is_none() {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

/// None where a `%` does not stand for a byte of UTF-8.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            let digits =
                str::from_utf8(&pair).ok().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_are_resolved_as_the_rfc_has_it() {
        // Section 5.4 of RFC 3986, as far as there is no fragment.
        for (reference, expected) in [
            ("g:h", "g:h"),
            ("gg:h", "gg:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/../h", "http://a/b/c/h"),
        ] {
            // One letter is no scheme here.
            let expected = if reference == "g:h" { "http://a/b/c/g:h" } else { expected };
            assert_eq!(join("http://a/b/c/d;p?q", reference), expected, "{reference}");
        }
        for (base, reference, expected) in [
            ("http://a", "g", "http://a/g"),
            ("urn:example:root", "urn:example:other", "urn:example:other"),
            ("urn:example:root", "", "urn:example:root"),
            ("docs/openapi.yaml", "schemas/a.yaml", "docs/schemas/a.yaml"),
            ("docs/openapi.yaml", "../a%20b.yaml", "a b.yaml"),
            ("../openapi.yaml", "../a.yaml", "../../a.yaml"),
            ("openapi.yaml", "https://example.com/a", "https://example.com/a"),
        ] {
            assert_eq!(join(base, reference), expected, "{reference} from {base}");
        }
    }
}
