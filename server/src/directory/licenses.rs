//! Licences: seats of the organisation's subscription, of which never more are taken than there are (ruling D8).

use uuid::Uuid;

use super::{Directory, DirectoryError, profiles::profile_of};
use crate::model::{
    audit::{Action, Subject},
    principal::{Authority, Principal},
};

impl Directory {
    /// Gives a user a seat; one who holds a seat keeps it.
    pub async fn assign_license(&self, principal: &Principal, id: Uuid) -> Result<(), DirectoryError> {
        principal.require(Authority::Owner)?;
        let mut transaction = self.store.transaction().await?;
        // From here on nobody else takes a seat of the organisation.
        transaction.organizations_lock(principal.organization.id).await?;
        let profile = profile_of(&mut *transaction, principal, id).await?;
        if profile.licensed_since.is_some() {
            return Ok(());
        }
        let organization = transaction.organizations_get(principal.organization.id).await?;
        let organization = organization.ok_or(DirectoryError::OrganizationNotFound)?;
        let seats = organization.subscription.seats;
        if transaction.licenses_count(organization.id).await? >= u64::from(seats) {
            return Err(DirectoryError::NoSeatsLeft(seats));
        }
        let now = self.environment.now();
        transaction.licenses_set(profile.user.id, Some(now), now).await?;
        self.audit(&mut *transaction, principal, Action::LicensesAssign, Subject::License(&profile.user)).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes a user's seat back; without one nothing changes.
    pub async fn remove_license(&self, principal: &Principal, id: Uuid) -> Result<(), DirectoryError> {
        principal.require(Authority::Owner)?;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let profile = profile_of(&mut *transaction, principal, id).await?;
        if profile.licensed_since.is_none() {
            return Ok(());
        }
        transaction.licenses_set(profile.user.id, None, self.environment.now()).await?;
        self.audit(&mut *transaction, principal, Action::LicensesRemove, Subject::License(&profile.user)).await?;
        Ok(transaction.commit().await?)
    }
}
