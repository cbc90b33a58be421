//! The formats of strings that are checked. Others are annotations, as JSON Schema has it.

use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, NaiveDate};
use email_address::{EmailAddress, Options};

/// What the text should have been, where it is not of the format.
pub(super) fn violation(format: &str, text: &str) -> Option<&'static str> {
    let (fits, expected): (fn(&str) -> bool, _) = match format {
        "date-time" => (is_date_time, "a date and time as in RFC 3339, such as 2026-01-31T12:00:00Z (date-time)"),
        "date" => (is_date, "a date such as 2026-01-31 (date)"),
        "uuid" => (is_uuid, "a UUID in hexadecimal digits and hyphens (uuid)"),
        "email" => (is_email, "an e-mail address (email)"),
        "uri" | "url" => (is_uri, "an absolute URI (uri)"),
        "uri-reference" => (is_uri_reference, "a URI or a relative reference (uri-reference)"),
        "byte" => (is_base64, "base64 text with padding (byte)"),
        "ipv4" => (is_ipv4, "an IPv4 address (ipv4)"),
        "ipv6" => (is_ipv6, "an IPv6 address (ipv6)"),
        "hostname" => (is_hostname, "a host name (hostname)"),
        _ => return None,
    };
    (!fits(text)).then_some(expected)
}

fn is_date_time(text: &str) -> bool {
    // chrono also takes a space for the T.
    matches!(text.as_bytes().get(10), Some(b'T' | b't')) && DateTime::parse_from_rfc3339(text).is_ok()
}

fn is_date(text: &str) -> bool {
    // chrono also takes years of other lengths and single digits.
    text.len() == 10 && text.as_bytes()[4] == b'-' && text.parse::<NaiveDate>().is_ok()
}

fn is_uuid(text: &str) -> bool {
    // The crate also takes braces, URNs, and digits without hyphens.
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

fn is_email(text: &str) -> bool {
    let options = Options::default().without_display_text().without_domain_literal();
    EmailAddress::parse_with_options(text, options).is_ok()
}

fn is_uri(text: &str) -> bool {
    has_only_uri_characters(text) && url::Url::parse(text).is_ok()
}

fn is_uri_reference(text: &str) -> bool {
    let base = url::Url::parse("http://base.invalid/").expect("a constant");
    has_only_uri_characters(text) && base.join(text).is_ok()
}

/// RFC 3986, section 2; URL parsers are more lenient.
fn has_only_uri_characters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte))
}

fn is_base64(text: &str) -> bool {
    crate::Base64::decode(text).is_some()
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// RFC 1123, section 2.1.
fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::violation;

    #[test]
    fn formats_take_what_they_describe_and_nothing_else() {
        for (format, good, bad) in [
            (
                "date-time",
                &["2026-01-31T12:00:00Z", "2026-01-31t12:00:00.125+01:00"][..],
                &["2026-01-31 12:00:00Z", "2026-02-30T12:00:00Z", "2026-01-31", "2026-01-31T12:00:00"][..],
            ),
            ("date", &["2024-02-29"], &["2023-02-29", "2024-2-9", "20240229", "2024-02-29Z", "+2024-02-2"]),
            (
                "uuid",
                &["67e55044-10b1-426f-9247-bb680e5fe0c8"],
                &["67e5504410b1426f9247bb680e5fe0c8", "{67e55044-10b1-426f-9247-bb680e5fe0c}", "x"],
            ),
            ("email", &["a@example.com", "a.b+c@localhost"], &["a", "a@", "A <a@example.com>", "a@b@c.de", ""]),
            ("uri", &["https://example.com/a?b#c", "mailto:a@example.com"], &["/a", "http://a b", "", "http://ü"]),
            ("uri-reference", &["/a?b", "https://example.com", ""], &["a b", "ü"]),
            ("byte", &["", "YQ==", "YWJj"], &["YQ", "YQ=", "@@@@"]),
            ("ipv4", &["127.0.0.1"], &["127.0.0", "256.0.0.1", "::1"]),
            ("ipv6", &["::1", "2001:db8::"], &["127.0.0.1", "1::2::3"]),
            ("hostname", &["example.com", "a-b"], &["-a", "a..b", "", "a_b"]),
            ("unheard-of", &["anything"], &[]),
        ] {
            for text in good {
                assert_eq!(violation(format, text), None, "{format} should take {text:?}");
            }
            for text in bad {
                assert!(violation(format, text).is_some(), "{format} should refuse {text:?}");
            }
        }
    }
}
