//! `4XX` and `default` responses.

use crate::{response_default_and_range::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn alone(&self, _: Call<()>, parameters: AloneParameters) -> Result<AloneResponse, Problem> {
        Ok(match u16::try_from(parameters.wanted).unwrap() {
            status @ (204 | 205 | 304) => AloneResponse::DefaultWithoutBody { status },
            status => AloneResponse::Default { status, body: Failure { reason: "so".to_owned() } },
        })
    }

    async fn ranges(&self, _: Call<()>, parameters: RangesParameters) -> Result<RangesResponse, Problem> {
        let body = Failure { reason: "so".to_owned() };
        Ok(match u16::try_from(parameters.wanted).unwrap() {
            200 => RangesResponse::Ok,
            status @ (204 | 205) => RangesResponse::SuccessWithoutBody { status, x_kind: Some("odd".to_owned()) },
            status @ 201..300 => RangesResponse::Success { status, body, x_kind: Some("odd".to_owned()) },
            499 => return Err(Problem::new(http::StatusCode::CONFLICT, "clash", "Both want it.")),
            status @ 400..499 => RangesResponse::ClientError { status, body },
            // What cannot have a body is sent without the one that is given.
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

#[tokio::test]
async fn the_client_reads_errors_as_they_are_documented() {
    use crate::clients::response_default_and_range::{Client, RangesError, RangesResponse};
    use roster_client_runtime::{Credential, Options, RetryPolicy};

    let (_, server) = start!(response_default_and_range);
    let options = Options { retry: RetryPolicy::off(), ..Options::default() };
    let client = Client::with(&server.url(), Credential::anonymous(), options).unwrap();
    assert!(matches!(client.ranges(200).await.unwrap(), RangesResponse::Ok));
    let answer = client.ranges(203).await.unwrap();
    assert!(matches!(answer, RangesResponse::Success { x_kind: Some(kind), .. } if kind == "odd"));
    let read = |error: &roster_client_runtime::Error| RangesError::of(error).map(Result::unwrap);
    let error = read(&client.ranges(404).await.unwrap_err());
    assert!(
        matches!(&error, Some(RangesError::ClientError { status, body }) if *status == 404 && body.reason == "so"),
        "{error:?}"
    );
    let error = read(&client.ranges(503).await.unwrap_err());
    let Some(RangesError::Default { status, x_kind, body }) = error else { panic!("{error:?}") };
    assert_eq!((status.as_u16(), x_kind.as_deref(), body.reason.as_str()), (503, Some("odd"), "so"));
    let problem = client.ranges(601).await.unwrap_err();
    assert_eq!(problem.code(), Some("invalid_parameter"));
    assert!(RangesError::of(&problem).is_none(), "a problem document is of no documented media type");
}

#[tokio::test]
async fn the_client_has_variants_for_what_cannot_have_a_body() {
    use crate::clients::response_default_and_range::{AloneResponse, Client, RangesResponse};
    use roster_client_runtime::{Credential, Options, RetryPolicy};

    let (_, server) = start!(response_default_and_range);
    let options = Options { retry: RetryPolicy::off(), ..Options::default() };
    let client = Client::with(&server.url(), Credential::anonymous(), options).unwrap();
    for wanted in [204, 205] {
        let answer = client.ranges(wanted).await.unwrap();
        let RangesResponse::SuccessWithoutBody { status, x_kind } = answer else { panic!("{answer:?}") };
        assert_eq!((i64::from(status.as_u16()), x_kind.as_deref()), (wanted, Some("odd")));
    }
    for wanted in [204, 205, 304] {
        let answer = client.alone(wanted).await.unwrap();
        assert!(matches!(answer, AloneResponse::DefaultWithoutBody { status } if i64::from(status.as_u16()) == wanted));
        assert_eq!(answer.into_body(), None);
    }
    assert_eq!(client.alone(200).await.unwrap().into_body().map(|body| body.reason).as_deref(), Some("so"));
    assert_eq!(client.alone(500).await.unwrap_err().status().map(|status| status.as_u16()), Some(500));
}
