//! `Range`: which part of a content a client wants (RFC 9110, section 14).

use std::ops::Range;

/// What a `Range` header asks of a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it: there is no header, or one that is to be ignored (another unit, several ranges, not understood).
    Whole,
    /// A part that is there, and not empty.
    Part(Range<u64>),
    /// A part that begins behind the end.
    Nothing,
}

/// Reads a header's value for a content of `length` bytes.
pub(crate) fn wanted(header: Option<&str>, length: u64) -> Wanted {
    let Some((unit, range)) = header.and_then(|header| header.split_once('=')) else { return Wanted::Whole };
    let Some((first, last)) = range.trim().split_once('-') else { return Wanted::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    match (number(first), number(last)) {
        (Some(first), Some(last)) if last < first => Wanted::Whole,
        (Some(first), last) if last.is_some() || last_is_absent(range) => {
            let end = last.map_or(length, |last| last.saturating_add(1).min(length));
            if first < length { Wanted::Part(first..end) } else { Wanted::Nothing }
        }
        // The last bytes: none of them is as little as nothing, and of nothing any number is all.
        (None, Some(0)) if first.trim().is_empty() => Wanted::Nothing,
        (None, Some(_)) if first.trim().is_empty() && length == 0 => Wanted::Whole,
        (None, Some(count)) if first.trim().is_empty() => Wanted::Part(length.saturating_sub(count)..length),
        _ => Wanted::Whole,
    }
}

fn last_is_absent(range: &str) -> bool {
    range.trim_end().ends_with('-')
}

/// Digits alone; a number that is too large is larger than any content.
fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_of_bytes_is_answered() {
        for (header, expected) in [
            ("bytes=0-0", 0..1),
            ("bytes=2-5", 2..6),
            ("bytes=7-", 7..10),
            ("bytes=7-99999999999999999999999", 7..10),
            ("bytes=-3", 7..10),
            ("bytes=-30", 0..10),
            ("Bytes= 2-5 ", 2..6),
        ] {
            assert_eq!(wanted(Some(header), 10), Wanted::Part(expected), "{header}");
        }
    }

    #[test]
    fn what_lies_behind_the_end_is_nothing() {
        for (header, length) in [("bytes=10-", 10), ("bytes=10-12", 10), ("bytes=0-", 0), ("bytes=-0", 10)] {
            assert_eq!(wanted(Some(header), length), Wanted::Nothing, "{header}");
        }
    }

    #[test]
    fn everything_else_is_the_whole() {
        assert_eq!(wanted(None, 10), Wanted::Whole);
        assert_eq!(wanted(Some("bytes=-5"), 0), Wanted::Whole);
        for header in [
            "bytes=5-2",
            "bytes=0-1,4-5",
            "lines=1-2",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=1-x",
            "bytes=x-1",
        ] {
            assert_eq!(wanted(Some(header), 10), Wanted::Whole, "{header}");
        }
    }
}
