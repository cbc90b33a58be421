//! A variant for each documented status.

use crate::{response_statuses::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn status(&self, _: Call<()>, parameters: StatusParameters) -> Result<StatusResponse, Problem> {
        Ok(match parameters.wanted {
            200 => StatusResponse::Ok(7),
            201 => StatusResponse::Created { location: "https://example.com/7".to_owned() },
            202 => StatusResponse::Accepted,
            204 => StatusResponse::NoContent,
            301 => StatusResponse::MovedPermanently { location: Some("/elsewhere".to_owned()) },
            304 => StatusResponse::NotModified,
            404 => StatusResponse::NotFound(serde_json::from_value(json!({"reason": "gone"})).unwrap()),
            418 => StatusResponse::ImATeapot,
            _ => StatusResponse::Status599,
        })
    }
}

#[tokio::test]
async fn each_variant_has_its_status() {
    let (_, server) = start!(response_statuses);
    for (status, body, location) in [
        (200, "7", None),
        (201, "", Some("https://example.com/7")),
        (202, "", None),
        (204, "", None),
        (301, "", Some("/elsewhere")),
        (304, "", None),
        (404, r#"{"reason":"gone"}"#, None),
        (418, "", None),
        (599, "", None),
    ] {
        let reply = server.get(&format!("/status/{status}")).await;
        assert_eq!((reply.pair(), reply.header("location")), ((status, body), location));
        assert_eq!(reply.header("content-type"), (!body.is_empty()).then_some("application/json"));
    }
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let (_, server) = start!(response_statuses);
    let reply = server.send(request("HEAD", "/status/200")).await;
    assert_eq!((reply.pair(), reply.header("content-type")), ((200, ""), Some("application/json")));
    assert_eq!(reply.header("content-length"), Some("1"));
}
