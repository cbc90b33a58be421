//! Operations without an `operationId` get one from method and path.

use crate::{operation_ids_missing::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn get_users_user_id_keys(
        &self,
        _: Call<()>,
        parameters: GetUsersUserIdKeysParameters,
    ) -> Result<GetUsersUserIdKeysResponse, Problem> {
        Ok(GetUsersUserIdKeysResponse::Ok(show(parameters.user_id)))
    }

    async fn delete_users_user_id_keys(
        &self,
        _: Call<()>,
        _: DeleteUsersUserIdKeysParameters,
    ) -> Result<DeleteUsersUserIdKeysResponse, Problem> {
        Ok(DeleteUsersUserIdKeysResponse::NoContent)
    }
}

#[tokio::test]
async fn they_are_reached() {
    let (_, server) = start!(operation_ids_missing);
    assert_eq!(server.get("/users/7/keys").await.pair(), (200, "7"));
    assert_eq!(server.send(request("DELETE", "/users/7/keys")).await.pair(), (204, ""));
    assert_eq!(server.get("/").await.status, 501);
    assert_eq!(server.get("/users//keys").await.status, 400);
}
