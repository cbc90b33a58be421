//! Avatars: one picture for each user, as it came and as a thumbnail.
//!
//! The pictures are blobs, and the user's row says which. A blob is noted for removal before it is written, and the row
//! switches from the old blobs to the new ones, as do the notes, in one transaction. So nobody sees half of a change,
//! and whatever a process leaves behind that dies in between, the sweeper finds.

use bytes::Bytes;
use chrono::TimeDelta;
use uuid::Uuid;

use super::{Directory, DirectoryError, error::Fault};
use crate::{
    blobs::{BlobKey, BlobKind},
    images::{ImageError, Rendition},
    model::{
        Avatar, OrganizationId, Picture, User,
        audit::{Action, Subject},
        principal::{Authority, Principal},
    },
    store::{BlobRemoval, Connection, Transaction},
};

/// Writing two small blobs takes much less, or has failed.
const WRITING: TimeDelta = TimeDelta::hours(1);
/// Whoever has read the row before it changed has read the blob by then.
const READING: TimeDelta = TimeDelta::minutes(1);

impl Directory {
    /// The pictures of any user of the organisation (ruling D18).
    pub async fn avatar(&self, principal: &Principal, user: Uuid) -> Result<Option<Avatar>, DirectoryError> {
        let mut reader = self.store.reader().await?;
        let user = find(&mut *reader, principal.organization.id, user).await?;
        Ok(reader.avatars_get(user.id).await?)
    }

    /// The bytes of a picture, within a minute after it was looked up.
    pub async fn picture(&self, picture: &Picture) -> Result<Bytes, DirectoryError> {
        Ok(self.blobs.read(&picture.blob_key).await?)
    }

    /// Refuses a principal who may not change the avatar of this user (ruling D12).
    pub async fn check_avatar_change(&self, principal: &Principal, user: Uuid) -> Result<(), DirectoryError> {
        changeable(&mut *self.store.reader().await?, principal, user).await.map(drop)
    }

    /// Makes a picture the avatar of a user. `media_type` is what its sender says that it is.
    pub async fn replace_avatar(
        &self,
        principal: &Principal,
        user: Uuid,
        picture: Bytes,
        media_type: Option<&str>,
    ) -> Result<(), DirectoryError> {
        self.check_avatar_change(principal, user).await?;
        let renditions = self.images.render(picture, media_type).await?;
        let avatar =
            Avatar { original: self.stored(&renditions.original), thumbnail: self.stored(&renditions.thumbnail) };

        let mut transaction = self.store.transaction().await?;
        self.note_removal_of(&mut *transaction, &avatar, WRITING).await?;
        transaction.commit().await?;
        self.blobs.put(&avatar.original.blob_key, renditions.original.bytes).await?;
        self.blobs.put(&avatar.thumbnail.blob_key, renditions.thumbnail.bytes).await?;

        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let user = changeable(&mut *transaction, principal, user).await?;
        self.forget_avatar(&mut *transaction, &user).await?;
        transaction.avatars_set(user.id, Some(&avatar)).await?;
        for picture in [&avatar.original, &avatar.thumbnail] {
            transaction.removals_delete(picture.blob_key.as_str()).await?;
        }
        self.audit(&mut *transaction, principal, Action::AvatarsReplace, Subject::Avatar(&user)).await?;
        Ok(transaction.commit().await?)
    }

    /// Removes the avatar of a user; one who has none keeps having none.
    pub async fn delete_avatar(&self, principal: &Principal, user: Uuid) -> Result<(), DirectoryError> {
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let user = changeable(&mut *transaction, principal, user).await?;
        if self.forget_avatar(&mut *transaction, &user).await? {
            self.audit(&mut *transaction, principal, Action::AvatarsDelete, Subject::Avatar(&user)).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Takes a user's avatar away, in the transaction of what makes it needless; whether there was one.
    pub(super) async fn forget_avatar(
        &self,
        transaction: &mut dyn Transaction,
        user: &User,
    ) -> Result<bool, DirectoryError> {
        let Some(avatar) = transaction.avatars_get(user.id).await? else { return Ok(false) };
        transaction.avatars_set(user.id, None).await?;
        self.note_removal_of(transaction, &avatar, READING).await?;
        Ok(true)
    }

    async fn note_removal_of(
        &self,
        transaction: &mut dyn Transaction,
        avatar: &Avatar,
        wait: TimeDelta,
    ) -> Result<(), DirectoryError> {
        let due = self.environment.now() + wait;
        for Picture { blob_key, .. } in [&avatar.original, &avatar.thumbnail] {
            let removal = BlobRemoval { blob_key: blob_key.clone(), state: String::new() };
            transaction.removals_insert(&removal, due).await?;
        }
        Ok(())
    }

    fn stored(&self, rendition: &Rendition) -> Picture {
        let blob_key = BlobKey::new(BlobKind::Avatar, self.environment.uuid());
        Picture { blob_key, kind: rendition.kind, etag: rendition.etag.clone() }
    }
}

async fn find<C: Connection + ?Sized>(
    connection: &mut C,
    organization: OrganizationId,
    user: Uuid,
) -> Result<User, DirectoryError> {
    connection.users_by_uuid(organization, user).await?.ok_or(DirectoryError::UserNotFound)
}

async fn changeable<C: Connection + ?Sized>(
    connection: &mut C,
    principal: &Principal,
    user: Uuid,
) -> Result<User, DirectoryError> {
    principal.require_any(&[Authority::Admin, Authority::ProjectCreator])?;
    let user = find(connection, principal.organization.id, user).await?;
    principal.require_change_of(&user)?;
    Ok(user)
}

impl From<ImageError> for DirectoryError {
    fn from(error: ImageError) -> Self {
        Self::InvalidBody(vec![Fault::new("/avatar", error.to_string())])
    }
}
