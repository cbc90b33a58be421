//! Users: list, get, update, deactivate, activate, add in bulk.

use roster_runtime::{Call, JsonArray, Nullable, Problem};
use roster_stubs::twona::{
    User, UserActivation, UserBulk, UserUpdate, UsersActivateResponse, UsersApi, UsersCreateBulkResponse,
    UsersDeactivateParameters, UsersDeactivateResponse, UsersGetParameters, UsersGetResponse, UsersListParameters,
    UsersListResponse, UsersUpdateParameters, UsersUpdateResponse,
};

use super::search;
use crate::{
    api_error::refuse,
    directory::{BulkEntry, DirectoryError, Fault, UserChange, UserListing},
    lists,
    model::{self, GroupId, principal::Principal},
    service::Service,
};

impl UsersApi for Service {
    async fn users_list(
        &self,
        call: Call<Principal>,
        parameters: UsersListParameters,
    ) -> Result<UsersListResponse, Problem> {
        let page = parameters.page;
        let listing = listing(parameters).map_err(refuse(&call))?;
        let Some(page) = page else {
            let rows = self.directory.users(&call.principal, listing).await.map_err(refuse(&call))?;
            let body = lists::array(rows, call.operation, user_object);
            return Ok(UsersListResponse::Ok { body, link: None, x_total_count: None });
        };
        let page = u32::try_from(page).unwrap_or(1);
        let users = self.directory.users_page(&call.principal, listing, page).await.map_err(refuse(&call))?;
        Ok(UsersListResponse::Ok {
            link: Some(lists::page_links(&call.parts.uri, page, users.total)),
            x_total_count: Some(i64::try_from(users.total).unwrap_or(i64::MAX)),
            body: JsonArray::Items(users.items.into_iter().map(user_object).collect()),
        })
    }

    async fn users_get(
        &self,
        call: Call<Principal>,
        parameters: UsersGetParameters,
    ) -> Result<UsersGetResponse, Problem> {
        let user = self.directory.user(&call.principal, &parameters.user_id).await.map_err(refuse(&call))?;
        Ok(UsersGetResponse::Ok(user_object(user)))
    }

    async fn users_update(
        &self,
        call: Call<Principal>,
        parameters: UsersUpdateParameters,
        body: UserUpdate,
    ) -> Result<UsersUpdateResponse, Problem> {
        let change = UserChange {
            name: body.name,
            telephone: body.telephone.map(Nullable::into_option),
            position: body.position.map(Nullable::into_option),
        };
        let user = self.directory.update_user(&call.principal, &parameters.user_id, change).await;
        Ok(UsersUpdateResponse::Created(user_object(user.map_err(refuse(&call))?)))
    }

    async fn users_deactivate(
        &self,
        call: Call<Principal>,
        parameters: UsersDeactivateParameters,
    ) -> Result<UsersDeactivateResponse, Problem> {
        self.directory.deactivate_user(&call.principal, &parameters.user_id).await.map_err(refuse(&call))?;
        Ok(UsersDeactivateResponse::NoContent)
    }

    async fn users_activate(
        &self,
        call: Call<Principal>,
        body: UserActivation,
    ) -> Result<UsersActivateResponse, Problem> {
        let user = self.directory.activate_user(&call.principal, &body.id).await.map_err(refuse(&call))?;
        Ok(UsersActivateResponse::Created(user_object(user)))
    }

    async fn users_create_bulk(
        &self,
        call: Call<Principal>,
        body: UserBulk,
    ) -> Result<UsersCreateBulkResponse, Problem> {
        let entries = entries(body).map_err(refuse(&call))?;
        let added = self.directory.create_users(&call.principal, entries).await.map_err(refuse(&call))?;
        Ok(UsersCreateBulkResponse::Created(JsonArray::Items(added.into_iter().map(user_object).collect())))
    }
}

/// A user as this API shows one: without the telephone number (ruling T21).
pub(super) fn user_object(user: model::User) -> User {
    User {
        date_created: user.created,
        email: user.email.to_string(),
        id: user.public_id,
        name: user.name.full(),
        position: user.position,
    }
}

fn listing(parameters: UsersListParameters) -> Result<UserListing, DirectoryError> {
    let (filter, order) = search::parse(parameters.q, parameters.sort_by)?;
    Ok(UserListing { deleted: parameters.deleted, filter, order })
}

/// `groups[i]` is the group of `emails[i]` (ruling T4).
fn entries(body: UserBulk) -> Result<Vec<BulkEntry>, DirectoryError> {
    let count = body.emails.len();
    let groups = body.groups.unwrap_or_else(|| vec![None; count]);
    if groups.len() != count {
        let detail = format!("must have one item for each of the {count} addresses, and has {}", groups.len());
        return Err(DirectoryError::InvalidBody(vec![Fault::new("/groups", detail)]));
    }
    let entries = body.emails.into_iter().zip(groups);
    Ok(entries.map(|(email, group)| BulkEntry { email, group: group.map(GroupId) }).collect())
}
