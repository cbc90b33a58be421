//! Magic links: asked for with a special permission, followed once, and turned into a session (ruling T17).
//!
//! A link ends in a secret and a checksum of it. The checksum is no protection: it tells a link that was copied badly
//! without asking the database.

use chrono::TimeDelta;
use subtle::ConstantTimeEq;

use super::{Directory, DirectoryError, error::Fault};
use crate::{
    model::{
        User, UserId, UserStatus,
        audit::{Action, Actor, Subject},
        email::Email,
        principal::{Authority, Principal},
        secret::{Secret, SecretHash},
    },
    store::{CredentialKind, NewCredential, Transaction},
};

const LINK_LIFETIME: TimeDelta = TimeDelta::minutes(15);

/// How long a session lasts, in seconds: a working day, and the way there and back.
pub const SESSION_SECONDS: u32 = 12 * 60 * 60;

/// Bytes of the hash that the checksum shows.
const CHECKSUM_LENGTH: usize = 4;

impl Directory {
    /// A link that logs an active user of the caller's organisation in, once.
    pub async fn create_login_link(&self, principal: &Principal, email: &str) -> Result<String, DirectoryError> {
        principal.require(Authority::AutoKey)?;
        let email =
            Email::parse(email).map_err(|detail| DirectoryError::InvalidBody(vec![Fault::new("/email", detail)]))?;
        let secret = Secret::generate(&self.environment);
        let now = self.environment.now();
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(principal.organization.id).await?;
        let user = transaction.users_by_email(principal.organization.id, &email).await?;
        let user = user.filter(|user| user.status == UserStatus::Active).ok_or(DirectoryError::LoginUserUnknown)?;
        transaction.logins_delete_expired(now).await?;
        transaction.logins_insert(secret.hash(), user.id, now + LINK_LIFETIME).await?;
        self.audit(&mut *transaction, principal, Action::AutoKeysCreate, Subject::User(&user)).await?;
        transaction.commit().await?;
        let base = self.settings.public_url.as_str().trim_end_matches('/');
        Ok(format!("{base}/login/auto-key/{}/{}", secret.reveal(), checksum(secret.hash())))
    }

    /// Uses a link up, and answers the session that it opens. Whatever is wrong with the link, the error is the same.
    pub async fn follow_login_link(&self, secret: &str, presented: &str) -> Result<Secret, DirectoryError> {
        let link = SecretHash::of(secret);
        if !bool::from(checksum(link).as_bytes().ct_eq(presented.as_bytes())) {
            return Err(DirectoryError::LoginLinkUnknown);
        }
        let now = self.environment.now();
        let mut transaction = self.store.transaction().await?;
        let user = transaction.logins_take(link, now).await?.ok_or(DirectoryError::LoginLinkUnknown)?;
        let user = active_user(&mut *transaction, user).await?;
        let session = Secret::generate(&self.environment);
        let credential = NewCredential {
            hash: session.hash(),
            kind: CredentialKind::Session,
            user: user.id,
            permissions: Vec::new(),
            created: now,
            expires: Some(now + TimeDelta::seconds(SESSION_SECONDS.into())),
            name: None,
        };
        transaction.credentials_insert(&credential).await?;
        self.audit(&mut *transaction, Actor::User(&user), Action::SessionsCreate, Subject::User(&user)).await?;
        transaction.commit().await?;
        Ok(session)
    }
}

/// The user, whom nobody deactivates until the transaction ends.
async fn active_user(transaction: &mut dyn Transaction, id: UserId) -> Result<User, DirectoryError> {
    let user = transaction.users_get(id).await?.ok_or(DirectoryError::LoginLinkUnknown)?;
    transaction.organizations_lock(user.organization).await?;
    let user = transaction.users_get(id).await?;
    user.filter(|user| user.status == UserStatus::Active).ok_or(DirectoryError::LoginLinkUnknown)
}

/// Hexadecimal digits.
fn checksum(link: SecretHash) -> String {
    link.0[..CHECKSUM_LENGTH].iter().map(|byte| format!("{byte:02x}")).collect()
}
