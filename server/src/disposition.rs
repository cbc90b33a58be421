//! `Content-Disposition` for downloads (RFC 6266), safe for any file name.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the `attr-char` of RFC 8187, section 3.2.1.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Makes a browser save the content under this name, or under what is left of it where it could lead elsewhere.
///
/// Names that are more than plain ASCII are given twice, as `filename*` for every client of today.
pub(crate) fn attachment(name: &str) -> String {
    let name: String = name.chars().map(harmless).collect();
    let name = match name.trim_matches(|character: char| character.is_whitespace() || character == '.') {
        "" => "download",
        trimmed => trimmed,
    };
    let plain: String = name.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
    if plain == name {
        return format!("attachment; filename=\"{plain}\"");
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ENCODED))
}

/// Separators of paths, and what systems refuse in names or show misleadingly, become underscores.
fn harmless(character: char) -> char {
    let is_harmful = character.is_control()
        || matches!(character, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        // Marks that turn the direction of text hide what a name ends with.
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if is_harmful { '_' } else { character }
}

/// Whether a quoted string holds the character without any doubt; some clients decode `%`.
fn is_plain(character: char) -> bool {
    (character.is_ascii_graphic() || character == ' ') && character != '%'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_given_once() {
        assert_eq!(attachment("Ada Lovelace.vcf"), "attachment; filename=\"Ada Lovelace.vcf\"");
    }

    #[test]
    fn other_names_are_given_in_both_forms() {
        assert_eq!(
            attachment("Ödön 100%.pdf"),
            "attachment; filename=\"_d_n 100_.pdf\"; filename*=UTF-8''%C3%96d%C3%B6n%20100%25.pdf"
        );
    }

    #[test]
    fn nothing_leads_out_of_the_folder_or_the_header() {
        for (name, expected) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a\r\nSet-Cookie: x=\"1\"", "a__Set-Cookie_ x=_1_"),
            ("C:\\con", "C__con"),
            ("\u{202e}gpj.exe", "_gpj.exe"),
            ("", "download"),
            (" . ", "download"),
            ("a\"; filename=\"evil.exe", "a_; filename=_evil.exe"),
            ("a\0b", "a_b"),
        ] {
            assert_eq!(attachment(name), format!("attachment; filename=\"{expected}\""), "{name:?}");
        }
    }
}
