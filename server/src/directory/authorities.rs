//! Who may do what: authorities that are asked for, and whom a principal may change.

use super::DirectoryError;
use crate::model::{
    User,
    principal::{Authority, Principal},
};

impl Principal {
    /// Refuses a principal without the authority. The stubs ask first; the directory does not rely on it.
    pub fn require(&self, authority: Authority) -> Result<(), DirectoryError> {
        self.require_any(&[authority])
    }

    /// Refuses a principal who has none of the authorities; the first is the one that the refusal names.
    pub fn require_any(&self, authorities: &[Authority]) -> Result<(), DirectoryError> {
        if authorities.iter().any(|authority| self.has(*authority)) {
            return Ok(());
        }
        Err(DirectoryError::AuthorityMissing(authorities.first().map_or("", |authority| authority.name())))
    }

    /// Refuses a principal who may not change this user's profile or avatar (ruling D12): owners change everyone,
    /// administrators and project creators those who are neither administrators nor owners, themselves not excepted.
    ///
    /// Which of the two an operation is for at all is for [`Principal::require`] to say.
    pub(crate) fn require_change_of(&self, user: &User) -> Result<(), DirectoryError> {
        if self.has(Authority::Owner) {
            return Ok(());
        }
        self.require_any(&[Authority::Admin, Authority::ProjectCreator])?;
        if user.roles.admin || user.roles.owner { Err(DirectoryError::UserProtected) } else { Ok(()) }
    }
}
