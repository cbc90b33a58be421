//! Invitations as the docutools API sends them: to a user with a profile, pending until they accept (rulings D11, D17).
//!
//! What is sent is the invitation of [`super::invitations`]: both APIs see the same one.

use uuid::Uuid;

use super::{Directory, DirectoryError, error::Fault, profiles::profile_of};
use crate::model::{
    Authentication, GroupId, NewUser, Profile, UserStatus,
    email::Email,
    name::{self, MAXIMUM_LENGTH, PersonName},
    principal::{Authority, Principal},
};

/// Whom to invite; what is missing is filled in.
#[derive(Clone, Debug)]
pub struct ProfileInvitation {
    pub email: String,
    /// The address, unless given.
    pub username: Option<String>,
    pub first_name: String,
    pub last_name: String,
    pub authentication: Authentication,
    pub id: Option<Uuid>,
    pub language: Option<String>,
}

impl Directory {
    /// Adds a pending user and sends the invitation; address, user name and id must not be anybody's (ruling D22).
    pub async fn invite_profile(
        &self,
        principal: &Principal,
        invitation: ProfileInvitation,
    ) -> Result<Profile, DirectoryError> {
        principal.require(Authority::Admin)?;
        let user = self.invited_user(principal, invitation)?;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(user.organization).await?;
        if transaction.users_by_email(user.organization, &user.email).await?.is_some() {
            return Err(DirectoryError::EmailInUse);
        }
        if transaction.users_by_username(user.organization, &user.username).await?.is_some() {
            return Err(DirectoryError::UsernameInUse);
        }
        if transaction.users_by_uuid(user.organization, user.uuid).await?.is_some() {
            return Err(DirectoryError::UserIdInUse);
        }
        let user = transaction.users_insert(&user).await?;
        self.send_invitation(&mut *transaction, principal, &user, None, Vec::new()).await?;
        let profile = profile_of(&mut *transaction, principal, user.uuid).await?;
        transaction.commit().await?;
        self.mailer.notify();
        Ok(profile)
    }

    /// Sends the invitation of a pending user again, expired or not, with a new link; the old one is dead.
    pub async fn reinvite(&self, principal: &Principal, id: Uuid) -> Result<(), DirectoryError> {
        principal.require(Authority::Admin)?;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let user = transaction.users_by_uuid(principal.organization.id, id).await?;
        let user = user.ok_or(DirectoryError::UserNotFound)?;
        if user.status != UserStatus::Pending {
            return Err(DirectoryError::UserNotPending);
        }
        let former = transaction.invitations_by_email(user.organization, &user.email).await?;
        let (message, groups): (Option<String>, Vec<GroupId>) =
            former.map_or_else(Default::default, |former| (former.message, former.groups));
        self.send_invitation(&mut *transaction, principal, &user, message, groups).await?;
        transaction.commit().await?;
        self.mailer.notify();
        Ok(())
    }

    fn invited_user(&self, principal: &Principal, invitation: ProfileInvitation) -> Result<NewUser, DirectoryError> {
        let email = Email::parse(&invitation.email);
        let username = Email::parse(invitation.username.as_ref().unwrap_or(&invitation.email));
        let texts = [("/firstName", &invitation.first_name), ("/lastName", &invitation.last_name)];
        let mut faults: Vec<Fault> = texts
            .into_iter()
            .filter_map(|(place, text)| Some(Fault::new(place, name::check_text(text, MAXIMUM_LENGTH).err()?)))
            .collect();
        let (email, username) = match (email, username) {
            (Ok(email), Ok(username)) if faults.is_empty() => (email, username),
            (email, username) => {
                faults.extend(email.err().map(|detail| Fault::new("/email", detail)));
                let username = username.err().filter(|_| invitation.username.is_some());
                faults.extend(username.map(|detail| Fault::new("/username", detail)));
                return Err(DirectoryError::InvalidBody(faults));
            }
        };
        let name = PersonName { first: invitation.first_name, last: invitation.last_name };
        let user = self.new_user(principal.organization.id, email, name, UserStatus::Pending);
        Ok(NewUser {
            uuid: invitation.id.unwrap_or(user.uuid),
            username,
            language: invitation.language.unwrap_or_else(|| user.language.clone()),
            authentication: invitation.authentication,
            ..user
        })
    }
}
