//! How the enumerations of the model are written in a database, the same in every store.

use super::{CredentialKind, StoreError};
use crate::model::{Authentication, InvitationState, LicenseType, UserStatus, principal::TokenPermission};

pub(crate) fn status(status: UserStatus) -> &'static str {
    match status {
        UserStatus::Pending => "pending",
        UserStatus::Active => "active",
        UserStatus::Inactive => "inactive",
    }
}

/// The column of an organisation with the number of its users of a status.
pub(crate) fn kept_users(status: UserStatus) -> &'static str {
    match status {
        UserStatus::Pending => "pending_users",
        UserStatus::Active => "active_users",
        UserStatus::Inactive => "inactive_users",
    }
}

pub(crate) fn read_status(text: &str) -> Result<UserStatus, StoreError> {
    read("users.status", text, [UserStatus::Pending, UserStatus::Active, UserStatus::Inactive], status)
}

pub(crate) fn license_type(license_type: LicenseType) -> &'static str {
    match license_type {
        LicenseType::Master => "Master",
        LicenseType::Multi => "Multi",
        LicenseType::Combo => "Combo",
        LicenseType::Pocket => "Pocket",
        LicenseType::Test => "Test",
    }
}

pub(crate) fn read_license_type(text: &str) -> Result<LicenseType, StoreError> {
    use LicenseType::{Combo, Master, Multi, Pocket, Test};
    read("organizations.license_type", text, [Master, Multi, Combo, Pocket, Test], license_type)
}

pub(crate) fn read_seats(seats: i64) -> Result<u32, StoreError> {
    u32::try_from(seats).map_err(|_| StoreError::Unreadable(format!("organizations.seats is {seats}")))
}

pub(crate) fn invitation_state(state: InvitationState) -> &'static str {
    match state {
        InvitationState::Open => "open",
        InvitationState::Accepted => "accepted",
        InvitationState::Cancelled => "cancelled",
    }
}

pub(crate) fn read_invitation_state(text: &str) -> Result<InvitationState, StoreError> {
    use InvitationState::{Accepted, Cancelled, Open};
    read("invitations.state", text, [Open, Accepted, Cancelled], invitation_state)
}

pub(crate) fn authentication(authentication: Authentication) -> &'static str {
    match authentication {
        Authentication::Password => "Password",
        Authentication::Saml => "SAML",
    }
}

pub(crate) fn read_authentication(text: &str) -> Result<Authentication, StoreError> {
    read("users.authentication", text, [Authentication::Password, Authentication::Saml], authentication)
}

pub(crate) fn credential_kind(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Token => "token",
        CredentialKind::Session => "session",
    }
}

pub(crate) fn read_credential_kind(text: &str) -> Result<CredentialKind, StoreError> {
    read("credentials.kind", text, [CredentialKind::Token, CredentialKind::Session], credential_kind)
}

/// Permissions, joined by spaces.
pub(crate) fn permissions(permissions: &[TokenPermission]) -> String {
    permissions.iter().map(|permission| permission.name()).collect::<Vec<_>>().join(" ")
}

/// A permission that this version does not know is left out: it grants nothing.
pub(crate) fn read_permissions(text: &str) -> Vec<TokenPermission> {
    text.split_ascii_whitespace().filter_map(TokenPermission::named).collect()
}

fn read<T: Copy, const N: usize>(
    column: &str,
    text: &str,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> Result<T, StoreError> {
    let found = all.into_iter().find(|value| name(*value) == text);
    found.ok_or_else(|| StoreError::Unreadable(format!("{column} is {text:?}")))
}
