//! Rows of the audit log: who did what to what, when, and from where. They hold ids and an address, and no other
//! personal data.

use std::{fmt, net::IpAddr};

use chrono::{DateTime, Utc};

use super::{GroupId, OrganizationId, User, principal::Principal};

/// Who acted, and in which organisation.
#[derive(Clone, Copy, Debug)]
pub enum Actor<'a> {
    User(&'a User),
    /// Whoever runs commands on the server's machine.
    Operator(OrganizationId),
    /// The server itself: its first start, its sweeper.
    System(OrganizationId),
}

/// Which kind of change was made; the same, whichever API asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    AutoKeysCreate,
    AvatarsDelete,
    AvatarsReplace,
    FilesExpire,
    FilesSetMetadata,
    GroupsActivate,
    GroupsAddUser,
    GroupsCreate,
    GroupsDeactivate,
    GroupsRemoveUser,
    GroupsUpdate,
    InvitationsAccept,
    InvitationsCancel,
    InvitationsCreate,
    LicensesAssign,
    LicensesRemove,
    OrganizationsCreate,
    SessionsCreate,
    SessionsDelete,
    TokensCreate,
    TokensRevoke,
    UploadsAppend,
    UploadsCreate,
    UploadsExpire,
    UploadsTerminate,
    UsersActivate,
    UsersCreate,
    UsersDeactivate,
    UsersResubscribe,
    UsersUnsubscribe,
    UsersUpdate,
}

/// What was changed, by its public id.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    Organization(OrganizationId),
    User(&'a User),
    Group(GroupId),
    /// Of a user in a group.
    Membership(GroupId, &'a User),
    /// Of a person, by the id of the user whom they become.
    Invitation(&'a User),
    /// Of a user; the text is its fingerprint.
    Token(&'a User, &'a str),
    Avatar(&'a User),
    License(&'a User),
    Upload(&'a str),
    File(&'a str),
}

/// A row of the log, as it is written.
#[derive(Clone, Debug)]
pub struct NewAuditEntry<'a> {
    pub recorded: DateTime<Utc>,
    pub actor: Actor<'a>,
    pub action: Action,
    pub subject: Subject<'a>,
    pub address: Option<IpAddr>,
    pub request_id: Option<String>,
}

/// A row of the log, as it is read: another version of the server may have written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    pub id: i64,
    pub recorded: DateTime<Utc>,
    pub organization: OrganizationId,
    /// `user`, `operator` or `system`.
    pub actor_kind: String,
    /// Public id of the user who acted.
    pub actor: Option<String>,
    pub action: String,
    pub subject_kind: String,
    pub subject: String,
    pub address: Option<String>,
    pub request_id: Option<String>,
}

/// Which rows of the log; all of them, by default.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    pub organization: Option<OrganizationId>,
    /// Public id of a user.
    pub actor: Option<String>,
    /// Only those from this moment on.
    pub since: Option<DateTime<Utc>>,
}

impl<'a> From<&'a Principal> for Actor<'a> {
    fn from(principal: &'a Principal) -> Self {
        Self::User(&principal.user)
    }
}

impl Actor<'_> {
    pub fn organization(self) -> OrganizationId {
        match self {
            Self::User(user) => user.organization,
            Self::Operator(organization) | Self::System(organization) => organization,
        }
    }

    /// As the log has it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Operator(_) => "operator",
            Self::System(_) => "system",
        }
    }

    /// Public id of the user who acted.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::User(user) => Some(&user.public_id),
            Self::Operator(_) | Self::System(_) => None,
        }
    }
}

impl Action {
    /// As the log has it: the resource, and what was done to it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AutoKeysCreate => "auto_keys.create",
            Self::AvatarsDelete => "avatars.delete",
            Self::AvatarsReplace => "avatars.replace",
            Self::FilesExpire => "files.expire",
            Self::FilesSetMetadata => "files.set_metadata",
            Self::GroupsActivate => "groups.activate",
            Self::GroupsAddUser => "groups.add_user",
            Self::GroupsCreate => "groups.create",
            Self::GroupsDeactivate => "groups.deactivate",
            Self::GroupsRemoveUser => "groups.remove_user",
            Self::GroupsUpdate => "groups.update",
            Self::InvitationsAccept => "invitations.accept",
            Self::InvitationsCancel => "invitations.cancel",
            Self::InvitationsCreate => "invitations.create",
            Self::LicensesAssign => "licenses.assign",
            Self::LicensesRemove => "licenses.remove",
            Self::OrganizationsCreate => "organizations.create",
            Self::SessionsCreate => "sessions.create",
            Self::SessionsDelete => "sessions.delete",
            Self::TokensCreate => "tokens.create",
            Self::TokensRevoke => "tokens.revoke",
            Self::UploadsAppend => "uploads.append",
            Self::UploadsCreate => "uploads.create",
            Self::UploadsExpire => "uploads.expire",
            Self::UploadsTerminate => "uploads.terminate",
            Self::UsersActivate => "users.activate",
            Self::UsersCreate => "users.create",
            Self::UsersDeactivate => "users.deactivate",
            Self::UsersResubscribe => "users.resubscribe",
            Self::UsersUnsubscribe => "users.unsubscribe",
            Self::UsersUpdate => "users.update",
        }
    }
}

impl Subject<'_> {
    /// As the log has it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Organization(_) => "organization",
            Self::User(_) => "user",
            Self::Group(_) => "group",
            Self::Membership(..) => "membership",
            Self::Invitation(_) => "invitation",
            Self::Token(..) => "token",
            Self::Avatar(_) => "avatar",
            Self::License(_) => "license",
            Self::Upload(_) => "upload",
            Self::File(_) => "file",
        }
    }
}

/// The public id; of what belongs to two things, both, with a slash between.
impl fmt::Display for Subject<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organization(id) => write!(formatter, "{}", id.0),
            Self::Group(id) => write!(formatter, "{}", id.0),
            Self::Membership(group, user) => write!(formatter, "{}/{}", group.0, user.public_id),
            Self::Token(user, fingerprint) => write!(formatter, "{}/{fingerprint}", user.public_id),
            Self::User(user) | Self::Invitation(user) | Self::Avatar(user) | Self::License(user) => {
                formatter.write_str(&user.public_id)
            }
            Self::Upload(id) | Self::File(id) => formatter.write_str(id),
        }
    }
}
