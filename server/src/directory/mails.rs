//! Queues mails: the one place where it is decided whether somebody gets one.

use super::{Directory, DirectoryError};
use crate::{
    model::{User, mail::Mail},
    store::Transaction,
};

impl Directory {
    /// Queues a mail to a user in the transaction of the change that it tells of, in place of what is still queued for
    /// them (ruling C10), unless the user wants none (rulings D9 and D25). Once that is committed,
    /// [`crate::mail::Mailer::notify`] hastens it.
    pub(super) async fn queue_mail(
        &self,
        transaction: &mut dyn Transaction,
        user: &User,
        mail: Mail,
    ) -> Result<(), DirectoryError> {
        if user.unsubscribed {
            tracing::info!(mail = %mail.id, "a mail is left out: its user is unsubscribed");
            return Ok(());
        }
        transaction.mails_replace(&mail, user.id).await?;
        tracing::info!(mail = %mail.id, "a mail is queued");
        Ok(())
    }
}
