//! Who is calling: a user with the authorities of their roles and of the token they used.

use super::{Organization, User, secret::SecretHash};

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
