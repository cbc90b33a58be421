//! What nobody wrote is 501, and what handlers may not answer is 500.

use crate::{not_implemented::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn failing(&self, _: Call<()>, parameters: FailingParameters) -> Result<FailingResponse, Problem> {
        let status = http::StatusCode::from_u16(u16::try_from(parameters.with).unwrap()).unwrap();
        Err(Problem::new(status, "clash", "secret detail").with_header(http::header::RETRY_AFTER, "3"))
    }
}

#[tokio::test]
async fn the_default_body_answers_501() {
    let (_, server) = start!(not_implemented);
    let reply = server.get("/later/1").await;
    assert_eq!(reply.refusal(), refusal(501, &[]));
    assert_eq!(reply.json()["code"], "not_implemented");
    assert_eq!(server.get("/later/x").await.refusal(), refusal(400, &["id"]));
}

#[tokio::test]
async fn only_documented_statuses_are_answered() {
    let (_, server) = start!(not_implemented);
    let reply = server.get("/failing?with=409").await;
    assert_eq!((reply.status, reply.header("retry-after")), (409, Some("3")));
    assert_eq!((&reply.json()["code"], &reply.json()["detail"]), (&json!("clash"), &json!("secret detail")));
    let reply = server.get("/failing?with=404").await;
    assert_eq!(reply.refusal(), refusal(500, &[]));
    assert!(!reply.text().contains("secret"));
}

#[tokio::test]
async fn other_methods_and_paths_are_problems_too() {
    let (_, server) = start!(not_implemented);
    let reply = server.send(request("DELETE", "/failing")).await;
    assert_eq!((reply.status, reply.header("allow")), (405, Some("GET,HEAD")));
}
