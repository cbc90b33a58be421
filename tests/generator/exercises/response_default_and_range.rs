//! `4XX` and `default` responses.

use crate::{response_default_and_range::*, support::*};

#[derive(Default)]
pub struct Handler;
anonymous!(Handler);

impl DefaultApi for Handler {
    async fn ranges(&self, _: Call<()>, parameters: RangesParameters) -> Result<RangesResponse, Problem> {
        let body = Failure { reason: "so".to_owned() };
        Ok(match u16::try_from(parameters.wanted).unwrap() {
            200 => RangesResponse::Ok,
            499 => return Err(Problem::new(http::StatusCode::CONFLICT, "clash", "Both want it.")),
            status @ 400..499 => RangesResponse::ClientError { status, body },
            status => RangesResponse::Default { status, body, x_kind: Some("odd".to_owned()) },
        })
    }
}

#[tokio::test]
async fn the_handler_chooses_the_status() {
    let (_, server) = start!(response_default_and_range);
    assert_eq!(server.get("/ranges/200").await.pair(), (200, ""));
    assert_eq!(server.get("/ranges/404").await.pair(), (404, r#"{"reason":"so"}"#));
    let reply = server.get("/ranges/503").await;
    assert_eq!((reply.pair(), reply.header("x-kind")), ((503, r#"{"reason":"so"}"#), Some("odd")));
    assert_eq!(server.get("/ranges/499").await.refusal(), refusal(409, &[]));
    assert_eq!(server.get("/ranges/601").await.refusal(), refusal(400, &["wanted"]));
}
