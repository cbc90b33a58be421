//! Files and their metadata.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::{
    Database, Handle, Inner, blob_key, bytes,
    file_list::{push_joins, push_selection, push_window},
    moment, seconds, size,
};
use crate::{
    model::{File, FileContent, FileId, Metadata, NewFile, OrganizationId, UserId, name},
    store::{FileQuery, FileStore, StoreError, Window, metadata_columns, read_metadata},
};

/// The columns of [`FileRow`], qualified so that they can be joined.
macro_rules! file_columns {
    () => {
        "files.id, files.public_id, files.organization_id, files.user_id, files.name, files.extension, \
         files.media_type, files.size, files.etag, files.blob_key, files.upload_metadata, files.created_at, \
         files.expires_at, files.moved_to, files.upload_concat"
    };
}

#[async_trait]
impl<C: Inner> FileStore for Handle<C> {
    async fn files_insert(&mut self, file: &NewFile) -> Result<FileId, StoreError> {
        let NewFile { public_id, organization, user, content, created, expires } = file;
        let id = sqlx::query_scalar(
            "INSERT INTO files (public_id, organization_id, name, extension, media_type, name_key, extension_key, \
             media_type_key, size, etag, blob_key, upload_metadata, created_at, expires_at, user_id, \
             upload_concat) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id",
        )
        .bind(public_id)
        .bind(organization.0)
        .bind(&content.name)
        .bind(&content.extension)
        .bind(&content.media_type)
        .bind(name::fold(&content.name))
        .bind(name::fold(&content.extension))
        .bind(name::fold(&content.media_type))
        .bind(bytes(content.size)?)
        .bind(&content.etag)
        .bind(content.blob_key.as_str())
        .bind(&content.upload_metadata)
        .bind(seconds(*created))
        .bind(expires.map(seconds))
        .bind(user.map(|user| user.0))
        .bind(&content.upload_concat)
        .fetch_one(&mut *self.0)
        .await?;
        Ok(FileId(id))
    }

    async fn files_get(&mut self, organization: OrganizationId, public_id: &str) -> Result<Option<File>, StoreError> {
        let query = concat!("SELECT ", file_columns!(), " FROM files WHERE public_id = $1 AND organization_id = $2");
        let row: Option<FileRow> =
            sqlx::query_as(query).bind(public_id).bind(organization.0).fetch_optional(&mut *self.0).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(self.with_metadata(vec![row]).await?.pop())
    }

    async fn files_list(&mut self, query: &FileQuery, window: Window<File>) -> Result<Vec<File>, StoreError> {
        let mut sql = QueryBuilder::<Database>::new(concat!("SELECT ", file_columns!(), " FROM files"));
        push_joins(&mut sql, query);
        push_selection(&mut sql, query);
        push_window(&mut sql, query, &window);
        let rows = sql.build_query_as().fetch_all(&mut *self.0).await?;
        self.with_metadata(window.in_order(rows)).await
    }

    async fn files_count(&mut self, query: &FileQuery) -> Result<u64, StoreError> {
        let mut sql = QueryBuilder::<Database>::new("SELECT count(*) FROM files");
        push_selection(&mut sql, query);
        let count: i64 = sql.build_query_scalar().fetch_one(&mut *self.0).await?;
        Ok(count.unsigned_abs())
    }

    async fn files_move(&mut self, id: FileId, moved_to: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let moved =
            sqlx::query("UPDATE files SET moved_to = $1 WHERE id = $2 AND moved_to IS NULL AND expires_at > $3")
                .bind(moved_to)
                .bind(id.0)
                .bind(seconds(now))
                .execute(&mut *self.0)
                .await?;
        Ok(moved.rows_affected() == 1)
    }

    async fn files_put_metadata(
        &mut self,
        organization: OrganizationId,
        id: FileId,
        metadata: &Metadata,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM file_metadata WHERE file_id = $1").bind(id.0).execute(&mut *self.0).await?;
        if metadata.is_empty() {
            return Ok(());
        }
        let mut sql = QueryBuilder::<Database>::new(
            "INSERT INTO file_metadata (file_id, organization_id, key, kind, value, value_key, number) ",
        );
        sql.push_values(metadata, |mut row, (key, value)| {
            let columns = metadata_columns(value);
            row.push_bind(id.0).push_bind(organization.0).push_bind(key.clone()).push_bind(columns.kind);
            row.push_bind(columns.value).push_bind(columns.value_key).push_bind(columns.number);
        });
        sql.build().execute(&mut *self.0).await?;
        Ok(())
    }
}

impl<C: Inner> Handle<C> {
    /// The files of the rows, in their order, with what was set on them.
    async fn with_metadata(&mut self, rows: Vec<FileRow>) -> Result<Vec<File>, StoreError> {
        // Metadata makes a file persistent, so that temporary ones have none.
        let persistent: Vec<i64> = rows.iter().filter(|row| row.expires_at.is_none()).map(|row| row.id).collect();
        let mut metadata: HashMap<i64, Metadata> = HashMap::new();
        if !persistent.is_empty() {
            let mut sql =
                QueryBuilder::<Database>::new("SELECT file_id, key, kind, value FROM file_metadata WHERE file_id IN (");
            let mut ids = sql.separated(", ");
            for id in persistent {
                ids.push_bind(id);
            }
            sql.push(")");
            let found: Vec<MetadataRow> = sql.build_query_as().fetch_all(&mut *self.0).await?;
            for row in found {
                metadata.entry(row.file_id).or_default().insert(row.key, read_metadata(&row.kind, row.value)?);
            }
        }
        rows.into_iter().map(|row| row.into_file(|id| metadata.remove(&id).unwrap_or_default())).collect()
    }
}

#[derive(sqlx::FromRow)]
struct MetadataRow {
    file_id: i64,
    key: String,
    kind: String,
    value: String,
}

#[derive(sqlx::FromRow)]
struct FileRow {
    id: i64,
    public_id: String,
    organization_id: i64,
    user_id: Option<i64>,
    name: String,
    extension: String,
    media_type: String,
    size: i64,
    etag: String,
    blob_key: String,
    upload_metadata: String,
    upload_concat: String,
    created_at: i64,
    expires_at: Option<i64>,
    moved_to: Option<String>,
}

impl FileRow {
    fn into_file(self, metadata: impl FnOnce(i64) -> Metadata) -> Result<File, StoreError> {
        Ok(File {
            id: FileId(self.id),
            public_id: self.public_id,
            organization: OrganizationId(self.organization_id),
            user: self.user_id.map(UserId),
            content: FileContent {
                name: self.name,
                extension: self.extension,
                media_type: self.media_type,
                size: size("files.size", self.size)?,
                etag: self.etag,
                blob_key: blob_key("files.blob_key", self.blob_key)?,
                upload_metadata: self.upload_metadata,
                upload_concat: self.upload_concat,
            },
            created: moment("files.created_at", self.created_at)?,
            expires: self.expires_at.map(|expires| moment("files.expires_at", expires)).transpose()?,
            moved_to: self.moved_to,
            metadata: metadata(self.id),
        })
    }
}
