//! Names of people and groups: one text in the Twona API, first and last name in docutools (ruling C1).

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

/// Longest name that is taken, in characters (ruling C6).
pub const MAXIMUM_LENGTH: usize = 128;

/// A person's name. Either part may be empty, not both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    pub first: String,
    pub last: String,
}

impl PersonName {
    /// Splits a full name at the first white space behind a word; one without any is a first name.
    ///
    /// The error says what is wrong with the name.
    pub fn parse(full: &str) -> Result<Self, String> {
        check(full)?;
        let word = full.len() - full.trim_start().len();
        let split = full[word..].split_once(char::is_whitespace).filter(|(_, last)| !last.is_empty());
        let (first, last) = split.unwrap_or((&full[word..], ""));
        Ok(Self { first: full[..word + first.len()].to_owned(), last: last.to_owned() })
    }

    /// Both parts, joined by a space; where there is one alone, that.
    pub fn full(&self) -> String {
        let parts = [self.first.as_str(), self.last.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Refuses a name that is blank, too long, or holds control characters.
pub fn check(name: &str) -> Result<(), String> {
    if name.trim().is_empty() {
        return Err("must not be blank".to_owned());
    }
    if name.chars().count() > MAXIMUM_LENGTH {
        return Err(format!("must have at most {MAXIMUM_LENGTH} characters"));
    }
    if name.chars().any(char::is_control) {
        return Err("must not contain control characters".to_owned());
    }
    Ok(())
}

/// Refuses a text that is too long, or holds control characters other than tabs and line breaks.
pub fn check_text(text: &str, maximum: usize) -> Result<(), String> {
    if text.chars().count() > maximum {
        return Err(format!("must have at most {maximum} characters"));
    }
    if !is_text(text) {
        return Err("must not contain control characters other than tabs and line breaks".to_owned());
    }
    Ok(())
}

/// Whether a text holds nothing that texts of the directory never hold.
pub fn is_text(text: &str) -> bool {
    text.chars().all(|character| matches!(character, '\t' | '\n' | '\r') || !character.is_control())
}

/// The form in which names are compared: folded, and without the white space around them.
pub fn key(name: &str) -> String {
    fold(name.trim())
}

/// The form in which texts are compared: without case, and one however Unicode composes their letters (canonical
/// caseless matching, The Unicode Standard, section 3.13).
///
/// Whatever changes here is a new [`crate::store::KEYS`].
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed: String = text.nfd().collect();
    UniCase::unicode(decomposed).to_folded_case().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_names_split_at_the_first_white_space_and_join_again() {
        let split = |full: &str| {
            let name = PersonName::parse(full).unwrap();
            assert_eq!(name.full(), full);
            (name.first, name.last)
        };
        assert_eq!(split("Tony"), ("Tony".to_owned(), String::new()));
        assert_eq!(split("Tony de la Dancer"), ("Tony".to_owned(), "de la Dancer".to_owned()));
        assert_eq!(split(" 王 小明  "), (" 王".to_owned(), "小明  ".to_owned()));
        assert_eq!(split("Tony "), ("Tony ".to_owned(), String::new()));
        assert_eq!(split("A  B"), ("A".to_owned(), " B".to_owned()));
        assert_eq!(split(" Prince"), (" Prince".to_owned(), String::new()));
        assert_eq!(PersonName { first: String::new(), last: "Prince".to_owned() }.full(), "Prince");
    }

    #[test]
    fn texts_are_compared_without_case_and_composition() {
        for (one, other) in [
            ("Zoë", "zoe\u{308}"),
            ("STRASSE", "straße"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("\u{212b}", "å"),
            ("\u{1f88}", "ἀι"),
        ] {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_eq!(fold("Zoe\u{308}"), "zoë");
        assert_ne!(fold("Zoe"), fold("Zoë"));
    }

    #[test]
    fn blank_long_and_unprintable_names_are_refused() {
        for name in ["", " \u{a0}", &"x".repeat(129), "Tony\u{0}", "Tony\tDancer", "Tony\r\nBcc: x@y.z"] {
            assert!(PersonName::parse(name).is_err(), "{name:?}");
        }
        assert!(PersonName::parse(&"é".repeat(128)).is_ok());
    }
}
