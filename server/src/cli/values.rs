//! Values of flags that have a form of their own.

use std::time::Duration;

/// `90s`, `15m`, `12h` or `7d`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "must be a number with a unit, such as 30s, 15m, 12h or 7d".to_owned();
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    let seconds = match &text[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let seconds = number.checked_mul(seconds).filter(|seconds| (1..=MAXIMUM_SECONDS).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| "must be between 1s and 3650d".to_owned())
}

/// Ten years: more is a slip, and dates would leave the calendar.
const MAXIMUM_SECONDS: u64 = 3650 * 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit_and_a_measure() {
        assert_eq!(duration("90s").unwrap(), Duration::from_secs(90));
        assert_eq!(duration("7d").unwrap(), Duration::from_secs(604_800));
        for refused in ["", "7", "d", "7w", "-1s", "0s", "1.5h", "99999999999999999999s", "99999d"] {
            assert!(duration(refused).is_err(), "{refused}");
        }
    }
}
