//! One trait per tag; an operation belongs to its first one.

use crate::{support::*, tags::*};

#[derive(Default)]
pub struct Handler;
impl UsersApi for Handler {
    async fn users_list(&self, _: Call<()>) -> Result<UsersListResponse, Problem> {
        Ok(UsersListResponse::NoContent)
    }
}

impl UserGroupsApi for Handler {
    async fn groups_list(&self, _: Call<()>) -> Result<GroupsListResponse, Problem> {
        Ok(GroupsListResponse::NoContent)
    }
}

impl DefaultApi for Handler {
    async fn other(&self, _: Call<()>) -> Result<OtherResponse, Problem> {
        Ok(OtherResponse::NoContent)
    }
}

#[tokio::test]
async fn every_trait_is_reached() {
    fn is_the_whole_api<A: Api>(_: &A) {}
    is_the_whole_api(&Handler);
    let (_, server) = start!(tags);
    for target in ["/users", "/groups", "/other"] {
        assert_eq!(server.get(target).await.pair(), (204, ""), "{target}");
    }
    assert_eq!(
        DOCUMENT.operations.iter().map(|operation| operation.id).collect::<Vec<_>>(),
        ["users_list", "groups_list", "other",]
    );
}
