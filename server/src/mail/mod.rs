//! Mails to people: written from templates, plain and HTML, queued, and delivered.
//!
//! A [`Mailer`] writes a mail; the directory queues it in the transaction of the change that it tells of, so that neither
//! is there without the other. The [`Courier`] delivers what is queued, to a folder of `.eml` files or by SMTP, and no
//! request waits for it. A mail is delivered at least once; one that is delivered twice has the same `Message-ID`.

mod compose;
mod courier;
mod folder;
mod invitation;
mod sender;
mod smtp;

pub use compose::Mailer;
pub(crate) use courier::{Courier, Transport};
pub use folder::Folder;
pub use invitation::InvitationMail;
pub use sender::Sender;
pub use smtp::SmtpServer;

/// Why a mail could not be written.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("a mail template cannot be rendered")]
    Template(#[from] minijinja::Error),
    #[error("a mail cannot be composed")]
    Compose(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a mail was not delivered. What a server said is not repeated: it may name the recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DeliveryError {
    #[error("{0}")]
    Temporary(Reason),
    #[error("{0}")]
    Permanent(Reason),
}

/// What kind of failure it was, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Reason {
    #[error("the mail server answered {0}")]
    Answer(u16),
    #[error("the mail server refuses our credentials with {0}")]
    Credentials(u16),
    #[error("the mail server took too long")]
    TimeOut,
    #[error("no secure connection to the mail server could be made")]
    Tls,
    #[error("the mail server cannot be reached, or broke the connection")]
    Connection,
    #[error("the mail server cannot do what is needed")]
    Unsupported,
    #[error("the address is not one that mail can go to")]
    Address,
    #[error("the folder cannot be written: {0}")]
    Folder(std::io::ErrorKind),
}
