//! Invitations.

use async_trait::async_trait;

use super::{Handle, Inner, moment, seconds};
use crate::{
    model::{
        GroupId, Invitation, InvitationId, InvitationState, NewInvitation, OrganizationId, UserId, email::Email,
        name::PersonName, secret::SecretHash,
    },
    store::{InvitationCursor, InvitationStore, StoreError, names},
};

/// The columns of [`InvitationRow`]; the groups come as one text, `12,14`, in their order.
macro_rules! invitation_columns {
    () => {
        "id, organization_id, user_id, email, first_name, last_name, message, state, sent_at, expires_at, \
         (SELECT string_agg(CAST(group_id AS TEXT), ',' ORDER BY position) FROM invitation_groups \
         WHERE invitation_id = invitations.id) AS group_ids"
    };
}

#[async_trait]
impl<C: Inner> InvitationStore for Handle<C> {
    async fn invitations_put(&mut self, invitation: &NewInvitation) -> Result<(), StoreError> {
        let id: i64 = sqlx::query_scalar(
            "INSERT INTO invitations (organization_id, user_id, email, email_key, first_name, last_name, message, \
             state, link_hash, sent_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10) \
             ON CONFLICT (organization_id, email_key) DO UPDATE SET user_id = excluded.user_id, \
             email = excluded.email, first_name = excluded.first_name, last_name = excluded.last_name, \
             message = excluded.message, state = excluded.state, link_hash = excluded.link_hash, \
             sent_at = excluded.sent_at, expires_at = excluded.expires_at RETURNING id",
        )
        .bind(invitation.organization.0)
        .bind(invitation.user.0)
        .bind(invitation.email.as_str())
        .bind(invitation.email.key())
        .bind(&invitation.name.first)
        .bind(&invitation.name.last)
        .bind(&invitation.message)
        .bind(&invitation.link.0[..])
        .bind(seconds(invitation.sent))
        .bind(seconds(invitation.expires))
        .fetch_one(&mut *self.0)
        .await?;
        sqlx::query("DELETE FROM invitation_groups WHERE invitation_id = $1").bind(id).execute(&mut *self.0).await?;
        for (position, group) in (0_i64..).zip(&invitation.groups) {
            sqlx::query("INSERT INTO invitation_groups (invitation_id, position, group_id) VALUES ($1, $2, $3)")
                .bind(id)
                .bind(position)
                .bind(group.0)
                .execute(&mut *self.0)
                .await?;
        }
        Ok(())
    }

    async fn invitations_by_email(
        &mut self,
        organization: OrganizationId,
        email: &Email,
    ) -> Result<Option<Invitation>, StoreError> {
        let query = concat!(
            "SELECT ",
            invitation_columns!(),
            " FROM invitations WHERE organization_id = $1 AND email_key = $2"
        );
        let row: Option<InvitationRow> =
            sqlx::query_as(query).bind(organization.0).bind(email.key()).fetch_optional(&mut *self.0).await?;
        row.map(InvitationRow::into_invitation).transpose()
    }

    async fn invitations_by_link(&mut self, link: SecretHash) -> Result<Option<Invitation>, StoreError> {
        let query = concat!("SELECT ", invitation_columns!(), " FROM invitations WHERE link_hash = $1");
        let row: Option<InvitationRow> = sqlx::query_as(query).bind(&link.0[..]).fetch_optional(&mut *self.0).await?;
        row.map(InvitationRow::into_invitation).transpose()
    }

    async fn invitations_list(
        &mut self,
        organization: OrganizationId,
        after: Option<InvitationCursor>,
        limit: u32,
    ) -> Result<Vec<Invitation>, StoreError> {
        let query = concat!(
            "SELECT ",
            invitation_columns!(),
            " FROM invitations WHERE organization_id = $1 AND state = 'open' AND (sent_at, id) < ($2, $3) \
             ORDER BY sent_at DESC, id DESC LIMIT $4"
        );
        let (sent, id) = after.map_or((i64::MAX, i64::MAX), |(sent, id)| (seconds(sent), id.0));
        let rows: Vec<InvitationRow> = sqlx::query_as(query)
            .bind(organization.0)
            .bind(sent)
            .bind(id)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.0)
            .await?;
        rows.into_iter().map(InvitationRow::into_invitation).collect()
    }

    async fn invitations_rename(&mut self, user: UserId, name: &PersonName) -> Result<(), StoreError> {
        sqlx::query("UPDATE invitations SET first_name = $1, last_name = $2 WHERE user_id = $3")
            .bind(&name.first)
            .bind(&name.last)
            .bind(user.0)
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn invitations_set_state(&mut self, id: InvitationId, state: InvitationState) -> Result<(), StoreError> {
        sqlx::query("UPDATE invitations SET state = $1 WHERE id = $2")
            .bind(names::invitation_state(state))
            .bind(id.0)
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct InvitationRow {
    id: i64,
    organization_id: i64,
    user_id: Option<i64>,
    email: String,
    first_name: String,
    last_name: String,
    message: Option<String>,
    state: String,
    sent_at: i64,
    expires_at: i64,
    group_ids: Option<String>,
}

impl InvitationRow {
    fn into_invitation(self) -> Result<Invitation, StoreError> {
        let unreadable = |_| StoreError::Unreadable("invitation_groups.group_id is no integer".to_owned());
        let groups = self.group_ids.iter().flat_map(|ids| ids.split(',')).map(|id| id.parse().map(GroupId));
        Ok(Invitation {
            id: InvitationId(self.id),
            organization: OrganizationId(self.organization_id),
            user: self.user_id.map(UserId),
            email: Email::stored(self.email),
            name: PersonName { first: self.first_name, last: self.last_name },
            message: self.message,
            groups: groups.collect::<Result<_, std::num::ParseIntError>>().map_err(unreadable)?,
            state: names::read_invitation_state(&self.state)?,
            sent: moment("invitations.sent_at", self.sent_at)?,
            expires: moment("invitations.expires_at", self.expires_at)?,
        })
    }
}
