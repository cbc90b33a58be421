//! Users: list, get, invite, invite again, update one or many, vCard, unsubscribe and back.

use roster_runtime::{Call, JsonArray, Nullable, Problem};
use roster_stubs::docutools::{
    User, UserBatchUpdate, UserInvitation, UserType, UserUpdate, UsersApi, UsersGetParameters, UsersGetResponse,
    UsersInviteResponse, UsersListFilter, UsersListParameters, UsersListResponse, UsersListSort,
    UsersListSortDirection, UsersReinviteParameters, UsersReinviteResponse, UsersResubscribeParameters,
    UsersResubscribeResponse, UsersUnsubscribeParameters, UsersUnsubscribeResponse, UsersUpdateBatchResponse,
    UsersUpdateParameters, UsersUpdateResponse, UsersVcardParameters, UsersVcardResponse,
};

use super::{
    profiles::{page_number, page_object, user_object},
    vcard,
};
use crate::{
    api_error::refuse,
    directory::{ProfileChange, ProfileInvitation, ProfileListing, ProfileOrder},
    disposition,
    model::{Authentication, Profile, principal::Principal},
    service::Service,
};

impl UsersApi for Service {
    async fn users_list(
        &self,
        call: Call<Principal>,
        parameters: UsersListParameters,
    ) -> Result<UsersListResponse, Problem> {
        let place = page_number(parameters.page, parameters.page_size);
        let page = self.directory.profiles(&call.principal, listing(parameters), place).await.map_err(refuse(&call))?;
        Ok(UsersListResponse::Ok(page_object(page, place, &call.principal.organization)))
    }

    async fn users_invite(&self, call: Call<Principal>, body: UserInvitation) -> Result<UsersInviteResponse, Problem> {
        let profile = self.directory.invite_profile(&call.principal, invitation(body)).await.map_err(refuse(&call))?;
        Ok(UsersInviteResponse::Created(shown(&call, profile)))
    }

    async fn users_update_batch(
        &self,
        call: Call<Principal>,
        body: UserBatchUpdate,
    ) -> Result<UsersUpdateBatchResponse, Problem> {
        let profiles = self.directory.update_profiles(&call.principal, &body.ids, &change(body.update)).await;
        let users = profiles.map_err(refuse(&call))?.into_iter().map(|profile| shown(&call, profile));
        Ok(UsersUpdateBatchResponse::Ok(JsonArray::Items(users.collect())))
    }

    async fn users_unsubscribe(
        &self,
        call: Call<Principal>,
        parameters: UsersUnsubscribeParameters,
    ) -> Result<UsersUnsubscribeResponse, Problem> {
        self.directory.unsubscribe(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        Ok(UsersUnsubscribeResponse::Ok)
    }

    async fn users_resubscribe(
        &self,
        call: Call<Principal>,
        parameters: UsersResubscribeParameters,
    ) -> Result<UsersResubscribeResponse, Problem> {
        self.directory.resubscribe(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        Ok(UsersResubscribeResponse::NoContent)
    }

    async fn users_get(
        &self,
        call: Call<Principal>,
        parameters: UsersGetParameters,
    ) -> Result<UsersGetResponse, Problem> {
        let profile = self.directory.profile(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        Ok(UsersGetResponse::Ok(shown(&call, profile)))
    }

    async fn users_update(
        &self,
        call: Call<Principal>,
        parameters: UsersUpdateParameters,
        body: UserUpdate,
    ) -> Result<UsersUpdateResponse, Problem> {
        let profile = self.directory.update_profile(&call.principal, parameters.user_id, &change(body)).await;
        Ok(UsersUpdateResponse::Ok(shown(&call, profile.map_err(refuse(&call))?)))
    }

    async fn users_vcard(
        &self,
        call: Call<Principal>,
        parameters: UsersVcardParameters,
    ) -> Result<UsersVcardResponse, Problem> {
        let profile = self.directory.profile(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        Ok(UsersVcardResponse::Ok {
            content_disposition: disposition::attachment(&vcard::file_name(&profile)),
            body: vcard::card(&profile, &call.principal.organization),
        })
    }

    async fn users_reinvite(
        &self,
        call: Call<Principal>,
        parameters: UsersReinviteParameters,
    ) -> Result<UsersReinviteResponse, Problem> {
        self.directory.reinvite(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        Ok(UsersReinviteResponse::Ok)
    }
}

fn invitation(body: UserInvitation) -> ProfileInvitation {
    ProfileInvitation {
        email: body.email,
        username: body.username,
        first_name: body.first_name.unwrap_or_default(),
        last_name: body.last_name.unwrap_or_default(),
        authentication: match body.r#type {
            Some(UserType::Saml) => Authentication::Saml,
            Some(UserType::Password) | None => Authentication::Password,
        },
        id: body.user_id,
        language: body.settings.and_then(|settings| settings.language),
    }
}

fn shown(call: &Call<Principal>, profile: Profile) -> User {
    user_object(profile, &call.principal.organization)
}

fn listing(parameters: UsersListParameters) -> ProfileListing {
    ProfileListing {
        licensed: match parameters.filter {
            UsersListFilter::Any => None,
            UsersListFilter::Licensed => Some(true),
            UsersListFilter::WithoutLicense => Some(false),
        },
        order: match parameters.sort {
            UsersListSort::Id => ProfileOrder::Id,
            UsersListSort::Name => ProfileOrder::Name,
            UsersListSort::License => ProfileOrder::License,
            UsersListSort::LicensedSince => ProfileOrder::LicensedSince,
            // Ruling D1.
            UsersListSort::LicensedUntil | UsersListSort::LicnsedUntil => ProfileOrder::LicensedUntil,
            UsersListSort::Admin => ProfileOrder::Admin,
            UsersListSort::ProjectCreator => ProfileOrder::ProjectCreator,
            UsersListSort::Paid => ProfileOrder::Paid,
        },
        descending: parameters.sort_direction == UsersListSortDirection::Desc,
        search: parameters.search,
    }
}

fn change(update: UserUpdate) -> ProfileChange {
    let nullable = |value: Option<Nullable<String>>| value.map(Nullable::into_option);
    let settings = update.settings;
    let (language, time_zone, two_factor) = settings.map_or((None, None, None), |settings| {
        (settings.language, settings.time_zone, settings.two_factor_auth_enabled)
    });
    ProfileChange {
        first_name: update.first_name,
        last_name: update.last_name,
        phone: nullable(update.phone),
        fax: nullable(update.fax),
        job_title: nullable(update.job_title),
        department: nullable(update.department),
        internal_id: nullable(update.internal_id),
        street: nullable(update.street),
        city: nullable(update.city),
        zip: nullable(update.zip),
        language,
        time_zone: nullable(time_zone),
        two_factor,
    }
}
