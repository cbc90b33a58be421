//! Users: reading, changing, deactivating and activating them.

use super::{
    Directory, DirectoryError,
    error::Fault,
    rows::{self, CHUNK, PER_PAGE, Page, Rows},
};
use crate::{
    model::{
        Authentication, InvitationState, NewUser, OrganizationId, Roles, User, UserStatus,
        audit::{Action, Subject},
        email::Email,
        name::PersonName,
        principal::{Authority, Principal},
        search::{Filter, Order, UserField, UserOrder},
    },
    store::{Connection, Transaction, UserQuery, Window},
};

/// Longest telephone number and position, in characters (ruling C6).
const MAXIMUM_TELEPHONE: usize = 32;
const MAXIMUM_POSITION: usize = 128;

/// Which users to list, and in which order.
#[derive(Clone, Debug, Default)]
pub struct UserListing {
    /// The deactivated ones instead of the active ones (ruling T11).
    pub deleted: bool,
    pub filter: Option<Filter<UserField>>,
    pub order: Vec<Order<UserOrder>>,
}

/// What to change of a user; `None` leaves it as it is, `Some(None)` removes it.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    pub name: Option<String>,
    pub telephone: Option<Option<String>>,
    pub position: Option<Option<String>>,
}

impl Directory {
    /// Every user of the listing.
    pub async fn users(&self, principal: &Principal, listing: UserListing) -> Result<Rows<User>, DirectoryError> {
        self.read_users(listing.query(principal.organization.id)).await
    }

    /// One page of the listing; `page` counts from 1, and one after the last is empty.
    pub async fn users_page(
        &self,
        principal: &Principal,
        listing: UserListing,
        page: u32,
    ) -> Result<Page<User>, DirectoryError> {
        let query = listing.query(principal.organization.id);
        self.page(&query, u64::from(page.saturating_sub(1)) * u64::from(PER_PAGE), PER_PAGE).await
    }

    /// A user, active or not; someone who is only invited is none yet.
    pub async fn user(&self, principal: &Principal, public_id: &str) -> Result<User, DirectoryError> {
        let mut reader = self.store.reader().await?;
        user_of(&mut *reader, principal.organization.id, public_id).await
    }

    pub async fn update_user(
        &self,
        principal: &Principal,
        public_id: &str,
        change: UserChange,
    ) -> Result<User, DirectoryError> {
        principal.require(Authority::Admin)?;
        let change = change.checked()?;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let mut user = user_of(&mut *transaction, principal.organization.id, public_id).await?;
        principal.require_change_of(&user)?;
        if change.apply(&mut user) {
            user.modified = self.environment.now();
            transaction.users_update(&user).await?;
            self.audit(&mut *transaction, principal, Action::UsersUpdate, Subject::User(&user)).await?;
            transaction.commit().await?;
        }
        Ok(user)
    }

    /// Locks a user out and ends their tokens and sessions at once; the last active owner stays (ruling T26).
    pub async fn deactivate_user(&self, principal: &Principal, public_id: &str) -> Result<(), DirectoryError> {
        principal.require(Authority::Admin)?;
        let organization = principal.organization.id;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(organization).await?;
        let mut user = user_of(&mut *transaction, organization, public_id).await?;
        principal.require_change_of(&user)?;
        if user.status == UserStatus::Inactive {
            return Ok(());
        }
        if user.roles.owner && transaction.users_count_active_owners(organization).await? <= 1 {
            return Err(DirectoryError::LastOwner);
        }
        user.status = UserStatus::Inactive;
        user.modified = self.environment.now();
        transaction.users_update(&user).await?;
        transaction.credentials_delete_of(user.id).await?;
        transaction.logins_delete_of(user.id).await?;
        self.audit(&mut *transaction, principal, Action::UsersDeactivate, Subject::User(&user)).await?;
        Ok(transaction.commit().await?)
    }

    /// Lets a deactivated user in again, with new tokens only.
    pub async fn activate_user(&self, principal: &Principal, public_id: &str) -> Result<User, DirectoryError> {
        principal.require(Authority::Admin)?;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let mut user = user_of(&mut *transaction, principal.organization.id, public_id).await?;
        principal.require_change_of(&user)?;
        if user.status != UserStatus::Active {
            user.status = UserStatus::Active;
            user.modified = self.environment.now();
            transaction.users_update(&user).await?;
            self.audit(&mut *transaction, principal, Action::UsersActivate, Subject::User(&user)).await?;
            transaction.commit().await?;
        }
        Ok(user)
    }

    /// A user with new ids and no roles.
    pub(super) fn new_user(
        &self,
        organization: OrganizationId,
        email: Email,
        name: PersonName,
        status: UserStatus,
    ) -> NewUser {
        NewUser {
            uuid: self.environment.uuid(),
            public_id: self.environment.short_id(),
            organization,
            username: email.clone(),
            email,
            name,
            language: "en".to_owned(),
            authentication: Authentication::Password,
            status,
            verified: false,
            roles: Roles::default(),
            created: self.environment.now(),
        }
    }

    /// Makes an invited user an active one; the invitation is used up.
    pub(super) async fn activate_pending(
        &self,
        transaction: &mut dyn Transaction,
        mut user: User,
    ) -> Result<User, DirectoryError> {
        user.status = UserStatus::Active;
        user.modified = self.environment.now();
        transaction.users_update(&user).await?;
        if let Some(invitation) = transaction.invitations_by_email(user.organization, &user.email).await? {
            transaction.invitations_set_state(invitation.id, InvitationState::Accepted).await?;
        }
        Ok(user)
    }

    pub(super) async fn read_users(&self, query: UserQuery) -> Result<Rows<User>, DirectoryError> {
        let store = self.store.clone();
        rows::read(move |last: Option<User>| {
            let (store, query) = (store.clone(), query.clone());
            async move {
                let window = Window::After { last: last.map(Box::new), limit: CHUNK };
                Ok(store.reader().await?.users_list(&query, window).await?)
            }
        })
        .await
    }
}

/// A user of the organisation, active or not.
pub(super) async fn user_of(
    connection: &mut (impl Connection + ?Sized),
    organization: OrganizationId,
    public_id: &str,
) -> Result<User, DirectoryError> {
    let user = connection.users_by_public_id(organization, public_id).await?;
    user.filter(|user| user.status != UserStatus::Pending).ok_or(DirectoryError::UserNotFound)
}

impl UserListing {
    fn query(self, organization: OrganizationId) -> UserQuery {
        let status = if self.deleted { UserStatus::Inactive } else { UserStatus::Active };
        UserQuery { organization, status, group: None, filter: self.filter, order: self.order }
    }
}

/// A [`UserChange`] whose values were found acceptable.
struct CheckedChange {
    name: Option<PersonName>,
    telephone: Option<Option<String>>,
    position: Option<Option<String>>,
}

impl UserChange {
    fn checked(self) -> Result<CheckedChange, DirectoryError> {
        let mut faults = Vec::new();
        let name = self
            .name
            .and_then(|name| PersonName::parse(&name).map_err(|detail| faults.push(Fault::new("/name", detail))).ok());
        check_text(&mut faults, "/telephone", self.telephone.as_ref(), MAXIMUM_TELEPHONE);
        check_text(&mut faults, "/position", self.position.as_ref(), MAXIMUM_POSITION);
        if !faults.is_empty() {
            return Err(DirectoryError::InvalidBody(faults));
        }
        Ok(CheckedChange { name, telephone: self.telephone, position: self.position })
    }
}

fn check_text(faults: &mut Vec<Fault>, pointer: &str, text: Option<&Option<String>>, maximum: usize) {
    let Some(Some(text)) = text else { return };
    if text.chars().count() > maximum {
        faults.push(Fault::new(pointer, format!("must have at most {maximum} characters")));
    }
    if text.chars().any(char::is_control) {
        faults.push(Fault::new(pointer, "must not contain control characters"));
    }
}

impl CheckedChange {
    /// Whether anything is different now.
    fn apply(self, user: &mut User) -> bool {
        let before = user.clone();
        if let Some(name) = self.name {
            user.name = name;
        }
        if let Some(telephone) = self.telephone {
            user.telephone = telephone;
        }
        if let Some(position) = self.position {
            user.position = position;
        }
        *user != before
    }
}
