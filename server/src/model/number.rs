//! Numbers of metadata: integers of 64 bits, exactly, and doubles (ruling T29).

pub use serde_json::Number;

/// The number that a text stands for; not the words for what is infinite, or no number.
pub(crate) fn read(text: &str) -> Option<Number> {
    let integer = || text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    integer().ok().or_else(|| Number::from_f64(text.parse().ok()?))
}

/// One text for each number, however it came.
pub(crate) fn write(number: &Number) -> String {
    if number.is_f64() { double(number).to_string() } else { number.to_string() }
}

/// The double that is nearest.
pub(crate) fn double(number: &Number) -> f64 {
    number.as_f64().expect("what is no integer of 64 bits is a double")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_one_text() {
        for (text, expected) in [
            ("3", "3"),
            ("3.0", "3"),
            ("3e0", "3"),
            ("-0.25", "-0.25"),
            ("1e2", "100"),
            ("9007199254740993", "9007199254740993"),
            ("18446744073709551615", "18446744073709551615"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("1e19", "10000000000000000000"),
            ("10000000000000000000", "10000000000000000000"),
            ("1e22", "10000000000000000000000"),
        ] {
            let number = read(text).unwrap();
            assert_eq!(write(&number), expected, "{text}");
            assert_eq!(write(&read(expected).unwrap()), expected, "{text}");
        }
        for text in ["", "x", "NaN", "inf", "1e400", "0x10"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
