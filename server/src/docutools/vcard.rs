//! A profile as a vCard 3.0 (RFC 2426), for address books (ruling D15).

use chrono::SecondsFormat;

use crate::model::{Organization, Profile};

/// Longest line in octets, without its end (RFC 2426, section 2.6).
const MAXIMUM_LINE: usize = 75;

/// Longest name of a file, in characters, without its extension.
const MAXIMUM_FILE_NAME: usize = 64;

/// The card. What the profile does not have is left out.
pub(super) fn card(profile: &Profile, organization: &Organization) -> String {
    let user = &profile.user;
    let name = &user.name;
    let mut card = Card(String::new());
    card.line("BEGIN:VCARD");
    card.line("VERSION:3.0");
    card.structured("N", &[&name.last, &name.first, "", "", ""]);
    card.text("FN", Some(&display_name(profile)));
    match &profile.department {
        Some(department) => card.structured("ORG", &[&organization.name, department]),
        None => card.structured("ORG", &[&organization.name]),
    }
    card.text("TITLE", user.position.as_deref());
    card.text("TEL;TYPE=WORK,VOICE", user.telephone.as_deref());
    card.text("TEL;TYPE=WORK,FAX", profile.fax.as_deref());
    card.text("EMAIL;TYPE=INTERNET", Some(user.email.as_str()));
    if profile.street.is_some() || profile.city.is_some() || profile.zip.is_some() {
        let part = |part: &'_ Option<String>| part.clone().unwrap_or_default();
        let (street, city, zip) = (part(&profile.street), part(&profile.city), part(&profile.zip));
        card.structured("ADR;TYPE=WORK", &["", "", &street, &city, "", &zip, ""]);
    }
    card.line(&format!("UID:{}", user.uuid.urn()));
    card.line(&format!("REV:{}", user.modified.to_rfc3339_opts(SecondsFormat::Secs, true)));
    card.line("END:VCARD");
    card.0
}

/// What to call the card's file.
pub(super) fn file_name(profile: &Profile) -> String {
    let name: String = display_name(profile).chars().take(MAXIMUM_FILE_NAME).collect();
    format!("{name}.vcf")
}

/// The name, or the address of a user without one: a card must have a name.
fn display_name(profile: &Profile) -> String {
    match profile.user.name.full().trim() {
        "" => profile.user.email.to_string(),
        name => name.to_owned(),
    }
}

/// A card that is being written.
struct Card(String);

impl Card {
    fn text(&mut self, property: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(&format!("{property}:{}", escaped(value)));
        }
    }

    fn structured(&mut self, property: &str, components: &[&str]) {
        let components: Vec<String> = components.iter().map(|component| escaped(component)).collect();
        self.line(&format!("{property}:{}", components.join(";")));
    }

    /// Adds a line, folded between characters, never inside of one.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for character in line.chars() {
            if length + character.len_utf8() > MAXIMUM_LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text value (RFC 2426, section 4): any line break becomes `\n`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\r' | '\n' => {
                if character == '\r' {
                    characters.next_if_eq(&'\n');
                }
                escaped.push_str("\\n");
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(line: &str) -> String {
        let mut card = Card(String::new());
        card.line(line);
        card.0
    }

    #[test]
    fn what_has_a_meaning_is_escaped_and_line_breaks_are_one_thing() {
        assert_eq!(escaped("a\\b;c,d\ne\r\nf\rg:\"h\""), r#"a\\b\;c\,d\ne\nf\ng:"h""#);
    }

    #[test]
    fn long_lines_are_folded_at_75_octets_between_characters() {
        let line = format!("FN:{}", "ö王\u{1f600}".repeat(40));
        let text = folded(&line);
        assert!(text.ends_with("\r\n"));
        let lines: Vec<&str> = text.trim_end_matches("\r\n").split("\r\n").collect();
        assert!(lines.len() > 4 && lines.iter().all(|line| line.len() <= 75), "{lines:?}");
        assert!(lines[1..].iter().all(|line| line.starts_with(' ')), "{lines:?}");
        assert_eq!(text.replace("\r\n ", ""), format!("{line}\r\n"));
        assert_eq!(folded(&"x".repeat(75)), format!("{}\r\n", "x".repeat(75)));
        assert_eq!(folded(&"x".repeat(76)), format!("{}\r\n x\r\n", "x".repeat(75)));
    }
}
