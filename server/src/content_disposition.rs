//! `Content-Disposition: attachment` for any file name (RFC 6266, with the encoding of RFC 8187).
//!
//! A name comes from a user. What goes into the header is ASCII without quotes, backslashes and control characters, so
//! that no name can end the parameter or the header.

use std::fmt::Write;

/// The header's value. A name that is not plain comes twice: plain, for old clients, and whole.
pub(crate) fn attachment(name: &str) -> String {
    let plain: String = name.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
    let mut value = format!("attachment; filename=\"{plain}\"");
    if plain != name {
        value.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
                value.push(char::from(byte));
            } else {
                // Writing into a text cannot fail.
                let _ = write!(value, "%{byte:02X}");
            }
        }
    }
    value
}

/// `%` is left out because some clients decode it; slashes, because a name is no path.
fn is_plain(character: char) -> bool {
    (character == ' ' || character.is_ascii_graphic()) && !matches!(character, '"' | '\\' | '%' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stand_as_they_are() {
        assert_eq!(attachment("site-plan (2).pdf"), r#"attachment; filename="site-plan (2).pdf""#);
    }

    #[test]
    fn other_names_come_encoded_as_well() {
        assert_eq!(
            attachment("naïve €.txt"),
            "attachment; filename=\"na_ve _.txt\"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt"
        );
        assert_eq!(attachment("100%.txt"), "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt");
    }

    #[test]
    fn no_name_ends_the_header_or_the_parameter() {
        for name in
            ["a\r\nSet-Cookie: b=c", "a\"; filename=\"evil.exe", "a\\", "../../etc/passwd", "a\0b", "\u{202e}fdp.exe"]
        {
            let value = attachment(name);
            assert!(http::HeaderValue::from_str(&value).is_ok() && value.is_ascii(), "{value}");
            assert_eq!(value.matches('"').count(), 2, "{value}");
            assert!(!value.contains(['\\', '/']) && value.contains("filename*="), "{value}");
        }
    }
}
