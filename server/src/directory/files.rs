//! Files: read, listed, downloaded, and made persistent by metadata (rulings T12, T13, T29, T33, T34).
//!
//! How a file comes to be is the matter of uploads.

use std::ops::Range;

use futures_util::stream::{self, StreamExt};

use super::{
    Directory, DirectoryError,
    error::Fault,
    rows::{self, PER_PAGE, Page, Rows},
};
use crate::{
    blobs::{BlobError, BlobStream},
    model::{
        File, Metadata, MetadataValue, NewFile,
        audit::{Action, Subject},
        principal::Principal,
        search::{FileField, FileOrder, Filter, Order},
    },
    store::{Connection, FileQuery, Slice, Window},
};

/// Files that are in memory at once while a list is read: each may have a hundred texts.
const CHUNK: u32 = 100;

/// Longest key of the metadata, in characters.
const MAXIMUM_KEY: usize = 128;

/// What is found under the id of a file.
#[derive(Clone, Debug)]
pub enum FileEntry {
    Here(Box<File>),
    /// The file was temporary, and has become the persistent one of this id (ruling T13).
    MovedTo(String),
}

/// Which files to list, and in which order; the newest first, by default.
#[derive(Clone, Debug, Default)]
pub struct FileListing {
    pub filter: Option<Filter<FileField>>,
    pub order: Vec<Order<FileOrder>>,
}

impl Directory {
    pub async fn file(&self, principal: &Principal, public_id: &str) -> Result<FileEntry, DirectoryError> {
        let mut reader = self.store.reader().await?;
        self.file_of(&mut *reader, principal, public_id).await
    }

    /// Every file of the listing.
    pub async fn files(&self, principal: &Principal, listing: FileListing) -> Result<Rows<File>, DirectoryError> {
        let (store, query) = (self.store.clone(), self.file_query(principal, listing));
        rows::read_by(CHUNK, move |last: Option<File>| {
            let (store, query) = (store.clone(), query.clone());
            async move {
                let window = Window::After { last: last.map(Box::new), limit: CHUNK };
                Ok(store.reader().await?.files_list(&query, window).await?)
            }
        })
        .await
    }

    /// One page of the listing; `page` counts from 1, and one after the last is empty.
    pub async fn files_page(
        &self,
        principal: &Principal,
        listing: FileListing,
        page: u32,
    ) -> Result<Page<File>, DirectoryError> {
        let query = self.file_query(principal, listing);
        let mut reader = self.store.reader().await?;
        let total = reader.files_count(&query).await?;
        let offset = u64::from(page.saturating_sub(1)) * u64::from(PER_PAGE);
        let items = match Slice::new(offset, PER_PAGE, total) {
            Some(slice) => reader.files_list(&query, Window::Slice(slice)).await?,
            None => Vec::new(),
        };
        Ok(Page { items, total })
    }

    /// Replaces the metadata of a persistent file. A temporary one becomes a persistent one that has it, under another id
    /// and with the same bytes; of several who ask for that at once, one is heard.
    pub async fn set_metadata(
        &self,
        principal: &Principal,
        public_id: &str,
        metadata: Metadata,
    ) -> Result<FileEntry, DirectoryError> {
        check(&metadata)?;
        let organization = principal.organization.id;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(organization).await?;
        let mut file = match self.file_of(&mut *transaction, principal, public_id).await? {
            FileEntry::Here(file) => file,
            moved => return Ok(moved),
        };
        if file.expires.is_none() {
            if file.metadata != metadata {
                transaction.files_put_metadata(organization, file.id, &metadata).await?;
                self.audit(&mut *transaction, principal, Action::FilesSetMetadata, Subject::File(public_id)).await?;
                transaction.commit().await?;
                file.metadata = metadata;
            }
            return Ok(FileEntry::Here(file));
        }
        let persistent = NewFile {
            public_id: self.environment.short_id(),
            organization,
            user: file.user,
            content: file.content,
            created: file.created,
            expires: None,
        };
        if !transaction.files_move(file.id, &persistent.public_id, self.environment.now()).await? {
            return Err(DirectoryError::FileNotFound);
        }
        let id = transaction.files_insert(&persistent).await?;
        transaction.files_put_metadata(organization, id, &metadata).await?;
        let subject = Subject::File(&persistent.public_id);
        self.audit(&mut *transaction, principal, Action::FilesSetMetadata, subject).await?;
        transaction.commit().await?;
        Ok(FileEntry::MovedTo(persistent.public_id))
    }

    /// The content of a file, or the part of it that `range` has; it must lie within the file, and not be empty.
    pub async fn read_file(&self, file: &File, range: Option<Range<u64>>) -> Result<BlobStream, DirectoryError> {
        if file.content.size == 0 {
            return Ok(stream::empty().boxed());
        }
        match self.blobs.get(&file.content.blob_key, range).await {
            Ok(bytes) => Ok(bytes),
            Err(BlobError::Missing) => {
                tracing::error!(file = file.public_id, key = %file.content.blob_key, "the bytes of a file are not there");
                Err(DirectoryError::FileContentLost)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn file_of(
        &self,
        connection: &mut (impl Connection + ?Sized),
        principal: &Principal,
        public_id: &str,
    ) -> Result<FileEntry, DirectoryError> {
        let file = connection.files_get(principal.organization.id, public_id).await?;
        let now = self.environment.now();
        let file = file.filter(|file| file.expires.is_none_or(|expires| expires > now));
        let file = file.ok_or(DirectoryError::FileNotFound)?;
        Ok(match file.moved_to {
            Some(id) => FileEntry::MovedTo(id),
            None => FileEntry::Here(Box::new(file)),
        })
    }

    fn file_query(&self, principal: &Principal, listing: FileListing) -> FileQuery {
        FileQuery {
            organization: principal.organization.id,
            now: self.environment.now(),
            filter: listing.filter,
            order: listing.order,
        }
    }
}

/// What the document's schema cannot say.
fn check(metadata: &Metadata) -> Result<(), DirectoryError> {
    let faults: Vec<Fault> = metadata
        .iter()
        .filter_map(|(key, value)| {
            let detail = if key.chars().count() > MAXIMUM_KEY {
                format!("has a key of more than {MAXIMUM_KEY} characters")
            } else if key.contains('\0') || matches!(value, MetadataValue::Text(text) if text.contains('\0')) {
                "must not contain the character U+0000".to_owned()
            } else {
                return None;
            };
            let pointer = format!("/metadata/{}", key.replace('~', "~0").replace('/', "~1"));
            Some(Fault::new(pointer, detail))
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(DirectoryError::InvalidBody(faults)) }
}
