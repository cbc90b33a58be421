//! E-mail addresses: checked as addresses, compared without case (ruling C6).

use email_address::{EmailAddress, Options};

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
    /// Takes a bare address; a display name, white space around it or an address literal is refused.
    ///
    /// The error says what is wrong with the address, for whoever wrote it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().count() > MAXIMUM_LENGTH {
            return Err(format!("must have at most {MAXIMUM_LENGTH} characters"));
        }
        // Quoted local parts may hold anything; nobody is reached by a control character.
        if text.chars().any(char::is_control) {
            return Err("must not contain control characters".to_owned());
        }
        let options = Options::default().without_display_text().without_domain_literal();
        EmailAddress::parse_with_options(text, options)
            .map_err(|error| format!("is not an e-mail address: {}", lower_first(&error.to_string())))?;
        Ok(Self::stored(text.to_owned()))
    }

    /// An address that was checked when it was stored.
    pub(crate) fn stored(address: String) -> Self {
        let key = name::fold(&address);
        Self { address, key }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// Equal for addresses that differ only in case.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        self.address.rsplit_once('@').map_or(self.address.as_str(), |(local, _)| local)
    }
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
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "diego",
            "@twonas.com",
            "a b@twonas.com",
            "Diego <diego@twonas.com>",
            " a@b.com",
            "a@b.com\r\nBcc: c@d.com",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
        assert!(Email::parse(&format!("{}@b.com", "a".repeat(200))).is_err());
    }
}
