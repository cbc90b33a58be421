//! Whose token it is, and its end.

use roster_runtime::{Call, Problem};
use roster_stubs::twona::{Organization, Session, SessionApi, SessionDeleteResponse, SessionGetResponse};

use super::users::user_object;
use crate::{api_error::refuse, model::principal::Principal, service::Service};

impl SessionApi for Service {
    async fn session_get(&self, call: Call<Principal>) -> Result<SessionGetResponse, Problem> {
        let Principal { user, organization, .. } = call.principal;
        let organization = Organization { id: organization.id.0, name: organization.name };
        Ok(SessionGetResponse::Ok(Session { user: user_object(user), organization }))
    }

    async fn session_delete(&self, call: Call<Principal>) -> Result<SessionDeleteResponse, Problem> {
        self.directory.end_session(&call.principal).await.map_err(refuse(&call))?;
        Ok(SessionDeleteResponse::NoContent { set_cookie: self.session_cookie.end() })
    }
}
