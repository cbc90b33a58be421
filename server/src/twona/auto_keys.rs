//! Magic links: request one.

use roster_runtime::{Call, Problem};
use roster_stubs::twona::{AutoKeyRequest, AutoKeysApi, AutoKeysCreateResponse};

use crate::{api_error::refuse, model::principal::Principal, service::Service};

impl AutoKeysApi for Service {
    async fn auto_keys_create(
        &self,
        call: Call<Principal>,
        body: AutoKeyRequest,
    ) -> Result<AutoKeysCreateResponse, Problem> {
        let link = self.directory.create_login_link(&call.principal, &body.email).await.map_err(refuse(&call))?;
        Ok(AutoKeysCreateResponse::NoContent { location: link })
    }
}
