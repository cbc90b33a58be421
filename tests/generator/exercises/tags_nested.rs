//! An operation belongs to the first tag under which it is found.

use crate::{support::*, tags_nested::*};

#[derive(Default)]
pub struct Handler;
impl ShelvesApi for Handler {
    async fn shelves_list(&self, _: Call<()>) -> Result<ShelvesListResponse, Problem> {
        Ok(ShelvesListResponse::Ok("shelves".to_owned()))
    }
}

impl DefaultApi for Handler {}

#[tokio::test]
async fn marks_make_no_traits() {
    let (_, server) = start!(tags_nested);
    assert_eq!(server.get("/shelves").await.pair(), (200, "shelves"));
    assert_eq!(server.get("/beta").await.status, 501);
}
