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
            status @ 201..300 => RangesResponse::Success { status, body, x_kind: Some("odd".to_owned()) },
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

#[tokio::test]
async fn what_has_no_body_is_sent_without_one() {
    let (_, server) = start!(response_default_and_range);
    assert_eq!(server.get("/ranges/203").await.pair(), (203, r#"{"reason":"so"}"#));
    for status in [204, 205, 304] {
        let reply = server.get(&format!("/ranges/{status}")).await;
        assert_eq!((reply.pair(), reply.header("x-kind")), ((status, ""), Some("odd")));
        assert_eq!(reply.header("content-type"), None, "{status}");
        assert!(matches!(reply.header("content-length"), None | Some("0")), "{status}");
    }
    let reply = server.send(request("HEAD", "/ranges/203")).await;
    assert_eq!((reply.pair(), reply.header("content-length")), ((203, ""), Some("15")));
}
