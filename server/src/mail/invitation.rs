//! The mail that invites a person: who invites where, the text that came with it, and the link.

use chrono::{DateTime, Utc};
use minijinja::context;

use super::{MailError, Mailer, compose::Letter};
use crate::model::{email::Email, mail::Mail, name::PersonName};

/// What the mail says.
#[derive(Clone, Debug)]
pub struct InvitationMail<'a> {
    pub email: &'a Email,
    pub name: &'a PersonName,
    pub organization: &'a str,
    /// Full name of the user who invites.
    pub inviter: &'a str,
    pub message: Option<&'a str>,
    /// Where the invitation is accepted.
    pub link: &'a str,
    pub expires: DateTime<Utc>,
}

impl Mailer {
    /// Writes the mail; the caller queues it.
    pub fn invitation(&self, mail: InvitationMail<'_>) -> Result<Mail, MailError> {
        let message = mail.message.map(|text| text.replace("\r\n", "\n")).filter(|text| !text.trim().is_empty());
        let values = context! {
            name => mail.name.full().trim().to_owned(),
            organization => mail.organization,
            inviter => mail.inviter,
            message,
            link => mail.link,
            expires => mail.expires.format("%-d %B %Y, %H:%M UTC").to_string(),
        };
        self.compose(Letter {
            name: &mail.name.full(),
            email: mail.email,
            subject: format!("{} invites you to {}", mail.inviter, mail.organization),
            plain: self.templates.render("invitation.txt", &values)?,
            html: self.templates.render("invitation.html", &values)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{environment::Environment, mail::Sender};

    fn written(mail: InvitationMail<'_>) -> String {
        let (environment, _) = Environment::fixed(DateTime::from_timestamp(1_700_000_000, 0).unwrap(), 1);
        let mailer = Mailer::new(environment, Sender::of(&"https://roster.example".parse().unwrap()));
        String::from_utf8(mailer.invitation(mail).unwrap().message).unwrap()
    }

    fn mail<'a>(email: &'a Email, name: &'a PersonName, message: Option<&'a str>) -> InvitationMail<'a> {
        let expires = DateTime::from_timestamp(1_700_604_800, 0).unwrap();
        let link = "https://roster.example/invitations/abc";
        InvitationMail { email, name, organization: "Büro & Söhne", inviter: "Alice", message, link, expires }
    }

    /// Undoes quoted-printable, as far as these tests need it.
    fn decoded(text: &str) -> String {
        let joined = text.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.as_bytes();
        while let Some((first, tail)) = rest.split_first() {
            let escaped = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
            match escaped.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
                Some(byte) if *first == b'=' => {
                    bytes.push(byte);
                    rest = &tail[2..];
                }
                _ => {
                    bytes.push(*first);
                    rest = tail;
                }
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn both_forms_carry_the_message_and_the_link() {
        let (email, name) = (Email::parse("dora@example.com").unwrap(), PersonName::parse("Dora Dean").unwrap());
        let text = decoded(&written(mail(&email, &name, Some("Welcome <b>aboard</b>!\nSee you"))));
        assert!(text.contains("multipart/alternative"), "{text}");
        assert!(text.contains("Welcome <b>aboard</b>!\r\n"), "{text}");
        assert!(text.contains("Welcome &lt;b&gt;aboard&lt;&#x2f;b&gt;!"), "{text}");
        assert!(text.contains("href=\"https://roster.example/invitations/abc\""), "{text}");
        assert!(text.contains("21 November 2023, 22:13 UTC"), "{text}");
        assert!(text.contains("Büro &amp; Söhne"), "{text}");
    }

    #[test]
    fn names_cannot_add_headers_or_recipients() {
        let email = Email::parse("dora@example.com").unwrap();
        let name =
            PersonName { first: "Dora\r\nBcc: eve@evil.example".into(), last: "\"<eve@evil.example>, 王".into() };
        let text = written(mail(&email, &name, None));
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head}");
        assert_eq!(head.lines().filter(|line| line.starts_with("To:")).count(), 1, "{head}");
        let to = lettre::message::Mailbox::new(Some("x".to_owned()), email.as_str().parse().unwrap());
        assert!(head.contains(&format!("<{}>", to.email)), "{head}");
    }
}
