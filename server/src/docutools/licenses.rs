//! Licences: giving a user a seat, and taking it back.

use roster_runtime::{Call, Problem};
use roster_stubs::docutools::{
    LicensesApi, LicensesAssignParameters, LicensesAssignResponse, LicensesRemoveParameters, LicensesRemoveResponse,
};

use crate::{api_error::refuse, model::principal::Principal, service::Service};

impl LicensesApi for Service {
    async fn licenses_assign(
        &self,
        call: Call<Principal>,
        parameters: LicensesAssignParameters,
    ) -> Result<LicensesAssignResponse, Problem> {
        self.directory.assign_license(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        Ok(LicensesAssignResponse::Ok)
    }

    async fn licenses_remove(
        &self,
        call: Call<Principal>,
        parameters: LicensesRemoveParameters,
    ) -> Result<LicensesRemoveResponse, Problem> {
        self.directory.remove_license(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        Ok(LicensesRemoveResponse::Ok)
    }
}
