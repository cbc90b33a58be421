//! The commands of the operator. They work beside a running server, on the same data.

use std::{io::Write, sync::Arc};

use super::{
    Failure, UsageError,
    arguments::{
        OrganizationCreate, OrganizationList, StorageOptions, TokenCreate, TokenList, TokenRevoke, UserCreate, UserList,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;

use crate::{
    directory::{Directory, DirectoryError, TokenSeed, UserSeed, UserSelector},
    model::{
        Roles, Subscription, User, UserStatus,
        email::Email,
        name::{self, PersonName},
        principal::TokenPermission,
    },
    start::open_directory,
    store::{CredentialKind, Opening, Store, license_type_name},
};

pub(super) async fn create_organization(options: OrganizationCreate) -> Result<(), Failure> {
    name::check(&options.name).map_err(|detail| usage("--name", detail))?;
    let (store, directory) = open_directory(&options.storage.config()?, Opening::Create).await?;
    let subscription =
        Subscription { storage: options.quota, ..Subscription::new(options.license_type, options.seats) };
    let organization = directory.create_organization(&options.name, subscription).await?;
    store.close().await;
    print(&format!("created the organization {} with the id {}", organization.name, organization.id.0))
}

/// A line for each: id, licence, seats, name.
pub(super) async fn list_organizations(options: OrganizationList) -> Result<(), Failure> {
    let (store, directory) = open(&options.storage).await?;
    let organizations = directory.organizations().await?;
    store.close().await;
    for organization in organizations {
        let Subscription { license_type, seats, .. } = organization.subscription;
        let license = license_type_name(license_type);
        print(&format!("{:6}  {license:6}  {seats:6} seats  {}", organization.id.0, organization.name))?;
    }
    Ok(())
}

/// A line for each: id, status, roles, address, name.
pub(super) async fn list_users(options: UserList) -> Result<(), Failure> {
    let (store, directory) = open(&options.storage).await?;
    let organization = directory.find_organization(options.organization.as_deref()).await.map_err(explain)?;
    for status in [UserStatus::Active, UserStatus::Inactive, UserStatus::Pending] {
        let mut users = directory.users_of(&organization, status).await?;
        for user in users.first {
            print_user(&user)?;
        }
        if let Some(rest) = &mut users.rest {
            while let Some(user) = rest.next().await {
                print_user(&user?)?;
            }
        }
    }
    store.close().await;
    Ok(())
}

fn print_user(user: &User) -> Result<(), Failure> {
    let status = match user.status {
        UserStatus::Active => "active",
        UserStatus::Inactive => "inactive",
        UserStatus::Pending => "invited",
    };
    let Roles { owner, admin, project_creator } = user.roles;
    let roles = [(owner, "owner"), (admin, "admin"), (project_creator, "project_creator")];
    let roles: Vec<&str> = roles.into_iter().filter_map(|(has, role)| has.then_some(role)).collect();
    let roles = if roles.is_empty() { "-".to_owned() } else { roles.join(",") };
    print(&format!("{:12}  {status:8}  {roles:15}  {}  {}", user.public_id, user.email, user.name.full()))
}

pub(super) async fn create_user(options: UserCreate) -> Result<(), Failure> {
    let email = Email::parse(&options.email).map_err(|detail| usage("--email", detail))?;
    let name = PersonName::parse(&options.name).map_err(|detail| usage("--name", detail))?;
    let roles = Roles { owner: options.owner, admin: options.admin, project_creator: options.project_creator };
    let (store, directory) = open(&options.storage).await?;
    let organization = directory.find_organization(options.organization.as_deref()).await.map_err(explain)?;
    let user = directory.create_user(&organization, UserSeed { email, name, roles }).await?;
    store.close().await;
    print(&format!("created the user {} with the id {}", user.email, user.public_id))
}

pub(super) async fn create_token(options: TokenCreate) -> Result<(), Failure> {
    let email = Email::parse(&options.email).map_err(|detail| usage("--email", detail))?;
    let permissions = options.permission.iter().map(|permission| {
        let unknown = || usage("--permission", format!("{permission} is not known; there is auto_key"));
        TokenPermission::named(permission).ok_or_else(unknown)
    });
    let permissions = permissions.collect::<Result<Vec<_>, _>>()?;
    if let Some(name) = &options.name {
        name::check(name).map_err(|detail| usage("--name", detail))?;
    }
    let lifetime = options.expires.map(|time| TimeDelta::from_std(time).expect("ten years are in range"));
    let seed = TokenSeed { permissions, lifetime, name: options.name };
    let (store, directory) = open(&options.storage).await?;
    let selector = UserSelector { email, organization: options.organization };
    let user = directory.find_user(&selector).await.map_err(explain)?;
    if user.status != UserStatus::Active {
        return Err(Failure::Other("the user is deactivated, so a token would not work".to_owned()));
    }
    let token = directory.create_token(&user, seed).await?;
    store.close().await;
    print(token.reveal())
}

/// A line for each: id, kind, creation, end, last use, permissions, name.
pub(super) async fn list_tokens(options: TokenList) -> Result<(), Failure> {
    let (store, directory, user) = user_of(options).await?;
    let credentials = directory.credentials(&user).await?;
    store.close().await;
    for credential in credentials {
        let kind = match credential.kind {
            CredentialKind::Token => "token",
            CredentialKind::Session => "session",
        };
        let expires = credential.expires.map_or_else(|| "never".to_owned(), timestamp);
        let permissions: Vec<_> = credential.permissions.iter().map(|permission| permission.name()).collect();
        let (id, created) = (credential.hash.fingerprint(), timestamp(credential.created));
        let used = credential.last_used.map_or_else(|| "never".to_owned(), timestamp);
        let mut line = format!("{id}  {kind:7}  created {created}  expires {expires}  used {used}");
        for more in [permissions.join(" "), credential.name.unwrap_or_default()] {
            if !more.is_empty() {
                line = format!("{line}  {more}");
            }
        }
        print(&line)?;
    }
    Ok(())
}

pub(super) async fn revoke_tokens(options: TokenRevoke) -> Result<(), Failure> {
    let id = options.which.id;
    let (store, directory, user) = user_of(options.tokens).await?;
    let wanted = id.as_deref();
    let count = directory.revoke(&user, |found| wanted.is_none_or(|id| found.hash.fingerprint() == id)).await?;
    store.close().await;
    if count == 0 && id.is_some() {
        return Err(Failure::Other("the user has no token of this id; `token list` tells those there are".to_owned()));
    }
    print(&format!("revoked {count}"))
}

async fn user_of(options: TokenList) -> Result<(Arc<dyn Store>, Directory, User), Failure> {
    let email = Email::parse(&options.email).map_err(|detail| usage("--email", detail))?;
    let (store, directory) = open(&options.storage).await?;
    let selector = UserSelector { email, organization: options.organization };
    let user = directory.find_user(&selector).await.map_err(explain)?;
    Ok((store, directory, user))
}

fn timestamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// The directory that is there.
pub(super) async fn open(storage: &StorageOptions) -> Result<(Arc<dyn Store>, Directory), Failure> {
    Ok(open_directory(&storage.config()?, Opening::Existing).await?)
}

/// Errors that only the operator meets, in the words of the command line.
pub(super) fn explain(error: DirectoryError) -> Failure {
    let text = match error {
        DirectoryError::UserNotFound => "there is no user with this e-mail address",
        DirectoryError::OrganizationNotFound => "there is no such organization; `organization create` adds one",
        DirectoryError::InvalidBody(_) => "several organizations fit; say which one with --organization NAME or ID",
        other => return Failure::Directory(other),
    };
    Failure::Other(text.to_owned())
}

fn usage(flag: &str, detail: impl std::fmt::Display) -> UsageError {
    UsageError(format!("{flag} {detail}"))
}

/// One line on standard output; a reader who has left is no failure.
fn print(line: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Other(error.to_string())),
        _ => Ok(()),
    }
}
