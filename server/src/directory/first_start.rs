//! What an empty store is given, so that the server can be used at once.

use super::{Directory, DirectoryError, credentials::TokenSeed};
use crate::{
    model::{
        LicenseType, NewUser, Roles, Subscription, UserStatus,
        audit::{Action, Actor, Subject},
        email::Email,
        name::PersonName,
        secret::Secret,
    },
    store::Transaction,
};

const ORGANIZATION: &str = "Example organization";
const OWNER_EMAIL: &str = "owner@example.com";
const OWNER_NAME: &str = "Olivia Owner";
const SUBSCRIPTION: Subscription = Subscription::new(LicenseType::Master, 10);

/// An organisation and its owner, who are there once this is committed.
pub struct FirstStart {
    /// The owner's.
    pub token: Secret,
    transaction: Box<dyn Transaction>,
}

impl FirstStart {
    /// For when the owner's token is kept, which this gives back: without it, the store stays empty, and the next start
    /// tries again.
    pub async fn commit(self) -> Result<Secret, DirectoryError> {
        self.transaction.commit().await?;
        Ok(self.token)
    }
}

impl Directory {
    /// Creates an organisation with an owner where there is none yet. Where there are files, it is another database that
    /// they belong to.
    pub async fn first_start(&self) -> Result<Option<FirstStart>, DirectoryError> {
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock_all().await?;
        if !transaction.organizations_list(1).await?.is_empty() {
            return Ok(None);
        }
        if !self.blobs.is_empty().await? {
            return Err(DirectoryError::FilesWithoutOrganization);
        }
        let organization = transaction
            .organizations_insert(self.environment.uuid(), ORGANIZATION, SUBSCRIPTION, self.environment.now())
            .await?;
        let email = Email::parse(OWNER_EMAIL).expect("the constant is an address");
        let name = PersonName::parse(OWNER_NAME).expect("the constant is a name");
        let owner = NewUser {
            roles: Roles { owner: true, ..Roles::default() },
            verified: true,
            ..self.new_user(organization.id, email, name, UserStatus::Active)
        };
        let owner = transaction.users_insert(&owner).await?;
        let actor = Actor::System(organization.id);
        let subject = Subject::Organization(organization.id);
        self.audit(&mut *transaction, actor, Action::OrganizationsCreate, subject).await?;
        self.audit(&mut *transaction, actor, Action::UsersCreate, Subject::User(&owner)).await?;
        let token = self.insert_token(&mut *transaction, actor, &owner, TokenSeed::default()).await?;
        Ok(Some(FirstStart { token, transaction }))
    }
}
