//! How values become JSON text on the wire.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::number::EXACT;

/// Appends a value to `text`; what was appended stays there where it fails.
pub(crate) fn write<T: Serialize + ?Sized>(text: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(text, PlainNumbers))
}

/// Compact, with numbers as people write them: a `number` that came as `3` goes as `3`, not as `3.0`.
struct PlainNumbers;

impl Formatter for PlainNumbers {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        if value.fract() == 0.0 && value.abs() <= EXACT {
            if value.is_sign_negative() && value == 0.0 {
                return writer.write_all(b"-0");
            }
            CompactFormatter.write_i64(writer, value as i64)
        } else {
            CompactFormatter.write_f64(writer, value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_fraction() {
        let mut text = Vec::new();
        write(&mut text, &[3.0, -12_345_678_901.0, 0.5, 1e21, EXACT, 0.0, -0.0]).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "[3,-12345678901,0.5,1e+21,9007199254740992,0,-0]");
    }
}
