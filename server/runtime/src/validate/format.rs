//! The formats of strings that are checked. Others are annotations, as JSON Schema has it.

use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::NaiveDate;
use email_address::{EmailAddress, Options};

/// What the text should have been, where it is not of the format.
pub(super) fn violation(format: &str, text: &str) -> Option<&'static str> {
    let (fits, expected): (fn(&str) -> bool, _) = match format {
        "date-time" => (is_date_time, "a date and time as in RFC 3339, such as 2026-01-31T12:00:00Z (date-time)"),
        "date" => (is_date, "a date such as 2026-01-31 (date)"),
        "time" => (is_time, "a time as in RFC 3339, such as 12:00:00Z (time)"),
        "duration" => (is_duration, "a duration such as P1DT12H (duration)"),
        "decimal" => (is_decimal, "a decimal number such as 12.50 (decimal)"),
        "uuid" => (is_uuid, "a UUID in hexadecimal digits and hyphens (uuid)"),
        "email" => (is_email, "an e-mail address (email)"),
        "idn-email" => (is_international_email, "an e-mail address (idn-email)"),
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
    let text = text.as_bytes();
    if !has_form_of_date_time(text) {
        return false;
    }
    let two = |place: usize| number(&text[place..place + 2]);
    let (hour, minute, second) = (two(11), two(14), two(17));
    let (sign, offset_hour, offset_minute) = match &text[text.len() - 6..] {
        [b'+', ..] => (1, two(text.len() - 5), two(text.len() - 2)),
        [b'-', ..] => (-1, two(text.len() - 5), two(text.len() - 2)),
        _ => (0, 0, 0),
    };
    let minutes = 60 * hour + minute - sign * (60 * offset_hour + offset_minute);
    let is_leap_second = second == 60 && minutes.rem_euclid(DAY) == DAY - 1;
    let is_before_all = minutes < 0 && text.starts_with(b"0000-01-01");
    let is_behind_all = minutes >= DAY && text.starts_with(b"9999-12-31");
    (hour < 24 && minute < 60 && (second < 60 || is_leap_second))
        && (offset_hour < 24 && offset_minute < 60)
        && is_in_calendar(&text[..10])
        && !is_before_all
        && !is_behind_all
}

/// Minutes of a day.
const DAY: i32 = 24 * 60;

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
    has_form(text.as_bytes(), b"dddd-dd-dd") && is_in_calendar(text.as_bytes())
}

/// Whether there is the day `2026-01-31`.
fn is_in_calendar(date: &[u8]) -> bool {
    let (year, month, day) = (number(&date[..4]), number(&date[5..7]), number(&date[8..]));
    NaiveDate::from_ymd_opt(year, month as u32, day as u32).is_some()
}

/// The number that a few digits are.
fn number(digits: &[u8]) -> i32 {
    digits.iter().fold(0, |number, digit| 10 * number + i32::from(digit - b'0'))
}

/// Whether a text is as a form, in which `d` stands for a digit, and letters for themselves in either case.
fn has_form(text: &[u8], form: &[u8]) -> bool {
    let fits = |(byte, expected): (&u8, &u8)| match expected {
        b'd' => byte.is_ascii_digit(),
        other => byte.eq_ignore_ascii_case(other),
    };
    text.len() == form.len() && text.iter().zip(form).all(fits)
}

/// RFC 3339, section 5.6: what stands behind a date.
fn is_time(text: &str) -> bool {
    is_date_time(&format!("2000-01-31T{text}"))
}

/// RFC 3339, appendix A, where parts between others may also be left out.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    match (rest.strip_suffix('W'), rest.split_once('T')) {
        (Some(weeks), _) => is_digits(weeks),
        (None, Some((date, time))) => !time.is_empty() && has_units(date, "YMD") && has_units(time, "HMS"),
        (None, None) => !rest.is_empty() && has_units(rest, "YMD"),
    }
}

/// Whether a text is made of numbers, each with one of the units behind it, in their order.
fn has_units(mut text: &str, units: &str) -> bool {
    for unit in units.chars() {
        if let Some((number, rest)) = text.split_once(unit)
            && is_digits(number)
        {
            text = rest;
        }
    }
    text.is_empty()
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    match digits.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(digits),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_uuid(text: &str) -> bool {
    // The crate also takes braces, URNs, and digits without hyphens.
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// RFC 5321, section 4.1.2.
fn is_email(text: &str) -> bool {
    is_plain_email(text) || text.is_ascii() && is_international_email(text)
}

/// As nearly all are written: without quotes, comments and addresses in brackets.
fn is_plain_email(text: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'_'))
    };
    text.split_once('@')
        .is_some_and(|(local, domain)| local.len() <= 64 && local.split('.').all(is_atom) && is_hostname(domain))
}

/// RFC 6531, section 3.3.
fn is_international_email(text: &str) -> bool {
    let Ok(address) = EmailAddress::parse_with_options(text, Options::default().without_display_text()) else {
        return false;
    };
    let literal = address.domain().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match literal.map(|literal| (literal.strip_prefix("IPv6:"), literal)) {
        Some((Some(address), _)) => is_ipv6(address),
        Some((None, address)) => is_ipv4(address),
        // Letters of other scripts may stand where a host name has letters.
        None if address.domain().is_ascii() => is_hostname(address.domain()),
        None => is_hostname(&address.domain().replace(|letter: char| !letter.is_ascii(), "x")),
    }
}

fn is_uri(text: &str) -> bool {
    scheme(text).0.is_some() && is_uri_reference(text)
}

/// RFC 3986, appendix A.
fn is_uri_reference(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let (scheme, rest) = scheme(text);
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    scheme.is_none_or(is_scheme)
        && is_authority(authority)
        && has_only(path, b":@/")
        // Brackets are for addresses, says the RFC, but forms and frameworks write `?filter[name]=a`, and everybody reads it.
        && has_only(query, b":@/?[]")
        && has_only(fragment, b":@/?")
}

/// What stands before the first colon, unless that is behind the first segment of a path; and what follows.
fn scheme(text: &str) -> (Option<&str>, &str) {
    match text.split_once(':') {
        Some((scheme, rest)) if !scheme.contains(['/', '?', '#']) => (Some(scheme), rest),
        _ => (None, text),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_authority(text: &str) -> bool {
    let (user, host) = text.split_once('@').unwrap_or(("", text));
    let (address, port) = match host.rsplit_once(':') {
        Some((address, port)) if !port.contains(']') => (address, port),
        _ => (host, ""),
    };
    let literal = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    has_only(user, b":")
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && literal.map_or_else(|| has_only(address, b""), is_address_literal)
}

fn is_address_literal(text: &str) -> bool {
    let is_version = |version: &str| !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    match text.strip_prefix(['v', 'V']).map(|rest| rest.split_once('.')) {
        Some(Some((version, rest))) => {
            is_version(version) && !rest.is_empty() && !rest.contains('%') && has_only(rest, b":")
        }
        Some(None) => false,
        None => is_ipv6(text),
    }
}

/// Whether all characters are unreserved, delimiters of parts, percent-encoded, or among the others.
fn has_only(text: &str, others: &[u8]) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(index, byte)| match byte {
        b'%' => bytes.get(index + 1..index + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        byte if byte.is_ascii_alphanumeric() => true,
        b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' => true,
        byte => others.contains(byte),
    })
}

fn is_base64(text: &str) -> bool {
    roster_wire::Base64::decode(text).is_some()
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
    use chrono::{DateTime, Timelike, Utc};

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
    fn dates_with_times_are_those_that_chrono_reads() {
        let days = ["2026-02-28", "2026-02-29", "2024-02-29", "1900-02-29", "2026-00-10", "2026-13-01", "2026-04-31"];
        let times = ["00:00:00", "23:59:59", "23:59:60", "22:59:60", "00:59:60", "24:00:00", "12:60:00", "12:00:61"];
        let zones = ["Z", "+00:00", "-01:00", "+01:00", "+23:59", "-23:59", "+24:00", "+01:60"];
        let of_a_day = |day| times.iter().flat_map(move |time| zones.map(|zone| format!("{day}T{time}{zone}")));
        for text in days.iter().flat_map(of_a_day) {
            let read = DateTime::parse_from_rfc3339(&text).map(|read| read.with_timezone(&Utc));
            // A leap second is one in UTC.
            let is_one =
                read.is_ok_and(|read| read.nanosecond() < 1_000_000_000 || (read.hour(), read.minute()) == (23, 59));
            assert_eq!(violation("date-time", &text).is_none(), is_one, "{text}");
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
                "uuid",
                &["67e55044-10b1-426f-9247-bb680e5fe0c8"],
                &["67e5504410b1426f9247bb680e5fe0c8", "{67e55044-10b1-426f-9247-bb680e5fe0c}", "x"],
            ),
            (
                "email",
                &["a@example.com", "a.b+c@localhost", "a@[127.0.0.1]"],
                &["a", "a@", "A <a@example.com>", "a@b@c.de", "", "ü@example.com", "a@[127.0.0.300]", "a@b=c.de"],
            ),
            ("idn-email", &["ü@ü.example", "a@[IPv6:::1]"], &["a", "a@[::1]", "A <a@example.com>"]),
            (
                "time",
                &["12:00:00Z", "23:59:60.5z", "00:59:60+01:00"],
                &["12:00:00", "12:00:60Z", "24:00:00Z", "12:00Z"],
            ),
            (
                "duration",
                &["P1Y2M3DT4H5M6S", "PT5M", "P2W", "P1Y1D"],
                &["P", "PT", "1D", "P1", "PT1D", "P1DT", "P1M1Y"],
            ),
            (
                "uri",
                &[
                    "https://example.com/a?b#c",
                    "mailto:a@example.com",
                    "http://a/?b[c]=d",
                    "http://u:p@[::1]:80/%7e",
                    "x://[v1.a:b]",
                    "file:///a",
                ],
                &[
                    "/a",
                    "http://a b",
                    "",
                    "http://ü",
                    "http://a/%zz",
                    "http://a/%4",
                    "http://a/[b]",
                    "http://[a]/",
                    "http://[::1",
                    "http://[::1]a/",
                    "http://a]/",
                    "http://a:b/",
                    "http://a/#b#c",
                    "1a:b",
                ],
            ),
            (
                "uri-reference",
                &["/a?b", "https://example.com", "", "a/b:c", "?a[b]=c"],
                &["a b", "ü", "%", "1:b", ":a"],
            ),
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
