//! Who is calling: a user with the authorities of their roles and of the token they used.

use super::{
    error::DirectoryError,
    model::{Organization, User},
    secret::SecretHash,
};

/// A user whose credential was accepted, as they were at that moment.
#[derive(Clone, Debug)]
pub struct Principal {
    pub user: User,
    pub organization: Organization,
    pub permissions: Vec<TokenPermission>,
    /// The session that they came with; none for a token.
    pub session: Option<SecretHash>,
}

/// A permission that a token carries beyond what its user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPermission {
    /// May request login links for others (ruling T17).
    AutoKey,
}

/// What the documents name in `x-authorities`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    Owner,
    /// Owners have it as well.
    Admin,
    ProjectCreator,
    AutoKey,
}

impl Principal {
    pub fn has(&self, authority: Authority) -> bool {
        let roles = self.user.roles;
        match authority {
            Authority::Owner => roles.owner,
            Authority::Admin => roles.admin || roles.owner,
            Authority::ProjectCreator => roles.project_creator,
            Authority::AutoKey => self.permissions.contains(&TokenPermission::AutoKey),
        }
    }

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

impl Authority {
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::ProjectCreator, Self::AutoKey];

    /// As the documents write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::ProjectCreator => "project_creator",
            Self::AutoKey => "auto_key",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|authority| authority.name() == name)
    }
}

impl TokenPermission {
    pub fn name(self) -> &'static str {
        match self {
            Self::AutoKey => "auto_key",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        (name == Self::AutoKey.name()).then_some(Self::AutoKey)
    }
}
