//! Concatenation: files that are put together of partial uploads (ruling T42).

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use sha2::{Digest, Sha256};
use tokio::sync::Notify;

use super::{
    Directory, DirectoryError, Fault,
    uploads::{LIFETIME, UploadTicket, describe, to_the_end},
};
use crate::{
    blobs::{BlobKey, BlobKind},
    environment::short_id_of,
    model::{
        FileContent, NewFile,
        audit::{Action, Subject},
        principal::Principal,
    },
    store::BlobRemoval,
    tus::Record,
};

/// The uploads that this process is putting together. Clones are the same.
#[derive(Clone, Default)]
pub(super) struct Joins {
    uploads: Arc<Mutex<HashSet<String>>>,
    ended: Arc<Notify>,
}

/// Uploads that this process puts together once at a time, until this is dropped.
struct Join {
    joins: Joins,
    uploads: Vec<String>,
}

impl Directory {
    /// Puts a file together of finished partial uploads, which are gone then (ruling T42). It goes on to the end even where
    /// nobody waits for it any more; who asks again waits for it, and gets the same file.
    pub async fn join_uploads(
        &self,
        principal: &Principal,
        ids: Vec<String>,
        concat: String,
        metadata: String,
    ) -> Result<UploadTicket, DirectoryError> {
        let join = self.joins.begin(&ids).await;
        let (directory, principal) = (self.clone(), principal.clone());
        let work = async move {
            let _join = join;
            if let Some(joined) = directory.joined(&principal, &ids, &metadata).await? {
                return Ok(joined);
            }
            let joined = directory.join(&principal, &ids, concat, &metadata).await;
            let Err(error) = joined else { return joined };
            // Another process may have been quicker.
            directory.joined(&principal, &ids, &metadata).await?.ok_or(error)
        };
        to_the_end(work).await?
    }

    /// What this very request has made before.
    async fn joined(
        &self,
        principal: &Principal,
        ids: &[String],
        metadata: &str,
    ) -> Result<Option<UploadTicket>, DirectoryError> {
        let id = id_of(ids);
        let file = self.store.reader().await?.files_get(principal.organization.id, &id).await?;
        let file = file.filter(|file| file.user == Some(principal.user.id) && file.content.upload_metadata == metadata);
        let now = self.environment.now();
        Ok(file.and_then(|file| {
            let expires = file.expires.filter(|expires| *expires > now)?;
            Some(UploadTicket { id, offset: file.content.size, expires })
        }))
    }

    async fn join(
        &self,
        principal: &Principal,
        ids: &[String],
        concat: String,
        metadata: &str,
    ) -> Result<UploadTicket, DirectoryError> {
        let whole = BlobKey::new(BlobKind::File, self.environment.uuid());
        let mut content = describe(metadata, &whole, 0)?;
        let parts = self.finished_parts(principal, ids).await?;
        content.size = parts.iter().map(|part| part.length).sum();
        content.upload_concat = concat;
        self.check_room_for("Upload-Concat", content.size, content.size).await?;

        // Noted first, so that what is written and never becomes a file goes.
        let removal = BlobRemoval { blob_key: whole.clone(), state: String::new() };
        let created = self.environment.now();
        let mut transaction = self.store.transaction().await?;
        transaction.removals_insert(&removal, created + LIFETIME).await?;
        transaction.commit().await?;
        let keys: Vec<_> = parts.iter().map(|part| (part.blob_key.clone(), part.length)).collect();
        let joined = match self.uploads.join(&keys, &whole).await {
            Ok(()) => self.replace_parts(principal, ids, content).await,
            // The parts may have gone meanwhile, into another file or for good.
            Err(error) => self.finished_parts(principal, ids).await.and(Err(error.into())),
        };
        if joined.is_err() {
            self.remove_bytes(&removal).await;
        }
        joined
    }

    /// Removes partial uploads whose bytes are in a file now, and adds that.
    async fn replace_parts(
        &self,
        principal: &Principal,
        ids: &[String],
        content: FileContent,
    ) -> Result<UploadTicket, DirectoryError> {
        let (organization, created) = (principal.organization.id, self.environment.now());
        let file = NewFile {
            public_id: id_of(ids),
            organization,
            user: Some(principal.user.id),
            created,
            expires: Some(created + LIFETIME),
            content,
        };
        let mut removed = Vec::new();
        let mut transaction = self.store.transaction().await?;
        for id in ids {
            let part = transaction.uploads_delete(organization, id, created).await?;
            let part = part.ok_or_else(|| no_part(id, "is not there any more"))?;
            self.note_removal(&mut *transaction, &part).await?;
            removed.extend(part.blob);
        }
        transaction.removals_delete(file.content.blob_key.as_str()).await?;
        transaction.files_insert(&file).await?;
        self.audit(&mut *transaction, principal, Action::UploadsCreate, Subject::Upload(&file.public_id)).await?;
        transaction.commit().await?;
        for blob in &removed {
            self.remove_bytes(blob).await;
        }
        Ok(UploadTicket { offset: file.content.size, id: file.public_id, expires: created + LIFETIME })
    }

    /// Partial uploads of the caller's that have every byte.
    async fn finished_parts(&self, principal: &Principal, ids: &[String]) -> Result<Vec<Record>, DirectoryError> {
        let mut parts = Vec::new();
        for id in ids {
            let upload = self.find_upload(principal, id).await?;
            match upload.filter(|upload| upload.is_partial && upload.user == principal.user.id) {
                Some(upload) if upload.record.is_finished => parts.push(upload.record),
                Some(_) => return Err(no_part(id, "is not finished")),
                None => return Err(no_part(id, "is no partial upload of the caller's")),
            }
        }
        Ok(parts)
    }
}

impl Joins {
    /// Waits until nobody puts any of these together.
    async fn begin(&self, ids: &[String]) -> Join {
        loop {
            let ended = self.ended.notified();
            {
                let mut uploads = self.uploads.lock().expect("no holder of the lock panics");
                if ids.iter().all(|id| !uploads.contains(id)) {
                    uploads.extend(ids.iter().cloned());
                    return Join { joins: self.clone(), uploads: ids.to_vec() };
                }
            }
            ended.await;
        }
    }
}

impl Drop for Join {
    fn drop(&mut self) {
        let mut uploads = self.joins.uploads.lock().expect("no holder of the lock panics");
        self.uploads.iter().for_each(|id| _ = uploads.remove(id));
        self.joins.ended.notify_waiters();
    }
}

/// The id of what is put together of these: known beforehand, so that who asks again finds it.
fn id_of(parts: &[String]) -> String {
    short_id_of(Sha256::digest(parts.join(" ")).into())
}

fn no_part(id: &str, why: &str) -> DirectoryError {
    DirectoryError::InvalidParameter(Fault::new("Upload-Concat", format!("names {id}, which {why}")))
}
