//! Numbered pages of users, of either API, with the total of the whole list.

use async_trait::async_trait;

use super::{Directory, DirectoryError, kept_lists::ListQuery, rows::Page};
use crate::{
    model::{OrganizationId, Profile, User, UserId},
    store::{Connection, Count, Listed, ProfileQuery, Slice, StoreError, UserQuery, Window},
};

/// A list of users that is read page by page.
#[async_trait]
pub(super) trait Paged: Sync {
    type Row: Send;

    fn organization(&self) -> OrganizationId;

    /// Whether nothing is searched, so that the database keeps the total.
    fn is_whole(&self) -> bool;

    fn key(&self) -> ListQuery;

    async fn count(&self, reader: &mut dyn Connection) -> Result<Count, StoreError>;

    async fn ids(&self, reader: &mut dyn Connection) -> Result<Listed, StoreError>;

    async fn few(&self, reader: &mut dyn Connection) -> Result<Option<Listed>, StoreError>;

    async fn slice(&self, reader: &mut dyn Connection, slice: Slice) -> Result<Vec<Self::Row>, StoreError>;

    async fn rows(reader: &mut dyn Connection, ids: &[UserId]) -> Result<Vec<Self::Row>, StoreError>;
}

impl Directory {
    /// Up to `limit` rows behind the first `offset`.
    pub(super) async fn page<Q: Paged>(
        &self,
        query: &Q,
        offset: u64,
        limit: u32,
    ) -> Result<Page<Q::Row>, DirectoryError> {
        let mut reader = self.store.reader().await?;
        let reader = &mut *reader;
        let whole = if query.is_whole() { Some(query.count(reader).await?) } else { None };
        let changes = match whole {
            Some(count) => count.changes,
            None => reader.organizations_user_changes(query.organization()).await?,
        };
        let key = query.key();
        let kept = self.kept_lists.get(&key, changes);
        let is_kept = kept.is_some();
        let mut list = match (kept, whole) {
            (Some(list), _) => list,
            (None, Some(count)) => count.into(),
            (None, None) => match query.few(reader).await? {
                Some(listed) => listed.into(),
                None => query.count(reader).await?.into(),
            },
        };
        let Some(slice) = Slice::new(offset, limit, list.count.total) else {
            return Ok(Page { items: Vec::new(), total: list.count.total });
        };
        let is_found_at_once = if query.is_whole() { !slice.is_deep() } else { slice.is_near_the_end_of_many() };
        if !is_kept {
            if !(query.is_whole() && is_found_at_once) {
                self.kept_lists.keep(key, list.clone());
            }
        } else if !is_found_at_once && let Some(_reading) = list.read_ids() {
            list = query.ids(reader).await?.into();
            self.kept_lists.keep(key, list.clone());
        }
        let items = match &list.ids {
            Some(ids) => Q::rows(reader, part(ids, offset, limit)).await?,
            None => query.slice(reader, slice).await?,
        };
        Ok(Page { items, total: list.count.total })
    }
}

fn part<T>(all: &[T], offset: u64, limit: u32) -> &[T] {
    let rest = usize::try_from(offset).ok().and_then(|offset| all.get(offset..)).unwrap_or_default();
    &rest[..rest.len().min(limit as usize)]
}

#[async_trait]
impl Paged for UserQuery {
    type Row = User;

    fn organization(&self) -> OrganizationId {
        self.organization
    }

    fn is_whole(&self) -> bool {
        self.filter.is_none()
    }

    fn key(&self) -> ListQuery {
        ListQuery::Users(self.clone())
    }

    async fn count(&self, reader: &mut dyn Connection) -> Result<Count, StoreError> {
        reader.users_count(self).await
    }

    async fn ids(&self, reader: &mut dyn Connection) -> Result<Listed, StoreError> {
        reader.users_ids(self).await
    }

    async fn few(&self, reader: &mut dyn Connection) -> Result<Option<Listed>, StoreError> {
        reader.users_few(self).await
    }

    async fn slice(&self, reader: &mut dyn Connection, slice: Slice) -> Result<Vec<User>, StoreError> {
        reader.users_list(self, Window::Slice(slice)).await
    }

    async fn rows(reader: &mut dyn Connection, ids: &[UserId]) -> Result<Vec<User>, StoreError> {
        reader.users_get_many(ids).await
    }
}

#[async_trait]
impl Paged for ProfileQuery {
    type Row = Profile;

    fn organization(&self) -> OrganizationId {
        self.organization
    }

    fn is_whole(&self) -> bool {
        self.search.is_none()
    }

    fn key(&self) -> ListQuery {
        ListQuery::Profiles(self.clone())
    }

    async fn count(&self, reader: &mut dyn Connection) -> Result<Count, StoreError> {
        reader.profiles_count(self).await
    }

    async fn ids(&self, reader: &mut dyn Connection) -> Result<Listed, StoreError> {
        reader.profiles_ids(self).await
    }

    async fn few(&self, reader: &mut dyn Connection) -> Result<Option<Listed>, StoreError> {
        reader.profiles_few(self).await
    }

    async fn slice(&self, reader: &mut dyn Connection, slice: Slice) -> Result<Vec<Profile>, StoreError> {
        reader.profiles_list(self, slice).await
    }

    async fn rows(reader: &mut dyn Connection, ids: &[UserId]) -> Result<Vec<Profile>, StoreError> {
        reader.profiles_by_ids(ids).await
    }
}
