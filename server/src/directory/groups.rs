//! Groups and who is in them.

use super::{
    Directory, DirectoryError,
    error::Fault,
    rows::{self, CHUNK, Rows},
    users::user_of,
};
use crate::{
    model::{
        Group, GroupId, NewGroup, OrganizationId, User, UserStatus,
        audit::{Action, Subject},
        name,
        principal::{Authority, Principal},
        search::{Order, UserOrder},
    },
    store::{Connection, UserQuery},
};

/// What a group is to be.
#[derive(Clone, Debug)]
pub struct GroupChange {
    pub name: String,
    /// None leaves it as it is.
    pub active: Option<bool>,
}

impl Directory {
    /// The active groups by name, or the deactivated ones (ruling T11).
    pub async fn groups(&self, principal: &Principal, deleted: bool) -> Result<Rows<Group>, DirectoryError> {
        let (store, organization) = (self.store.clone(), principal.organization.id);
        rows::read(move |last: Option<Group>| {
            let store = store.clone();
            async move {
                let after = last.map(|last| last.name);
                Ok(store.reader().await?.groups_list(organization, !deleted, after, CHUNK).await?)
            }
        })
        .await
    }

    /// A group, active or not.
    pub async fn group(&self, principal: &Principal, id: GroupId) -> Result<Group, DirectoryError> {
        let mut reader = self.store.reader().await?;
        group_of(&mut *reader, principal.organization.id, id).await
    }

    /// Creates an active group; its name is unique among all groups, without case (ruling T9).
    pub async fn create_group(&self, principal: &Principal, name: &str) -> Result<Group, DirectoryError> {
        principal.require(Authority::Admin)?;
        let group = NewGroup {
            uuid: self.environment.uuid(),
            organization: principal.organization.id,
            name: checked_name(name)?,
            created: self.environment.now(),
        };
        let mut transaction = self.store.transaction().await?;
        let group = transaction.groups_insert(&group).await?;
        self.audit(&mut *transaction, principal, Action::GroupsCreate, Subject::Group(group.id)).await?;
        transaction.commit().await?;
        Ok(group)
    }

    pub async fn update_group(
        &self,
        principal: &Principal,
        id: GroupId,
        change: GroupChange,
    ) -> Result<Group, DirectoryError> {
        let name = checked_name(&change.name)?;
        self.change_group(principal, Action::GroupsUpdate, id, |group| {
            group.name = name;
            group.active = change.active.unwrap_or(group.active);
        })
        .await
    }

    /// Lets users be added to the group again; one that is active stays so.
    pub async fn activate_group(&self, principal: &Principal, id: GroupId) -> Result<Group, DirectoryError> {
        self.change_group(principal, Action::GroupsActivate, id, |group| group.active = true).await
    }

    /// Keeps users from being added; the members stay.
    pub async fn deactivate_group(&self, principal: &Principal, id: GroupId) -> Result<Group, DirectoryError> {
        self.change_group(principal, Action::GroupsDeactivate, id, |group| group.active = false).await
    }

    /// The active users of a group, by name.
    pub async fn group_users(&self, principal: &Principal, id: GroupId) -> Result<Rows<User>, DirectoryError> {
        let group = self.group(principal, id).await?;
        let query = UserQuery {
            organization: group.organization,
            status: UserStatus::Active,
            group: Some(group.id),
            filter: None,
            order: vec![Order { field: UserOrder::Name, descending: false }],
        };
        self.read_users(query).await
    }

    /// Makes a user a member; one who is stays so. Both the group and the user must be active (ruling T10).
    pub async fn add_to_group(
        &self,
        principal: &Principal,
        id: GroupId,
        public_id: &str,
    ) -> Result<User, DirectoryError> {
        principal.require(Authority::Admin)?;
        let organization = principal.organization.id;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(organization).await?;
        let group = group_of(&mut *transaction, organization, id).await?;
        let user = user_of(&mut *transaction, organization, public_id).await?;
        if !group.active {
            return Err(DirectoryError::GroupInactive);
        }
        if user.status != UserStatus::Active {
            return Err(DirectoryError::UserInactive);
        }
        transaction.memberships_insert(group.id, user.id, self.environment.now()).await?;
        let membership = Subject::Membership(group.id, &user);
        self.audit(&mut *transaction, principal, Action::GroupsAddUser, membership).await?;
        transaction.commit().await?;
        Ok(user)
    }

    /// Ends a membership, of an inactive group or user too.
    pub async fn remove_from_group(
        &self,
        principal: &Principal,
        id: GroupId,
        public_id: &str,
    ) -> Result<(), DirectoryError> {
        principal.require(Authority::Admin)?;
        let organization = principal.organization.id;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(organization).await?;
        let group = group_of(&mut *transaction, organization, id).await?;
        let user = user_of(&mut *transaction, organization, public_id).await?;
        if !transaction.memberships_delete(group.id, user.id).await? {
            return Err(DirectoryError::MembershipNotFound);
        }
        let membership = Subject::Membership(group.id, &user);
        self.audit(&mut *transaction, principal, Action::GroupsRemoveUser, membership).await?;
        Ok(transaction.commit().await?)
    }

    async fn change_group(
        &self,
        principal: &Principal,
        action: Action,
        id: GroupId,
        change: impl FnOnce(&mut Group) + Send,
    ) -> Result<Group, DirectoryError> {
        principal.require(Authority::Admin)?;
        let organization = principal.organization.id;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(organization).await?;
        let before = group_of(&mut *transaction, organization, id).await?;
        let mut group = before.clone();
        change(&mut group);
        if group != before {
            group.modified = self.environment.now();
            transaction.groups_update(&group).await?;
            self.audit(&mut *transaction, principal, action, Subject::Group(group.id)).await?;
            transaction.commit().await?;
        }
        Ok(group)
    }
}

/// A group of the organisation, active or not.
async fn group_of(
    connection: &mut (impl Connection + ?Sized),
    organization: OrganizationId,
    id: GroupId,
) -> Result<Group, DirectoryError> {
    connection.groups_get(organization, id).await?.ok_or(DirectoryError::GroupNotFound)
}

/// A group of the organisation that users can be added to.
pub(super) async fn active_group(
    connection: &mut (impl Connection + ?Sized),
    organization: OrganizationId,
    id: GroupId,
) -> Result<Option<Group>, DirectoryError> {
    Ok(connection.groups_get(organization, id).await?.filter(|group| group.active))
}

fn checked_name(name: &str) -> Result<String, DirectoryError> {
    match name::check(name) {
        Ok(()) => Ok(name.to_owned()),
        Err(detail) => Err(DirectoryError::InvalidBody(vec![Fault::new("/name", detail)])),
    }
}
