//! The ledger of uploads in the store, for one request of one user.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    Directory, DirectoryError,
    uploads::{LIFETIME, describe},
};
use crate::{
    model::{
        NewFile, User,
        audit::{Action, Actor, Subject},
    },
    store::{Lease, Transaction},
    tus::{LEASE, Ledger, Progress, Record},
};

pub(super) struct UploadLedger {
    directory: Directory,
    /// Who appends.
    user: User,
    /// What the upload had when the lease was acquired.
    begin: AtomicU64,
    /// Whether it is to be a part of a file, as was said then.
    is_partial: AtomicBool,
}

impl UploadLedger {
    pub(super) fn new(directory: Directory, user: User) -> Self {
        Self { directory, user, begin: AtomicU64::new(0), is_partial: AtomicBool::new(false) }
    }

    fn now(&self) -> DateTime<Utc> {
        self.directory.environment.now()
    }

    fn lease(&self, holder: Uuid) -> Lease {
        let now = self.now();
        Lease { holder, now, until: now + TimeDelta::from_std(LEASE).expect("seconds are in range") }
    }

    async fn transaction(&self) -> Result<Box<dyn Transaction>, DirectoryError> {
        Ok(self.directory.store.transaction().await?)
    }

    async fn note(&self, transaction: &mut dyn Transaction, id: &str) -> Result<(), DirectoryError> {
        self.directory.audit(transaction, Actor::User(&self.user), Action::UploadsAppend, Subject::Upload(id)).await
    }
}

impl Ledger for UploadLedger {
    type Error = DirectoryError;

    async fn find(&self, id: &str) -> Result<Option<Record>, DirectoryError> {
        let upload = self.directory.store.reader().await?.uploads_get(id, self.now()).await?;
        Ok(upload.map(|upload| upload.record))
    }

    async fn acquire(&self, record: &Record, holder: Uuid) -> Result<Option<Record>, DirectoryError> {
        let mut transaction = self.transaction().await?;
        let acquired = transaction.uploads_acquire(&record.id, record.holder, self.lease(holder)).await?;
        transaction.commit().await?;
        Ok(acquired.map(|upload| {
            self.begin.store(upload.record.progress.offset, Ordering::Relaxed);
            self.is_partial.store(upload.is_partial, Ordering::Relaxed);
            upload.record
        }))
    }

    async fn renew(&self, id: &str, holder: Uuid) -> Result<bool, DirectoryError> {
        let mut transaction = self.transaction().await?;
        let renewed = transaction.uploads_renew(id, self.lease(holder)).await?;
        transaction.commit().await?;
        Ok(renewed)
    }

    async fn ask(&self, record: &Record) -> Result<(), DirectoryError> {
        let Some(holder) = record.holder else { return Ok(()) };
        let mut transaction = self.transaction().await?;
        transaction.uploads_ask(&record.id, holder).await?;
        Ok(transaction.commit().await?)
    }

    async fn is_wanted(&self, id: &str, holder: Uuid) -> Result<bool, DirectoryError> {
        Ok(self.directory.store.reader().await?.uploads_wanted(id, holder).await?)
    }

    async fn save(&self, id: &str, holder: Uuid, progress: &Progress, verifying: bool) -> Result<bool, DirectoryError> {
        let mut transaction = self.transaction().await?;
        let saved = transaction.uploads_save(id, holder, progress, verifying).await?;
        transaction.commit().await?;
        Ok(saved)
    }

    async fn release(&self, id: &str, holder: Uuid, progress: &Progress) -> Result<bool, DirectoryError> {
        let mut transaction = self.transaction().await?;
        let released = transaction.uploads_release(id, holder, progress, self.now() + LIFETIME).await?;
        if released && progress.offset > self.begin.load(Ordering::Relaxed) {
            self.note(&mut *transaction, id).await?;
        }
        transaction.commit().await?;
        Ok(released)
    }

    async fn finish(&self, id: &str, holder: Uuid) -> Result<bool, DirectoryError> {
        let mut transaction = self.transaction().await?;
        if self.is_partial.load(Ordering::Relaxed) {
            let finished = transaction.uploads_finish_partial(id, holder, self.now() + LIFETIME).await?;
            if finished {
                self.note(&mut *transaction, id).await?;
            }
            transaction.commit().await?;
            return Ok(finished);
        }
        let Some(upload) = transaction.uploads_finish(id, holder).await? else { return Ok(false) };
        let created = self.now();
        let file = NewFile {
            content: describe(&upload.metadata, &upload.record.blob_key, upload.record.length)?,
            public_id: upload.record.id,
            organization: upload.organization,
            user: Some(upload.user),
            created,
            expires: Some(created + LIFETIME),
        };
        transaction.files_insert(&file).await?;
        self.note(&mut *transaction, id).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
