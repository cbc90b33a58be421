//! Files.

use async_trait::async_trait;

use super::{Handle, Inner, moment, seconds};
use crate::{
    directory::model::{File, FileContent, FileId, NewFile, OrganizationId},
    store::{FileStore, StoreError},
};

#[async_trait]
impl<C: Inner> FileStore for Handle<C> {
    async fn files_insert(&mut self, file: &NewFile) -> Result<(), StoreError> {
        let NewFile { public_id, organization, content, created, expires } = file;
        sqlx::query(
            "INSERT INTO files (public_id, organization_id, name, extension, media_type, size, etag, blob_key, \
             upload_metadata, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(public_id)
        .bind(organization.0)
        .bind(&content.name)
        .bind(&content.extension)
        .bind(&content.media_type)
        .bind(i64::try_from(content.size).map_err(StoreError::failed)?)
        .bind(&content.etag)
        .bind(&content.blob_key)
        .bind(&content.upload_metadata)
        .bind(seconds(*created))
        .bind(expires.map(seconds))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn files_get(&mut self, organization: OrganizationId, public_id: &str) -> Result<Option<File>, StoreError> {
        let row: Option<FileRow> = sqlx::query_as(
            "SELECT id, public_id, organization_id, name, extension, media_type, size, etag, blob_key, \
             upload_metadata, created_at, expires_at, moved_to FROM files \
             WHERE public_id = $1 AND organization_id = $2",
        )
        .bind(public_id)
        .bind(organization.0)
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(FileRow::into_file).transpose()
    }
}

#[derive(sqlx::FromRow)]
struct FileRow {
    id: i64,
    public_id: String,
    organization_id: i64,
    name: String,
    extension: String,
    media_type: String,
    size: i64,
    etag: String,
    blob_key: String,
    upload_metadata: String,
    created_at: i64,
    expires_at: Option<i64>,
    moved_to: Option<String>,
}

impl FileRow {
    fn into_file(self) -> Result<File, StoreError> {
        Ok(File {
            id: FileId(self.id),
            public_id: self.public_id,
            organization: OrganizationId(self.organization_id),
            content: FileContent {
                name: self.name,
                extension: self.extension,
                media_type: self.media_type,
                size: u64::try_from(self.size)
                    .map_err(|_| StoreError::Unreadable(format!("files.size is {}", self.size)))?,
                etag: self.etag,
                blob_key: self.blob_key,
                upload_metadata: self.upload_metadata,
            },
            created: moment("files.created_at", self.created_at)?,
            expires: self.expires_at.map(|expires| moment("files.expires_at", expires)).transpose()?,
            moved_to: self.moved_to,
        })
    }
}
