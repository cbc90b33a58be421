//! Uploads: requesting, appending, checking and terminating them. With its last byte one becomes a temporary file.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::{Stream, StreamExt};
use tracing::Instrument;

use super::{Directory, DirectoryError, Fault, upload_ledger::UploadLedger};
use crate::{
    blobs::{BlobError, BlobKey, BlobKind},
    model::{
        FileContent, NewFile, NewUpload, Upload, UserId,
        audit::{Action, Subject},
        principal::Principal,
    },
    origin,
    store::{StoreError, Transaction, Usage},
    tus::{self, Announced, BodyError, Checksum, Metadata, Part, Refusal, Trailer},
};

/// How long an unfinished upload is kept after its last part, and a temporary file after its last byte.
pub(super) const LIFETIME: TimeDelta = TimeDelta::days(1);

/// The most characters of a file's name, and of a media type.
const MAXIMUM_TEXT: usize = 255;

/// What a media type is where the client knows none.
const UNKNOWN_MEDIA_TYPE: &str = "application/octet-stream";

/// What may be stored.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quotas {
    /// Of each organisation that has none of its own.
    pub organization: Quota,
    /// Of each user.
    pub user: Quota,
}

/// What one may store; anything, by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quota {
    /// Of files, and of uploads as long as they are announced.
    pub bytes: Option<u64>,
    /// Those that are not finished.
    pub uploads: Option<u32>,
}

/// An upload that was requested.
#[derive(Clone, Debug)]
pub struct UploadTicket {
    pub id: String,
    /// How much of it is there already.
    pub offset: u64,
    pub expires: DateTime<Utc>,
}

/// How far an upload is, or the file that it has become.
#[derive(Clone, Debug)]
pub struct UploadStatus {
    /// None where it is not known yet.
    pub length: Option<u64>,
    pub offset: u64,
    /// What the client said of it, as it came.
    pub metadata: String,
    /// The header `Upload-Concat`; empty where there was none.
    pub concat: String,
    /// None for a persistent file.
    pub expires: Option<DateTime<Utc>>,
}

/// Where a part begins, and what its client says of it.
#[derive(Clone, Debug)]
pub struct PartAnnouncement {
    pub offset: u64,
    pub length: Option<u64>,
    /// The header `Upload-Length`: of the whole upload, where it was not known before.
    pub upload_length: Option<u64>,
    /// The header `Upload-Checksum`.
    pub checksum: Option<String>,
    /// What will hold that header once the body was read, where it was announced as a trailer.
    pub trailer: Option<Trailer>,
}

impl Directory {
    /// Announces a file by its size, unless that is still to come, and the header `Upload-Metadata`.
    pub async fn create_upload(
        &self,
        principal: &Principal,
        length: Option<u64>,
        metadata: &str,
        is_partial: bool,
    ) -> Result<UploadTicket, DirectoryError> {
        let public_id = self.environment.short_id();
        let blob_key = BlobKey::new(BlobKind::File, self.environment.uuid());
        // Read here, so that a finished upload can become a file.
        if !is_partial {
            describe(metadata, &blob_key, 0)?;
        }
        let announced = length.unwrap_or_default();
        self.check_room_for("Upload-Length", announced, announced).await?;
        let created = self.environment.now();
        let upload = NewUpload {
            public_id,
            organization: principal.organization.id,
            user: principal.user.id,
            length,
            is_partial,
            metadata: metadata.to_owned(),
            blob_key,
            created,
            expires: created + LIFETIME,
        };
        if length == Some(0) {
            self.uploads.create_empty(&upload.blob_key).await?;
        }
        let mut transaction = self.store.transaction().await?;
        if length == Some(0) && !is_partial {
            transaction.files_insert(&upload.clone().into_file()?).await?;
        } else {
            self.check_quotas(&mut *transaction, principal, upload.user, Usage { bytes: announced, uploads: 1 })
                .await?;
            transaction.uploads_insert(&upload).await?;
        }
        let subject = Subject::Upload(&upload.public_id);
        self.audit(&mut *transaction, principal, Action::UploadsCreate, subject).await?;
        transaction.commit().await?;
        Ok(UploadTicket { id: upload.public_id, offset: 0, expires: upload.expires })
    }

    /// Announces a file and appends its first part. If that fails there is no upload: nobody would know where it is (ruling
    /// T40). So this ends one way or the other even where nobody waits for it any more.
    pub async fn create_upload_with(
        &self,
        principal: &Principal,
        length: Option<u64>,
        metadata: String,
        is_partial: bool,
        first: PartAnnouncement,
        body: impl Stream<Item = Result<bytes::Bytes, BodyError>> + Send + 'static,
    ) -> Result<UploadTicket, DirectoryError> {
        let (directory, principal) = (self.clone(), principal.clone());
        let work = async move {
            let ticket = directory.create_upload(&principal, length, &metadata, is_partial).await?;
            match directory.append_to_upload(&principal, &ticket.id, first, body).await {
                Ok(status) => {
                    let UploadStatus { offset, expires, .. } = status;
                    Ok(UploadTicket { offset, expires: expires.unwrap_or(ticket.expires), ..ticket })
                }
                Err(error) => {
                    directory.terminate_upload(&principal, &ticket.id).await?;
                    Err(match error {
                        // An upload without a byte has no room for one.
                        DirectoryError::Upload(Refusal::Finished) => Refusal::BeyondLength { length: 0 }.into(),
                        error => error,
                    })
                }
            }
        };
        to_the_end(work).await?
    }

    /// Appends a part. It goes on to the end, or to where the body breaks off, even where nobody waits for the answer.
    pub async fn append_to_upload(
        &self,
        principal: &Principal,
        id: &str,
        announcement: PartAnnouncement,
        body: impl Stream<Item = Result<bytes::Bytes, BodyError>> + Send + 'static,
    ) -> Result<UploadStatus, DirectoryError> {
        let offset = announcement.offset;
        let mut body = Box::pin(body);
        let part = match self.expected(principal, id, announcement).await {
            // Who resumes at the end may say so with a part that has nothing (ruling T14).
            Err(DirectoryError::Upload(Refusal::Finished)) if body.next().await.is_none() => {
                let status = self.upload(principal, id).await?;
                return if status.offset == offset { Ok(status) } else { Err(Refusal::Finished.into()) };
            }
            part => part?,
        };
        let ledger = UploadLedger::new(self.clone(), principal.user.clone());
        let storage = self.uploads.clone();
        let work = async move { tus::append(&ledger, &*storage, part, body).await };
        match to_the_end(work).await? {
            Ok(offset) => Ok(UploadStatus { offset, ..self.upload(principal, id).await? }),
            // It was there before: somebody else has appended its last byte meanwhile, or has terminated it.
            Err(tus::Error::Gone) => {
                self.upload(principal, id).await?;
                Err(Refusal::Finished.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// How far an upload is; a finished one is as long as it should be (ruling T14).
    pub async fn upload(&self, principal: &Principal, id: &str) -> Result<UploadStatus, DirectoryError> {
        if let Some(upload) = self.find_upload(principal, id).await? {
            let ledger = UploadLedger::new(self.clone(), principal.user.clone());
            match tus::check(&ledger, &*self.uploads, id, self.environment.uuid()).await {
                Ok(offset) if offset < upload.record.length => return Ok(UploadStatus::of_upload(upload, offset)),
                Ok(offset) => match self.find_upload(principal, id).await? {
                    Some(partial) if partial.record.is_finished => return Ok(UploadStatus::of_upload(partial, offset)),
                    // Every byte is there, and whoever received the last one has yet to say so, or has died before it could.
                    Some(_) => return Err(StoreError::Busy("the upload is being finished".into()).into()),
                    // It was finished, by this very check or by somebody else meanwhile.
                    None => {}
                },
                Err(tus::Error::Gone) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let mut reader = self.store.reader().await?;
        let file = reader.files_get(principal.organization.id, id).await?;
        let file = file.filter(|file| file.expires.is_none_or(|expires| expires > self.environment.now()));
        let file = file.ok_or(DirectoryError::FileNotFound)?;
        Ok(UploadStatus {
            length: Some(file.content.size),
            offset: file.content.size,
            metadata: file.content.upload_metadata,
            concat: file.content.upload_concat,
            expires: file.expires,
        })
    }

    /// What all organisations have stored, and for how many bytes more there is room, where that is known.
    pub async fn storage(&self) -> Result<(Usage, Option<u64>), DirectoryError> {
        let used = self.store.reader().await?.storage_used_everywhere().await?;
        Ok((used, self.blobs.room().await?))
    }

    /// Removes an unfinished upload, or a temporary file (ruling T16).
    pub async fn terminate_upload(&self, principal: &Principal, id: &str) -> Result<(), DirectoryError> {
        let (organization, now) = (principal.organization.id, self.environment.now());
        let mut transaction = self.store.transaction().await?;
        let upload = transaction.uploads_delete(organization, id, now).await?;
        let removed = match upload {
            Some(upload) => upload,
            None => match transaction.files_get(organization, id).await? {
                Some(file) if file.expires.is_some_and(|expires| expires <= now) => {
                    return Err(DirectoryError::FileNotFound);
                }
                Some(file) if file.moved_to.is_some() => return Err(DirectoryError::FileMoved),
                Some(_) => {
                    transaction.files_delete_temporary(organization, id).await?.ok_or(DirectoryError::FilePersistent)?
                }
                None => return Err(DirectoryError::FileNotFound),
            },
        };
        self.audit(&mut *transaction, principal, Action::UploadsTerminate, Subject::Upload(id)).await?;
        self.note_removal(&mut *transaction, &removed).await?;
        transaction.commit().await?;
        if let Some(blob) = removed.blob.filter(|_| !removed.is_held) {
            self.remove_bytes(&blob).await;
        }
        Ok(())
    }

    /// Refuses what an organisation, or a user, has no storage left for (ruling T38). The organisation is locked
    /// from here on, so that of several requests each counts those before it.
    async fn check_quotas(
        &self,
        transaction: &mut dyn Transaction,
        principal: &Principal,
        uploader: UserId,
        more: Usage,
    ) -> Result<(), DirectoryError> {
        let organization = &principal.organization;
        transaction.organizations_lock(organization.id).await?;
        let (theirs, own) = transaction.storage_used(organization.id, uploader).await?;
        let Quotas { user, organization: default } = self.settings.quotas;
        let quota = Quota { bytes: organization.subscription.storage.or(default.bytes), ..default };
        quota.check("the organization", theirs, more)?;
        user.check("the user", own, more)
    }

    /// Refuses a length that no upload may have, which comes from this header, or for whose bytes that are `missing` the disk
    /// has no room.
    pub(super) async fn check_room_for(
        &self,
        header: &'static str,
        length: u64,
        missing: u64,
    ) -> Result<(), DirectoryError> {
        if length > tus::MAXIMUM_LENGTH {
            return Err(Refusal::UploadTooLarge { header }.into());
        }
        self.blobs.check_room(missing).await.map_err(|error| match error {
            BlobError::Exhausted(_) => DirectoryError::DiskFull,
            error => error.into(),
        })
    }

    /// Gives an upload of unknown length the one that came with a part; without one, has it count as what it comes to with
    /// the part (ruling T41).
    async fn extend(
        &self,
        principal: &Principal,
        upload: &Upload,
        part: &PartAnnouncement,
    ) -> Result<(), DirectoryError> {
        let has = upload.record.progress.offset;
        if part.offset > tus::MAXIMUM_LENGTH || (upload.record.holder.is_none() && part.offset != has) {
            // It is refused, as one that begins elsewhere.
            return Ok(());
        }
        // A part that is larger than any may be is refused later, as that.
        let end = part.length.map(|length| part.offset + length.min(tus::MAXIMUM_PART));
        if let Some(length) = part.upload_length {
            if length < has {
                let detail = format!("is less than the {has} bytes that the upload has");
                return Err(DirectoryError::InvalidParameter(Fault::new("Upload-Length", detail)));
            } else if end.is_some_and(|end| length < end) {
                return Err(Refusal::BeyondLength { length }.into());
            }
            self.check_room_for("Upload-Length", length, length - has).await?;
        }
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let id = &upload.record.id;
        let now = self.environment.now();
        let found = transaction.uploads_get(id, now).await?.and_then(|upload| upload.reserved);
        let Some(reserved) = found else { return Err(Refusal::Busy.into()) };
        let most = end.unwrap_or(part.offset + tus::MAXIMUM_PART).min(tus::MAXIMUM_LENGTH);
        let length = part.upload_length.unwrap_or(reserved.max(most));
        let more = Usage { bytes: length.saturating_sub(reserved), uploads: 0 };
        self.check_quotas(&mut *transaction, principal, upload.user, more).await?;
        if !transaction.uploads_set_length(id, length, part.upload_length.is_some(), now).await? {
            return Err(Refusal::Busy.into());
        }
        Ok(transaction.commit().await?)
    }

    pub(super) async fn find_upload(&self, principal: &Principal, id: &str) -> Result<Option<Upload>, DirectoryError> {
        let found = self.store.reader().await?.uploads_get(id, self.environment.now()).await?;
        Ok(found.filter(|upload| upload.organization == principal.organization.id))
    }

    /// The part that is announced; refused where its checksum is none, or the upload is not there or finished.
    async fn expected(
        &self,
        principal: &Principal,
        id: &str,
        announcement: PartAnnouncement,
    ) -> Result<Part, DirectoryError> {
        let checksum = announcement.checksum.as_ref().map(|text| Checksum::parse(text)).transpose();
        let checksum =
            checksum.map_err(|detail| DirectoryError::InvalidParameter(Fault::new("Upload-Checksum", detail)))?;
        let checksum = match announcement.trailer.clone() {
            Some(trailer) => Some(Announced::Behind(trailer)),
            None => checksum.map(Announced::Ahead),
        };
        let PartAnnouncement { offset, length, upload_length, .. } = announcement;
        let mut upload = self.find_upload(principal, id).await?;
        if upload.as_ref().is_some_and(|upload| upload.record.is_held) {
            let ledger = UploadLedger::new(self.clone(), principal.user.clone());
            tus::make_way(&ledger, id, offset).await?;
            upload = self.find_upload(principal, id).await?;
        }
        match upload {
            None => {
                let file = self.upload(principal, id).await?;
                return Err(if file.concat.is_empty() { Refusal::Finished } else { Refusal::Final }.into());
            }
            Some(upload) if upload.record.is_finished => return Err(Refusal::Finished.into()),
            Some(upload) if upload.reserved.is_some() => self.extend(principal, &upload, &announcement).await?,
            Some(upload) if upload_length.is_some_and(|length| length != upload.record.length) => {
                let detail = format!("is not the length of the upload, {}", upload.record.length);
                return Err(DirectoryError::InvalidParameter(Fault::new("Upload-Length", detail)));
            }
            Some(_) => {}
        }
        self.blobs.check_room(length.unwrap_or(tus::MAXIMUM_PART).min(tus::MAXIMUM_PART)).await?;
        Ok(Part { upload: id.to_owned(), offset, length, checksum, holder: self.environment.uuid() })
    }
}

impl Quota {
    fn check(self, whose: &'static str, used: Usage, more: Usage) -> Result<(), DirectoryError> {
        let left = self.bytes.map_or(u64::MAX, |bytes| bytes.saturating_sub(used.bytes));
        let uploads = used.uploads + more.uploads;
        if more.uploads > 0 && self.uploads.is_some_and(|most| uploads > u64::from(most)) {
            Err(DirectoryError::TooManyUploads(whose, used.uploads))
        } else if more.bytes > left {
            Err(DirectoryError::StorageExceeded(whose, left))
        } else {
            Ok(())
        }
    }
}

impl UploadStatus {
    fn of_upload(upload: Upload, offset: u64) -> Self {
        let length = upload.reserved.is_none().then_some(upload.record.length);
        let concat = if upload.is_partial { tus::PARTIAL } else { "" }.to_owned();
        Self { length, offset, concat, metadata: upload.metadata, expires: Some(upload.expires) }
    }
}

impl NewUpload {
    fn into_file(self) -> Result<NewFile, DirectoryError> {
        Ok(NewFile {
            content: describe(&self.metadata, &self.blob_key, self.length.unwrap_or_default())?,
            public_id: self.public_id,
            organization: self.organization,
            user: Some(self.user),
            created: self.created,
            expires: Some(self.expires),
        })
    }
}

/// Does what does not stop where nobody waits for it any more.
pub(super) async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, DirectoryError> {
    let work = origin::scope(origin::current(), work).in_current_span();
    Ok(tokio::spawn(work).await.map_err(|error| BlobError::broken(error.to_string()))?)
}

/// What follows the last full stop of a file's name; a path before it is none of that, and neither is one at its beginning.
fn extension(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or("", |(_, extension)| extension)
}

/// The file that an upload with these metadata is, or what is wrong with them.
pub(super) fn describe(metadata: &str, blob_key: &BlobKey, size: u64) -> Result<FileContent, DirectoryError> {
    let fault = |detail: String| DirectoryError::InvalidParameter(Fault::new("Upload-Metadata", detail));
    let parsed = Metadata::parse(metadata).map_err(fault)?;
    let name = parsed.text("filename").map_err(fault)?;
    if name.is_empty() || name.chars().count() > MAXIMUM_TEXT || name.chars().any(char::is_control) {
        return Err(fault(format!(
            "must have a filename of 1 to {MAXIMUM_TEXT} characters without control characters"
        )));
    }
    let media_type = match parsed.text("filetype").map_err(fault)? {
        "" => UNKNOWN_MEDIA_TYPE,
        known => known,
    };
    let is_media_type = media_type.len() <= MAXIMUM_TEXT
        && media_type.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && media_type.split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty());
    if !is_media_type {
        return Err(fault("must have a media type as filetype, such as application/pdf".to_owned()));
    }
    Ok(FileContent {
        extension: extension(name).to_owned(),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size,
        // The bytes under a key never change.
        etag: format!("\"{}\"", blob_key.id()),
        blob_key: blob_key.clone(),
        upload_metadata: metadata.to_owned(),
        upload_concat: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::extension;

    #[test]
    fn an_extension_is_of_the_name_and_not_of_its_path() {
        for (name, expected) in [
            ("a.txt", "txt"),
            ("a.tar.gz", "gz"),
            ("../../etc/passwd", ""),
            ("..\\..\\report", ""),
            ("v1.2/notes.TXT", "TXT"),
            (".bashrc", ""),
            ("name.", ""),
            ("name", ""),
        ] {
            assert_eq!(extension(name), expected, "{name}");
        }
    }
}
