//! What only the operator of the server does: organisations, and users without an invitation.

use super::{Directory, DirectoryError, error::Fault, rows::Rows};
use crate::{
    model::{
        NewUser, Organization, Roles, Subscription, User, UserStatus,
        audit::{Action, Actor, AuditQuery, Subject},
        email::Email,
        name::{self, PersonName},
    },
    store::{Connection, UserQuery},
};

/// A user whom the operator creates: active and verified at once.
#[derive(Clone, Debug)]
pub struct UserSeed {
    pub email: Email,
    pub name: PersonName,
    pub roles: Roles,
}

/// Whom the operator means; the organisation is needed where several have a user with the address.
#[derive(Clone, Debug)]
pub struct UserSelector {
    pub email: Email,
    /// Name or id.
    pub organization: Option<String>,
}

impl Directory {
    pub async fn create_organization(
        &self,
        name: &str,
        subscription: Subscription,
    ) -> Result<Organization, DirectoryError> {
        name::check(name).map_err(|detail| invalid("/name", detail))?;
        let mut transaction = self.store.transaction().await?;
        let uuid = self.environment.uuid();
        let created = self.environment.now();
        transaction.organizations_lock_all().await?;
        let key = name::key(name);
        if transaction.organizations_list(u32::MAX).await?.iter().any(|found| name::key(&found.name) == key) {
            return Err(DirectoryError::OrganizationNameTaken);
        }
        let organization = transaction.organizations_insert(uuid, name, subscription, created).await?;
        let (actor, subject) = (Actor::Operator(organization.id), Subject::Organization(organization.id));
        self.audit(&mut *transaction, actor, Action::OrganizationsCreate, subject).await?;
        transaction.commit().await?;
        Ok(organization)
    }

    /// All organisations, the oldest first.
    pub async fn organizations(&self) -> Result<Vec<Organization>, DirectoryError> {
        Ok(self.store.reader().await?.organizations_list(u32::MAX).await?)
    }

    /// The users of an organisation who stand there.
    pub async fn users_of(
        &self,
        organization: &Organization,
        status: UserStatus,
    ) -> Result<Rows<User>, DirectoryError> {
        let query = UserQuery { organization: organization.id, status, group: None, filter: None, order: Vec::new() };
        self.read_users(query).await
    }

    /// Whether a public id is that of a user, or was when something was noted of them.
    pub async fn is_actor(&self, public_id: &str) -> Result<bool, DirectoryError> {
        let query = AuditQuery { actor: Some(public_id.to_owned()), ..AuditQuery::default() };
        let mut reader = self.store.reader().await?;
        if !reader.audit_list(&query, None, 1).await?.is_empty() {
            return Ok(true);
        }
        for organization in reader.organizations_list(u32::MAX).await? {
            if reader.users_by_public_id(organization.id, public_id).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The organisation of this name or id; the only one there is, without either.
    pub async fn find_organization(&self, wanted: Option<&str>) -> Result<Organization, DirectoryError> {
        let mut reader = self.store.reader().await?;
        select(&mut *reader, wanted).await
    }

    /// Adds a user; one who is invited and has not accepted keeps their ids.
    pub async fn create_user(&self, organization: &Organization, seed: UserSeed) -> Result<User, DirectoryError> {
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(organization.id).await?;
        let user = match transaction.users_by_email(organization.id, &seed.email).await? {
            Some(pending) if pending.status == UserStatus::Pending => {
                let user = User { name: seed.name, roles: seed.roles, verified: true, ..pending };
                self.activate_pending(&mut *transaction, user).await?
            }
            Some(_) => return Err(DirectoryError::EmailInUse),
            None => {
                let status = UserStatus::Active;
                let user = NewUser {
                    roles: seed.roles,
                    verified: true,
                    ..self.new_user(organization.id, seed.email, seed.name, status)
                };
                transaction.users_insert(&user).await?
            }
        };
        let actor = Actor::Operator(organization.id);
        self.audit(&mut *transaction, actor, Action::UsersCreate, Subject::User(&user)).await?;
        transaction.commit().await?;
        Ok(user)
    }

    /// The one user the operator means, who is active or not.
    pub async fn find_user(&self, selector: &UserSelector) -> Result<User, DirectoryError> {
        let mut reader = self.store.reader().await?;
        let mut users = reader.users_by_email_everywhere(&selector.email).await?;
        users.retain(|user| user.status != UserStatus::Pending);
        if let Some(wanted) = &selector.organization {
            let organization = select(&mut *reader, Some(wanted)).await?;
            users.retain(|user| user.organization == organization.id);
        }
        match (users.pop(), users.pop()) {
            (Some(user), None) => Ok(user),
            (None, _) => Err(DirectoryError::UserNotFound),
            (Some(_), Some(_)) => {
                Err(invalid("/organization", "must be named: several organisations have a user with this address"))
            }
        }
    }
}

/// A name as it is written goes before one that only differs in case, and that before an id.
async fn select(reader: &mut dyn Connection, wanted: Option<&str>) -> Result<Organization, DirectoryError> {
    let mut organizations = reader.organizations_list(u32::MAX).await?;
    if let Some(wanted) = wanted {
        let key = name::key(wanted);
        let fits: [&dyn Fn(&Organization) -> bool; 3] =
            [&|found| found.name == wanted, &|found| name::key(&found.name) == key, &|found| {
                found.id.0.to_string() == wanted
            }];
        match fits.into_iter().find(|fits| organizations.iter().any(fits)) {
            Some(fits) => organizations.retain(fits),
            None => organizations.clear(),
        }
    }
    match (organizations.pop(), organizations.pop()) {
        (Some(organization), None) => Ok(organization),
        (None, _) => Err(DirectoryError::OrganizationNotFound),
        (Some(_), Some(_)) => Err(invalid("/organization", "must name one of several organisations; use the id")),
    }
}

fn invalid(pointer: &str, detail: impl Into<String>) -> DirectoryError {
    DirectoryError::InvalidBody(vec![Fault::new(pointer, detail)])
}
