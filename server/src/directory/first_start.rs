//! What an empty store is given, so that the server can be used at once.

use std::future::Future;

use super::{Directory, DirectoryError, credentials::TokenSeed};
use crate::model::{
    LicenseType, NewUser, Roles, Subscription, User, UserStatus,
    audit::{Action, Actor, Subject},
    email::Email,
    name::PersonName,
    secret::Secret,
};

const ORGANIZATION: &str = "Example organization";
const OWNER_EMAIL: &str = "owner@example.com";
const OWNER_NAME: &str = "Olivia Owner";
const SUBSCRIPTION: Subscription = Subscription::new(LicenseType::Master, 10);

/// The owner of the first organisation.
#[derive(Clone, Debug)]
pub struct FirstStart {
    pub owner: User,
    pub token: Secret,
}

impl Directory {
    /// Creates an organisation with an owner where there is none yet.
    ///
    /// `keep` stores the owner's token before anything is committed: where it fails, the store stays empty, and the
    /// next start tries again. Where there are files, it is another database that they belong to.
    pub async fn first_start<F, R, E>(&self, keep: F) -> Result<Option<FirstStart>, E>
    where
        F: FnOnce(Secret) -> R + Send,
        R: Future<Output = Result<(), E>> + Send,
        E: From<DirectoryError>,
    {
        let mut transaction = self.store.transaction().await.map_err(DirectoryError::from)?;
        transaction.organizations_lock_all().await.map_err(DirectoryError::from)?;
        if !transaction.organizations_list(1).await.map_err(DirectoryError::from)?.is_empty() {
            return Ok(None);
        }
        if !self.blobs.is_empty().await.map_err(DirectoryError::from)? {
            return Err(DirectoryError::FilesWithoutOrganization.into());
        }
        let organization = transaction
            .organizations_insert(self.environment.uuid(), ORGANIZATION, SUBSCRIPTION, self.environment.now())
            .await
            .map_err(DirectoryError::from)?;
        let email = Email::parse(OWNER_EMAIL).expect("the constant is an address");
        let name = PersonName::parse(OWNER_NAME).expect("the constant is a name");
        let owner = NewUser {
            roles: Roles { owner: true, ..Roles::default() },
            verified: true,
            ..self.new_user(organization.id, email, name, UserStatus::Active)
        };
        let owner = transaction.users_insert(&owner).await.map_err(DirectoryError::from)?;
        let actor = Actor::System(organization.id);
        let subject = Subject::Organization(organization.id);
        self.audit(&mut *transaction, actor, Action::OrganizationsCreate, subject).await?;
        self.audit(&mut *transaction, actor, Action::UsersCreate, Subject::User(&owner)).await?;
        let token = self.insert_token(&mut *transaction, actor, &owner, TokenSeed::default()).await?;
        keep(token.clone()).await?;
        transaction.commit().await.map_err(DirectoryError::from)?;
        Ok(Some(FirstStart { owner, token }))
    }
}
