//! Concatenation: files that are put together of partial uploads (ruling T42).

use super::{
    Directory, DirectoryError, Fault,
    uploads::{LIFETIME, UploadTicket, describe, to_the_end},
};
use crate::{
    blobs::{BlobKey, BlobKind},
    model::{
        FileContent, NewFile,
        audit::{Action, Subject},
        principal::Principal,
    },
    store::BlobRemoval,
    tus::Record,
};

impl Directory {
    /// Puts a file together of finished partial uploads, which are gone then (ruling T42). It goes on to the end even where
    /// nobody waits for it any more.
    pub async fn join_uploads(
        &self,
        principal: &Principal,
        ids: Vec<String>,
        concat: String,
        metadata: String,
    ) -> Result<UploadTicket, DirectoryError> {
        let (directory, principal) = (self.clone(), principal.clone());
        let work = async move { directory.join(&principal, &ids, concat, &metadata).await };
        to_the_end(work).await?
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
        self.check_room_for(content.size, content.size).await?;

        // Noted first, so that what is written and never becomes a file goes.
        let removal = BlobRemoval { blob_key: whole.clone(), state: String::new() };
        let created = self.environment.now();
        let mut transaction = self.store.transaction().await?;
        transaction.removals_insert(&removal, created + LIFETIME).await?;
        transaction.commit().await?;
        let keys: Vec<_> = parts.iter().map(|part| part.blob_key.clone()).collect();
        let joined = match self.uploads.join(&keys, &whole, content.size).await {
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
            public_id: self.environment.short_id(),
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

fn no_part(id: &str, why: &str) -> DirectoryError {
    DirectoryError::InvalidParameter(Fault::new("Upload-Concat", format!("names {id}, which {why}")))
}
