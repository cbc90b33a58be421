//! Mails to people: written from templates, plain and HTML, and handed over for delivery.
//!
//! Delivery is an outbox folder of `.eml` files. A mail is prepared before the change that it tells of is committed, and
//! released after, so that neither can go out without the other failing loudly.

mod invitation;
mod outbox;

use std::{fmt::Write, sync::Arc};

use lettre::message::{Mailbox, MultiPart};
use url::Url;

pub use invitation::InvitationMail;
pub use outbox::{Outbox, PreparedMail};

use crate::{directory::email::Email, environment::Environment, templates::Templates};

/// Why a mail could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("a mail template cannot be rendered")]
    Template(#[from] minijinja::Error),
    #[error("a mail cannot be composed")]
    Compose(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the outbox cannot be written")]
    Outbox(#[from] std::io::Error),
}

/// Writes mails and puts them into the outbox. Clones share everything.
#[derive(Clone)]
pub struct Mailer {
    environment: Environment,
    outbox: Arc<Outbox>,
    templates: Arc<Templates>,
    /// Host of the public URL: mails come from `no-reply@` it.
    host: String,
}

/// A mail in both of its forms.
struct Letter {
    to: Mailbox,
    subject: String,
    plain: String,
    html: String,
}

impl Mailer {
    pub fn new(environment: Environment, outbox: Outbox, public_url: &Url) -> Self {
        let host = match public_url.host() {
            Some(url::Host::Domain(domain)) => domain.to_owned(),
            // An address literal is legal in mail, and treated as a sign of spam.
            _ => "localhost".to_owned(),
        };
        Self { environment, outbox: Arc::new(outbox), templates: Arc::new(Templates::embedded()), host }
    }

    async fn prepare(&self, letter: Letter) -> Result<PreparedMail, MailError> {
        let now = self.environment.now();
        let id = self.environment.uuid();
        let sender = lettre::Address::new("no-reply", &self.host).map_err(compose)?;
        let message = lettre::Message::builder()
            .from(Mailbox::new(Some("Roster".to_owned()), sender))
            .to(letter.to)
            .subject(one_line(&letter.subject))
            .date(now.into())
            .message_id(Some(format!("<{id}@{}>", self.host)))
            .multipart(MultiPart::alternative_plain_html(letter.plain, letter.html))
            .map_err(compose)?;
        let name = format!("{}-{}.eml", now.format("%Y%m%dT%H%M%SZ"), id.simple());
        Ok(self.outbox.prepare(&name, &message.formatted()).await?)
    }
}

/// Where a mail goes. The address was checked when it was stored; the name is cleared of what cannot stand in a header.
fn mailbox(name: &str, email: &Email) -> Result<Mailbox, MailError> {
    let address: lettre::Address = email.as_str().parse().map_err(compose)?;
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
