//! The formats of strings that are checked. Others are annotations, as JSON Schema has it.

use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use email_address::{EmailAddress, Options};

/// What the text should have been, where it is not of the format.
pub(super) fn violation(format: &str, text: &str) -> Option<&'static str> {
    let (fits, expected): (fn(&str) -> bool, _) = match format {
        "date-time" => (is_date_time, "a date and time as in RFC 3339, such as 2026-01-31T12:00:00Z (date-time)"),
        "date" => (is_date, "a date such as 2026-01-31 (date)"),
        "time" => (is_time, "a time of day such as 12:00:00Z (time)"),
        "duration" => (is_duration, "a duration such as P3DT12H (duration)"),
        "decimal" => (is_decimal, "a decimal number such as 12.50 (decimal)"),
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

/// RFC 3339, section 5.6. What is taken can be answered as the instant in UTC that it is decoded into: its year has four
/// digits there too, and a leap second is one there (23:59:60).
fn is_date_time(text: &str) -> bool {
    if !has_form_of_date_time(text.as_bytes()) {
        return false;
    }
    let Ok(instant) = DateTime::parse_from_rfc3339(text) else { return false };
    let instant = instant.with_timezone(&Utc);
    let is_leap_second = text.as_bytes()[17] == b'6';
    (0..=9999).contains(&instant.year()) && (!is_leap_second || (instant.hour(), instant.minute()) == (23, 59))
}

/// `2026-01-31T12:00:00.5+01:00`: chrono is more lenient.
fn has_form_of_date_time(text: &[u8]) -> bool {
    let Some((head, mut rest)) = text.split_at_checked(19) else { return false };
    if !has_form(head, b"dddd-dd-ddTdd:dd:dd") {
        return false;
    }
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return false;
        }
        rest = &fraction[digits..];
    }
    has_form(rest, b"Z") || has_form(rest, b"+dd:dd") || has_form(rest, b"-dd:dd")
}

fn is_date(text: &str) -> bool {
    // chrono also takes signs, blanks, and years of other lengths.
    has_form(text.as_bytes(), b"dddd-dd-dd") && text.parse::<NaiveDate>().is_ok()
}

/// RFC 3339, section 5.6; many documents mean a time without an offset, which is let through.
fn is_time(text: &str) -> bool {
    let has_offset = text.len() > 8 && text.bytes().any(|byte| b"Zz+-".contains(&byte));
    let offset = if has_offset { "" } else { "Z" };
    is_date_time(&format!("2016-12-31T{text}{offset}"))
}

/// RFC 3339, appendix A; seconds may have a fraction, as in ISO 8601.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P').filter(|rest| !rest.is_empty()) else { return false };
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    let is_weeks = time.is_none() && has_units(date, "W");
    is_weeks || (has_units(date, "YMD") && time.is_none_or(|time| !time.is_empty() && has_units(time, "HMS")))
}

/// Whether a text has a number for each of some units, of which each is the one behind the one before.
fn has_units(text: &str, units: &str) -> bool {
    let mut next = None;
    let mut rest = text;
    while let Some(end) = rest.find(|character: char| character.is_ascii_alphabetic()) {
        let (number, unit) = (&rest[..end], &rest[end..=end]);
        let Some(position) = units.find(unit) else { return false };
        let has_number = if unit == "S" { is_decimal(number) && !number.starts_with('-') } else { is_digits(number) };
        if !has_number || next.is_some_and(|next| next != position) {
            return false;
        }
        next = Some(position + 1);
        rest = &rest[end + 1..];
    }
    rest.is_empty()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    match digits.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(digits),
    }
}

/// Whether a text is as a form, in which `d` stands for a digit, and letters for themselves in either case.
fn has_form(text: &[u8], form: &[u8]) -> bool {
    let fits = |(byte, expected): (&u8, &u8)| match expected {
        b'd' => byte.is_ascii_digit(),
        other => byte.eq_ignore_ascii_case(other),
    };
    text.len() == form.len() && text.iter().zip(form).all(fits)
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
    use super::{has_form_of_date_time, violation};

    #[test]
    fn dates_that_are_taken_are_answered_in_the_form_that_is_taken() {
        for text in [
            "0000-01-01T00:00:00Z",
            "0000-01-01T12:00:00.5+12:00",
            "9999-12-31T23:59:59+23:59",
            "9999-12-31t23:59:59.999999999999z",
            "1998-12-31T15:59:60.123-08:00",
            "2016-12-31T23:59:60Z",
        ] {
            assert_eq!(violation("date-time", text), None, "{text}");
            let decoded: chrono::DateTime<chrono::Utc> = crate::from_value(text.into()).unwrap();
            let answered = serde_json::to_value(decoded).unwrap();
            let answered = answered.as_str().unwrap();
            assert!(has_form_of_date_time(answered.as_bytes()), "{text} is answered as {answered}");
            assert_eq!(violation("date-time", answered), None, "{text} is answered as {answered}");
            let again: chrono::DateTime<chrono::Utc> = crate::from_value(answered.into()).unwrap();
            assert_eq!(decoded, again);
        }
        for text in ["0000-01-01", "9999-12-31"] {
            let decoded: chrono::NaiveDate = crate::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(decoded).unwrap(), text);
        }
    }

    #[test]
    fn formats_take_what_they_describe_and_nothing_else() {
        for (format, good, bad) in [
            (
                "date-time",
                &[
                    "2026-01-31T12:00:00Z",
                    "2026-01-31t12:00:00.125+01:00",
                    "2026-01-31T12:00:00.123456789012345678z",
                    "0000-01-01T00:00:00Z",
                    "0000-01-01T00:00:00-23:59",
                    "0000-01-01T12:00:00+12:00",
                    "9999-12-31T23:59:59.999999999Z",
                    "9999-12-31T23:59:59+23:59",
                    "1998-12-31T23:59:60Z",
                    "1998-12-31T15:59:60.123-08:00",
                ][..],
                &[
                    "2026-01-31 12:00:00Z",
                    "2026-02-30T12:00:00Z",
                    "2026-01-31",
                    "2026-01-31T12:00:00",
                    "2026-01-31T12:00:00.Z",
                    "2026-01-31T12:00:00,5Z",
                    "2026-01-31T24:00:00Z",
                    "2026-01-31T12:00:00+0100",
                    "2026-01-31T12:00:00+24:00",
                    "2026-01-31T12:00:00+01:60",
                    "2026-01-31T12:00:00\u{2212}01:00",
                    "-001-01-01T00:00:00Z",
                    "+999-01-01T00:00:00Z",
                    "2026- 1-31T12:00:00Z",
                    "0000-01-01T00:00:00+00:01",
                    "9999-12-31T23:59:59-00:01",
                    "1998-12-31T23:58:60Z",
                    "1998-12-31T23:59:60+01:00",
                    "1998-12-31T23:59:61Z",
                ][..],
            ),
            (
                "date",
                &["2024-02-29", "0000-01-01", "9999-12-31"],
                &[
                    "2023-02-29",
                    "2024-2-9",
                    "20240229",
                    "2024-02-29Z",
                    "+2024-02-2",
                    "-001-01-01",
                    "+999-01-01",
                    "2024- 2- 9",
                    "\u{664}024-1-1",
                ],
            ),
            (
                "time",
                &["00:00:00Z", "09:30:00", "23:59:59.25+01:00", "23:59:60Z"],
                &[
                    "24:00:00Z",
                    "09:30",
                    "9:30:00",
                    "",
                    "Z",
                    "12:00:00+1",
                    "12:00:60Z",
                    "12:00:00 Z",
                    "12:00:00ZZ",
                    "é:00:00Z",
                ],
            ),
            (
                "duration",
                &["P1D", "P4Y", "PT0S", "P1Y2M3DT4H5M6S", "P2W", "P123DT22H14M12.011S", "P1M", "PT1M"],
                &[
                    "P", "PT", "P1", "1D", "P1YT", "P1Y2W", "P1Y1D", "PT1D", "P1S", "P-1D", "PT1.5H", "P1D2Y", "P½D",
                    "PTS", "PT-1S",
                ],
            ),
            ("decimal", &["0", "-12.50", "007", "99999999999999999999.9"], &["", "-", ".5", "1.", "1e3", "+1", "1,5"]),
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
