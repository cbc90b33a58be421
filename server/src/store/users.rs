//! What is asked of a store about users.

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::model::{
    GroupId, NewUser, OrganizationId, User, UserId, UserStatus,
    email::Email,
    search::{Filter, Order, UserField, UserOrder},
};

/// Which users of an organisation, and in which order. Users equal in all of `order` come in the order of creation.
#[derive(Clone, Debug, PartialEq)]
pub struct UserQuery {
    pub organization: OrganizationId,
    pub status: UserStatus,
    /// Only members of this group.
    pub group: Option<GroupId>,
    pub filter: Option<Filter<UserField>>,
    pub order: Vec<Order<UserOrder>>,
}

/// How many users a list has, as the organisation was after so many changes of its users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub total: u64,
    pub changes: i64,
}

/// All that a list has, in order, as the organisation was after so many changes of its users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub ids: Vec<UserId>,
    pub changes: i64,
}

/// A search that finds no more than these is answered with all of them at once, and counted by that.
pub(crate) const FEW: u32 = 2_000;

/// Which part of a list of users, or of something else.
#[derive(Clone, Debug)]
pub enum Window<T = User> {
    Slice(Slice),
    /// What follows `last`, as it was when it was read; from the beginning without it.
    After {
        last: Option<Box<T>>,
        limit: u32,
    },
}

/// Rows in the middle of a list, counted from its nearer end: a database walks past all that are skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    pub skipped: u64,
    pub limit: u32,
    /// Whether they are found in the opposite order.
    pub from_end: bool,
    /// Rows of the whole list.
    pub total: u64,
}

/// More than these are not skipped without a second thought.
const DEEP: u64 = 1_000;

/// Of fewer rows, sorting all takes no time that counts.
const MANY: u64 = 10_000;

impl Slice {
    /// Whether its rows are found sooner by reading in the order of the list and leaving out what does not belong there,
    /// than by finding and sorting everything that does.
    pub fn is_near_the_end_of_many(self) -> bool {
        self.total >= MANY && self.skipped.saturating_add(self.limit.into()) <= self.total / 10
    }

    /// Whether walking past the rows before it takes time that counts.
    pub fn is_deep(self) -> bool {
        self.skipped >= DEEP
    }

    /// Up to `limit` rows after the first `offset` of `total`; none where there are no more.
    pub fn new(offset: u64, limit: u32, total: u64) -> Option<Self> {
        let rest = total.checked_sub(offset).filter(|rest| *rest > 0)?;
        let behind = rest.saturating_sub(limit.into());
        Some(if behind < offset {
            let length = u32::try_from(rest - behind).expect("there are no more than the limit");
            Self { skipped: behind, limit: length, from_end: true, total }
        } else {
            Self { skipped: offset, limit, from_end: false, total }
        })
    }

    /// Rows as they were found, in the order of the list.
    pub fn in_order<T>(self, mut rows: Vec<T>) -> Vec<T> {
        if self.from_end {
            rows.reverse();
        }
        rows
    }
}

impl<T> Window<T> {
    /// Rows as they were found, in the order of the list.
    pub fn in_order<R>(&self, rows: Vec<R>) -> Vec<R> {
        match self {
            Self::Slice(slice) => slice.in_order(rows),
            Self::After { .. } => rows,
        }
    }
}

#[async_trait]
pub trait UserStore {
    async fn users_insert(&mut self, user: &NewUser) -> Result<User, StoreError>;

    async fn users_get(&mut self, id: UserId) -> Result<Option<User>, StoreError>;

    async fn users_by_public_id(
        &mut self,
        organization: OrganizationId,
        public_id: &str,
    ) -> Result<Option<User>, StoreError>;

    /// The id of the docutools API, which is unique within an organisation.
    async fn users_by_uuid(&mut self, organization: OrganizationId, uuid: Uuid) -> Result<Option<User>, StoreError>;

    async fn users_by_username(
        &mut self,
        organization: OrganizationId,
        username: &Email,
    ) -> Result<Option<User>, StoreError>;

    async fn users_by_email(&mut self, organization: OrganizationId, email: &Email)
    -> Result<Option<User>, StoreError>;

    /// Users of any organisation with this address.
    async fn users_by_email_everywhere(&mut self, email: &Email) -> Result<Vec<User>, StoreError>;

    async fn users_list(&mut self, query: &UserQuery, window: Window) -> Result<Vec<User>, StoreError>;

    async fn users_count(&mut self, query: &UserQuery) -> Result<Count, StoreError>;

    async fn users_ids(&mut self, query: &UserQuery) -> Result<Listed, StoreError>;

    /// The same, where they are few; None where they are more than [`FEW`].
    async fn users_few(&mut self, query: &UserQuery) -> Result<Option<Listed>, StoreError>;

    /// Those of the users that there are, in the order of the ids.
    async fn users_get_many(&mut self, ids: &[UserId]) -> Result<Vec<User>, StoreError>;

    async fn users_count_active_owners(&mut self, organization: OrganizationId) -> Result<u64, StoreError>;

    /// Writes everything but the ids, the organisation and the creation.
    async fn users_update(&mut self, user: &User) -> Result<(), StoreError>;

    /// Removes a user and all that hangs on them; an invitation loses its user.
    async fn users_delete(&mut self, id: UserId) -> Result<(), StoreError>;
}
