//! Mails, as they are queued and delivered.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::email::Email;

/// A mail that is ready to be delivered.
#[derive(Clone)]
pub struct Mail {
    pub id: Uuid,
    pub recipient: Email,
    /// As it goes over the wire (RFC 5322).
    pub message: Vec<u8>,
    pub created: DateTime<Utc>,
}

impl Mail {
    /// What a file with the mail is called: the same each time.
    pub(crate) fn file_name(&self) -> String {
        format!("{}-{}.eml", self.created.format("%Y%m%dT%H%M%SZ"), self.id.simple())
    }
}

/// Without the recipient and the links.
impl std::fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Mail").field("id", &self.id).finish_non_exhaustive()
    }
}
