//! What has expired goes: unfinished uploads, temporary files, and the bytes of both.
//!
//! A row and the note that its bytes are to be removed change places in one transaction; then the bytes go, then the
//! note. So several processes can sweep at once, and one that dies leaves nothing behind that the next does not find.

use chrono::TimeDelta;

use super::{Directory, DirectoryError};
use crate::{
    failure,
    model::audit::{Action, Actor, Subject},
    store::{BlobRemoval, Removed, Transaction},
    tus::LEASE,
};

/// Rows in one transaction.
const BATCH: u32 = 100;

/// How long bytes that could not be removed wait, so that those behind them have their turn.
const PAUSE: TimeDelta = TimeDelta::minutes(5);

impl Directory {
    /// Removes everything that has expired; how many uploads and files that were.
    pub async fn sweep(&self) -> Result<usize, DirectoryError> {
        let mut swept = 0;
        for kind in [Action::UploadsExpire, Action::FilesExpire] {
            loop {
                let count = self.sweep_rows(kind).await?;
                swept += count;
                if count < BATCH as usize {
                    break;
                }
            }
        }
        loop {
            let due = self.store.reader().await?.removals_due(self.environment.now(), BATCH).await?;
            let mut removed = 0;
            for removal in &due {
                match removal {
                    Ok(removal) if self.remove_bytes(removal).await => removed += 1,
                    Ok(removal) => self.postpone(removal).await?,
                    Err(key) => {
                        tracing::warn!(key, "a note to remove bytes is dropped: its key is none");
                        self.forget_removal(key).await?;
                        removed += 1;
                    }
                }
            }
            if due.len() < BATCH as usize || removed == 0 {
                return Ok(swept);
            }
        }
    }

    async fn sweep_rows(&self, kind: Action) -> Result<usize, DirectoryError> {
        let now = self.environment.now();
        let mut transaction = self.store.transaction().await?;
        let rows = match kind {
            Action::UploadsExpire => transaction.uploads_delete_expired(now, BATCH).await?,
            _ => transaction.files_delete_expired(now, BATCH).await?,
        };
        for removed in &rows {
            let subject = match kind {
                Action::UploadsExpire => Subject::Upload(&removed.public_id),
                _ => Subject::File(&removed.public_id),
            };
            self.audit(&mut *transaction, Actor::System(removed.organization), kind, subject).await?;
            self.note_removal(&mut *transaction, removed).await?;
        }
        transaction.commit().await?;
        Ok(rows.len())
    }

    /// Notes that the bytes of a removed row are to go, once nobody can be writing them any more.
    pub(super) async fn note_removal(
        &self,
        transaction: &mut dyn Transaction,
        removed: &Removed,
    ) -> Result<(), DirectoryError> {
        let Some(blob) = &removed.blob else { return Ok(()) };
        let wait = if removed.is_held { LEASE * 2 } else { std::time::Duration::ZERO };
        let wait = TimeDelta::from_std(wait).expect("seconds are in range");
        Ok(transaction.removals_insert(blob, self.environment.now() + wait).await?)
    }

    /// Removes bytes, and then the note of it; whether that succeeded. What fails stays noted.
    pub(super) async fn remove_bytes(&self, removal: &BlobRemoval) -> bool {
        let removed = async {
            self.uploads.remove(&removal.blob_key, &removal.state).await?;
            self.forget_removal(removal.blob_key.as_str()).await
        };
        match removed.await {
            Ok(()) => true,
            Err(error) => {
                failure::log(&error);
                false
            }
        }
    }

    async fn forget_removal(&self, key: &str) -> Result<(), DirectoryError> {
        let mut transaction = self.store.transaction().await?;
        transaction.removals_delete(key).await?;
        Ok(transaction.commit().await?)
    }

    async fn postpone(&self, removal: &BlobRemoval) -> Result<(), DirectoryError> {
        let mut transaction = self.store.transaction().await?;
        transaction.removals_insert(removal, self.environment.now() + PAUSE).await?;
        Ok(transaction.commit().await?)
    }
}
