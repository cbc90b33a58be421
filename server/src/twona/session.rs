//! Whose token it is.

use roster_runtime::{Call, Problem};
use roster_stubs::twona::{Organization, Session, SessionApi, SessionGetResponse};

use super::users::user_object;
use crate::{directory::principal::Principal, service::Service};

impl SessionApi for Service {
    async fn session_get(&self, call: Call<Principal>) -> Result<SessionGetResponse, Problem> {
        let Principal { user, organization, .. } = call.principal;
        let organization = Organization { id: organization.id.0, name: organization.name };
        Ok(SessionGetResponse::Ok(Session { user: user_object(user), organization }))
    }
}
