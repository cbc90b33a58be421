//! Turns texts into mails.

use std::{fmt::Write, sync::Arc};

use lettre::message::{Mailbox, MultiPart};
use tokio::sync::Notify;

use super::{MailError, Sender};
use crate::{
    environment::Environment,
    model::{email::Email, mail::Mail},
    templates::Templates,
};

/// Writes mails. Clones share everything.
#[derive(Clone)]
pub struct Mailer {
    environment: Environment,
    sender: Arc<Sender>,
    pub(super) templates: Arc<Templates>,
    queued: Arc<Notify>,
}

/// A mail in both of its forms.
pub(super) struct Letter<'a> {
    pub(super) name: &'a str,
    pub(super) email: &'a Email,
    pub(super) subject: String,
    pub(super) plain: String,
    pub(super) html: String,
}

impl Mailer {
    pub fn new(environment: Environment, sender: Sender) -> Self {
        let templates = Arc::new(Templates::embedded());
        Self { environment, sender: Arc::new(sender), templates, queued: Arc::new(Notify::new()) }
    }

    /// Tells this process's courier that a queued mail was committed. Without this, it finds out a little later.
    pub(crate) fn notify(&self) {
        self.queued.notify_one();
    }

    /// What [`Mailer::notify`] rings.
    pub(super) fn queued(&self) -> Arc<Notify> {
        self.queued.clone()
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.sender
    }

    pub(super) fn compose(&self, letter: Letter<'_>) -> Result<Mail, MailError> {
        let created = self.environment.now();
        let id = self.environment.uuid();
        let message = lettre::Message::builder()
            .from(self.sender.mailbox().clone())
            .to(mailbox(letter.name, letter.email)?)
            .subject(one_line(&letter.subject))
            .date(created.into())
            .message_id(Some(format!("<{id}@{}>", self.sender.domain())))
            .multipart(MultiPart::alternative_plain_html(letter.plain, letter.html))
            .map_err(compose)?;
        Ok(Mail { id, recipient: letter.email.clone(), message: message.formatted(), created })
    }
}

/// Where a mail goes. The address was checked when it was stored; the name is cleared of what cannot stand in a header.
fn mailbox(name: &str, email: &Email) -> Result<Mailbox, MailError> {
    let address: lettre::Address = email.for_delivery().parse().map_err(compose)?;
    let name = one_line(name);
    let mailbox = Mailbox::new((!name.is_empty()).then_some(name), address);
    // The header's own rendering would panic where this one fails.
    match write!(String::new(), "{mailbox}") {
        Ok(()) => Ok(mailbox),
        Err(_) => Ok(Mailbox::new(None, mailbox.email)),
    }
}

/// Text for a header: control characters, line breaks above all, become spaces.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}

fn compose(error: impl std::error::Error + Send + Sync + 'static) -> MailError {
    MailError::Compose(error.into())
}
