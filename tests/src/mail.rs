//! Mails as the outbox holds them, read back.

use std::{fs, path::Path};

use mail_parser::{Message, MessageParser};

/// A mail of the outbox.
pub struct Mail {
    /// As it would go over the wire.
    pub raw: String,
}

impl Mail {
    pub(crate) fn read(path: &Path) -> Self {
        Self { raw: fs::read_to_string(path).expect("a mail is ASCII") }
    }

    fn message(&self) -> Message<'_> {
        MessageParser::default().parse(self.raw.as_bytes()).expect("the mail is well formed")
    }

    /// The header as it is written.
    pub fn header(&self, name: &str) -> Option<String> {
        self.message().header_raw(name).map(|value| value.trim().to_owned())
    }

    /// The addresses in a header, without the names.
    pub fn addresses(&self, name: &str) -> Vec<String> {
        let message = self.message();
        let addresses = message.header(name).and_then(|value| value.as_address());
        addresses.into_iter().flat_map(|list| list.iter()).filter_map(|one| one.address().map(str::to_owned)).collect()
    }

    pub fn plain(&self) -> String {
        self.message().body_text(0).expect("a plain part").into_owned()
    }

    pub fn html(&self) -> String {
        let message = self.message();
        assert!(message.html_part(0).is_some_and(|part| part.is_text_html()), "an HTML part");
        message.body_html(0).expect("an HTML part").into_owned()
    }

    /// The invitation's link.
    pub fn link(&self) -> String {
        let plain = self.plain();
        let start = plain.find("http").expect("a link");
        plain[start..].split_whitespace().next().expect("a link").to_owned()
    }
}
