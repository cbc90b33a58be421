//! Invitations: create, list, cancel. Accepting one is a page, not an operation ([`crate::pages`]).

use roster_runtime::{Call, Problem};
use roster_stubs::twona::{
    Invitation, InvitationCreate, InvitationStatusCode, InvitationStatusText, InvitationsApi,
    InvitationsCancelParameters, InvitationsCancelResponse, InvitationsCreateResponse, InvitationsListResponse,
};

use crate::{
    api_error::refuse,
    directory::InvitationLetter,
    lists,
    model::{self, GroupId, principal::Principal},
    service::Service,
};

impl InvitationsApi for Service {
    async fn invitations_create(
        &self,
        call: Call<Principal>,
        body: InvitationCreate,
    ) -> Result<InvitationsCreateResponse, Problem> {
        let letter = InvitationLetter {
            name: body.name,
            email: body.email,
            groups: body.groups.unwrap_or_default().into_iter().map(GroupId).collect(),
            message: body.message,
        };
        self.directory.invite(&call.principal, letter).await.map_err(refuse(&call))?;
        Ok(InvitationsCreateResponse::NoContent)
    }

    async fn invitations_list(&self, call: Call<Principal>) -> Result<InvitationsListResponse, Problem> {
        let rows = self.directory.invitations(&call.principal).await.map_err(refuse(&call))?;
        let directory = self.directory.clone();
        let array = lists::array(rows, call.operation, move |invitation| {
            let expired = directory.has_expired(&invitation);
            invitation_object(invitation, expired)
        });
        Ok(InvitationsListResponse::Ok(array))
    }

    async fn invitations_cancel(
        &self,
        call: Call<Principal>,
        parameters: InvitationsCancelParameters,
    ) -> Result<InvitationsCancelResponse, Problem> {
        self.directory.cancel_invitation(&call.principal, &parameters.email).await.map_err(refuse(&call))?;
        Ok(InvitationsCancelResponse::NoContent)
    }
}

fn invitation_object(invitation: model::Invitation, expired: bool) -> Invitation {
    // Ruling T2: 2 is expired, 3 is pending.
    let (status_code, status_text) = if expired {
        (InvitationStatusCode::Value2, InvitationStatusText::Expired)
    } else {
        (InvitationStatusCode::Value3, InvitationStatusText::Pending)
    };
    Invitation {
        date: invitation.sent,
        date_expiration: invitation.expires,
        email: invitation.email.to_string(),
        name: invitation.name.full(),
        organization_id: invitation.organization.0,
        status_code,
        status_text,
        users_groups_ids: invitation.groups.into_iter().map(|group| group.0).collect(),
    }
}
