//! Percent-encoding (RFC 3986). Decoding is strict: what cannot be decoded is refused and not guessed.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but the unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same without the reserved characters (`allowReserved`), apart from those that end or split a query.
const UNRESERVED_ENCODED: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// Encodes all but the unreserved characters.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

pub(super) fn encode_reserved(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED_ENCODED).to_string()
}

/// Decodes `%XX`; with `plus`, a plus sign is a space (forms and query strings).
pub fn decode(text: &str, plus: bool) -> Result<Cow<'_, str>, String> {
    let is_plain = !text.bytes().any(|byte| byte == b'%' || (plus && byte == b'+'));
    if is_plain {
        return Ok(Cow::Borrowed(text));
    }
    check_encoding(text)?;
    let spaced = if plus && text.contains('+') { Cow::Owned(text.replace('+', " ")) } else { Cow::Borrowed(text) };
    let decoded = percent_decode_str(&spaced)
        .decode_utf8()
        .map_err(|_| "must be UTF-8 once it is percent-decoded".to_owned())?
        .into_owned();
    Ok(Cow::Owned(decoded))
}

fn check_encoding(text: &str) -> Result<(), String> {
    let bytes = text.as_bytes();
    let is_complete =
        |index: usize| bytes.get(index + 1..index + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    let is_broken = bytes.iter().enumerate().any(|(index, byte)| *byte == b'%' && !is_complete(index));
    if is_broken { Err("must be percent-encoded; a percent sign alone is %25".to_owned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn what_cannot_be_decoded_is_refused() {
        assert_eq!(decode("a%20b+c", true).unwrap(), "a b c");
        assert_eq!(decode("a%20b+c", false).unwrap(), "a b+c");
        assert_eq!(decode("%C3%BC%2f", false).unwrap(), "ü/");
        for text in ["%", "%a", "%zz", "a%2", "%ff", "%C3"] {
            assert!(decode(text, true).is_err(), "{text}");
        }
    }
}
