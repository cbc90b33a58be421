//! Profiles: lists of users and members, single ones, and the wish for no more mail.

use uuid::Uuid;

use super::{Directory, DirectoryError, rows::Page};
use crate::{
    model::{
        Profile, Subscription, User,
        audit::{Action, Subject},
        name,
        principal::{Authority, Principal},
    },
    store::{Connection, ProfileQuery, ProfileScope, ProfileSort},
};

/// Who may read profiles.
const READERS: [Authority; 2] = [Authority::Admin, Authority::ProjectCreator];

/// Which profiles to list, and in which order.
#[derive(Clone, Debug)]
pub struct ProfileListing {
    /// Only those with a licence, or only those without.
    pub licensed: Option<bool>,
    pub order: ProfileOrder,
    pub descending: bool,
    /// Contained in user name, first or last name, without regard to case (ruling D14).
    pub search: Option<String>,
}

/// What profiles are sorted by, as the docutools API names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileOrder {
    Id,
    Name,
    License,
    LicensedSince,
    LicensedUntil,
    Admin,
    ProjectCreator,
    Paid,
}

/// Which page of a list.
#[derive(Clone, Copy, Debug)]
pub struct PageNumber {
    /// Counted from 0.
    pub number: u32,
    pub size: u32,
}

impl Directory {
    /// A page of the users, whatever their status.
    pub async fn profiles(
        &self,
        principal: &Principal,
        listing: ProfileListing,
        page: PageNumber,
    ) -> Result<Page<Profile>, DirectoryError> {
        let sort = listing.order.sort(&principal.organization.subscription);
        let ProfileListing { licensed, descending, search, .. } = listing;
        self.read_profiles(principal, ProfileScope::All { licensed, sort, descending }, search, page).await
    }

    /// A page of the active users by name; `search` is contained in name or address (ruling D13).
    pub async fn members(
        &self,
        principal: &Principal,
        search: Option<String>,
        page: PageNumber,
    ) -> Result<Page<Profile>, DirectoryError> {
        self.read_profiles(principal, ProfileScope::Active, search, page).await
    }

    async fn read_profiles(
        &self,
        principal: &Principal,
        scope: ProfileScope,
        search: Option<String>,
        page: PageNumber,
    ) -> Result<Page<Profile>, DirectoryError> {
        principal.require_any(&READERS)?;
        let search = search.filter(|search| !search.is_empty()).map(|search| name::fold(&search));
        if search.as_deref().is_some_and(|search| !name::is_text(search)) {
            // No stored text holds such characters.
            return Ok(Page { items: Vec::new(), total: 0 });
        }
        let query = ProfileQuery { organization: principal.organization.id, scope, search };
        self.page(&query, u64::from(page.number) * u64::from(page.size), page.size).await
    }

    /// The profile of a user, whatever the status.
    pub async fn profile(&self, principal: &Principal, id: Uuid) -> Result<Profile, DirectoryError> {
        principal.require_any(&READERS)?;
        let mut reader = self.store.reader().await?;
        profile_of(&mut *reader, principal, id).await
    }

    /// Stops the mail to a user: everybody may do so for themselves, and for those whom they may change (ruling D9).
    pub async fn unsubscribe(&self, principal: &Principal, id: Uuid) -> Result<(), DirectoryError> {
        self.set_unsubscribed(principal, id, true).await
    }

    /// Lets mail go to a user again (ruling D27).
    pub async fn resubscribe(&self, principal: &Principal, id: Uuid) -> Result<(), DirectoryError> {
        self.set_unsubscribed(principal, id, false).await
    }

    async fn set_unsubscribed(
        &self,
        principal: &Principal,
        id: Uuid,
        unsubscribed: bool,
    ) -> Result<(), DirectoryError> {
        let is_oneself = principal.user.uuid == id;
        if !is_oneself && !principal.has(Authority::Admin) {
            return Err(DirectoryError::NotOneself);
        }
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let user = transaction.users_by_uuid(principal.organization.id, id).await?;
        let user = user.ok_or(DirectoryError::UserNotFound)?;
        if !is_oneself {
            principal.require_change_of(&user)?;
        }
        if user.unsubscribed != unsubscribed {
            let user = User { unsubscribed, ..user };
            transaction.users_update(&user).await?;
            let action = if unsubscribed { Action::UsersUnsubscribe } else { Action::UsersResubscribe };
            self.audit(&mut *transaction, principal, action, Subject::User(&user)).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}

/// The profile of a user of the principal's organisation.
pub(super) async fn profile_of(
    connection: &mut (impl Connection + ?Sized),
    principal: &Principal,
    id: Uuid,
) -> Result<Profile, DirectoryError> {
    connection.profiles_get(principal.organization.id, id).await?.ok_or(DirectoryError::UserNotFound)
}

impl ProfileOrder {
    /// Type, end and payment are those of the whole subscription: they tell users apart by whether they hold a seat, and
    /// not at all where they are null for those as well.
    fn sort(self, subscription: &Subscription) -> ProfileSort {
        let seat = |is_known| if is_known { ProfileSort::Licensed } else { ProfileSort::Id };
        match self {
            Self::Id => ProfileSort::Id,
            Self::Name => ProfileSort::Name,
            Self::License => ProfileSort::Licensed,
            Self::LicensedSince => ProfileSort::LicensedSince,
            Self::LicensedUntil => seat(subscription.until.is_some()),
            Self::Admin => ProfileSort::Administers,
            Self::ProjectCreator => ProfileSort::ProjectCreator,
            Self::Paid => seat(subscription.paid.is_some()),
        }
    }
}
