//! `filesize`: a number of bytes as people read it.

/// In powers of 1024 with two decimals, `2.96MB`; bytes alone are whole: `512B`.
pub(super) fn for_people(bytes: u64) -> String {
    let bytes = u128::from(bytes);
    if bytes < 1024 {
        return format!("{bytes}B");
    }
    let mut unit = 1024;
    for name in ["kB", "MB", "GB"] {
        let hundredths = hundredths(bytes, unit);
        if hundredths < 1024 * 100 {
            return format!("{}.{:02}{name}", hundredths / 100, hundredths % 100);
        }
        unit *= 1024;
    }
    let hundredths = hundredths(bytes, unit);
    format!("{}.{:02}TB", hundredths / 100, hundredths % 100)
}

/// Rounded.
fn hundredths(bytes: u128, unit: u128) -> u128 {
    (bytes * 100 + unit / 2) / unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_as_the_sources_have_them() {
        for (bytes, expected) in [
            (3_108_445, "2.96MB"),
            (19_100, "18.65kB"),
            (0, "0B"),
            (512, "512B"),
            (1023, "1023B"),
            (1024, "1.00kB"),
            (1024 * 1024 - 1, "1.00MB"),
            (5 * 1024 * 1024 * 1024, "5.00GB"),
            (1 << 40, "1.00TB"),
            (u64::MAX, "16777216.00TB"),
        ] {
            assert_eq!(for_people(bytes), expected);
        }
    }
}
