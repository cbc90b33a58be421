//! Members: the active users.

use roster_runtime::{Call, Problem};
use roster_stubs::docutools::{MembersApi, MembersListParameters, MembersListResponse};

use super::profiles::{page_number, page_object};
use crate::{api_error::refuse, model::principal::Principal, service::Service};

impl MembersApi for Service {
    async fn members_list(
        &self,
        call: Call<Principal>,
        parameters: MembersListParameters,
    ) -> Result<MembersListResponse, Problem> {
        let place = page_number(parameters.page, parameters.page_size);
        let page = self.directory.members(&call.principal, parameters.search, place).await.map_err(refuse(&call))?;
        Ok(MembersListResponse::Ok(page_object(page, place, &call.principal.organization)))
    }
}
