//! E-mail addresses: checked as addresses, compared folded (ruling C6).

use email_address::{EmailAddress, Options};
use unicode_normalization::UnicodeNormalization;

use super::name;

/// Longest address that is taken, in characters.
const MAXIMUM_LENGTH: usize = 128;

/// An address as it was written, and the form in which addresses are compared.
#[derive(Clone, Debug)]
pub struct Email {
    address: String,
    key: String,
}

impl Email {
    /// Takes a bare address; a display name, white space around it, a quoted local part or an address literal is
    /// refused. A mail can be written to every address that is taken.
    ///
    /// The error says what is wrong with the address, for whoever wrote it.
    pub fn parse(written: &str) -> Result<Self, String> {
        if written.chars().count() > MAXIMUM_LENGTH {
            return Err(format!("must have at most {MAXIMUM_LENGTH} characters"));
        }
        if written.contains('"') {
            return Err("must not have a quoted local part".to_owned());
        }
        let text: String = written.nfc().collect();
        let (local, domain) = split(&text);
        let domain = idna::domain_to_ascii(domain).map_err(|_| "is not an e-mail address: its domain is none")?;
        let options = Options::default().without_display_text().without_domain_literal();
        EmailAddress::parse_with_options(&format!("{local}@{domain}"), options)
            .map_err(|error| format!("is not an e-mail address: {}", lower_first(&error.to_string())))?;
        Ok(Self::stored(written.to_owned()))
    }

    /// An address that was checked when it was stored.
    pub(crate) fn stored(address: String) -> Self {
        if address.is_ascii() {
            let key = address.to_ascii_lowercase();
            // Otherwise the domain may be an international one.
            if !key.contains("xn--") {
                return Self { address, key };
            }
        }
        let (local, domain) = split(&address);
        let (unicode, result) = idna::domain_to_unicode(domain);
        let domain = if result.is_ok() { unicode } else { name::fold(domain) };
        let key = format!("{}@{domain}", name::fold(local));
        Self { address, key }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// Equal for addresses that differ only in case, in how Unicode composes their letters, or in how an international
    /// domain is written.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        split(&self.address).0
    }

    /// For mail servers: with the domain in ASCII, which every one of them takes.
    pub fn for_delivery(&self) -> String {
        let (local, domain) = split(&self.address);
        match idna::domain_to_ascii(domain) {
            Ok(domain) => format!("{local}@{domain}"),
            Err(_) => self.address.clone(),
        }
    }
}

fn split(address: &str) -> (&str, &str) {
    address.rsplit_once('@').unwrap_or((address, ""))
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Email {}

impl std::fmt::Display for Email {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.address)
    }
}

fn lower_first(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_case_and_kept_as_written() {
        let written = Email::parse("Diego.Beltrán@Twonas.COM").unwrap();
        assert_eq!(written, Email::parse("diego.beltrán@twonas.com").unwrap());
        assert_eq!(written.as_str(), "Diego.Beltrán@Twonas.COM");
        assert_eq!(written.local_part(), "Diego.Beltrán");
    }

    #[test]
    fn an_international_domain_is_one_domain_however_it_is_written() {
        let written = Email::parse("Info@M\u{fc}nchen.de").unwrap();
        for other in ["info@xn--mnchen-3ya.de", "INFO@XN--MNCHEN-3YA.DE", "info@mu\u{308}nchen.de", "info@MÜNCHEN.DE"]
        {
            let other = Email::parse(other).unwrap();
            assert_eq!(other, written);
            assert_eq!(other.for_delivery().to_lowercase(), "info@xn--mnchen-3ya.de");
        }
        assert_eq!(written.as_str(), "Info@München.de");
        assert_eq!(Email::parse("Beltrán@Twonas.COM").unwrap().for_delivery(), "Beltrán@twonas.com");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "diego",
            "@twonas.com",
            "a b@twonas.com",
            "Diego <diego@twonas.com>",
            " a@b.com",
            "a@b.com\r\nBcc: c@d.com",
            r#""a b"@example.com"#,
            r#""a,b"@example.com"#,
            r#""<x>"@example.com"#,
            r#""a"@example.com"#,
            "a@xn--a.com",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
        assert!(Email::parse(&format!("{}@b.com", "a".repeat(200))).is_err());
    }
}
