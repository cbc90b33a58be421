//! Invitations: sent by mail, accepted on a page, renewed, cancelled, expired (rulings T2, T3, T6, T23, T25).

use chrono::{DateTime, Utc};

use super::{
    Directory, DirectoryError,
    error::Fault,
    groups::active_group,
    rows::{self, CHUNK, Rows},
};
use crate::{
    mail::InvitationMail,
    model::{
        GroupId, Invitation, InvitationState, NewInvitation, Organization, User, UserStatus,
        audit::{Action, Actor, Subject},
        email::Email,
        name::{self, PersonName},
        principal::{Authority, Principal},
        secret::{Secret, SecretHash},
    },
    store::{Connection, Transaction},
};

/// Longest message that is taken, in characters.
const MAXIMUM_MESSAGE: usize = 2000;

/// Whom to invite, and what to write to them.
#[derive(Clone, Debug)]
pub struct InvitationLetter {
    pub name: String,
    pub email: String,
    pub groups: Vec<GroupId>,
    pub message: Option<String>,
}

/// An invitation that can be accepted, as its page shows it.
#[derive(Clone, Debug)]
pub struct OpenInvitation {
    pub invitation: Invitation,
    pub organization: Organization,
}

impl Directory {
    /// Pending and expired invitations, the newest first.
    pub async fn invitations(&self, principal: &Principal) -> Result<Rows<Invitation>, DirectoryError> {
        let (store, organization) = (self.store.clone(), principal.organization.id);
        rows::read(move |last: Option<Invitation>| {
            let store = store.clone();
            async move {
                let after = last.map(|last| (last.sent, last.id));
                Ok(store.reader().await?.invitations_list(organization, after, CHUNK).await?)
            }
        })
        .await
    }

    /// Whether an invitation has expired by now.
    pub fn has_expired(&self, invitation: &Invitation) -> bool {
        invitation.has_expired(self.environment.now())
    }

    /// Sends an invitation, or renews the address's: new dates, a new link, and the old link is dead (ruling T25).
    pub async fn invite(&self, principal: &Principal, letter: InvitationLetter) -> Result<(), DirectoryError> {
        principal.require(Authority::Admin)?;
        let (name, email) = check(&letter)?;
        let organization = &principal.organization;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(organization.id).await?;
        let groups = check_groups(&mut *transaction, organization, &letter.groups).await?;
        let user = self.pending_user(&mut *transaction, organization, &email, &name).await?;
        self.send_invitation(&mut *transaction, principal, &user, letter.message, groups).await?;
        transaction.commit().await?;
        self.mailer.notify();
        Ok(())
    }

    /// Stores the invitation of a pending user, in place of a former one, and queues its mail.
    pub(super) async fn send_invitation(
        &self,
        transaction: &mut dyn Transaction,
        principal: &Principal,
        user: &User,
        message: Option<String>,
        groups: Vec<GroupId>,
    ) -> Result<(), DirectoryError> {
        let sent = self.environment.now();
        self.check_mail_pause(transaction, user, sent).await?;
        let link = Secret::generate(&self.environment);
        let expires = sent + self.settings.invitation_lifetime;
        let mail = self.mailer.invitation(InvitationMail {
            email: &user.email,
            name: &user.name,
            organization: &principal.organization.name,
            inviter: &principal.user.name.full(),
            message: message.as_deref(),
            link: &self.link(&link),
            expires,
        })?;
        let invitation = NewInvitation {
            organization: user.organization,
            user: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            message,
            groups,
            link: link.hash(),
            sent,
            expires,
        };
        transaction.invitations_put(&invitation).await?;
        self.queue_mail(transaction, user, mail).await?;
        self.audit(transaction, principal, Action::InvitationsCreate, Subject::Invitation(user)).await
    }

    /// Refuses a mail too soon after the last one to the same address, whatever has become of that invitation.
    async fn check_mail_pause(
        &self,
        transaction: &mut dyn Transaction,
        user: &User,
        now: DateTime<Utc>,
    ) -> Result<(), DirectoryError> {
        let former = transaction.invitations_by_email(user.organization, &user.email).await?;
        // What was sent by a clock that was ahead keeps nobody waiting.
        let sent = former.map(|former| former.sent).filter(|sent| *sent <= now);
        let wait = sent.map_or(0, |sent| (sent + self.settings.mail_pause - now).num_seconds());
        match u64::try_from(wait) {
            Ok(seconds @ 1..) => Err(DirectoryError::MailTooSoon(seconds)),
            _ => Ok(()),
        }
    }

    /// Ends a pending invitation; one that was cancelled before counts as never sent.
    pub async fn cancel_invitation(&self, principal: &Principal, email: &str) -> Result<(), DirectoryError> {
        principal.require(Authority::Admin)?;
        let Ok(email) = Email::parse(email) else { return Err(DirectoryError::InvitationNotFound) };
        let organization = principal.organization.id;
        let mut transaction = self.store.transaction().await?;
        transaction.organizations_lock(organization).await?;
        let invitation = transaction.invitations_by_email(organization, &email).await?;
        let invitation = invitation.ok_or(DirectoryError::InvitationNotFound)?;
        match self.require_open(&invitation) {
            Err(DirectoryError::InvitationCancelled) => return Err(DirectoryError::InvitationNotFound),
            other => other?,
        }
        transaction.invitations_set_state(invitation.id, InvitationState::Cancelled).await?;
        // An open invitation always has its user.
        if let Some(id) = invitation.user
            && let Some(user) = transaction.users_get(id).await?
        {
            self.forget_avatar(&mut *transaction, &user).await?;
            transaction.users_delete(id).await?;
            self.audit(&mut *transaction, principal, Action::InvitationsCancel, Subject::Invitation(&user)).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The invitation that a link leads to, where it can be accepted.
    pub async fn open_invitation(&self, link: &str) -> Result<OpenInvitation, DirectoryError> {
        let mut reader = self.store.reader().await?;
        self.open_invitation_on(&mut *reader, link).await
    }

    /// Makes the invited person an active user, and a member of those groups of the invitation that are still active.
    pub async fn accept_invitation(&self, link: &str) -> Result<OpenInvitation, DirectoryError> {
        let mut transaction = self.store.transaction().await?;
        let before = self.open_invitation_on(&mut *transaction, link).await?;
        transaction.organizations_lock(before.organization.id).await?;
        // Again, now that nobody else can accept or cancel it.
        let open = self.open_invitation_on(&mut *transaction, link).await?;
        let user = match open.invitation.user {
            Some(id) => transaction.users_get(id).await?,
            None => None,
        };
        let mut user = user.ok_or(DirectoryError::InvitationCancelled)?;
        user.verified = true;
        let user = self.activate_pending(&mut *transaction, user).await?;
        for group in &open.invitation.groups {
            if let Some(group) = active_group(&mut *transaction, open.organization.id, *group).await? {
                transaction.memberships_insert(group.id, user.id, self.environment.now()).await?;
            }
        }
        let actor = Actor::User(&user);
        self.audit(&mut *transaction, actor, Action::InvitationsAccept, Subject::Invitation(&user)).await?;
        transaction.commit().await?;
        Ok(open)
    }

    async fn open_invitation_on(
        &self,
        connection: &mut (impl Connection + ?Sized),
        link: &str,
    ) -> Result<OpenInvitation, DirectoryError> {
        let invitation = connection.invitations_by_link(SecretHash::of(link)).await?;
        let invitation = invitation.ok_or(DirectoryError::LinkUnknown)?;
        self.require_open(&invitation)?;
        let organization = connection.organizations_get(invitation.organization).await?;
        let organization = organization.ok_or(DirectoryError::LinkUnknown)?;
        Ok(OpenInvitation { invitation, organization })
    }

    fn require_open(&self, invitation: &Invitation) -> Result<(), DirectoryError> {
        match invitation.state {
            InvitationState::Accepted => Err(DirectoryError::InvitationAccepted),
            InvitationState::Cancelled => Err(DirectoryError::InvitationCancelled),
            InvitationState::Open if self.has_expired(invitation) => Err(DirectoryError::InvitationExpired),
            InvitationState::Open => Ok(()),
        }
    }

    /// The user who waits behind the invitation, created where the address is new.
    async fn pending_user(
        &self,
        transaction: &mut dyn Transaction,
        organization: &Organization,
        email: &Email,
        name: &PersonName,
    ) -> Result<User, DirectoryError> {
        match transaction.users_by_email(organization.id, email).await? {
            Some(mut user) if user.status == UserStatus::Pending => {
                user.name = name.clone();
                user.modified = self.environment.now();
                transaction.users_update(&user).await?;
                Ok(user)
            }
            Some(_) => Err(DirectoryError::EmailInUse),
            None => {
                let user = self.new_user(organization.id, email.clone(), name.clone(), UserStatus::Pending);
                Ok(transaction.users_insert(&user).await?)
            }
        }
    }

    /// Where the invitation's page is.
    fn link(&self, link: &Secret) -> String {
        format!("{}/invitations/{}", self.settings.public_url.as_str().trim_end_matches('/'), link.reveal())
    }
}

fn check(letter: &InvitationLetter) -> Result<(PersonName, Email), DirectoryError> {
    let message = name::check_text(letter.message.as_deref().unwrap_or_default(), MAXIMUM_MESSAGE);
    match (PersonName::parse(&letter.name), Email::parse(&letter.email), message) {
        (Ok(name), Ok(email), Ok(())) => Ok((name, email)),
        (name, email, message) => {
            let faults = [("/name", name.err()), ("/email", email.err()), ("/message", message.err())];
            let faults = faults.into_iter().filter_map(|(pointer, detail)| Some(Fault::new(pointer, detail?)));
            Err(DirectoryError::InvalidBody(faults.collect()))
        }
    }
}

/// The groups, each once.
async fn check_groups(
    transaction: &mut dyn Transaction,
    organization: &Organization,
    wanted: &[GroupId],
) -> Result<Vec<GroupId>, DirectoryError> {
    let mut groups = Vec::new();
    let mut faults = Vec::new();
    for (index, id) in wanted.iter().enumerate() {
        match active_group(transaction, organization.id, *id).await? {
            None => faults.push(Fault::new(format!("/groups/{index}"), format!("there is no active group {}", id.0))),
            Some(group) if !groups.contains(&group.id) => groups.push(group.id),
            Some(_) => {}
        }
    }
    if faults.is_empty() { Ok(groups) } else { Err(DirectoryError::UnknownGroups(faults)) }
}
