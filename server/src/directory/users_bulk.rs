//! Adding many users at once, without a mail (rulings T4 and T5).

use std::collections::HashSet;

use super::{Directory, DirectoryError, error::Fault, groups::active_group};
use crate::model::{
    GroupId, User, UserStatus,
    audit::{Action, Subject},
    email::Email,
    name::PersonName,
    principal::{Authority, Principal},
};

/// One user to add.
#[derive(Clone, Debug)]
pub struct BulkEntry {
    pub email: String,
    pub group: Option<GroupId>,
}

impl Directory {
    /// Adds active users, all or none, and answers those that were added.
    ///
    /// Addresses and user names of users, and repeated addresses, are skipped. Someone who was invited becomes a user, and the invitation
    /// is used up. The name is what stands before the `@`, until somebody gives a better one.
    pub async fn create_users(
        &self,
        principal: &Principal,
        entries: Vec<BulkEntry>,
    ) -> Result<Vec<User>, DirectoryError> {
        principal.require(Authority::Admin)?;
        let emails = check_emails(&entries)?;
        let organization = principal.organization.id;
        let now = self.environment.now();
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(organization).await?;
        let mut faults = Vec::new();
        for (index, group) in entries.iter().enumerate().filter_map(|(index, entry)| Some((index, entry.group?))) {
            if active_group(&mut *transaction, organization, group).await?.is_none() {
                faults.push(Fault::new(format!("/groups/{index}"), format!("there is no active group {}", group.0)));
            }
        }
        if !faults.is_empty() {
            return Err(DirectoryError::UnknownGroups(faults));
        }
        let mut seen = HashSet::new();
        let mut added = Vec::new();
        for (entry, email) in entries.iter().zip(emails) {
            if !seen.insert(email.key().to_owned()) {
                continue;
            }
            let user = match transaction.users_by_email(organization, &email).await? {
                Some(pending) if pending.status == UserStatus::Pending => {
                    self.activate_pending(&mut *transaction, pending).await?
                }
                Some(_) => continue,
                None if transaction.users_by_username(organization, &email).await?.is_some() => continue,
                None => {
                    let name = PersonName { first: email.local_part().to_owned(), last: String::new() };
                    let user = self.new_user(organization, email, name, UserStatus::Active);
                    transaction.users_insert(&user).await?
                }
            };
            if let Some(group) = entry.group {
                transaction.memberships_insert(group, user.id, now).await?;
            }
            self.audit(&mut *transaction, principal, Action::UsersCreate, Subject::User(&user)).await?;
            added.push(user);
        }
        transaction.commit().await?;
        Ok(added)
    }
}

fn check_emails(entries: &[BulkEntry]) -> Result<Vec<Email>, DirectoryError> {
    let mut faults = Vec::new();
    let mut emails = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        match Email::parse(&entry.email) {
            Ok(email) => emails.push(email),
            Err(detail) => faults.push(Fault::new(format!("/emails/{index}"), detail)),
        }
    }
    if faults.is_empty() { Ok(emails) } else { Err(DirectoryError::InvalidBody(faults)) }
}
