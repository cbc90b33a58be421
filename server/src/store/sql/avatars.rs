//! Avatars, which are columns of users.

use async_trait::async_trait;

use super::{Handle, Inner, blob_key};
use crate::{
    images::RenditionKind,
    model::{Avatar, Picture, UserId},
    store::{AvatarStore, StoreError},
};

#[async_trait]
impl<C: Inner> AvatarStore for Handle<C> {
    async fn avatars_get(&mut self, user: UserId) -> Result<Option<Avatar>, StoreError> {
        let row: Option<AvatarRow> = sqlx::query_as(
            "SELECT avatar_original, avatar_original_type, avatar_original_etag, avatar_thumbnail, \
             avatar_thumbnail_type, avatar_thumbnail_etag FROM users WHERE id = $1 AND avatar_original IS NOT NULL",
        )
        .bind(user.0)
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(AvatarRow::into_avatar).transpose()
    }

    async fn avatars_set(&mut self, user: UserId, avatar: Option<&Avatar>) -> Result<(), StoreError> {
        let original = avatar.map(|avatar| &avatar.original);
        let thumbnail = avatar.map(|avatar| &avatar.thumbnail);
        sqlx::query(
            "UPDATE users SET avatar_original = $1, avatar_original_type = $2, avatar_original_etag = $3, \
             avatar_thumbnail = $4, avatar_thumbnail_type = $5, avatar_thumbnail_etag = $6 WHERE id = $7",
        )
        .bind(original.map(|picture| picture.blob_key.as_str()))
        .bind(original.map(|picture| picture.kind.media_type()))
        .bind(original.map(|picture| &picture.etag))
        .bind(thumbnail.map(|picture| picture.blob_key.as_str()))
        .bind(thumbnail.map(|picture| picture.kind.media_type()))
        .bind(thumbnail.map(|picture| &picture.etag))
        .bind(user.0)
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct AvatarRow {
    avatar_original: String,
    avatar_original_type: String,
    avatar_original_etag: String,
    avatar_thumbnail: String,
    avatar_thumbnail_type: String,
    avatar_thumbnail_etag: String,
}

impl AvatarRow {
    fn into_avatar(self) -> Result<Avatar, StoreError> {
        Ok(Avatar {
            original: picture(self.avatar_original, &self.avatar_original_type, self.avatar_original_etag)?,
            thumbnail: picture(self.avatar_thumbnail, &self.avatar_thumbnail_type, self.avatar_thumbnail_etag)?,
        })
    }
}

fn picture(key: String, media_type: &str, etag: String) -> Result<Picture, StoreError> {
    let kind = RenditionKind::of_media_type(media_type)
        .ok_or_else(|| StoreError::Unreadable(format!("an avatar is of type {media_type:?}")))?;
    Ok(Picture { blob_key: blob_key("a blob of users", key)?, kind, etag })
}
