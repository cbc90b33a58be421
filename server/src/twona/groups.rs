//! Groups: list, create, activate, get, update, deactivate, and their members.

use roster_runtime::{Call, Problem};
use roster_stubs::twona::{
    Group, GroupCreateOrActivate, GroupMember, GroupUpdate, GroupsApi, GroupsCreateOrActivateResponse,
    GroupsDeactivateParameters, GroupsDeactivateResponse, GroupsGetParameters, GroupsGetResponse, GroupsListParameters,
    GroupsListResponse, GroupsUpdateParameters, GroupsUpdateResponse, GroupsUsersAddParameters, GroupsUsersAddResponse,
    GroupsUsersListParameters, GroupsUsersListResponse, GroupsUsersRemoveParameters, GroupsUsersRemoveResponse,
};

use super::users::user_object;
use crate::{
    api_error::refuse,
    directory::GroupChange,
    lists,
    model::{self, GroupId, principal::Principal},
    service::Service,
};

impl GroupsApi for Service {
    async fn groups_list(
        &self,
        call: Call<Principal>,
        parameters: GroupsListParameters,
    ) -> Result<GroupsListResponse, Problem> {
        let rows = self.directory.groups(&call.principal, parameters.deleted).await.map_err(refuse(&call))?;
        Ok(GroupsListResponse::Ok(lists::array(rows, call.operation, group_object)))
    }

    async fn groups_create_or_activate(
        &self,
        call: Call<Principal>,
        body: GroupCreateOrActivate,
    ) -> Result<GroupsCreateOrActivateResponse, Problem> {
        let group = match body.name {
            Some(name) => self.directory.create_group(&call.principal, &name).await,
            None => {
                let id = body.id.expect("no body arrives that has neither a name nor an id");
                self.directory.activate_group(&call.principal, GroupId(id)).await
            }
        };
        Ok(GroupsCreateOrActivateResponse::Ok(group_object(group.map_err(refuse(&call))?)))
    }

    async fn groups_get(
        &self,
        call: Call<Principal>,
        parameters: GroupsGetParameters,
    ) -> Result<GroupsGetResponse, Problem> {
        let group = self.directory.group(&call.principal, GroupId(parameters.group_id)).await;
        Ok(GroupsGetResponse::Ok(group_object(group.map_err(refuse(&call))?)))
    }

    async fn groups_update(
        &self,
        call: Call<Principal>,
        parameters: GroupsUpdateParameters,
        body: GroupUpdate,
    ) -> Result<GroupsUpdateResponse, Problem> {
        let change = GroupChange { name: body.name, active: body.active };
        let group = self.directory.update_group(&call.principal, GroupId(parameters.group_id), change).await;
        Ok(GroupsUpdateResponse::Created(group_object(group.map_err(refuse(&call))?)))
    }

    async fn groups_deactivate(
        &self,
        call: Call<Principal>,
        parameters: GroupsDeactivateParameters,
    ) -> Result<GroupsDeactivateResponse, Problem> {
        let group = self.directory.deactivate_group(&call.principal, GroupId(parameters.group_id)).await;
        group.map_err(refuse(&call))?;
        Ok(GroupsDeactivateResponse::Ok)
    }

    async fn groups_users_list(
        &self,
        call: Call<Principal>,
        parameters: GroupsUsersListParameters,
    ) -> Result<GroupsUsersListResponse, Problem> {
        let rows = self.directory.group_users(&call.principal, GroupId(parameters.group_id)).await;
        let rows = rows.map_err(refuse(&call))?;
        Ok(GroupsUsersListResponse::Ok(lists::array(rows, call.operation, user_object)))
    }

    async fn groups_users_add(
        &self,
        call: Call<Principal>,
        parameters: GroupsUsersAddParameters,
        body: GroupMember,
    ) -> Result<GroupsUsersAddResponse, Problem> {
        let user = self.directory.add_to_group(&call.principal, GroupId(parameters.group_id), &body.id).await;
        Ok(GroupsUsersAddResponse::Created(user_object(user.map_err(refuse(&call))?)))
    }

    async fn groups_users_remove(
        &self,
        call: Call<Principal>,
        parameters: GroupsUsersRemoveParameters,
    ) -> Result<GroupsUsersRemoveResponse, Problem> {
        let group = GroupId(parameters.group_id);
        self.directory.remove_from_group(&call.principal, group, &parameters.user_id).await.map_err(refuse(&call))?;
        Ok(GroupsUsersRemoveResponse::NoContent)
    }
}

fn group_object(group: model::Group) -> Group {
    Group {
        active: group.active,
        date_created: group.created,
        date_updated: group.modified,
        id: group.id.0,
        name: group.name,
    }
}
