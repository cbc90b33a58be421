//! The id under which one request is found in the logs.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::environment::Environment;

/// Header in which a caller proposes an id, and in which every answer tells it.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const MAXIMUM_LENGTH: usize = 128;

/// The caller's id where it is harmless in a log, else a new one.
pub(super) fn request_id(headers: &HeaderMap, environment: &Environment) -> HeaderValue {
    match headers.get(&REQUEST_ID) {
        Some(proposed) if is_sane(proposed) => proposed.clone(),
        _ => HeaderValue::from_str(&environment.uuid().to_string()).expect("a UUID is ASCII"),
    }
}

fn is_sane(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !bytes.is_empty() && bytes.len() <= MAXIMUM_LENGTH && bytes.iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_ids_are_taken_over() {
        let environment = Environment::system();
        let of = |proposed: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_str(proposed).unwrap());
            request_id(&headers, &environment).to_str().unwrap().to_owned()
        };
        assert_eq!(of("abc-123_x.Y"), "abc-123_x.Y");
        for refused in ["", "a b", "a\"b", &"x".repeat(129)] {
            assert_eq!(of(refused).len(), 36, "{refused}");
        }
    }
}
