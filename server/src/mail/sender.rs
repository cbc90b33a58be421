//! Who mails come from.

use std::str::FromStr;

use lettre::{Address, message::Mailbox};
use url::{Host, Url};

use crate::model::email::Email;

/// Name and address that mails come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// Roster, `no-reply@` the host of the public URL.
    pub fn of(public_url: &Url) -> Self {
        let host = match public_url.host() {
            Some(Host::Domain(domain)) => domain,
            // An address literal is legal in mail, and treated as a sign of spam.
            _ => "localhost",
        };
        let address = Address::new("no-reply", host);
        let address = address.or_else(|_| Address::new("no-reply", "localhost")).expect("localhost is a domain");
        Self(Mailbox::new(Some("Roster".to_owned()), address))
    }

    pub(super) fn mailbox(&self) -> &Mailbox {
        &self.0
    }

    /// What stands after the `@`.
    pub(super) fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

/// `mail@example.com`, or `Roster <mail@example.com>`.
impl FromStr for Sender {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "must be an address, or a name and an address: Roster <mail@example.com>".to_owned();
        if text.chars().any(char::is_control) {
            return Err(wrong());
        }
        let Mailbox { name, email } = text.parse().map_err(|_| wrong())?;
        let email = Email::parse(email.as_ref()).map_err(|_| wrong())?.for_delivery();
        Ok(Self(Mailbox::new(name, email.parse().map_err(|_| wrong())?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_addresses_with_or_without_a_name() {
        let sender: Sender = "Roster <mail@example.com>".parse().unwrap();
        assert_eq!(sender.domain(), "example.com");
        assert!("mail@example.com".parse::<Sender>().is_ok());
        assert_eq!("mail@münchen.de".parse::<Sender>().unwrap().domain(), "xn--mnchen-3ya.de");
        for refused in ["", "Roster", "a@b\r\nBcc: c@d.example", "<>"] {
            assert!(refused.parse::<Sender>().is_err(), "{refused}");
        }
        let of = |url: &str| Sender::of(&url.parse().unwrap()).domain().to_owned();
        assert_eq!(of("https://roster.example/people"), "roster.example");
        assert_eq!(of("http://192.0.2.1:8080"), "localhost");
    }
}
